"""What was in hand before the sentence: INS-Q01 to INS-Q04, asked of cases driven through policy."""

from records.measures.catalogue import MEASURES
from tests.policy.driving import Driven
from tests.records.measured import Databases, Found, allocate, answer, check, day, record

CHILD: dict[str, object] = {"people_at_risk": [{"ref": "child-1", "relation": "daughter", "child": True}]}
TEAMS = {"ready": "team-2", "refused": "team-1", "unasked": "team-1"}


def court(profile: dict[str, object] | None = None) -> Driven:
    """A report is asked for on 2 February, for a hearing on 2 March."""
    case = Driven()
    case.open("court_report_requested", "2026-02-02", profile, hearing="2026-03-02")
    return case


def cases() -> dict[str, Driven]:
    """One with all in hand; one the police refused and children's services answered late; one nobody asked about."""
    ready, refused, unasked = court(CHILD), court(CHILD), court()
    for agency in ("police", "childrens_services"):
        ready.done(f"{agency}_enquiry", "2026-02-03")
        ready.report("enquiry_answered", "2026-02-10", agency=agency, about="person", area="national")
    ready.done("court_report", "2026-02-20")
    refused.done("police_enquiry", "2026-02-03")
    refused.report("enquiry_answered", "2026-02-12", agency="police", about="person", outcome="refused")
    for case in (ready, refused, unasked):
        case.report("sentence_passed", "2026-03-03", kind="community_order")
    refused.report("enquiry_answered", "2026-03-10", agency="childrens_services", about="person")
    return {
        "ready": allocate(ready, "team-2", "2026-03-11"),
        "refused": allocate(refused, "team-1", "2026-03-11"),
        "unasked": allocate(unasked, "team-1", "2026-03-11"),
    }


async def test_ins_q01_police_replies_dated_by_the_sentence(records: Databases) -> None:
    await record(records, cases())
    after = Found("2026-03-12", ["ready"], ["refused", "unasked"])
    await check(records, "INS-Q01", TEAMS, Found("2026-03-02"), after)


async def test_ins_q01_the_latest_sentence_first_and_only_the_period_asked_about(records: Databases) -> None:
    later = court()
    later.report("sentence_passed", "2026-03-09", kind="community_order")
    await record(records, {**cases(), "later": later})
    found = await answer(records, "INS-Q01", "2026-03-12")
    assert [line.case_id for line in found.others] == ["later", "refused", "unasked"]
    found = await answer(records, "INS-Q01", "2026-03-12", since=day("2026-03-04"), until=day("2026-03-31"))
    assert (found.counted, [line.case_id for line in found.others]) == ([], ["later"])
    assert found.figure.share == 0


async def test_ins_q02_requests_without_their_answer(records: Databases) -> None:
    await record(records, cases())
    groups = {
        "police: refused": "1 of 1 (100%)",
        "police: to be asked": "1 of 1 (100%)",
        "children's services: to be asked": "2 of 2 (100%)",
    }
    overdue = ["refused", "refused", "unasked", "unasked"]
    await check(
        records,
        "INS-Q02",
        TEAMS,
        Found("2026-02-04", [], ["ready", "ready", "refused"], 6),
        Found("2026-03-02", overdue, ["ready"] * 4 + ["refused"], groups=groups),
    )


async def test_ins_q03_children_s_services_where_a_child_is_linked(records: Databases) -> None:
    await record(records, cases())
    groups = {"replied later": "0 of 1 (0%)"}
    await check(
        records,
        "INS-Q03",
        TEAMS,
        Found("2026-03-09", ["ready"], ["refused"]),
        Found("2026-03-12", ["ready"], ["refused"], groups=groups),
    )


async def test_ins_q04_what_an_analysis_needs(records: Databases) -> None:
    await record(records, cases())
    groups = {"no report before sentence": "2 of 2 (100%)"}
    await check(
        records,
        "INS-Q04",
        TEAMS,
        Found("2026-03-02"),
        Found("2026-03-12", ["refused", "unasked"], ["ready"], groups=groups),
    )


async def test_ins_q04_a_report_that_nothing_verifies(records: Databases) -> None:
    case = court()
    case.done("court_report", "2026-02-20", verified_by=None, unverified_reason="nobody else knows")
    case.report("sentence_passed", "2026-03-03", kind="community_order")
    await record(records, {"alone": case})
    found = await answer(records, "INS-Q04", "2026-03-12")
    assert [line.group for line in found.counted] == ["nothing verifies the facts"]


def test_ins_q04_shows_both_published_figures() -> None:
    baseline = MEASURES["INS-Q04"].baseline
    assert baseline is not None and "INS-X03" in baseline.cautions
    assert "21 of 38" in baseline.printed and "15 of 38" in baseline.printed


async def test_rehearsed_cases_are_left_out_unless_asked_for(records: Databases) -> None:
    rehearsed = Driven()
    opening = {"type": "court_report_requested", "event_id": "e1", "occurred_at": "2026-02-02T10:00:00Z"}
    start = {"case_id": "case-1", "opening": opening, "rehearsal_from": "2026-02-02T10:00:00Z"}
    rehearsed.send({"kind": "opened", "start": start}, "2026-02-02")
    rehearsed.report("sentence_passed", "2026-03-03", kind="community_order")
    await record(records, {**cases(), "rehearsed": rehearsed})
    assert (await answer(records, "INS-Q01", "2026-03-12")).figure.base == 3
    assert (await answer(records, "INS-Q01", "2026-03-12", rehearsals=True)).figure.base == 4
