"""`throughcare audit`: who saw and did what, whether that is whole, and checkpoints to keep elsewhere."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

audit = App(name="audit", help="Who saw and did what: look it up, check that it is whole, sign how far it goes.")

Json = Annotated[bool, Parameter(name="--json", negative="", help="print JSON, for programs")]
CheckpointFile = Annotated[Path | None, Parameter(help="checkpoints kept elsewhere, one a line")]
PublicKey = Annotated[Path | None, Parameter(help="the public key of the checkpoints, in PEM; our own if absent")]
OfCase = Annotated[str | None, Parameter(help="only this case")]
OfWho = Annotated[str | None, Parameter(help="only this user or client, as the token names them")]
Since = Annotated[str | None, Parameter(help="only from this day or moment on: 2026-03-16 or 2026-03-16T10:30, London")]
Limit = Annotated[int, Parameter(help="how many at most, the newest first")]


@audit.command
def verify(*, checkpoint: CheckpointFile = None, key: PublicKey = None, json: Json = False) -> int:
    """Look whether every entry is as it was written and where; exit code 1 when any is not, and which.

    That the end was cut off, or all of it hashed again, is seen with a checkpoint only.
    """
    from commands import audit as trail
    from commands.answer import answer

    return answer(lambda: trail.verify(checkpoint, key, json))


@audit.command
def checkpoint() -> int:
    """Print a signed checkpoint, one line, to be added to a file on another machine: `… audit checkpoint >> FILE`."""
    from commands import audit as trail
    from commands.answer import answer

    return answer(trail.checkpoint)


@audit.command
def public_key() -> int:
    """Print the public key that checkpoints are checked with."""
    from commands import audit as trail
    from commands.answer import answer

    return answer(trail.public_key)


@audit.command
def show(*, case: OfCase = None, who: OfWho = None, since: Since = None, limit: Limit = 100, json: Json = False) -> int:
    """Show entries: what was seen and done on a case, or by somebody; the newest first."""
    from commands import audit as trail
    from commands.answer import answer

    return answer(lambda: trail.show(case, who, since, limit, json))
