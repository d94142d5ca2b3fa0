"""The page of a case, as much of it as the API shows to whoever reads it."""

from dataclasses import dataclass
from datetime import date

from api.audiences.cases import CaseForColleague, CaseForPractitioner, CaseForVictimSafety
from api.audiences.duties import DutyShown
from models.decisions import Decision
from models.risk import OrderState
from web.views.stages import DateAhead, Step, dates_ahead, stages
from web.views.words import plain, role

_GROUPS = ("known_adult", "children", "public", "staff", "prisoners")
_IN_FORCE = frozenset({OrderState.IN_FORCE, OrderState.VARIATION_APPLIED, OrderState.VARIED})


@dataclass(frozen=True)
class Risk:
    """The risk of serious harm to one group."""

    group: str
    level: str
    words: str


@dataclass(frozen=True)
class AtRisk:
    """Somebody at risk, by reference."""

    ref: str
    relation: str


@dataclass(frozen=True)
class InForce:
    """A protective order in force, or a licence condition."""

    title: str
    about: str
    state: str


@dataclass(frozen=True)
class CaseShown:
    """Everything on the page. A part that is None is not for this reader; an empty one is shown as empty."""

    case: CaseForColleague
    steps: list[Step]
    dates: list[DateAhead]
    risk: list[Risk]
    people: list[tuple[str, str]]
    duties: list[DutyShown]
    at_risk: list[AtRisk] | None
    orders: list[InForce] | None
    decisions: list[Decision] | None


def case_shown(case: CaseForColleague, today: date) -> CaseShown:
    """A case as its page shows it."""
    safety = case if isinstance(case, CaseForVictimSafety) else None
    whole = case if isinstance(case, CaseForPractitioner) else None
    return CaseShown(
        case,
        stages(case),
        dates_ahead(case.dates, today),
        [_risk(case, group) for group in _shown(case)],
        [(role(one), staff) for one, staff in case.practitioners.items()],
        sorted((d for d in case.duties if d.state == "open"), key=lambda d: (not d.grave, d.due_on or date.max, d.id)),
        _at_risk(safety) if safety else None,
        _in_force(safety) if safety else None,
        sorted(whole.decisions.values(), key=lambda d: d.decided_at, reverse=True) if whole else None,
    )


def _risk(case: CaseForColleague, group: str) -> Risk:
    level = case.rosh.get(group, "not_assessed")
    return Risk(plain(group).capitalize(), level, plain(level))


def _shown(case: CaseForColleague) -> list[str]:
    """Known adult and children always: they are what domestic abuse is about. The others once they are assessed."""
    return [group for group in _GROUPS if group in case.rosh or group in _GROUPS[:2]]


def _at_risk(case: CaseForVictimSafety) -> list[AtRisk]:
    partners = [AtRisk(one.ref, _partner(one.until)) for one in case.partners.values()]
    others = [
        AtRisk(one.ref, f"{plain(one.relation)}{', a child' if one.child else ''}")
        for one in case.people_at_risk.values()
    ]
    return [*partners, *(one for one in others if one.ref not in case.partners)]


def _partner(until: date | None) -> str:
    return "partner" if until is None else "former partner"


def _in_force(case: CaseForVictimSafety) -> list[InForce]:
    orders = [
        InForce(plain(one.kind).capitalize(), one.ref, plain(one.state))
        for one in case.orders.values()
        if one.state in _IN_FORCE
    ]
    conditions = [
        InForce(f"Licence condition: {plain(one.kind)}", one.ref, plain(one.state))
        for one in case.conditions.values()
        if one.stands
    ]
    return [*orders, *conditions]
