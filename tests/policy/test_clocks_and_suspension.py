"""Clocks: what started one, its budget, what suspended it, what moved it (AM-01, AM-06, AM-32)."""

from datetime import date

from models.duties import Budget, Clock, Suspension, Unit
from policy.calendar import CURRENT, with_announced
from policy.clocks import falls_due
from policy.explain import explain, why_due
from policy.stages.risk_plan import SET_BY_PLAN
from tests.policy.driving import day, on_licence, order_made, sentenced, settled_order

CASE = order_made().case


def clock(count: int, unit: Unit, *suspensions: tuple[str, str | None], since: str = "2026-03-02") -> Clock:
    return Clock(
        id="c1",
        cause="e1",
        trigger="concern_identified",
        started_by="concern identified",
        counted_from=day(since),
        recorded_on=day(since),
        budget=Budget(count=count, unit=unit),
        calendar_version=CURRENT.version,
        suspensions=[
            Suspension(since=day(s), until=day(u) if u else None, because="back in custody") for s, u in suspensions
        ],
    )


def due(count: int, unit: Unit, *suspensions: tuple[str, str | None], since: str = "2026-03-02") -> str:
    return str(falls_due(clock(count, unit, *suspensions, since=since), CASE, CURRENT))


def test_units() -> None:
    assert due(10, Unit.WORKING_DAYS) == "2026-03-16"
    assert due(15, Unit.DAYS) == "2026-03-17"
    assert due(6, Unit.WEEKS) == "2026-04-13"
    assert due(6, Unit.MONTHS) == "2026-09-02"
    assert due(1, Unit.MONTHS, since="2026-01-31") == "2026-02-28"


def test_a_suspended_clock_has_no_due_date() -> None:
    assert due(10, Unit.WORKING_DAYS, ("2026-03-09", None)) == "None"


def test_a_resumed_clock_runs_on_with_what_was_left() -> None:
    """Ten working days from Monday 2 March; five used by Monday the 9th; five left after Monday 1 June: the 8th."""
    assert due(10, Unit.WORKING_DAYS, ("2026-03-09", "2026-06-01")) == "2026-06-08"


def test_a_clock_with_nothing_left_falls_due_on_the_first_working_day_after() -> None:
    """Already late when suspended, and resumed on Saturday 6 June."""
    assert due(3, Unit.WORKING_DAYS, ("2026-03-09", "2026-06-06")) == "2026-06-08"


def test_calendar_units_are_put_off_by_the_days_stopped() -> None:
    """15 days end on 17 March; stopped for the seven days from the 9th to the 16th: 24 March."""
    assert due(15, Unit.DAYS, ("2026-03-09", "2026-03-16")) == "2026-03-24"


def test_two_suspensions_add_up() -> None:
    """Ten days: two used by the 4th, two more from the 9th to the 11th, six left after Monday the 16th: the 24th."""
    assert due(10, Unit.WORKING_DAYS, ("2026-03-04", "2026-03-09"), ("2026-03-11", "2026-03-16")) == "2026-03-24"


def test_a_suspension_dated_before_the_clock_began_takes_nothing_from_it_and_gives_nothing() -> None:
    """A concern found on Monday 9 March, while the person had in fact been back in custody since the 2nd."""
    assert due(10, Unit.WORKING_DAYS, ("2026-03-02", "2026-03-16"), since="2026-03-09") == "2026-03-30"
    assert due(10, Unit.WORKING_DAYS, ("2026-03-02", "2026-03-05"), since="2026-03-09") == "2026-03-23"
    assert due(15, Unit.DAYS, ("2026-03-02", "2026-03-05"), since="2026-03-09") == "2026-03-24"


def test_recall_stops_the_visit_clock_and_release_starts_what_was_left_of_it() -> None:
    """Concern of Monday 9 March, five working days used by the recall on the 16th; released again on 1 June: the 8th.

    The start-of-supervision clock is taken over by the new start, fifteen working days from 1 June: the 22nd.
    """
    case = on_licence(profile={"rosh": {"known_adult": "high"}})
    case.report("concern_identified", "2026-03-09")
    case.report("recalled", "2026-03-16", post_recall_release="2026-06-01")
    visit = case.duty("home_visit")
    assert visit.due_on is None
    assert why_due(visit) == "clock suspended since 16 March 2026: back in custody"
    case.report("released", "2026-06-01")
    visit = case.duty("home_visit")
    assert {c.clause: str(c.due_on) for c in visit.clocks if not c.answered} == {
        "PF-10.8c": "2026-06-08",
        "PF-10.8a": "2026-06-22",
    }
    said = explain(visit)
    assert said[0].startswith("answered: ")
    assert "  suspended from 16 March 2026 to 1 June 2026: back in custody" in said
    assert "  moved from 23 March 2026 to no date: clock suspended: back in custody" in said
    assert "  moved from no date to no date: a new supervision started (AM-32)" in said


def test_a_suspended_visit_nags_nobody() -> None:
    case = on_licence()
    case.report("recalled", "2026-03-16", post_recall_release="2027-06-01")
    visit = case.duty("home_visit").id
    case.until("2026-06-30")
    assert case.told_about(visit) == []


def test_after_a_suspension_the_ladder_starts_again() -> None:
    """Late on 17 March and told; recalled that day; due again on the day of release, and told again."""
    case = on_licence()
    case.report("concern_identified", "2026-03-16", happened="2026-03-02", identified="2026-03-02 11:00")
    visit = case.duty("home_visit").id
    case.report("recalled", "2026-03-18", post_recall_release="2026-06-01")
    case.report("released", "2026-06-01")
    assert case.due("home_visit") == "2026-06-01"
    case.until("2026-06-05")
    assert [at for at, n in case.escalations() if visit in n.duties] == ["2026-03-17 09:00", "2026-06-02 09:00"]


def test_a_new_sentence_stops_the_visit_clock_too() -> None:
    case = order_made()
    case.report("sentence_passed", "2026-03-09", sentence="sentence-2", kind="determinate",
                dates={"conditional_release": "2026-09-07"})  # fmt: skip
    assert case.duty("home_visit").due_on is None


class TestWhy:
    def test_a_clause_that_gives_the_time_is_named_for_it(self) -> None:
        assert why_due(order_made().duty("home_visit")) == (
            "15 working days from supervision started on 2 March 2026; PF-10.8a"
        )

    def test_an_interval_of_ours_says_so_even_where_a_clause_asks_for_the_work(self) -> None:
        """AM-01: nothing is presented as policy that is not."""
        case = settled_order(profile={"rosh": {"known_adult": "low"}})
        case.report("rosh_changed", "2026-03-09", level="high")
        assert why_due(case.duty("escalation")) == (
            "1 working day from rosh changed on 9 March 2026; project default for PF-11.5a"
        )
        assert why_due(case.duty("review")).endswith("; project default")

    def test_no_time_of_ours_ever_carries_a_clause_as_its_source(self) -> None:
        timed = {SET_BY_PLAN, "PF-10.8a", "PF-10.8b", "PF-10.8c", "PF-12.9a", "PF-12.9c"}
        case = settled_order(programme="bbr")
        case.report("new_relationship", "2026-03-09", partner="partner-1")
        case.report("domestic_abuse_incident", "2026-03-09 11:00", kind="arrest", victim="partner-1")
        for duty in case.case.duties.values():
            for one in duty.clocks:
                if one.budget is not None:
                    assert one.budget.source in {"project default", *timed}

    def test_a_date_that_counts_back_says_from_what(self) -> None:
        assert why_due(sentenced("2026-06-01").duty("release_plan")) == (
            "6 weeks before release, or half the time left; project default"
        )

    def test_the_calendar_that_counted_is_named_and_moves_are_told(self) -> None:
        case = order_made()
        case.calendar = with_announced(CURRENT, {date(2026, 3, 16): "a day of thanksgiving"})
        case.strike("2026-03-02 12:00")
        said = explain(case.duty("home_visit"))
        assert said[0].endswith(f"(bank holidays {case.calendar.version})")
        assert said[1] == (
            "  moved from 23 March 2026 to 24 March 2026:"
            f" bank holidays changed: {CURRENT.version} to {case.calendar.version}"
        )
        assert case.case.calendar_version == case.calendar.version
