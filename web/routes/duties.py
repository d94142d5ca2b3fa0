"""Doing a duty with the evidence its form asks for, and letting one go."""

from starlette.responses import Response
from starlette.routing import Route

from api.audiences.cases import CaseForColleague
from api.audiences.duties import DutyShown
from api.permissions import Action
from policy.known_versions import policy
from web.acting import Act, begin, send
from web.asking import Declined
from web.fields.field import Field
from web.fields.schema import fields_of
from web.on_case import case_of
from web.routes.decide import decision_act
from web.views.may import may
from web.views.words import day, plain, role
from web.visit import Visit, signed_in

_ASIDE = frozenset({"marac_wait_reason"})


def evidence_fields(kind: str, version: str) -> list[Field] | None:
    """The fields of the form that completes a kind of work under a policy version; none where something else does."""
    form = policy(version).rule(kind).form
    if form is None:
        return None
    found = fields_of(form.model_json_schema(), aside=_ASIDE)
    return sorted(found, key=lambda one: (one.aside, one.name == "done_on"))


async def complete(visit: Visit) -> Response:
    """Record a piece of work as done."""
    case = await case_of(visit)
    duty = _duty(visit, case)
    decided_by = policy(case.policy_version).rule(duty.kind).decided_by
    page = f"/cases/{case.case_id}/duties/{duty.id}/complete"
    if decided_by is not None:
        return await _taken(visit, case, duty, decision_act(case, decided_by, page, duty.subject))
    fields = evidence_fields(duty.kind, case.policy_version)
    if fields is None:
        return visit.page("not_by_form.html", "Open work", case_id=case.case_id, duty=duty)
    act = Act(
        duty.title, page, Action.COMPLETE_DUTY, f"duties/{duty.id}/completion", fields, "Record as done",
        f"Done: {duty.title}", _about(duty),
        duty.clauses, within="evidence", usual=duty.owner,
    )  # fmt: skip
    return await _taken(visit, case, duty, act)


async def waive(visit: Visit) -> Response:
    """Let a piece of work go, with the reason, as a manager."""
    if not may(visit.me, Action.WAIVE_DUTY):
        raise Declined(403, "not-permitted")
    case = await case_of(visit)
    duty = _duty(visit, case)
    reason = Field(
        "reason", "text", "Reason for letting it go", missing="Enter the reason for letting it go", required=True
    )
    act = Act(
        f"Waive: {duty.title}", f"/cases/{case.case_id}/duties/{duty.id}/waive", Action.WAIVE_DUTY,
        f"duties/{duty.id}/waiver", [reason],
        "Waive it", f"Waived: {duty.title}", _about(duty), duty.clauses,
    )  # fmt: skip
    return await _taken(visit, case, duty, act)


async def _taken(visit: Visit, case: CaseForColleague, duty: DutyShown, act: Act) -> Response:
    """A form that was sent goes to the API whatever the state: sent twice, it is answered as the first time."""
    if visit.request.method == "POST":
        return await send(visit, case, act)
    if duty.state != "open":
        return visit.page(
            "closed.html", "This work is closed", case_id=case.case_id, duty=duty, state=plain(duty.state)
        )
    return await begin(visit, case, act)


def _duty(visit: Visit, case: CaseForColleague) -> DutyShown:
    found = next((one for one in case.duties if one.id == visit.request.path_params["duty"]), None)
    if found is None:
        raise Declined(404, "unknown-thing")
    return found


def _about(duty: DutyShown) -> list[tuple[str, str]]:
    rows = [("Who", role(duty.owner)), ("By when", day(duty.due_on)), ("Why", duty.why)]
    return [*rows, ("About", "the person" if duty.subject == "person" else duty.subject)] if duty.subject else rows


ROUTES = [
    Route("/cases/{case_id:str}/duties/{duty:str}/complete", signed_in(complete), methods=["GET", "POST"]),
    Route("/cases/{case_id:str}/duties/{duty:str}/waive", signed_in(waive), methods=["GET", "POST"]),
]
