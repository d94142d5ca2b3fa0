"""Commands on one case: start, report, preview, complete, waive, decide, ask, show."""

import uuid
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Any

from rich.console import Console

from client import CaseClient
from commands.answer import print_json
from commands.fields import BadArgument, fields, moment
from commands.receipts import show_case, show_receipt
from commands.settings import connect
from models.case import CaseStart
from models.decisions import DecisionMade
from models.events import EVENT_TYPES, Event
from models.outcome import Receipt
from models.requests import REQUEST, CompleteDuty, WaiveDuty

CONSOLE = Console(highlight=False)


def _new_id() -> str:
    return uuid.uuid4().hex


def _show(receipt: Receipt, as_json: bool) -> None:
    if as_json:
        print_json(receipt)
    else:
        show_receipt(receipt, CONSOLE)


async def _client() -> CaseClient:
    return CaseClient(await connect())


def event_of(
    kind: str, arguments: list[str], by: str | None, role: str | None, at: str | None, id: str | None
) -> Event:
    """An event from the command line. Raises BadArgument and ValidationError."""
    if kind not in EVENT_TYPES:
        near = get_close_matches(kind, EVENT_TYPES, n=3)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; docs/scenarios.md lists them"
        raise BadArgument(f"{kind}: there is no such event{hint}")
    said = fields(arguments)
    said.setdefault("occurred_at", moment(at))
    said |= {"event_id": id or _new_id()}
    said |= {name: value for name, value in (("reported_by", by), ("role", role)) if value is not None}
    return EVENT_TYPES[kind].model_validate(said)


async def start(case_id: str, opening: Any, details: list[str], as_json: bool) -> None:
    """Open a case with its first event."""
    made = CaseStart.model_validate({"case_id": case_id, "opening": opening, **fields(details)})
    _show(await (await _client()).start(made), as_json)


async def report(case_id: str, event: Any, as_json: bool) -> None:
    """Report an event."""
    _show(await (await _client()).report(case_id, event), as_json)


async def preview(case_id: str, event: Any, as_json: bool) -> None:
    """Show what an event would lead to; nothing is written."""
    client = await _client()
    ahead = timedelta(seconds=(await client.waiting_for(case_id))["ahead_seconds"])
    receipt = await client.preview(case_id, event, datetime.now(UTC) + ahead)
    if not as_json:
        CONSOLE.print("preview: nothing has been recorded")
    _show(receipt, as_json)


async def complete(
    case_id: str, duty: str, evidence: list[str], by: str, role: str, at: str | None, as_json: bool
) -> None:
    """Record a duty as done."""
    done = CompleteDuty.model_validate(
        {
            "completion_id": _new_id(),
            "duty": duty,
            "done_at": moment(at),
            "done_by": by,
            "role": role,
            "evidence": fields(evidence),
        }
    )
    _show(await (await _client()).complete(case_id, done), as_json)


async def waive(case_id: str, duty: str, reason: str, by: str, role: str, as_json: bool) -> None:
    """Let a duty go, as a manager."""
    waiver = WaiveDuty.model_validate(
        {
            "waiver_id": _new_id(),
            "duty": duty,
            "waived_at": datetime.now(UTC),
            "waived_by": by,
            "role": role,
            "reason": reason,
        }
    )
    _show(await (await _client()).waive(case_id, waiver), as_json)


async def decide(case_id: str, kind: str, option: str, more: list[str], by: str, role: str, as_json: bool) -> None:
    """Record a decision."""
    made = DecisionMade.model_validate(
        {
            "decision_id": _new_id(),
            "kind": kind,
            "option": option,
            "decided_at": datetime.now(UTC),
            "decided_by": by,
            "role": role,
            **fields(more),
        }
    )
    _show(await (await _client()).decide(case_id, made), as_json)


async def ask(case_id: str, kind: str, more: list[str], by: str, role: str, as_json: bool) -> None:
    """Ask for something that a guard may refuse."""
    request = REQUEST.validate_python(
        {
            "type": kind,
            "request_id": _new_id(),
            "asked_at": datetime.now(UTC),
            "asked_by": by,
            "role": role,
            **fields(more),
        }
    )
    _show(await (await _client()).ask(case_id, request), as_json)


async def show(case_id: str, as_json: bool) -> None:
    """Show the case as it stands."""
    case = await (await _client()).show(case_id)
    if as_json:
        print_json(case)
    else:
        show_case(case, CONSOLE)
