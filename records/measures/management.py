"""Handover and escalation, and the inspection's questions on leadership and staff (INS-Q42, Q43, Q45 to Q51)."""

from datetime import datetime, timedelta

from models.roles import ROLE_WORDS, Role
from models.tables import CaseRow, EscalationRow
from policy.calendar import london_date
from records.measures.delivery import funnel
from records.measures.gates import ASSESSMENT, DELIVERY, PLAN, REVIEW, gate
from records.measures.known import Known, Work
from records.measures.measure import Baseline, Item, Measure, NotAnswered, Order
from records.measures.owed import overdue

_NO_TEAM = "no team"
_LEVELS = (Role.MIDDLE_MANAGER, Role.SPO, Role.HEAD_OF_OMD, Role.HEAD_OF_PDU, Role.GOVERNOR)
_GATES = {"assessment": ASSESSMENT, "plan": PLAN, "delivery": DELIVERY, "review": REVIEW}


async def _escalated(known: Known) -> list[tuple[EscalationRow, list[Work]]]:
    """Each escalation with the work it names; those that name none have nothing here that would end them."""
    works = await known.escalated_work()
    named = [
        (e, [works[k] for k in ((e.case_id, id) for id in e.duties) if k in works]) for e in await known.escalations()
    ]
    return [(e, about) for e, about in named if about]


async def _escalations_open(known: Known) -> list[Item]:
    return [
        Item(
            case_id=e.case_id,
            counts=any(w.is_open for w in works),
            on=london_date(e.at),
            group=ROLE_WORDS[Role(e.to_role)],
            rank=_LEVELS.index(Role(e.to_role)) if Role(e.to_role) in _LEVELS else -1,
            since=london_date(e.at),
        )
        for e, works in await known.once(_escalated)
    ]


async def _response(known: Known) -> list[Item]:
    return [
        Item(
            e.case_id,
            _answered(works) is None,
            london_date(e.at),
            _taken(e.at, _answered(works)),
            since=london_date(e.at),
        )
        for e, works in await known.once(_escalated)
        if e.to_role == Role.SPO
    ]


def _answered(works: list[Work]) -> datetime | None:
    """When the last of the work was done with; none while some is owed."""
    ends = [w.closed_at for w in works]
    return max((at for at in ends if at is not None), default=None) if all(ends) else None


def _taken(since: datetime, until: datetime | None) -> str:
    if until is None:
        return "still open"
    days = (until - since).days
    return "within a day" if days < 1 else "within 5 days" if days < 5 else "after 5 days or more"


async def _waived(known: Known) -> list[Item]:
    cases = await known.cases()
    return [
        Item(w.case_id, not w.done, london_date(at), _team(cases[w.case_id]), since=london_date(at))
        for w in await known.ended_work()
        if (at := w.closed_at) is not None
    ]


def _team(case: CaseRow) -> str:
    return case.team or _NO_TEAM


async def _gates_by_team(known: Known) -> list[Item]:
    cases = await known.cases()
    return [
        Item(i.case_id, i.counts, i.on, f"{_team(cases[i.case_id])}: {name}", since=i.since)
        for name, parts in _GATES.items()
        for i in await gate(parts)(known)
    ]


_HOLDS = {Role.POM: "pom", Role.COMMUNITY_PRACTITIONER: "community_practitioner", Role.SPO: "spo"}
_WEEK = timedelta(days=7)


async def _workload(known: Known) -> list[Item]:
    cases = await known.cases()
    found = []
    for work in await known.open_work():
        role, due = Role(work.row.owner), work.due
        staff = getattr(cases[work.case_id], _HOLDS[role]) if role in _HOLDS else None
        soon = due is not None and due < known.today + _WEEK
        found.append(Item(work.case_id, soon, work.opened_on, staff or f"{ROLE_WORDS[role]}, nobody named", since=due))
    return found


MEASURES = (
    Measure(
        "INS-Q42",
        "handover_unaccepted",
        "When the practitioner changed, did the new one accept the case?",
        "an acceptance that is overdue: two working days after the change by default",
        "changes of practitioner whose acceptance is due or given",
        overdue("handover_acceptance", order=Order.RELEASE),
        None,
        Order.RELEASE,
    ),
    Measure(
        "INS-Q43",
        "escalations_open_over",
        "Was each escalation resolved?",
        "an escalation of which some work is still open, by whom it went to",
        "escalations that name work",
        _escalations_open,
        None,
        Order.LEVEL,
        note="an escalation that names no work, such as a refusal by an agency, is left out",
    ),
    Measure(
        "INS-Q45",
        "waived_obligations_by_unit",
        "What do managers let go?",
        "work that a manager waived, by team; the period is of the days it ended",
        "work done or waived",
        _waived,
        note="which rating of the unit was in force is not in the records; set the period by its dates",
    ),
    Measure(
        "INS-Q46",
        "gate_results_by",
        "How do the gates come out, team by team?",
        "a case that fails a gate, by team and gate",
        "cases in the base of each gate",
        _gates_by_team,
        note="a team's type or model is not in the records: group the teams yourself",
    ),
    Measure(
        "INS-Q48",
        "intervention_funnel",
        "How far have interventions come, programme by programme?",
        "interventions completed, by programme and where each stands",
        "interventions required",
        funnel,
        Baseline("of 83: complete 26 (31 %), ongoing 32, not completed 11, withdrawn 2, unclear 7, other 5",
                 "INS-B57 to INS-B63", "83 (second sample)", 0.31, ("INS-X01", "INS-X07")),
        look_at="others",
    ),
    Measure(
        "INS-Q49",
        "workload_by_practitioner",
        "What is on each practitioner, and what falls due this week?",
        "open work due within seven days or overdue, by who holds it",
        "open work",
        _workload,
        Baseline("19 of 45 over 131 % by the service's own tool", "INS-C20", "45 practitioners", None),
        note="load, and no ranking of people; the service's own workload tool is not in the records",
    ),
    Measure(
        "INS-Q51",
        "spo_response_time",
        "How long do escalations to the SPO take to be dealt with?",
        "an escalation to the SPO of which some work is still open; the rest by the time taken",
        "escalations to the SPO that name work",
        _response,
        Baseline("38 of 45 said oversight was enough", "INS-C23", "45 practitioners", None),
        note="a practitioner's request for advice is not an event here",
    ),
)  # fmt: skip

NOT_ANSWERED = (
    NotAnswered(
        "INS-Q47",
        "agreements_expired",
        "Is there an agreement to share information with every agency?",
        "not in the records",
        "agreements are not held; it needs one for each agency and area with its review date. Refused replies are"
        " grouped in INS-Q02",
    ),
    NotAnswered(
        "INS-Q50",
        "cases_above_grade",
        "Do practitioners have the knowledge their cases need?",
        "not in the records",
        "grade and training of staff are not held; it needs them for each member of staff. A manager's confirmation"
        " of skill stands in each allocation",
        Baseline("officer 40 (67 %), trainee 7 (12 %), services officer 13 (22 %)", "INS-C21", "60", None),
    ),
)
