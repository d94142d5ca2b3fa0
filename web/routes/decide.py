"""Recording a decision: which, then its options, the reasons, and whatever else that decision weighs."""

from dataclasses import replace

from starlette.responses import Response
from starlette.routing import Route

from api.audiences.cases import CaseForColleague, CaseForPractitioner
from api.audiences.listed import Entry, Listed
from api.permissions import Action
from models.decisions import DecisionKind, DecisionMade
from models.roles import MANAGERS
from policy.known_versions import policy
from policy.rules import DecisionRule
from web.acting import Act, begin, send
from web.asking import Declined
from web.fields.field import Field, Option
from web.fields.schema import fields_of
from web.on_case import case_of, path_of
from web.views.may import may
from web.views.words import moment, plain
from web.visit import Visit, signed_in

_FILLED = frozenset({"decision_id", "kind", "decided_at", "decided_by", "role"})
_LOOKED_THROUGH = 100
"""Entries of the history in which escalations are looked for."""

_WEIGHED: dict[DecisionKind, frozenset[str]] = {
    DecisionKind.DISCLOSURE: frozenset({
        "harm_if_not_told", "harm_if_told", "privacy_outweighed", "decided_with", "decided_without_reason", "unsure",
        "manager_discussed_with",
    }),
    DecisionKind.ENFORCEMENT: frozenset({"manager_discussed_with"}),
    DecisionKind.LICENCE_VARIATION: frozenset({"victim_impact"}),
    DecisionKind.COMPLEX_NEEDS_EXCLUSION: frozenset({"evidence"}),
    DecisionKind.OBJECTIVE: frozenset({"new_date"}),
}  # fmt: skip
"""What a decision's own check asks for, beside the option, the reasons and whom it is about."""


def decision_fields(rule: DecisionRule) -> list[Field]:
    """The fields of a decision: its options first, then what it needs; the rest is seldom needed."""
    needs = {"option", "subject", "rationale"} | _WEIGHED.get(rule.kind, frozenset())
    needs |= {"manager_discussed_with"} if rule.manager_for else set()
    found = fields_of(DecisionMade.model_json_schema(), without=_FILLED)
    return sorted((_fitted(one, rule, one.name not in needs) for one in found), key=lambda one: one.aside)


def _fitted(one: Field, rule: DecisionRule, aside: bool) -> Field:
    match one.name:
        case "option":
            options = tuple(Option(option, plain(option).capitalize(), option) for option in rule.options)
            return replace(one, kind="choice", options=options, missing="Select the decision")
        case "rationale":
            return replace(one, label="Reasons", hint=_needed(rule.rationale_for, rule.rationale_guard))
        case "manager_discussed_with" if rule.manager_for:
            return replace(one, hint=f"{_needed(rule.manager_for, rule.manager_guard)} Their staff id.")
    return replace(one, aside=aside)


def _needed(options: tuple[str, ...], guard: str | None) -> str:
    said = " or ".join(f'"{plain(one)}"' for one in options)
    return f"Needed for {said}{f' ({guard})' if guard else ''}." if options else ""


def decision_act(case: CaseForColleague, kind: DecisionKind, page: str, about: str | None = None) -> Act:
    """The act of recording a decision of this kind. ``about`` is whom the waiting work is about."""
    rule = policy(case.policy_version).decisions[kind]
    fields = [replace(one, default=about) if one.name == "subject" and about else one for one in decision_fields(rule)]
    return Act(
        rule.title, page, Action.RECORD_DECISION, "decisions", fields, "Record the decision", f"Decided: {rule.title}",
        clauses=[rule.clause, *rule.clauses], carried={"kind": kind.value},
    )  # fmt: skip


async def decide(visit: Visit) -> Response:
    """Record a decision; everything typed travels with the form. A link may say which (``?kind=oversight``)."""
    if not may(visit.me, Action.RECORD_DECISION):
        raise Declined(403, "not-permitted")
    case = await case_of(visit)
    known = policy(case.policy_version).decisions
    offered = {kind.value: rule.title for kind, rule in known.items() if _is_for(visit, kind)}
    asked = visit.request.method == "GET"
    chosen = visit.request.query_params.get("kind", "") if asked else visit.form.one("kind")
    if chosen not in offered:
        fault = None if asked else "Select what is decided on"
        return visit.page(
            "choose.html", "Record a decision", 422 if fault else 200, case_id=case.case_id, name="kind", fault=fault,
            offered=offered, page=f"/cases/{case.case_id}/decide", asked="What is decided on?",
        )  # fmt: skip
    act = decision_act(case, DecisionKind(chosen), f"/cases/{case.case_id}/decide")
    if chosen == DecisionKind.OVERSIGHT:
        act = replace(act, about=await _escalated(visit, case), then=("/team/escalations", "Go to your escalations"))
    return await (send if visit.form.one("step") == "send" else begin)(visit, case, act)


async def _escalated(visit: Visit, case: CaseForColleague) -> list[tuple[str, str]]:
    """The newest escalations since a manager last looked at the case: recording the level acknowledges them (DE-15)."""
    newest = await visit.ask.get(Listed[Entry], f"{path_of(visit)}/history", limit=_LOOKED_THROUGH)
    made = case.decisions.values() if isinstance(case, CaseForPractitioner) else ()
    last = max((one.decided_at for one in made if one.kind is DecisionKind.OVERSIGHT), default=None)
    found = [one for one in newest.items if isinstance(one, Entry) and one.what == "escalation"]
    return [(f"Escalated on {moment(one.at)}", one.words or "") for one in found if last is None or one.at > last]


def _is_for(visit: Visit, kind: DecisionKind) -> bool:
    """The level of oversight is a manager's to set (PF-11.4a)."""
    return kind is not DecisionKind.OVERSIGHT or any(role.value in visit.me.capacities for role in MANAGERS)


ROUTES = [Route("/cases/{case_id:str}/decide", signed_in(decide), methods=["GET", "POST"])]
