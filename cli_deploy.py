"""The commands of a deployment: migrate and ready."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Literal

from cyclopts import Parameter


def _answer(work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    from commands.answer import answer

    return answer(work)


def migrate(*, victims: Annotated[bool, Parameter(negative="")] = False) -> int:
    """Bring a database to this release's tables; one that is there already stays as it is.

    Parameters
    ----------
    victims: the victim records instead of the records.
    """
    from commands import migrating

    return _answer(migrating.victims if victims else migrating.records)


def ready(part: Literal["worker", "victim-worker", "records", "api"], *, port: int = 8080) -> int:
    """Health check: exit code 0 when this machine's part of the work is being done.

    Parameters
    ----------
    part: what runs here; records is for processes that need the records only.
    port: where the API listens.
    """
    from commands import ready as checks

    parts = {"worker": checks.worker, "victim-worker": checks.victim_worker, "records": checks.records}
    return _answer(parts[part] if part in parts else lambda: checks.api(port))
