"""What a command does that must be known later: written into the audit trail before it is done, and how it ended."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from getpass import getuser
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from audit.entry import Entry, Outcome, written
from audit.trail import NotWritten, Trail
from commands.settings import SetUpProblem

COMMAND = "command"
"""The capacity in which whoever runs a command on the machine acts: they are known by their account there alone."""


@asynccontextmanager
async def traced_in_audit(engine: AsyncEngine, action: str, case_id: str | None = None) -> AsyncIterator[str]:
    """The account that acts. Nothing is done that cannot be written down. Raises SetUpProblem."""
    trail, account, correlation = Trail(engine), _account(), str(uuid4())

    async def write(outcome: Outcome) -> None:
        at = written(datetime.now(UTC))
        entry = Entry(at, account, COMMAND, action, outcome, case_id=case_id, correlation_id=correlation)
        try:
            await trail.append(entry)
        except NotWritten:
            raise SetUpProblem("the audit trail cannot be written to: nothing was done") from None

    await write(Outcome.BEGUN)
    try:
        yield account
    except BaseException:
        await write(Outcome.FAILED)
        raise
    await write(Outcome.DONE)


def _account() -> str:
    """The account that the command runs under; its number where it has no name, as in a container."""
    try:
        return f"account:{getuser()}"
    except (KeyError, OSError):
        return f"account:{os.getuid()}"
