"""Delivery: INS-Q21 to INS-Q27 and INS-Q44, asked of cases driven through policy."""

from tests.policy.driving import Driven, order_made
from tests.records.measured import Databases, Found, allocate, answer, check, record

TEAMS = {"kept": "team-2", "missed": "team-1"}


def order(team: str, level: str = "high", **event: object) -> Driven:
    """A community order of 2 March."""
    case = order_made(profile={"rosh": {"known_adult": level}}, **event)
    return allocate(case, team, "2026-03-02 12:00")


def both(level: str = "high", **event: object) -> tuple[Driven, Driven]:
    """One in which the work will be kept up, and one in which it is missed."""
    return order("team-2", level, **event), order("team-1", level, **event)


def after(kept: Driven, missed: Driven, at: str = "2026-06-30") -> dict[str, Driven]:
    """Both, with their clocks run on."""
    for case in (kept, missed):
        case.strike(at)
    return {"kept": kept, "missed": missed}


async def test_ins_q21_contact_to_the_floor(records: Databases) -> None:
    kept, missed = both()
    kept.done("purposeful_contact", "2026-03-20")
    await record(records, after(kept, missed, "2026-04-02"))
    await check(
        records,
        "INS-Q21",
        TEAMS,
        Found("2026-03-23", [], ["kept"], 2),
        Found("2026-03-24", ["missed"], ["kept"], 1),
    )


async def test_ins_q22_home_visits_by_the_rule_that_set_the_day(records: Databases) -> None:
    """Fifteen working days at high risk, six weeks otherwise, ten working days after a concern."""
    kept, missed = both()
    other, concern = order("team-1", "medium"), order("team-1", "medium")
    kept.done("home_visit", "2026-03-20")
    concern.report("concern_identified", "2026-03-10")
    for case in (other, concern):
        case.strike("2026-06-30")
    await record(records, {**after(kept, missed), "other": other, "concern": concern})
    first = "INS-D01: first visit, high or very high risk"
    teams = TEAMS | {"other": "team-1", "concern": "team-1"}
    await check(
        records,
        "INS-Q22",
        teams,
        Found("2026-03-23", [], ["kept"], 3),
        Found("2026-03-24", ["missed"], ["kept"], 2, {first: "1 of 2 (50%)"}),
        Found("2026-03-25", ["missed", "concern"], ["kept"], 1, {"INS-D03: after a concern": "1 of 1 (100%)"}),
        Found("2026-04-14", ["missed", "concern", "other"], ["kept"],
              groups={"INS-D02: first visit, every other case": "1 of 1 (100%)"}),
    )  # fmt: skip
    found = await answer(records, "INS-Q22", "2026-04-14")
    assert [line.case_id for line in found.counted] == ["missed", "concern", "other"]
    assert [str(line.since) for line in found.counted] == ["2026-03-23", "2026-03-24", "2026-04-13"]


async def test_ins_q22_a_visit_let_go_is_not_in_the_base(records: Databases) -> None:
    kept, missed = both()
    missed.waive("home_visit", "2026-04-01", "in hospital until May", role="head_of_pdu")
    await record(records, after(kept, missed))
    await check(
        records,
        "INS-Q22",
        TEAMS,
        Found("2026-03-31", ["missed", "kept"]),
        Found("2026-04-02", ["kept"]),
    )


async def test_ins_q23_interventions_waited_for(records: Databases) -> None:
    kept, missed = both(programme="bbr")
    kept.report("programme_started", "2026-04-01", programme="bbr")
    kept.report("programme_session", "2026-05-11", programme="bbr")
    await record(records, after(kept, missed, "2027-04-01"))
    await check(
        records,
        "INS-Q23",
        TEAMS,
        Found("2026-03-31", [], [], 2),
        Found("2026-05-24", [], ["kept"], 1, {"under way": "0 of 1 (0%)"}),
        Found("2026-05-25", ["missed"], ["kept"], groups={"waiting 12 weeks or more": "1 of 1 (100%)"}),
        Found("2026-09-01", ["missed", "kept"], groups={"waiting 26 weeks or more": "1 of 1 (100%)"}),
        Found("2027-03-01", ["missed", "kept"], groups={"begun, and idle": "1 of 1 (100%)"}),
    )


async def test_ins_q24_the_wait_for_an_intervention_over_or_not(records: Databases) -> None:
    kept, missed = both(programme="bbr")
    kept.report("programme_started", "2026-07-01", programme="bbr")
    await record(records, after(kept, missed, "2027-04-01"))
    groups = {"bbr: 12 weeks or more": "0 of 1 (0%)", "bbr: 52 weeks or more": "1 of 1 (100%)"}
    await check(
        records,
        "INS-Q24",
        TEAMS,
        Found("2026-05-01", [], ["kept", "missed"], groups={"bbr: under 12 weeks": "0 of 2 (0%)"}),
        Found("2027-03-31", ["missed"], ["kept"], groups=groups),
    )


async def test_ins_q25_exchange_with_each_agency(records: Databases) -> None:
    kept, missed = both(programme="bbr")
    for case in (kept, missed):
        case.done("daso_referral", "2026-03-03")
    kept.done("daso_contact", "2026-03-20")
    await record(records, after(kept, missed, "2026-04-02"))
    await check(
        records,
        "INS-Q25",
        TEAMS,
        Found("2026-03-30", [], ["kept"], 2),
        Found("2026-04-02", ["missed"], ["kept"], 1, {"DASO": "1 of 2 (50%)"}),
    )


async def test_ins_q26_decisions_on_enforcement(records: Databases) -> None:
    kept, missed = both()
    for case in (kept, missed):
        case.report("condition_breached", "2026-03-10", condition="condition-1")
    kept.decided("enforcement", "warning", "2026-03-11", rationale="first time", manager_discussed_with="spo-1")
    await record(records, after(kept, missed))
    await check(
        records,
        "INS-Q26",
        TEAMS,
        Found("2026-03-09"),
        Found("2026-03-11 12:00", [], ["kept"], 1),
        Found("2026-03-31", ["missed"], ["kept"], groups={"done in time": "0 of 1 (0%)"}),
    )


async def test_ins_q27_orders_checked_the_highest_risk_first(records: Databases) -> None:
    """Twenty-eight days without a check; an order that was revoked is checked no more."""
    (kept, missed), low = both(), order("team-1", "low")
    for case in (low, kept, missed):
        case.report("protective_order_made", "2026-03-03", order="order-1", protects=["victim-1"])
    kept.done("order_check", "2026-03-25")
    low.report("order_revoked", "2026-05-04", order="order-1")
    low.strike("2026-06-30")
    await record(records, {**after(kept, missed), "low": low})
    teams = TEAMS | {"low": "team-1"}
    await check(
        records,
        "INS-Q27",
        teams,
        Found("2026-03-31", [], ["kept", "missed", "low"]),
        Found("2026-04-01", ["missed", "low"], ["kept"], groups={"checked before": "0 of 1 (0%)"}),
        Found("2026-04-23", ["kept", "missed", "low"]),
        Found("2026-05-05", ["kept", "missed"]),
    )
    found = await answer(records, "INS-Q27", "2026-04-01")
    assert [line.case_id for line in found.counted] == ["missed", "low"]


async def test_ins_q44_delivery_fails_by_any_part_of_it(records: Databases) -> None:
    kept, missed = both()
    for agency in ("police", "childrens_services"):
        kept.report("enquiry_answered", "2026-03-03", agency=agency, about="person", area="national")
    kept.done("purposeful_contact", "2026-03-20")
    kept.done("home_visit", "2026-03-20")
    await record(records, after(kept, missed, "2026-03-31"))
    groups = {"INS-Q21, INS-Q22, INS-Q28, INS-Q29": "1 of 1 (100%)"}
    await check(
        records,
        "INS-Q44",
        TEAMS,
        Found("2026-03-02 13:00"),
        Found("2026-03-31", ["missed"], ["kept"], groups=groups),
    )
