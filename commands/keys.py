"""The master key: which there are and what each wraps, another in its place, and one that wraps nothing taken out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.console import Console

from commands.answer import print_json
from commands.fields import BadArgument
from commands.receipts import counted
from commands.settings import case_keys, master_key, records
from commands.traced import traced_in_audit
from sealing.keyring import load
from sealing.master import add_master_key, remove_master_key, use_master_key

CONSOLE = Console(highlight=False)


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


@asynccontextmanager
async def _audited(action: str) -> AsyncIterator[None]:
    """Raises SetUpProblem."""
    engine = records()
    try:
        async with traced_in_audit(engine, action):
            yield
    finally:
        await engine.dispose()
