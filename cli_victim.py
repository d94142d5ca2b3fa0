"""The ``throughcare victim`` commands: for victim liaison officers, who alone have the victim key."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from cyclopts import App, Parameter

from models.victims.words import Offence

victim = App(name="victim", help="For victim liaison officers: contacts under the Victim Contact Scheme, kept apart.")

Json = Annotated[bool, Parameter(name="--json", negative="", help="print JSON, for programs")]
By = Annotated[str, Parameter(help="your staff id")]
At = Annotated[
    str | None, Parameter(help="when it happened: 2026-03-16 or 2026-03-16T10:30, London time; now if absent")
]


def _answer(work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    from commands.answer import answer

    return answer(work)


@victim.command(name="open")
def open_(
    contact: str,
    *,
    case: str,
    victim: str,
    by: By,
    offence: Annotated[Offence, Parameter(name_transform=str.lower)],
    custody_months: int,
    manager: str | None = None,
    json: Json = False,
) -> int:
    """Open a contact: one for each victim and case.

    For example: throughcare victim open contact-1 --case case-1 --victim victim-9 --by vlo-3
    --offence specified_violent --custody-months 24

    Parameters
    ----------
    contact: an id for the contact: lower case, digits and dashes; nothing of the case or the victim.
    case: the case's id.
    victim: the victim's opaque reference; never a name.
    offence: whether the offence is one the scheme names.
    custody_months: the custody the court passed, in months.
    manager: the staff id of the unit's manager, who hears of late work.
    """
    from commands import victims

    said = {"victim": victim, "vlo": by, "vlu_manager": manager, "offence": offence, "custody_months": custody_months}
    return _answer(lambda: victims.open_contact(contact, case, said, json))


@victim.command
def tell(
    contact: str,
    event: str,
    *fields: str,
    by: By,
    at: At = None,
    id: Annotated[str | None, Parameter(name="--id", help="an id of this event: telling it twice is safe")] = None,
    json: Json = False,
) -> int:
    """Tell a contact of an event, and see what it opened.

    For example: throughcare victim tell contact-1 victim_answered answer=opted_in --by vlo-3

    Parameters
    ----------
    contact: the contact's id.
    event: the type of event (docs/victim-side.md lists them).
    fields: the event's own fields, as field=value.
    """
    from commands import victims

    return _answer(lambda: victims.tell(contact, event, list(fields), by, at, id, json))


@victim.command
def complete(contact: str, duty: str, *evidence: str, by: By, at: At = None, json: Json = False) -> int:
    """Record a duty as done, with its evidence as field=value.

    Parameters
    ----------
    contact: the contact's id.
    duty: the duty's id on the contact, such as v3.
    evidence: what the duty's form asks for; leave it out to be told what that is.
    """
    from commands import victims

    return _answer(lambda: victims.complete(contact, duty, list(evidence), by, at, json))


@victim.command
def show(contact: str, *, json: Json = False) -> int:
    """Show a contact as it stands. What the victim said is shown: mind who looks on.

    Parameters
    ----------
    contact: the contact's id.
    """
    from commands import victims

    return _answer(lambda: victims.show(contact, json))


@victim.command
def pages(
    *,
    host: str = "127.0.0.1",
    port: int = 8081,
) -> int:
    """Serve the victim liaison officers' pages, which need the victim key and records, until Ctrl-C.

    Parameters
    ----------
    host: where to listen.
    port: where to listen.
    """
    from commands import victim_pages

    return _answer(lambda: victim_pages.run(host, port))


@victim.command
def duties(*, mine: str | None = None, json: Json = False) -> int:
    """List open duties of the victim side, the first due first.

    Parameters
    ----------
    mine: only those of this officer's contacts.
    """
    from commands import victims

    return _answer(lambda: victims.duties(mine, json))


retention = App(name="retention", help="How long contacts are kept: what is due, erasing it, and holds.")
victim.command(retention)


@retention.command(name="due")
def due_for_erasing(*, json: Json = False) -> int:
    """Show the contacts whose time is over. Nothing is erased by looking."""
    from commands import victim_retention as keeping

    return _answer(lambda: keeping.due(json))


@retention.command(name="run")
def erase_what_is_due() -> int:
    """Erase what is due now, as is done every night. It cannot be undone: look at what is `due` first."""
    from commands import victim_retention as keeping

    return _answer(keeping.run)


@retention.command
def hold(contact: str, *, why: str, by: By) -> int:
    """Let nothing of a contact be erased, as while an inquiry or a claim goes on.

    Parameters
    ----------
    contact: its id.
    why: what for, by reference; it is kept with the hold.
    """
    from commands import victim_retention as keeping

    return _answer(lambda: keeping.hold(contact, why, by))


@retention.command
def release(contact: str) -> int:
    """End a hold.

    Parameters
    ----------
    contact: its id.
    """
    from commands import victim_retention as keeping

    return _answer(lambda: keeping.release(contact))


@retention.command
def holds(*, json: Json = False) -> int:
    """List the contacts that are held, since when, by whom and why."""
    from commands import victim_retention as keeping

    return _answer(lambda: keeping.holds(json))
