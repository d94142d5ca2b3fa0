"""``throughcare inbox`` and ``throughcare notices``: what people are told, and how it reaches them."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

notices = App(name="notices", help="How notices reach people: the sender, what fails, the file of addresses and hours.")

Json = Annotated[bool, Parameter(name="--json", negative="", help="print JSON, for programs")]
Flag = Annotated[bool, Parameter(negative="")]


def _answer(work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    from commands.answer import answer

    return answer(work)


def inbox(
    person: str,
    *,
    unread: Flag = False,
    case: str | None = None,
    after: str | None = None,
    limit: int = 50,
    json: Json = False,
) -> int:
    """Show what somebody was told, the newest first; a star marks what is unread.

    Parameters
    ----------
    person: the staff id.
    unread: only what is unread.
    case: only this case.
    after: go on where the page before ended; its last line says how.
    limit: how many on a page.
    """
    from commands import notices

    return _answer(lambda: notices.show(person, unread, case, after, limit, json))


@notices.command
def read(person: str, *, case: str | None = None, notice: str | None = None, all: Flag = False) -> int:
    """Mark as read: one notice of a case, all of a case, or all.

    Parameters
    ----------
    person: the staff id.
    case: the case's id.
    notice: the notice's id on the case, such as n3.
    all: everything in the inbox.
    """
    from commands import notices

    return _answer(lambda: notices.read(person, case, notice, all))


@notices.command
def send(*, once: Flag = False) -> int:
    """Send e-mails and text messages until Ctrl-C; any number of these may run beside each other.

    Parameters
    ----------
    once: send what is due now, and end.
    """
    from commands import notices

    return _answer(lambda: notices.send(once))


@notices.command
def failing(*, json: Json = False) -> int:
    """List what could not be sent, to whom, and why."""
    from commands import notices

    return _answer(lambda: notices.failing(json))


@notices.command
def retry(delivery: str | None = None) -> int:
    """Try again what failed, once its cause is mended.

    Parameters
    ----------
    delivery: only this one, by its id.
    """
    from commands import notices

    return _answer(lambda: notices.retry(delivery))


@notices.command
def digest() -> int:
    """Make today's digests now, if it is time for them and they were not made yet."""
    from commands import notices

    return _answer(notices.digest)


@notices.command
def check(file: Path, *, json: Json = False) -> int:
    """Check a file of notices, and say what it comes to.

    Parameters
    ----------
    file: the file, as THROUGHCARE_NOTICES names it.
    """
    from commands import notices

    return _answer(lambda: notices.check(file, json))
