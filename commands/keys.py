"""The master key: which there are and what each wraps, another in its place, and one that wraps nothing taken out."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from getpass import getuser
from uuid import uuid4

from rich.console import Console

from audit.entry import Entry, Outcome, written
from audit.trail import NotWritten, Trail
from commands.answer import print_json
from commands.fields import BadArgument
from commands.receipts import counted
from commands.settings import SetUpProblem, case_keys, master_key, records
from sealing.keyring import load
from sealing.master import add_master_key, remove_master_key, use_master_key

CONSOLE = Console(highlight=False)
COMMAND = "command"
"""The capacity in which whoever runs a command on the machine acts: they are known by their account there alone."""


async def show(as_json: bool) -> None:
    """Show the master keys by their ids, and how many keys each wraps."""
    masters, wrapped = list(load(master_key()).keys), await case_keys().wrapped_by()
    if as_json:
        print_json({"current": masters[0], "wraps": {one: wrapped.get(one, 0) for one in masters}})
        return
    for one in masters:
        state = "in use" if one == masters[0] else "opens only"
        CONSOLE.print(f"{one}  {state}, wraps {counted(wrapped.get(one, 0), 'key', 'keys')}")
    for lost in sorted(wrapped.keys() - set(masters)):
        CONSOLE.print(f"{lost}  NOT IN THE FILE, wraps {counted(wrapped[lost], 'key', 'keys')}: put it back")


async def add() -> None:
    """Put a new master key into the file, to be used later: once every process has it."""
    async with _audited("add_master_key"):
        master = add_master_key(master_key())
    CONSOLE.print(
        f"{master} is in the file and wraps nothing yet; `throughcare keys rotate --to {master}` puts it to use"
    )


async def rotate(to: str | None) -> None:
    """Wrap every key with another master key: one that was added, or one made now."""
    file, keys = master_key(), case_keys()
    current = load(file).current
    wrapped = await keys.wrapped_by()
    async with _audited("rotate_master_key"):
        stopped = to is None and wrapped.keys() - {current}  # a rotation that was stopped goes on
        master = current if stopped else to or add_master_key(file)
        use_master_key(file, master)
        async for done in keys.rewrap():
            CONSOLE.print(f"{counted(done, 'key', 'keys')} wrapped anew")
    CONSOLE.print(f"{master} is in use. Keep a copy of {file}; `throughcare keys retire ID` takes the others out")


async def retire(master: str) -> None:
    """Take a master key that wraps nothing out of the file. Raises BadArgument while it wraps something."""
    if count := (await case_keys().wrapped_by()).get(master):
        words = f"{master} still wraps {counted(count, 'key', 'keys')}: `throughcare keys rotate` wraps them anew"
        raise BadArgument(words)
    async with _audited("retire_master_key"):
        remove_master_key(master_key(), master)
    CONSOLE.print(
        f"{master} is out of the file; what only a backup of the records still wraps with it cannot be opened"
    )


def _account() -> str:
    """The account that the command runs under; its number where it has no name, as in a container."""
    try:
        return f"account:{getuser()}"
    except (KeyError, OSError):
        return f"account:{os.getuid()}"


@asynccontextmanager
async def _audited(action: str) -> AsyncIterator[None]:
    """Written into the audit trail before it is done, and again how it ended. Raises SetUpProblem."""
    engine, correlation = records(), str(uuid4())
    trail = Trail(engine)

    async def write(outcome: Outcome) -> None:
        entry = Entry(written(datetime.now(UTC)), _account(), COMMAND, action, outcome, correlation_id=correlation)
        try:
            await trail.append(entry)
        except NotWritten:
            raise SetUpProblem("the audit trail cannot be written to: nothing was done") from None

    try:
        await write(Outcome.BEGUN)
        try:
            yield
        except BaseException:
            await write(Outcome.FAILED)
            raise
        await write(Outcome.DONE)
    finally:
        await engine.dispose()
