"""Bringing the databases to this release's tables: a job of its own, before anything else of a release starts."""

from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from commands.settings import SetUpProblem, data_folder, records_url, victims_url
from records.upgrade import upgrade
from victims.records import upgrade as upgrade_victims


async def records() -> None:
    """The records. Raises SetUpProblem."""
    await _bring(upgrade, records_url(), "the records")


async def victims() -> None:
    """The victim records. Raises SetUpProblem."""
    await _bring(upgrade_victims, victims_url(), "the victim records")


async def _bring(up: Callable[[str], Awaitable[object]], url: str, what: str) -> None:
    if url.startswith("sqlite"):
        data_folder().mkdir(parents=True, exist_ok=True)
    try:
        await up(url)
    except (SQLAlchemyError, OSError) as error:
        words = f"{what} could not be brought to this release: {type(error).__name__}; is the database there?"
        raise SetUpProblem(words) from None
