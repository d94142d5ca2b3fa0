"""What people do on a case that they have looked at: complete or waive a duty, record a decision, ask for something."""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse

from api.access import OnCase, on_case
from api.audiences.receipts import AnyReceipt, receipt_for
from api.bodies import Body
from api.once import Answer, Once, TheAct
from api.permissions import Action
from api.problems import UnknownThing
from api.routes.events import taking
from api.service import Service, TheService
from api.versions import Seen, etag
from client import CaseRefused
from models.decisions import DecisionMade
from models.outcome import Receipt
from models.requests import AnyRequest, CompleteDuty, WaiveDuty

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["acts"])

DutyId = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,19}$", description="The duty's id on the case.")]


def _act(kind: Any, id: str, by: str, at: str, *path: str) -> Body[Any]:
    return Body(kind, filled=frozenset({id, by, *path}), optional=frozenset({"role", at}))


COMPLETION: Body[CompleteDuty] = _act(CompleteDuty, "completion_id", "done_by", "done_at", "duty")
WAIVER: Body[WaiveDuty] = _act(WaiveDuty, "waiver_id", "waived_by", "waived_at", "duty")
DECISION: Body[DecisionMade] = _act(DecisionMade, "decision_id", "decided_by", "decided_at")
REQUEST_BODY: Body[AnyRequest] = _act(AnyRequest, "request_id", "asked_by", "asked_at")


@router.post("/duties/{duty}/completion", response_model=AnyReceipt, openapi_extra=COMPLETION.marked())
async def complete_duty(
    request: Request,
    on: Annotated[OnCase, Depends(on_case(Action.COMPLETE_DUTY))],
    duty: DutyId,
    service: TheService,
    act: TheAct,
    seen: Seen,
) -> JSONResponse:
    """Record a duty as done, with the evidence its form asks for (`GET /v1/policy/duties/{kind}`)."""
    _find(on, duty)
    more = {"completion_id": act.message_id, "done_by": on.who.staff, "duty": duty}
    done = await COMPLETION.read(request, _filling(on, service, more, "done_at"))
    on.acting_as(done.role)
    return await _answered(request, on, act, lambda: service.cases.complete(on.case.case_id, done, seen))


@router.post("/duties/{duty}/waiver", response_model=AnyReceipt, openapi_extra=WAIVER.marked())
async def waive_duty(
    request: Request,
    on: Annotated[OnCase, Depends(on_case(Action.WAIVE_DUTY))],
    duty: DutyId,
    service: TheService,
    act: TheAct,
    seen: Seen,
) -> JSONResponse:
    """Let a duty go, as a manager, with the reason."""
    _find(on, duty)
    more = {"waiver_id": act.message_id, "waived_by": on.who.staff, "duty": duty}
    waiver = await WAIVER.read(request, _filling(on, service, more, "waived_at"))
    on.acting_as(waiver.role)
    return await _answered(request, on, act, lambda: service.cases.waive(on.case.case_id, waiver, seen))


@router.post("/decisions", response_model=AnyReceipt, openapi_extra=DECISION.marked())
async def record_decision(
    request: Request,
    on: Annotated[OnCase, Depends(on_case(Action.RECORD_DECISION))],
    service: TheService,
    act: TheAct,
    seen: Seen,
) -> JSONResponse:
    """Record a decision with its rationale. A manager who has looked at an escalation records `oversight` (DE-15)."""
    more = {"decision_id": act.message_id, "decided_by": on.who.staff}
    made = await DECISION.read(request, _filling(on, service, more, "decided_at"))
    on.acting_as(made.role)
    return await _answered(request, on, act, lambda: service.cases.decide(on.case.case_id, made, seen))


@router.post("/requests", response_model=AnyReceipt, openapi_extra=REQUEST_BODY.marked())
async def make_request(
    request: Request,
    on: Annotated[OnCase, Depends(on_case(Action.MAKE_REQUEST))],
    service: TheService,
    act: TheAct,
    seen: Seen,
) -> JSONResponse:
    """Ask for something that policy may refuse: a curfew, an address, contact with a child, closing the case."""
    more = {"request_id": act.message_id, "asked_by": on.who.staff}
    asked = await REQUEST_BODY.read(request, _filling(on, service, more, "asked_at"))
    on.acting_as(asked.role)
    return await _answered(request, on, act, lambda: service.cases.ask(on.case.case_id, asked, seen))


def _find(on: OnCase, duty: str) -> None:
    if duty not in on.case.duties:
        raise UnknownThing()


def _filling(
    on: OnCase, service: Service, more: Mapping[str, Any], at: str
) -> Callable[[dict[str, Any]], Mapping[str, Any]]:
    """What the service adds to an act: its id, who does it and, where not said, in which role and when."""

    def fill(said: dict[str, Any]) -> Mapping[str, Any]:
        role: Any = said["role"] if "role" in said else on.acting_as(None).value
        when = said[at] if at in said else (service.now() + on.look.ahead).isoformat()
        return {**more, "role": role, at: when}

    return fill


async def _answered(request: Request, on: OnCase, act: Once, work: Callable[[], Awaitable[Receipt]]) -> JSONResponse:
    async def done() -> Answer:
        try:
            receipt = await taking(work())
        except CaseRefused as refused:
            raise CaseRefused(list(_unsaid(refused.reasons, set(_texts(await request.json()))))) from None
        return Answer(receipt_for(receipt, on.audience), etag=etag(receipt.sequence))

    return await act.answer(done)


def _unsaid(reasons: list[Mapping[str, Any]], sent: set[str]) -> Iterator[Mapping[str, Any]]:
    """Reasons without the references that were sent: policy's words name them, and an answer repeats nothing."""
    for reason in reasons:
        words = str(reason["words"])
        for text in sent:
            words = re.sub(rf"(?<![\w-]){re.escape(text)}(?![\w-])", "what you named", words)
        yield {**reason, "words": words}


def _texts(said: Any) -> Iterator[str]:
    """Every reference in a body: what has a digit or a dash in it is no word of ours."""
    match said:
        case str() if len(said) > 1 and re.search(r"[\d-]", said):
            yield said
        case dict():
            yield from (text for value in said.values() for text in _texts(value))
        case list():
            yield from (text for value in said for text in _texts(value))
