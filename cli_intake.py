"""The ``throughcare`` commands for messages in and out: take in, deliver, look after what is unclear, tell others."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

quarantine = App(name="quarantine", help="Messages of other systems that a person has to look at.")

Json = Annotated[bool, Parameter(name="--json", negative="", help="print JSON, for programs")]
By = Annotated[str, Parameter(help="your staff id: what you do is kept with it")]
Reason = Annotated[str | None, Parameter(help="only those in quarantine for this reason, such as unknown_person")]


def _answer(work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    from commands.answer import answer

    return answer(work)


def ingest(file: Annotated[Path, Parameter(allow_leading_hyphen=True)], *, json: Json = False) -> int:
    """Take in a file of events of other systems: one, an array, or one a line (docs/intake.md).

    Ends with 0 when all of it was taken in, and with 3 when some of it went to quarantine or was refused.

    Parameters
    ----------
    file: the file; - for standard input.
    """
    from commands import intake

    return intake.ingest_command(file, json)


def run() -> int:
    """Run the intake: deliver what was taken in to the cases, and read the queue that is configured, until Ctrl-C."""
    from commands import intake

    return _answer(intake.run)


@quarantine.command(name="list")
def list_(*, reason: Reason = None, after: int = 0, limit: int = 100, json: Json = False) -> int:
    """List what is in quarantine, the oldest first; nothing of what a message says is shown.

    Parameters
    ----------
    after: only messages after this number.
    limit: how many at most.
    """
    from commands import intake

    return _answer(lambda: intake.list_quarantine(reason, after, limit, json))


@quarantine.command
def show(number: int, *, by: By) -> int:
    """Show one message with all it says, and what was done with it. That you looked is kept.

    Parameters
    ----------
    number: the message's number.
    """
    from commands import intake

    return _answer(lambda: intake.show_message(number, by))


@quarantine.command
def mend(number: int, file: Annotated[Path, Parameter(allow_leading_hyphen=True)], *, by: By) -> int:
    """Put a mended copy beside what came, and take that in.

    Parameters
    ----------
    number: the message's number.
    file: the mended message; - for standard input.
    """
    from commands import intake

    return _answer(lambda: intake.mend_message(number, file, by))


@quarantine.command
def replay(number: int | None = None, *, reason: Reason = None, by: By) -> int:
    """Take a message in again, or all that are there for one reason: after a release, or with details configured.

    Parameters
    ----------
    number: the message's number; without, all those of --reason.
    """
    from commands import intake

    return _answer(lambda: intake.replay_messages(number, reason, by))


@quarantine.command
def dismiss(number: int, *, why: str, by: By) -> int:
    """Let a message be, with the reason.

    Parameters
    ----------
    number: the message's number.
    why: why nothing follows from it.
    """
    from commands import intake

    return _answer(lambda: intake.dismiss_message(number, by, why))


webhooks = App(name="webhooks", help="Our own events: sending them to subscribers, and what these did not take.")


@webhooks.command(name="run")
def run_webhooks() -> int:
    """Send our own events to the subscribers in the file that THROUGHCARE_SUBSCRIPTIONS names, until Ctrl-C."""
    from commands import outgoing

    return _answer(outgoing.run)


@webhooks.command(name="dead")
def dead_webhooks(*, subscriber: str | None = None) -> int:
    """List what subscribers did not take in three days.

    Parameters
    ----------
    subscriber: only this one's.
    """
    from commands import outgoing

    return _answer(lambda: outgoing.show_dead(subscriber))


@webhooks.command(name="again")
def webhooks_again(subscriber: str) -> int:
    """Send again all that a subscriber did not take.

    Parameters
    ----------
    subscriber: its name in the file.
    """
    from commands import outgoing

    return _answer(lambda: outgoing.again(subscriber))
