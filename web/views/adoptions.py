"""A run that takes over a caseload, as an operator reads it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.routes.operations import AdoptionSeen

_SILENT = timedelta(minutes=1)
"""A run says how far it is every few seconds; one that says nothing for so long was killed (project default)."""


@dataclass(frozen=True)
class RunShown:
    """How far it is: ``taken`` of about ``rows``."""

    began_at: datetime
    told_at: datetime
    state: str
    colour: str
    ended: bool
    taken: int
    rows: int
    lines: tuple[tuple[str, str], ...]
    problems: int
    words: tuple[str, ...]
    next: str


_AGAIN = "Run the same command again: it goes on where it was, and no case is adopted twice."


def run_shown(run: AdoptionSeen, now: datetime) -> RunShown:
    """A run in words, as it stands now."""
    silent = run.state == "running" and now - run.told_at > _SILENT
    state, colour, todo = {
        "running": ("Says nothing any more", "red", _AGAIN) if silent else ("Running", "blue", ""),
        "stopped": ("Stopped", "orange", _AGAIN),
        "done": ("Done", "green", "Put right what could not be used, then run it again." if run.problems else ""),
    }[run.state]
    taken = run.adopted + run.already + run.left_out
    lines = (
        ("Cases", f"{run.adopted:,} adopted, {run.already:,} were here already, {run.left_out:,} left out"),
        ("Work", f"{run.opened:,} pieces of work open, {run.late:,} of them late"),
        ("Not used", f"{run.problems:,} {'thing' if run.problems == 1 else 'things'}"),
    )
    return RunShown(
        run.began_at, run.told_at, state, colour, run.state != "running" or silent, taken, max(run.rows, taken), lines,
        run.problems, tuple(run.words), todo,
    )  # fmt: skip
