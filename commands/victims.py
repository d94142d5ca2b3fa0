"""Commands on a victim's contact: open, tell, complete, show, and the list of duties."""

import uuid
from difflib import get_close_matches
from typing import Any

from rich.console import Console

from commands.answer import print_json
from commands.fields import BadArgument, fields, moment
from commands.receipts import counted, due, table, words
from commands.settings import connect_unsealed, victim_keyring, victim_records
from models.victims.contact import Told, VictimContact, VictimDuty, VictimStart
from models.victims.events import VICTIM_EVENT_TYPES
from models.victims.messages import VictimDutyDone, VictimDutyLine, VictimReceipt
from models.victims.words import ROLE_WORDS
from policy.explain import day_in_words
from victim_client import VictimClient
from victims.records import open_duties

CONSOLE = Console(highlight=False)


async def _client() -> VictimClient:
    keyring = victim_keyring()
    return VictimClient(await connect_unsealed(), keyring)


async def open_contact(contact_id: str, case_id: str, said: dict[str, Any], as_json: bool) -> None:
    """Open a contact."""
    about = {name: value for name, value in said.items() if value is not None}
    start = VictimStart.model_validate(
        {"contact_id": contact_id, "case_id": case_id, "occurred_at": moment(None), **about}
    )
    _show(await (await _client()).open(start), as_json)


async def tell(
    contact_id: str, kind: str, arguments: list[str], by: str, at: str | None, id: str | None, as_json: bool
) -> None:
    """Tell a contact of an event. Raises BadArgument and ValidationError."""
    if kind not in VICTIM_EVENT_TYPES:
        near = get_close_matches(kind, VICTIM_EVENT_TYPES, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"say one of {', '.join(VICTIM_EVENT_TYPES)}"
        raise BadArgument(f"{kind}: there is no such event of the victim side; {hint}")
    said = fields(arguments)
    said.setdefault("occurred_at", moment(at))
    event = VICTIM_EVENT_TYPES[kind].model_validate({**said, "event_id": id or uuid.uuid4().hex, "reported_by": by})
    _show(await (await _client()).tell(contact_id, event), as_json)


async def complete(contact_id: str, duty: str, evidence: list[str], by: str, at: str | None, as_json: bool) -> None:
    """Record a duty as done."""
    about = {"completion_id": uuid.uuid4().hex, "duty": duty, "done_at": moment(at), "done_by": by}
    done = VictimDutyDone.model_validate({**about, "evidence": fields(evidence)})
    _show(await (await _client()).complete(contact_id, done), as_json)


async def show(contact_id: str, as_json: bool) -> None:
    """Show a contact as it stands."""
    contact = await (await _client()).show(contact_id)
    if as_json:
        print_json(contact)
    else:
        _show_contact(contact)


async def duties(vlo: str | None, as_json: bool) -> None:
    """Open work of the victim side, the first due first."""
    victim_keyring()
    engine = victim_records()
    try:
        found = await open_duties(engine, vlo)
    finally:
        await engine.dispose()
    if as_json:
        print_json(list(found))
        return
    rows = [[due(d.due_on), d.contact_id, d.duty_id, d.title, d.subject or "", d.source] for d in found]
    title = counted(len(found), "open duty", "open duties")
    CONSOLE.print(table(title, ["Due", "Contact", "Id", "Duty", "About", "By"], rows))


def _show(receipt: VictimReceipt, as_json: bool) -> None:
    if as_json:
        print_json(receipt)
        return
    again = " (told before: nothing new)" if receipt.duplicate else ""
    _line(f"{receipt.contact_id}: {receipt.message} recorded{again}; the victim is {words(receipt.state)}")
    for line in receipt.opened:
        _line(f"  opened {_titled(line)}: {ROLE_WORDS[line.owner]}, due {due(line.due_on)} ({line.source})")
    for line in receipt.closed:
        _line(f"  closed {_titled(line)}: {line.state}")
    for trigger in receipt.triggers:
        _line(f"  the case is told: {words(trigger)}")
    for note in receipt.notes:
        _line(f"  note: {note}")


def _show_contact(contact: VictimContact) -> None:
    _line(f"{contact.contact_id}: {contact.victim} on {contact.case_id}, {words(contact.state.value)}")
    _line(f"  officer {contact.vlo}; Victim Contact Report {contact.contact_report or 'not stored yet'}")
    for name, day in sorted(contact.stages.items(), key=lambda stage: stage[1]):
        _line(f"  ahead: {name} on {day_in_words(day)}")
    for told in contact.conditions.values():
        _line(f"  asked for {words(told.kind.value if told.kind else 'a condition')}{_words(told)}")
    for told in contact.information.values():
        _line(f"  told us{_words(told)}")
    for told in contact.stop_contact:
        _line(f"  asked to stop contact{_words(told)}")
    for duty in sorted(contact.open_duties, key=lambda d: d.due_on):
        _line(f"  {_titled(duty)}: {ROLE_WORDS[duty.owner]}, due {due(duty.due_on)} ({duty.source})")


def _words(told: Told) -> str:
    return f": {told.words}" if told.words else ""


def _titled(duty: VictimDuty | VictimDutyLine) -> str:
    return f"{duty.id} {duty.title}" + (f" [{duty.subject}]" if duty.subject else "")


def _line(text: str) -> None:
    CONSOLE.print(text, markup=False, soft_wrap=True)
