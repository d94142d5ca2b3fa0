"""Delivery: contact, visits, interventions, agencies, enforcement, orders (INS-Q21 to INS-Q27, INS-Q40, INS-Q41)."""

from datetime import date, timedelta

from policy.defaults import ORDER_CHECK_EVERY
from records.measures.facts import Needed, needed, risk_rank
from records.measures.known import Known, Work
from records.measures.measure import Baseline, Item, Measure, NotAnswered, Order
from records.measures.owed import overdue

WAITS = (12, 26, 52)
"""Weeks of waiting for an intervention at which it is told apart (INS-P11; 52 is the source's own)."""

IDLE = timedelta(days=28)
"""How long one begun may go without a session (INS-P10)."""

CADENCE = {
    "periodic_police_enquiry": "police",
    "order_check": "police and court, on an order",
    "daso_contact": "DASO",
    "vlo_contact": "VLO",
}
"""Work that keeps information moving between agencies, by the agency."""

_VISITS = {
    "PF-10.8a": "INS-D01: first visit, high or very high risk",
    "PF-10.8b": "INS-D02: first visit, every other case",
    "PF-10.8c": "INS-D03: after a concern",
}


def _visit(work: Work) -> str:
    clock = work.leading or (work.clocks[-1] if work.clocks else None)
    return _VISITS.get((clock.clause if clock else None) or "", "other")


def _weeks(need: Needed, today: date) -> int:
    return ((need.started or need.ended or today) - need.since).days // 7


def _wait(weeks: int) -> str:
    over = [w for w in WAITS if weeks >= w]
    return f"{over[-1]} weeks or more" if over else f"under {WAITS[0]} weeks"


async def _not_started(known: Known) -> list[Item]:
    found = []
    for need in await known.once(needed):
        weeks = _weeks(need, known.today)
        waiting = need.state == "waiting"
        late = waiting and weeks >= WAITS[0]
        last = need.last_session or need.started
        idle = need.state == "under way" and last is not None and known.today - last > IDLE
        group = f"waiting {_wait(weeks)}" if waiting else "begun, and idle" if idle else need.state
        since = last if idle else need.since
        found.append(Item(need.case_id, late or idle, need.since, group, waiting and not late, since=since))
    return found


async def waits(known: Known) -> list[Item]:
    """How long each intervention was or is waited for; a year or more counts."""
    return [
        Item(n.case_id, weeks >= WAITS[-1], n.since, f"{n.programme}: {_wait(weeks)}", since=n.since)
        for n in await known.once(needed)
        for weeks in [_weeks(n, known.today)]
        if n.started is not None or n.ended is None
    ]


async def funnel(known: Known) -> list[Item]:
    """How far each intervention required has come; completed ones count."""
    return [
        Item(n.case_id, n.state == "completed", n.since, f"{n.programme}: {n.state}", since=n.since)
        for n in await known.once(needed)
    ]


async def orders_unchecked(known: Known) -> list[Item]:
    """Protective orders that stand, and whether each was checked inside its interval."""
    ranks, checks = await known.once(risk_rank), await known.work("order_check")
    longest = timedelta(days=ORDER_CHECK_EVERY.count)
    found = []
    for (case, order), made in (await known.once(_orders_standing)).items():
        done = [w.done_on for w in checks if (w.case_id, w.row.subject) == (case, order) and w.done_on is not None]
        last = max([made, *done])
        group = "checked before" if done else "never checked"
        found.append(Item(case, known.today - last > longest, made, group, rank=ranks.get(case, 0), since=last))
    return found


async def _orders_standing(known: Known) -> dict[tuple[str, str], date]:
    standing: dict[tuple[str, str], date] = {}
    ends: dict[tuple[str, str], date] = {}
    for told in await known.events("protective_order_made", "order_varied", "order_revoked"):
        key = (told.case_id, told.said["order"])
        if told.type == "order_revoked":
            standing.pop(key, None)
            continue
        if told.type == "protective_order_made":
            standing.setdefault(key, told.heard_on)
        if told.said.get("ends_on"):
            ends[key] = date.fromisoformat(told.said["ends_on"])
    stages = await known.stages()
    return {k: day for k, day in standing.items()
            if ends.get(k, date.max) >= known.today and stages.get(k[0]) != "closed"}  # fmt: skip


MEASURES = (
    Measure(
        "INS-Q21",
        "contact_below_floor",
        "Is the person seen as often as the floor asks?",
        "a contact with a purpose that is overdue",
        "contacts with a purpose that are due or took place",
        overdue("purposeful_contact"),
        Baseline("42 % enough, in kind and amount", "INS-B10", "60", 0.58, ("INS-X01", "INS-X11")),
        note="how often is our default; whether contact was enough in kind a person judges",
    ),
    Measure(
        "INS-Q22",
        "home_visits_overdue",
        "Was the home visit made by its limit?",
        "a home visit not made after its day, by the rule that set the day",
        "home visits due or made, by rule",
        overdue("home_visit", group=_visit, order=Order.RISK),
        Baseline("40 % done where necessary", "INS-B39", "where necessary: the number is not printed", 0.6,
                 ("INS-X01", "INS-X09")),
        Order.RISK,
    ),
    Measure(
        "INS-Q23",
        "intervention_needed_not_started",
        "Has each intervention that is needed begun?",
        "one that has not begun after twelve weeks (INS-P11), or has had no session for 28 days (INS-P10)",
        "interventions required, less those waiting under twelve weeks",
        _not_started,
        Baseline("45 % should have been delivered and were not", "INS-B08", "60", 0.45),
    ),
    Measure(
        "INS-Q24",
        "intervention_wait_days",
        "How long was the wait for an intervention to begin?",
        "a wait of 52 weeks or more from the day it was required, over or not",
        "interventions that began or are waited for, by programme and wait",
        waits,
        Baseline("21 of 83 waited over a year", "INS-C71", "83 (second sample)", 0.25, ("INS-X01", "INS-X07")),
    ),
    Measure(
        "INS-Q25",
        "agency_cadence_missed",
        "Is information exchanged with each agency as often as it should be?",
        "a recurring exchange that is overdue, by agency",
        "recurring exchanges due or made",
        overdue(*CADENCE, group=lambda w: CADENCE[w.kind]),
        Baseline("34 % shared throughout", "INS-B09", "53", 0.66, ("INS-X01", "INS-X11")),
    ),
    Measure(
        "INS-Q26",
        "enforcement_decisions_overdue",
        "Was enforcement decided on where it was called for, by its day?",
        "a decision on enforcement not made after its day",
        "decisions on enforcement due or made",
        overdue("enforcement_decision"),
        Baseline("70 % used where needed", "INS-B43", "where needed: the number is not printed", 0.3,
                 ("INS-X01", "INS-X11")),
    ),
    Measure(
        "INS-Q27",
        "orders_unchecked",
        "Is each protective order that stands checked inside its interval?",
        "an order last checked, or made known, more than 28 days ago (INS-P09)",
        "orders that stand in open cases",
        orders_unchecked,
        None,
        Order.RISK,
    ),
)  # fmt: skip

NOT_ANSWERED = (
    NotAnswered(
        "INS-Q40",
        "intervention_support_gap",
        "Is compliance with the intervention supported around its sessions?",
        "not in the records",
        "sessions attended and missed are held, but not the practitioner's contacts that prepare for and follow each",
        Baseline("three-quarters supported", "INS-B44", "not printed; apparently the 17 started", 0.25),
    ),
    NotAnswered(
        "INS-Q41",
        "post_programme_missing",
        "Was follow-on work done after the programme?",
        "not in the records",
        "a completed programme is held, but no block of follow-on work: it needs one with its contacts",
    ),
)
