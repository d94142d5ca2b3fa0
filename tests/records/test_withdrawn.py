"""What the records know of withdrawn events: PF-13.1a, docs/decisions/0069."""

from records import lists
from records.erase import erase
from tests.policy.driving import Driven, settled_order
from tests.records.measured import Databases, Found, allocate, check, record


def _told_and_withdrawn() -> Driven:
    case = allocate(settled_order(), "team-1", "2026-03-05")
    told = case.report("domestic_abuse_incident", "2026-03-09")
    case.report("fact_withdrawn", "2026-03-16", withdraws=told.receipt.message, why="wrong_case", reported_by="spo-1")
    return case


async def test_a_measure_counts_an_event_until_the_moment_it_is_withdrawn(records: Databases) -> None:
    """INS-Q34: an incident nobody acted on."""
    stands = allocate(settled_order(), "team-1", "2026-03-05")
    stands.report("domestic_abuse_incident", "2026-03-09")
    await record(records, {"withdrawn": _told_and_withdrawn(), "stands": stands})
    teams = {"withdrawn": "team-1", "stands": "team-1"}
    await check(
        records, "INS-Q34", teams, Found("2026-03-13", ["withdrawn", "stands"]), Found("2026-03-17", ["stands"])
    )


async def test_a_withdrawal_of_the_start_of_a_withdrawal_or_a_second_one_marks_nothing(records: Databases) -> None:
    case = _told_and_withdrawn()
    ids = [o.receipt.message for o in case.outcomes if not o.receipt.message.startswith("clock")]
    first = next(iter(case.case.facts))
    for of in (first, ids[-1], ids[-2], "no-such"):
        case.report("fact_withdrawn", "2026-03-17", withdraws=of, why="not_true", reported_by="spo-9")
    await record(records, {"case-1": case})
    for engine in records.engines:
        found = (await lists.timeline(engine, lists.TimelineWanted(case_id="case-1"))).items
        assert {row.id: row.withdrawn.staff for row in found if row.withdrawn} == {ids[-2]: "spo-1"}


async def test_work_done_and_decisions_made_for_it_are_shown_as_resting_on_it(records: Databases) -> None:
    case = settled_order()
    told = case.report("condition_breached", "2026-03-09", condition="condition-1")
    case.decided("enforcement", "warning", "2026-03-10", rationale="late once")
    case.done("purposeful_contact", "2026-03-11")
    case.report("fact_withdrawn", "2026-03-12", withdraws=told.receipt.message, why="not_true")
    await record(records, {"case-1": case})
    for engine in records.engines:
        found = (await lists.timeline(engine, lists.TimelineWanted(case_id="case-1"))).items
        resting = {(row.what, row.kind) for row in found if row.rests_on_withdrawn}
        assert resting == {(lists.What.DECISION, "enforcement"), (lists.What.DUTY_CLOSED, "enforcement_decision")}


async def test_an_erased_case_still_says_which_event_was_withdrawn(records: Databases) -> None:
    await record(records, {"case-1": _told_and_withdrawn()})
    for engine in records.engines:
        new = await erase(engine, "case-1")
        assert new is not None
        found = (await lists.timeline(engine, lists.TimelineWanted(case_id=new))).items
        [marked] = [row for row in found if row.withdrawn]
        assert (marked.kind, marked.withdrawn and marked.withdrawn.why) == ("domestic_abuse_incident", "wrong_case")
