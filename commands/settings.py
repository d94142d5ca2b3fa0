"""Where things are: the Temporal server by Temporal's own settings, the records and data by ours."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter
from temporalio.envconfig import ClientConfigProfile

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from sealing.data_keys import DataKeys
    from sealing.keyring import Keyring

DATA = "THROUGHCARE_DATA"
RECORDS = "THROUGHCARE_RECORDS"
VICTIMS = "THROUGHCARE_VICTIMS"
VICTIM_KEY = "THROUGHCARE_VICTIM_KEY"
AUDIT_KEY = "THROUGHCARE_AUDIT_KEY"
MASTER_KEY = "THROUGHCARE_MASTER_KEY"
DEFAULT_ADDRESS = "localhost:7233"


class SetUpProblem(Exception):
    """Something outside a case is not there; the text says what and what to do."""


def data_folder() -> Path:
    """Where the embedded server and records keep their files: ``THROUGHCARE_DATA``, or ``.throughcare`` here."""
    return Path(os.environ.get(DATA, ".throughcare"))


def records_url() -> str:
    """The records database: ``THROUGHCARE_RECORDS``, what is in the file that ``THROUGHCARE_RECORDS_FILE`` names, or a
    SQLite file in the data folder. Raises SetUpProblem.
    """
    return _named(RECORDS) or f"sqlite+aiosqlite:///{data_folder() / 'records.db'}"


def victims_url() -> str:
    """The victim records, apart from the others: ``THROUGHCARE_VICTIMS``, what is in the file that
    ``THROUGHCARE_VICTIMS_FILE`` names, or a file of their own in the data folder. Raises SetUpProblem.
    """
    return _named(VICTIMS) or f"sqlite+aiosqlite:///{data_folder() / 'victims.db'}"


def audit_key() -> Path:
    """The file of the key that signs checkpoints: ``THROUGHCARE_AUDIT_KEY``, or one in the data folder."""
    named = os.environ.get(AUDIT_KEY)
    return Path(named) if named else data_folder() / "audit-key.pem"


def _named(setting: str) -> str | None:
    """A database URL, which may hold a password: from the environment, or from a file that few may read."""
    in_file = os.environ.get(f"{setting}_FILE")
    if os.environ.get(setting) and in_file:
        raise SetUpProblem(f"{setting} and {setting}_FILE are both set: keep one")
    if not in_file:
        return os.environ.get(setting) or None
    try:
        return Path(in_file).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        raise SetUpProblem(f"{setting}_FILE names a file that cannot be read") from None


def shown(url: str) -> str:
    """Where a database is, in words that hold no password. Raises SetUpProblem when it is no database URL."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        read = make_url(url)
    except ArgumentError:
        words = "a database is named by sqlite+aiosqlite:///FILE or postgresql://USER@HOST/DATABASE"
        raise SetUpProblem(f"{RECORDS} or {VICTIMS}: {words}") from None
    if read.get_backend_name() == "sqlite":
        return read.database or "memory"
    return (
        f"{read.get_backend_name()} database {read.database} on {read.host or read.query.get('host', 'this machine')}"
    )


def victim_keyring(*, make: bool = False) -> "Keyring":
    """The victim key: the file ``THROUGHCARE_VICTIM_KEY`` names, or one in the data folder, which ``make`` may make.

    Raises SetUpProblem.
    """
    from sealing.keyring import load, load_or_make
    from sealing.problems import KeyProblem

    named = os.environ.get(VICTIM_KEY)
    try:
        if named or not make:
            return load(Path(named) if named else data_folder() / "victims.key")
        return load_or_make(data_folder() / "victims.key")
    except KeyProblem as problem:
        raise SetUpProblem(f"victim key: {problem}; `throughcare up` makes one, or set {VICTIM_KEY}") from None


def master_key(*, make: bool = False) -> Path:
    """The file of the master keys: the one ``THROUGHCARE_MASTER_KEY`` names, or one in the data folder, which ``make``
    may make. Raises SetUpProblem.
    """
    from sealing.keyring import load, load_or_make
    from sealing.problems import KeyProblem

    named = os.environ.get(MASTER_KEY)
    path = Path(named) if named else data_folder() / "master.key"
    try:
        (load_or_make if make and not named else load)(path)
    except KeyProblem as problem:
        words = "`throughcare up` makes one where it keeps its data"
        raise SetUpProblem(f"master key: {problem}; {words}, and {MASTER_KEY} says where another is") from None
    return path


def case_keys(*, make: bool = False) -> "DataKeys":
    """The keys of the cases, in the records; ``make`` may make the master key of this machine. Raises SetUpProblem."""
    from records.engine import engine_for
    from sealing.data_keys import DataKeys
    from sealing.master import MasterKeyFile

    return DataKeys(engine_for(records_url(), kept=False), MasterKeyFile(master_key(make=make)))


def victim_records() -> "AsyncEngine":
    """The victim records, which must be there already. Raises SetUpProblem."""
    if not _named(VICTIMS) and not (data_folder() / "victims.db").exists():
        words = f"no victim records in {data_folder()}: start the system with `throughcare up`, or set {VICTIMS}"
        raise SetUpProblem(words)
    from records.engine import engine_for

    return engine_for(victims_url())


def records() -> "AsyncEngine":
    """The records, which must be there already. Raises SetUpProblem."""
    if not _named(RECORDS) and not (data_folder() / "records.db").exists():
        raise SetUpProblem(f"no records in {data_folder()}: start the system with `throughcare up`, or set {RECORDS}")
    from records.engine import engine_for

    return engine_for(records_url())


async def connect_later() -> Client:
    """The same client, which connects when it is first used: for what must start while the server is still down."""
    config = ClientConfigProfile.load().to_client_connect_config()
    config.setdefault("target_host", DEFAULT_ADDRESS)
    return await Client.connect(**config, data_converter=_sealing(case_keys()), lazy=True)


async def connect(keys: "DataKeys | None" = None) -> Client:
    """A client that seals and opens what is kept of the cases, by the standard Temporal environment variables and
    profile file. Raises SetUpProblem.
    """
    return await _connect(_sealing(keys or case_keys()))


async def connect_unsealed() -> Client:
    """A client without the cases' keys: for the victim side, which has its own, and to look at the server itself."""
    return await _connect(pydantic_data_converter)


def _sealing(keys: "DataKeys") -> DataConverter:
    from sealing.codec import converter

    return converter(keys)


async def _connect(data_converter: DataConverter) -> Client:
    config = ClientConfigProfile.load().to_client_connect_config()
    address = config.setdefault("target_host", DEFAULT_ADDRESS)
    try:
        return await Client.connect(**config, data_converter=data_converter)
    except RuntimeError:
        words = f"no Temporal server at {address}: start one with `throughcare up`, or set TEMPORAL_ADDRESS"
        raise SetUpProblem(words) from None
