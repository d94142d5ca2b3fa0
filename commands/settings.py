"""Where things are: the Temporal server by Temporal's own settings, the records and data by ours."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfigProfile

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

DATA = "THROUGHCARE_DATA"
RECORDS = "THROUGHCARE_RECORDS"
DEFAULT_ADDRESS = "localhost:7233"


class SetUpProblem(Exception):
    """Something outside a case is not there; the text says what and what to do."""


def data_folder() -> Path:
    """Where the embedded server and records keep their files: ``THROUGHCARE_DATA``, or ``.throughcare`` here."""
    return Path(os.environ.get(DATA, ".throughcare"))


def records_url() -> str:
    """The records database: ``THROUGHCARE_RECORDS``, or a SQLite file in the data folder."""
    return os.environ.get(RECORDS) or f"sqlite+aiosqlite:///{data_folder() / 'records.db'}"


def records() -> "AsyncEngine":
    """The records, which must be there already. Raises SetUpProblem."""
    if RECORDS not in os.environ and not (data_folder() / "records.db").exists():
        raise SetUpProblem(f"no records in {data_folder()}: start the system with `throughcare up`, or set {RECORDS}")
    from records.engine import engine_for

    return engine_for(records_url())


async def connect() -> Client:
    """A client by the standard Temporal environment variables and profile file. Raises SetUpProblem."""
    profile = ClientConfigProfile.load()
    config = profile.to_client_connect_config()
    address = config.setdefault("target_host", DEFAULT_ADDRESS)
    try:
        return await Client.connect(**config, data_converter=pydantic_data_converter)
    except RuntimeError:
        words = f"no Temporal server at {address}: start one with `throughcare up`, or set TEMPORAL_ADDRESS"
        raise SetUpProblem(words) from None
