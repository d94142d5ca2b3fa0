"""Planning, and what is ready at release (INS-Q13 to INS-Q16, INS-Q18 to INS-Q20)."""

from datetime import date, timedelta

from records.measures.assessment import INITIAL, Ahead, missing
from records.measures.facts import Person, needed, opened_on, people, profiles, releases
from records.measures.known import Known, Work, by_case
from records.measures.measure import Baseline, Item, Measure, NotAnswered, Order

PRE_RELEASE = (
    "community_allocation",
    "first_contact_and_handover",
    "handover_acceptance",
    "licence_conditions",
    "put_condition_forward",
    "release_address_check",
    "release_plan",
)
"""Work that should be behind us when the person is released."""

_WEEKS_AHEAD = 12
_ORDERS = ("protective_order_made", "order_revoked")
_ABOUT_ONE = ("new_partner", "immediate_disclosure", "partner_welfare_check")
_ABOUT_ALL = ("residence", "residence_after_bail", "escalation")


async def plans(known: Known) -> dict[str, Work]:
    """The last initial assessment done in each case: the plan stands in it."""
    return {w.case_id: w for w in await known.work(INITIAL) if w.done}


async def _no_constructive_work(known: Known) -> list[Item]:
    programmes = {n.case_id for n in await known.once(needed) if n.ended is None or n.finished}
    return [
        Item(c, c not in programmes and not w.evidence.get("alternative_intervention"), w.opened_on, since=w.done_on)
        for c, w in (await known.once(plans)).items()
    ]


async def _protected(known: Known) -> set[tuple[str, str]]:
    """Who is the subject of protective work done, or is protected by an order that stands."""
    found = {(w.case_id, w.row.subject) for w in await known.work(*_ABOUT_ONE) if w.done and w.row.subject}
    orders: dict[tuple[str, str], list[str]] = {}
    for told in await known.events(*_ORDERS):
        key = (told.case_id, told.said["order"])
        orders[key] = told.said["protects"] if told.type == "protective_order_made" else []
        ends = told.said.get("ends_on")
        if ends is not None and date.fromisoformat(ends) < known.today:
            orders[key] = []
    return found | {(case, ref) for (case, _), protects in orders.items() for ref in protects}


async def _without_measure(known: Known) -> list[Item]:
    protected = await known.once(_protected)
    for_all = by_case((w for w in await known.work(*_ABOUT_ALL) if w.done), lambda w: w.case_id)

    def has(p: Person) -> bool:
        later = (w for w in for_all.get(p.case_id, []) if (w.done_on or date.min) >= p.known_on)
        return (p.case_id, p.ref) in protected or any(later)

    ahead = Ahead(await known.work(*_ABOUT_ONE, *_ABOUT_ALL), await known.stages())
    return [missing(p, has(p), ahead) for p in await known.once(people)]


async def _no_contingency(known: Known) -> list[Item]:
    began, profile = await known.once(opened_on), await known.once(profiles)
    none = {w.case_id for w in await known.work("escalation") if w.evidence.get("contingency_plan") == "none_exists"}
    found = []
    for case, plan in (await known.once(plans)).items():
        given = profile.get(case, {}).get("contingencies") or plan.evidence.get("contingency_plan")
        why = "" if given else "none in the plan, and none when the case began"
        why = "none existed when the risk rose" if case in none else why
        found.append(Item(case, bool(why), began[case], why, since=began[case]))
    return found


async def _forum(known: Known) -> list[Item]:
    decided = {d.case_id for d in await known.decisions("mappa", "marac", "lifer_forum")}
    decided |= {w.case_id for w in await known.work(INITIAL) if w.evidence.get("route")}
    owed: dict[str, Work] = {}
    for work in await known.work(INITIAL, "mappa_decision", "marac_decision", "lifer_forum_decision"):
        if work.owed:
            first = owed.get(work.case_id)
            owed[work.case_id] = work if first is None or (work.due or date.max) < (first.due or date.max) else first
    return [
        Item(c, c not in decided, w.opened_on, pending=c not in decided and not w.overdue, since=w.due)
        for c, w in owed.items()
    ]


async def _unready(known: Known) -> list[Item]:
    still = by_case((w for w in await known.work(*PRE_RELEASE) if w.is_open), lambda w: w.case_id)
    last = known.today + timedelta(weeks=_WEEKS_AHEAD)
    return [
        Item(c, c in still, day, ", ".join(sorted({w.row.title for w in still.get(c, [])})), rank=-day.toordinal(),
             since=day)
        for c, day in (await known.once(releases)).items()
        if day <= last
    ]  # fmt: skip


async def _conditions(known: Known) -> list[Item]:
    released = by_case(await known.events("released"), lambda t: t.case_id)
    found = []
    for work in await known.work("licence_conditions"):
        out = [t for t in released.get(work.case_id, []) if t.row.recorded_at >= work.row.opened_at]
        gap = _gap(work, [t.row.recorded_at for t in out])
        if gap is not None:
            waiting = work.is_open and not gap
            found.append(Item(work.case_id, bool(gap), work.opened_on, gap, waiting, since=work.due))
    return found


def _gap(work: Work, released: list[object]) -> str | None:
    """What is missing of the conditions asked for; nothing, or none where they are no longer in question."""
    if work.done:
        asked = work.evidence
        bare = not asked.get("orders_mirrored") and not asked.get("orders_without_condition")
        return "an order is not mirrored and no reason given" if bare else ""
    if released:
        return "released before they were asked for"
    if not work.is_open:
        return None
    return "overdue" if work.overdue else ""


MEASURES = (
    Measure(
        "INS-Q13",
        "plan_no_constructive_work",
        "Does the plan have work that changes behaviour?",
        "a plan with no other intervention named, and no programme required or the one there was left incomplete",
        "cases with a plan: an initial assessment done",
        _no_constructive_work,
        Baseline("52 % had it, with timescales", "INS-B05", "60", 0.48),
        note="the dates of that work are in the plan itself and not here",
    ),
    Measure(
        "INS-Q14",
        "victims_without_measure",
        "Is there a measure to protect each person at risk?",
        "a person with no order that stands, no protective work done about them, and none done for all since known",
        "people known to be or possibly be at risk",
        _without_measure,
        Baseline("74 % had restrictions and measures", "INS-B06", "46 that needed them", 0.26),
    ),
    Measure(
        "INS-Q15",
        "plan_no_contingency",
        "Does the plan say what to do if abuse threatens again?",
        "no contingency in the plan or given when the case began, or none found when the risk rose",
        "cases with a plan: an initial assessment done",
        _no_contingency,
        Baseline("less than half covered it", "INS-B37", "60", None),
        note="whether each foreseeable risk (INS-D31) is covered is in the plan itself",
    ),
    Measure(
        "INS-Q18",
        "forum_decision_missing",
        "Has it been decided whether a multi-agency forum should have the case?",
        "no decision on MAPPA, MARAC or another route, after the day one was due",
        "cases in which an assessment or such a decision was due or made",
        _forum,
        Baseline("42 % should have had a forum and had none; 9 of 60 were not referred to MAPPA and should have been",
                 "INS-C51, INS-C52", "60", 0.42),
    ),
    Measure(
        "INS-Q19",
        "releases_in_next",
        "Is everything ready for each release in the next twelve weeks?",
        "a release with work to prepare it still open, grouped by that work",
        "people in custody expected out within twelve weeks, or by now",
        _unready,
        Baseline("pre-release work sufficient in half", "INS-B24", "28 licence cases", 0.5),
        Order.RELEASE,
    ),
    Measure(
        "INS-Q20",
        "licence_conditions_gap",
        "Were the licence conditions asked for that the risk calls for?",
        "asked for late or only after release, or a protective order neither mirrored nor explained",
        "releases for which conditions were due or asked for",
        _conditions,
        Baseline("two-thirds appropriate; essential ones missed in 9 (32 %)", "INS-B25", "28 licence cases", 0.32),
        note="whether each victim and trigger has its condition a person judges",
    ),
)  # fmt: skip

NOT_ANSWERED = (
    NotAnswered(
        "INS-Q16",
        "agency_actions_undated",
        "Does each agency in the plan have an action with an owner and a date?",
        "not in the records",
        "the plan is held by reference; it needs an action, owner and date for each agency (MARAC actions that fall to"
        " us are counted in INS-Q66)",
        Baseline("fully 6 (11 %), partly 24 (44 %), not 25 (45 %)", "INS-B36", "55", None),
    ),
)
