"""Handover, escalation, leadership and staff: INS-Q42 to INS-Q51, asked of cases driven through policy."""

from tests.policy.driving import Driven, order_made
from tests.records.measured import Databases, Found, allocate, answer, check, day, record
from tests.records.test_measures_delivery import TEAMS, after, both
from tests.records.test_measures_planning import to_be_released


async def test_ins_q42_a_new_practitioner_accepts_the_case(records: Databases) -> None:
    kept, missed = both()
    for case, team in ((kept, "team-2"), (missed, "team-1")):
        allocate(case, team, "2026-03-10", "com-2")
    kept.done("handover_acceptance", "2026-03-11")
    await record(records, after(kept, missed))
    await check(
        records,
        "INS-Q42",
        TEAMS,
        Found("2026-03-12", [], ["kept"], 1),
        Found("2026-03-13", ["missed"], ["kept"]),
    )


async def test_ins_q42_the_soonest_release_first(records: Databases) -> None:
    soon, later = to_be_released("team-1", "2026-05-20"), to_be_released("team-1", "2026-07-20")
    for case in (later, soon):
        allocate(case, "team-1", "2026-01-12", "com-2")
        case.strike("2026-03-31")
    await record(records, {"later": later, "soon": soon})
    found = await answer(records, "INS-Q42", "2026-03-31")
    assert [line.case_id for line in found.counted] == ["soon", "later"]


def escalated() -> dict[str, Driven]:
    """A decision on enforcement overdue in both: made late in one, and not at all in the other."""
    kept, missed = both("medium")
    for case in (kept, missed):
        case.waive("residence", "2026-03-02 14:00", "known", role="head_of_pdu")
        for kind in sorted(case.kinds - {"purposeful_contact", "periodic_police_enquiry", "home_visit"}):
            case.done(kind, "2026-03-02 15:00")
        for agency in ("police", "childrens_services"):
            case.report("enquiry_answered", "2026-03-02 16:00", agency=agency, about="person", area="national")
        case.report("condition_breached", "2026-03-03", condition="condition-1")
    for case in (kept, missed):
        case.done("review", "2026-03-04")
    kept.decided("enforcement", "warning", "2026-03-19", rationale="first time", manager_discussed_with="spo-1")
    return after(kept, missed, "2026-03-20")


async def test_ins_q43_escalations_resolved_the_highest_level_first(records: Databases) -> None:
    await record(records, escalated())
    await check(
        records,
        "INS-Q43",
        TEAMS,
        Found("2026-03-05"),
        Found("2026-03-06 10:00", ["kept", "missed"]),
        Found("2026-03-20", ["missed", "missed"], ["kept", "kept"],
              groups={"SPO": "1 of 2 (50%)", "head of PDU": "1 of 2 (50%)"}),
    )  # fmt: skip
    found = await answer(records, "INS-Q43", "2026-03-20")
    assert [line.group for line in found.counted] == ["head of PDU", "SPO"]


async def test_ins_q51_how_long_an_escalation_to_the_spo_takes(records: Databases) -> None:
    await record(records, escalated())
    groups = {"after 5 days or more": "0 of 1 (0%)", "still open": "1 of 1 (100%)"}
    await check(
        records,
        "INS-Q51",
        TEAMS,
        Found("2026-03-06 10:00", ["kept", "missed"]),
        Found("2026-03-20", ["missed"], ["kept"], groups=groups),
    )


async def test_ins_q45_what_managers_let_go(records: Databases) -> None:
    kept, missed = both()
    kept.done("home_visit", "2026-03-20")
    missed.waive("home_visit", "2026-03-20", "in hospital until May", role="head_of_pdu")
    await record(records, {"kept": kept, "missed": missed})
    await check(
        records,
        "INS-Q45",
        TEAMS,
        Found("2026-03-19", [], ["kept", "missed"]),
        Found("2026-03-21", ["missed"], ["kept", "kept", "missed"], groups={"team-1": "1 of 2 (50%)"}),
    )
    found = await answer(records, "INS-Q45", "2026-03-21", since=day("2026-03-20"))
    assert (found.figure.numerator, found.figure.base) == (1, 2)


async def test_ins_q46_and_q58_the_gates_by_team(records: Databases) -> None:
    kept, missed = both()
    for agency in ("police", "childrens_services"):
        kept.report("enquiry_answered", "2026-03-03", agency=agency, about="person", area="national")
    kept.done("initial_assessment", "2026-03-10")
    kept.done("start_checks", "2026-03-04")
    await record(records, after(kept, missed, "2026-03-31"))
    found = await answer(records, "INS-Q46", "2026-03-31")
    assert str(found.groups["team-1: assessment"]) == "1 of 1 (100%)"
    assert str(found.groups["team-2: assessment"]) == "0 of 1 (0%)"
    await check(
        records,
        "INS-Q46",
        TEAMS,
        Found("2026-03-01"),
        Found("2026-03-31", ["missed"] * 4 + ["kept"], ["kept"] * 3),
    )
    groups = {"team-1": "1 of 1 (100%)", "team-2": "0 of 1 (0%)"}
    await check(
        records, "INS-Q58", TEAMS, Found("2026-03-01"), Found("2026-03-31", ["missed"], ["kept"], groups=groups)
    )


def programmes() -> dict[str, Driven]:
    """One completed the programme, the other waits for it."""
    kept, missed = both(programme="bbr")
    kept.report("programme_started", "2026-04-01", programme="bbr")
    kept.report("programme_completed", "2026-09-01", programme="bbr")
    return after(kept, missed, "2026-09-30")


async def test_ins_q48_and_q59_how_far_interventions_have_come(records: Databases) -> None:
    await record(records, programmes())
    groups = {"bbr: completed": "1 of 1 (100%)", "bbr: waiting": "0 of 1 (0%)"}
    for id in ("INS-Q48", "INS-Q59"):
        await check(
            records,
            id,
            TEAMS,
            Found("2026-03-01"),
            Found("2026-04-02", [], ["kept", "missed"], groups={"bbr: under way": "0 of 1 (0%)"}),
            Found("2026-09-02", ["kept"], ["missed"], groups=groups),
        )


async def test_ins_q49_what_is_on_each_practitioner(records: Databases) -> None:
    one, other = order_made(), order_made()
    allocate(one, "team-1", "2026-03-02 12:00", "com-1")
    allocate(other, "team-2", "2026-03-02 12:00", "com-2")
    for kind in sorted(other.kinds - {"home_visit"}):
        other.done(kind, "2026-03-03")
    await record(records, {"one": one, "other": other})
    found = await answer(records, "INS-Q49", "2026-03-04")
    assert str(found.groups["com-1"]) == "4 of 7 (57%)"
    assert set(found.groups) == {"com-1", "com-2", "court staff, nobody named"}
    assert [line.case_id for line in found.counted if line.group == "com-1"] == ["one"] * 4
    assert (await answer(records, "INS-Q49", "2026-03-01")).figure.base == 0
    assert set((await answer(records, "INS-Q49", "2026-03-04", team="team-2")).groups) == {"com-2"}
