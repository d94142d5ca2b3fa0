"""`throughcare retention` and `subject-access`: how long cases are kept, and what the person may have of them."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

retention = App(name="retention", help="How long cases are kept: the terms, what is due, erasing it, and holds.")

Json = Annotated[bool, Parameter(name="--json", negative="", help="print JSON, for programs")]


def _answer(work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    from commands.answer import answer

    return answer(work)


@retention.command
def show(*, json: Json = False) -> int:
    """Show for how long everything is kept, and whether anything is erased."""
    from commands import retention as keeping

    return _answer(lambda: keeping.show(json))


@retention.command
def due(*, json: Json = False) -> int:
    """Show the closed cases whose time is over. Nothing is erased by looking."""
    from commands import retention as keeping

    return _answer(lambda: keeping.due(json))


@retention.command
def run() -> int:
    """Erase what is due now, as is done every night. It cannot be undone: look at `throughcare retention due` first."""
    from commands import retention as keeping

    return _answer(keeping.run)


@retention.command
def hold(case: str, *, why: str) -> int:
    """Let nothing of a case be erased, as while an inquiry or a claim goes on.

    Parameters
    ----------
    case: its id.
    why: what for, by reference; it is kept with the hold.
    """
    from commands import retention as keeping

    return _answer(lambda: keeping.hold(case, why))


@retention.command
def release(case: str) -> int:
    """End a hold.

    Parameters
    ----------
    case: its id.
    """
    from commands import retention as keeping

    return _answer(lambda: keeping.release(case))


@retention.command
def holds(*, json: Json = False) -> int:
    """List the cases that are held, since when, by whom and why."""
    from commands import retention as keeping

    return _answer(lambda: keeping.holds(json))


def subject_access(*, out: Path, case: tuple[str, ...] = ()) -> int:
    """Write what is held on one person into a new folder, for them, and a list of what is withheld, for an officer.

    Whose it is is asked for on standard input, by CRN or prison number, so that no list of processes shows it.

    Parameters
    ----------
    out: the folder, which must not be there yet.
    case: a case by its id, instead of being asked; may be given several times.
    """
    from commands import subject_access as asked

    return _answer(lambda: asked.export(out, case))
