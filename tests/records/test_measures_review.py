"""Review: INS-Q28 to INS-Q34, asked of cases driven through policy."""

from tests.policy.driving import Driven, order_made, settled_order
from tests.records.measured import Databases, Found, allocate, answer, check, record

TEAMS = {"kept": "team-2", "missed": "team-1"}


def both() -> tuple[Driven, Driven]:
    """Two community orders of 2 March whose first work is done."""
    return tuple(allocate(settled_order(), team, "2026-03-05") for team in ("team-2", "team-1"))  # type: ignore[return-value]


def after(kept: Driven, missed: Driven, at: str = "2026-03-31") -> dict[str, Driven]:
    """Both, with their clocks run on."""
    for case in (kept, missed):
        case.strike(at)
    return {"kept": kept, "missed": missed}


def begun() -> tuple[Driven, Driven]:
    """Two community orders of 2 March, nothing done yet."""
    return tuple(allocate(order_made(), team, "2026-03-02 12:00") for team in ("team-2", "team-1"))  # type: ignore[return-value]


async def test_ins_q28_the_police_asked_routinely_and_on_each_change(records: Databases) -> None:
    """The routine begins once the police have been asked: one keeps it up, one lets it lapse, one never asked."""
    (kept, missed), (_, lapsed) = begun(), begun()
    for case in (kept, lapsed):
        case.done("police_enquiry", "2026-03-03")
        case.report("enquiry_answered", "2026-03-04", agency="police", about="person", area="national")
    kept.done("periodic_police_enquiry", "2026-05-20")
    lapsed.strike("2026-05-29")
    await record(records, {**after(kept, missed, "2026-05-29"), "lapsed": lapsed})
    teams = TEAMS | {"lapsed": "team-1"}
    groups = {"on a change: overdue": "1 of 1 (100%)", "on a change: done in time": "0 of 2 (0%)"}
    await check(
        records,
        "INS-Q28",
        teams,
        Found("2026-03-04 12:00", [], ["kept", "lapsed"], 3),
        Found("2026-03-05", ["missed"], ["kept", "lapsed"], 2, groups),
        Found("2026-05-28", ["missed", "lapsed"], ["kept", "kept", "lapsed"], 1, {"routine: overdue": "1 of 1 (100%)"}),
    )


async def test_ins_q29_children_s_services_asked(records: Databases) -> None:
    kept, missed = begun()
    kept.done("childrens_services_enquiry", "2026-03-03")
    await record(records, after(kept, missed))
    await check(
        records,
        "INS-Q29",
        TEAMS,
        Found("2026-03-04 12:00", [], ["kept"], 1),
        Found("2026-03-31", ["missed"], ["kept"]),
    )


async def test_ins_q30_each_change_has_its_review_by_its_own_day(records: Databases) -> None:
    """One review answers both changes: in time for the second, late for the first."""
    kept, missed = both()
    for case in (kept, missed):
        case.report("substance_misuse", "2026-03-09", substance="alcohol")
    kept.report("concern_identified", "2026-03-13")
    kept.done("review", "2026-03-18")
    await record(records, after(kept, missed))
    groups = {"reviewed late": "1 of 1 (100%)", "reviewed in time": "0 of 1 (0%)", "overdue": "1 of 1 (100%)"}
    await check(
        records,
        "INS-Q30",
        TEAMS,
        Found("2026-03-16", [], [], 3),
        Found("2026-03-17", ["kept", "missed"], [], 1),
        Found("2026-03-31", ["kept", "missed"], ["kept"], groups=groups),
    )


async def test_ins_q31_the_registration_is_set(records: Databases) -> None:
    kept, missed = begun()
    kept.done("start_checks", "2026-03-03")
    await record(records, after(kept, missed))
    groups = {"registered": "0 of 1 (0%)", "not checked": "1 of 1 (100%)"}
    await check(
        records,
        "INS-Q31",
        TEAMS,
        Found("2026-03-04", [], ["kept"], 1),
        Found("2026-03-31", ["missed"], ["kept"], groups=groups),
    )


async def test_ins_q31_a_check_that_set_none(records: Databases) -> None:
    case = Driven()
    case.open("court_report_requested", "2026-02-02")
    case.report("sentence_passed", "2026-03-02", kind="community_order")
    case.done("post_sentence_papers", "2026-03-03", registers_set=False, no_register_reason="no conviction for it")
    await record(records, {"none": case})
    found = await answer(records, "INS-Q31", "2026-03-04")
    assert [line.group for line in found.counted] == ["checked, and none set"]


async def test_ins_q32_something_new_from_an_agency_for_each_review(records: Databases) -> None:
    kept, missed = both()
    for case in (kept, missed):
        case.report("substance_misuse", "2026-03-09", substance="alcohol")
    kept.report("third_party_information", "2026-03-10", agency="hostel-1", kept_at="contact-1")
    for case in (kept, missed):
        case.done("review", "2026-03-12")
    missed.report("third_party_information", "2026-03-13", agency="hostel-1", kept_at="contact-1")
    await record(records, after(kept, missed))
    await check(records, "INS-Q32", TEAMS, Found("2026-03-11"), Found("2026-03-31", ["missed"], ["kept"]))


async def test_ins_q33_review_fails_by_any_part_of_it(records: Databases) -> None:
    kept, missed = both()
    for case in (kept, missed):
        case.report("substance_misuse", "2026-03-09", substance="alcohol")
    kept.report("third_party_information", "2026-03-10", agency="hostel-1", kept_at="contact-1")
    kept.done("review", "2026-03-12")
    await record(records, after(kept, missed))
    await check(
        records,
        "INS-Q33",
        TEAMS,
        Found("2026-03-13", [], ["kept", "missed"]),
        Found("2026-03-31", ["missed"], ["kept"], groups={"INS-Q30": "1 of 1 (100%)"}),
    )


async def test_ins_q34_an_incident_is_acted_on_within_a_working_day(records: Databases) -> None:
    kept, missed = both()
    for case in (kept, missed):
        case.report("domestic_abuse_incident", "2026-03-12", happened="2026-03-10", kind="police_call_out")
    kept.done("review", "2026-03-12 16:00")
    await record(records, after(kept, missed))
    heard = "heard within a week"
    await check(
        records,
        "INS-Q34",
        TEAMS,
        Found("2026-03-11"),
        Found("2026-03-13", [], ["kept"], 1, {f"{heard}, acted on within a day": "0 of 1 (0%)"}),
        Found("2026-03-14", ["missed"], ["kept"], groups={f"{heard}, not acted on": "1 of 1 (100%)"}),
    )
