"""Assessment: INS-Q05 to INS-Q12 and INS-Q35, asked of cases driven through policy."""

from tests.policy.driving import Driven, order_made
from tests.records.measured import Databases, Found, allocate, answer, check, record

PEOPLE = {
    "people_at_risk": [
        {"ref": "victim-1", "relation": "former partner"},
        {"ref": "child-1", "relation": "daughter", "child": True},
    ]
}
TEAMS = {"sound": "team-2", "thin": "team-1", "late": "team-1"}


def order(team: str, level: str | None = "medium") -> Driven:
    """A community order of 2 March."""
    rosh = {"rosh": {"known_adult": level}} if level else {}
    return allocate(order_made(profile={**PEOPLE, **rosh}), team, "2026-03-02 12:00")


def sound() -> Driven:
    """Assessed on 10 March with every reply in hand and everyone at risk named."""
    case = order("team-2")
    for agency in ("police", "childrens_services"):
        case.report("enquiry_answered", "2026-03-04", agency=agency, about="person", area="national")
    case.done("initial_assessment", "2026-03-10", people_at_risk=["victim-1", "child-1"])
    return case


def cases() -> dict[str, Driven]:
    """One sound; one assessed with no reply in hand and nobody named; one not assessed at all."""
    thin, late = order("team-1", level=None), order("team-1")
    thin.done("initial_assessment", "2026-03-10", people_at_risk=["none"])
    for case in (thin, late):
        case.strike("2026-03-31")
    return {"sound": sound(), "thin": thin, "late": late}


async def test_ins_q05_the_sara_by_its_day(records: Databases) -> None:
    await record(records, cases())
    done = {"at the initial assessment: done in time": "0 of 2 (0%)"}
    late = {"at the initial assessment: overdue": "1 of 1 (100%)"}
    await check(
        records,
        "INS-Q05",
        TEAMS,
        Found("2026-03-23 23:00", [], ["sound", "thin"], 1, done),
        Found("2026-03-24", ["late"], ["sound", "thin"], 0, done | late),
    )


async def test_ins_q05_no_sara_is_due_without_partner_abuse(records: Databases) -> None:
    case = order_made(profile={"abuse": ["familial"]})
    case.strike("2026-03-31")
    await record(records, {"familial": case})
    assert (await answer(records, "INS-Q05", "2026-03-31")).figure.base == 0


async def test_ins_q07_replies_in_hand_when_the_assessment_was_done(records: Databases) -> None:
    await record(records, cases())
    await check(
        records,
        "INS-Q07",
        TEAMS,
        Found("2026-03-09"),
        Found("2026-03-31", ["thin"], ["sound"], groups={"children's services and police": "1 of 1 (100%)"}),
    )


async def test_ins_q09_every_adult_assessed(records: Databases) -> None:
    await record(records, cases())
    await check(
        records,
        "INS-Q09",
        TEAMS,
        Found("2026-03-09", [], [], 3),
        Found("2026-03-20", ["thin"], ["sound"], 1),
        Found("2026-03-31", ["thin", "late"], ["sound"]),
    )


async def test_ins_q09_a_new_partner_is_assessed_by_the_work_about_them(records: Databases) -> None:
    met = sound()
    met.report("new_relationship", "2026-03-16", partner="partner-1")
    done = met.copy()
    done.done("new_partner", "2026-03-18", subject="partner-1")
    met.strike("2026-04-30")
    await record(records, {"met": met, "done": done})
    teams = {"met": "team-2", "done": "team-2"}
    await check(
        records,
        "INS-Q09",
        teams,
        Found("2026-03-17", [], ["met", "done"], 2),
        Found("2026-03-31", ["met"], ["met", "done", "done"]),
    )


async def test_ins_q10_every_child_assessed(records: Databases) -> None:
    await record(records, cases())
    await check(
        records,
        "INS-Q10",
        TEAMS,
        Found("2026-03-09", [], [], 3),
        Found("2026-03-31", ["thin", "late"], ["sound"]),
    )


async def test_ins_q10_a_decision_on_children_answers_for_those_known_by_then(records: Databases) -> None:
    case = sound()
    case.report("contact_with_children", "2026-03-16", children=["child-2"])
    undecided = case.copy()
    undecided.strike("2026-04-30")
    case.decided("children_at_risk", "yes", "2026-03-17")
    await record(records, {"decided": case, "undecided": undecided})
    teams = {"decided": "team-2", "undecided": "team-2"}
    others = ["decided", "decided", "undecided"]
    await check(records, "INS-Q10", teams, Found("2026-04-30", ["undecided"], others))


async def test_ins_q11_a_case_fails_the_gate_by_any_part_of_it(records: Databases) -> None:
    await record(records, cases())
    groups = {"INS-Q05, INS-Q09, INS-Q10": "1 of 1 (100%)", "INS-Q07, INS-Q09, INS-Q10": "1 of 1 (100%)"}
    await check(
        records,
        "INS-Q11",
        TEAMS,
        Found("2026-03-09"),
        Found("2026-03-31", ["thin", "late"], ["sound"], groups=groups),
    )


async def test_ins_q12_levels_to_look_at_again_the_highest_risk_first(records: Databases) -> None:
    high = order("team-2", level="high")
    high.report("order_breached", "2026-03-16", order="order-1")
    high.strike("2026-03-31")
    await record(records, {**cases(), "high": high})
    groups = {"grave change not reviewed": "1 of 1 (100%)", "level not known": "1 of 1 (100%)"}
    await check(
        records,
        "INS-Q12",
        TEAMS | {"high": "team-2"},
        Found("2026-03-16 12:00", ["thin"], ["sound", "late", "high"]),
        Found("2026-03-31", ["high", "thin"], ["sound", "late"], groups=groups),
    )
    found = await answer(records, "INS-Q12", "2026-03-31")
    assert [line.case_id for line in found.counted] == ["high", "thin"]


async def test_ins_q35_a_change_of_level_is_explained(records: Databases) -> None:
    told, silent = order("team-2", "high"), order("team-1", "high")
    told.report("rosh_changed", "2026-03-10", level="medium", justification="six months in new work, seen by police")
    silent.report("rosh_changed", "2026-03-10", level="medium")
    silent.strike("2026-04-30")
    await record(records, {"told": told, "silent": silent})
    teams = {"told": "team-2", "silent": "team-1"}
    await check(
        records,
        "INS-Q35",
        teams,
        Found("2026-03-09"),
        Found("2026-03-12", [], ["told"], 1),
        Found("2026-03-31", ["silent"], ["told"]),
    )


async def test_ins_q35_the_review_of_a_rise_explains_it_and_the_same_level_again_is_no_change(
    records: Databases,
) -> None:
    case = order("team-1", "medium")
    case.report("rosh_changed", "2026-03-10", level="medium")
    case.report("rosh_changed", "2026-03-11", level="high")
    case.done("review", "2026-03-12")
    await record(records, {"rise": case})
    found = await answer(records, "INS-Q35", "2026-03-31")
    assert (found.figure.numerator, found.figure.base) == (0, 1)
