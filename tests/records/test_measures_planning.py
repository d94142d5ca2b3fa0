"""Planning and release: INS-Q13 to INS-Q15 and INS-Q17 to INS-Q20, asked of cases driven through policy."""

import pytest

from tests.policy.driving import Driven, order_made, sentenced
from tests.records.measured import Databases, Found, allocate, answer, check, record

VICTIM = {"people_at_risk": [{"ref": "victim-1", "relation": "former partner"}]}
TEAMS = {"whole": "team-2", "bare": "team-1", "unplanned": "team-1"}


def order(team: str, **profile: object) -> Driven:
    """A community order of 2 March."""
    return allocate(order_made(profile={**VICTIM, **profile}), team, "2026-03-02 12:00")


def cases() -> dict[str, Driven]:
    """One planned whole; one planned with a contingency nobody wrote; one never planned."""
    whole = order("team-2", contingencies=["a new relationship"])
    bare, unplanned = order("team-1"), order("team-1")
    for case in (whole, bare):
        case.done("initial_assessment", "2026-03-10")
    whole.done("residence", "2026-03-03")
    for case in (whole, bare, unplanned):
        case.strike("2026-03-31")
    return {"whole": whole, "bare": bare, "unplanned": unplanned}


async def test_ins_q13_work_that_changes_behaviour(records: Databases) -> None:
    required = order("team-1")
    required.report("programme_required", "2026-03-03", programme="bbr")
    required.done("initial_assessment", "2026-03-10", alternative_intervention=None)
    required.report("programme_completed", "2026-03-30", programme="bbr", finished=False)
    await record(records, {**cases(), "required": required})
    await check(
        records,
        "INS-Q13",
        TEAMS | {"required": "team-1"},
        Found("2026-03-09"),
        Found("2026-03-29", [], ["whole", "bare", "required"]),
        Found("2026-03-31", ["required"], ["whole", "bare"]),
    )


async def test_ins_q14_a_measure_for_each_person_at_risk(records: Databases) -> None:
    await record(records, cases())
    await check(
        records,
        "INS-Q14",
        TEAMS,
        Found("2026-03-02 13:00", [], [], 3),
        Found("2026-03-31", ["bare", "unplanned"], ["whole"]),
    )


async def test_ins_q14_an_order_protects_while_it_stands(records: Databases) -> None:
    case = order("team-1")
    case.report("protective_order_made", "2026-03-04", order="order-1", protects=["victim-1"])
    case.report("order_revoked", "2026-03-20", order="order-1")
    case.strike("2026-03-31")
    await record(records, {"bare": case})
    await check(
        records, "INS-Q14", {"bare": "team-1"}, Found("2026-03-10", [], ["bare"]), Found("2026-03-31", ["bare"])
    )


async def test_ins_q15_a_contingency(records: Databases) -> None:
    await record(records, cases())
    await check(records, "INS-Q15", TEAMS, Found("2026-03-09"), Found("2026-03-31", [], ["whole", "bare"]))


async def test_ins_q15_none_existed_when_the_risk_rose(records: Databases) -> None:
    case = order("team-2", contingencies=["a new relationship"], rosh={"known_adult": "low"})
    case.report("rosh_changed", "2026-03-04", level="high")
    case.done("escalation", "2026-03-05", contingency_plan="none_exists")
    case.done("initial_assessment", "2026-03-10")
    await record(records, {"whole": case})
    found = await answer(records, "INS-Q15", "2026-04-30")
    assert [line.group for line in found.counted] == ["none existed when the risk rose"]


async def test_ins_q17_a_plan_fails_the_gate_by_any_part_of_it(records: Databases) -> None:
    await record(records, cases())
    groups = {"INS-Q14": "1 of 1 (100%)", "INS-Q14, INS-Q18": "1 of 1 (100%)"}
    await check(
        records,
        "INS-Q17",
        TEAMS,
        Found("2026-03-02 13:00"),
        Found("2026-03-31", ["bare", "unplanned"], ["whole"], groups=groups),
    )


async def test_ins_q18_a_forum_decided_on(records: Databases) -> None:
    await record(records, cases())
    await check(
        records,
        "INS-Q18",
        TEAMS,
        Found("2026-03-20", [], ["whole", "bare"], 1),
        Found("2026-03-31", ["unplanned"], ["whole", "bare"]),
    )


def to_be_released(team: str, release: str) -> Driven:
    """In custody since 5 January, with release planned."""
    case = sentenced(release, "2026-01-05")
    allocate(case, team, "2026-01-05 12:00")
    return case


READY = ("first_contact_and_handover", "licence_conditions", "release_address_check", "release_plan")


def releases() -> dict[str, Driven]:
    """One ready for April; one that is not; one expected in the autumn."""
    ready, unready = to_be_released("team-2", "2026-04-20"), to_be_released("team-1", "2026-04-13")
    far = to_be_released("team-1", "2026-10-05")
    for kind in READY:
        ready.done(kind, "2026-01-12")
    for kind in READY[:-1]:
        unready.done(kind, "2026-01-12")
    for case in (ready, unready, far):
        case.strike("2026-03-31")
    return {"ready": ready, "unready": unready, "far": far}


async def test_ins_q19_releases_that_are_not_ready_the_soonest_first(records: Databases) -> None:
    await record(records, releases())
    teams = {"ready": "team-2", "unready": "team-1", "far": "team-1"}
    await check(
        records,
        "INS-Q19",
        teams,
        Found("2026-01-06"),
        Found("2026-01-20", ["unready"], []),
        Found("2026-03-31", ["unready"], ["ready"]),
        Found("2026-07-20", ["unready", "far"], ["ready"]),
    )
    found = await answer(records, "INS-Q19", "2026-07-20")
    assert [line.case_id for line in found.counted] == ["unready", "far"]
    assert found.counted[0].group == "Plan for release: risk management plan and referrals"


async def test_ins_q20_conditions_asked_for_before_release(records: Databases) -> None:
    asked, released = to_be_released("team-2", "2026-04-20"), to_be_released("team-1", "2026-04-20")
    asked.done("licence_conditions", "2026-01-12")
    for case in (asked, released):
        case.report("released", "2026-04-20")
    await record(records, {"asked": asked, "released": released})
    teams = {"asked": "team-2", "released": "team-1"}
    await check(
        records,
        "INS-Q20",
        teams,
        Found("2026-01-06", [], [], 2),
        Found("2026-02-27", [], ["asked"], 1),
        Found("2026-04-21", ["released"], ["asked"], groups={"released before they were asked for": "1 of 1 (100%)"}),
    )


@pytest.mark.parametrize(("reason", "counted"), [({}, 1), ({"order-1": "it ends before the licence begins"}, 0)])
async def test_ins_q20_an_order_is_mirrored_or_explained(
    records: Databases, reason: dict[str, str], counted: int
) -> None:
    case = to_be_released("team-1", "2026-04-20")
    case.done("licence_conditions", "2026-01-12", orders_mirrored=False, orders_without_condition=reason)
    await record(records, {"released": case})
    found = await answer(records, "INS-Q20", "2026-02-27")
    assert (found.figure.numerator, found.figure.base) == (counted, 1)
