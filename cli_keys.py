"""`throughcare keys`: the master key, which wraps the cases' keys."""

from typing import Annotated

from cyclopts import App, Parameter

keys = App(name="keys", help="The master key that wraps the cases' keys: look, change it, take an old one out.")

Json = Annotated[bool, Parameter(name="--json", negative="", help="print JSON, for programs")]


@keys.command
def show(*, json: Json = False) -> int:
    """Show the master keys by their ids, and how many of the cases' keys each wraps."""
    from commands import keys as masters
    from commands.answer import answer

    return answer(lambda: masters.show(json))


@keys.command
def add() -> int:
    """Put a new master key into the file without using it yet: where not every process sees the file change at once."""
    from commands import keys as masters
    from commands.answer import answer

    return answer(masters.add)


@keys.command
def rotate(*, to: str | None = None) -> int:
    """Wrap every case's key with another master key. Cases go on meanwhile; safe to stop and to run again.

    Parameters
    ----------
    to: the id of one that was added; one made now if absent.
    """
    from commands import keys as masters
    from commands.answer import answer

    return answer(lambda: masters.rotate(to))


@keys.command
def retire(master: str) -> int:
    """Take a master key out of the file. It is refused while it wraps anything.

    Parameters
    ----------
    master: its id, as `throughcare keys show` says it.
    """
    from commands import keys as masters
    from commands.answer import answer

    return answer(lambda: masters.retire(master))
