"""The sentence plan and its objectives: sections 10.1 to 10.3 (EV-53, DE-14, GU-37)."""

from datetime import timedelta
from typing import Any

import pytest

from models.plans import ObjectiveState
from models.roles import Role
from policy.refusal import Refused
from policy.standings import expectations
from tests.policy.driving import Driven, clauses, day, kinds, order_made, sentenced

CHILD = {"people_at_risk": [{"ref": "child-1", "relation": "child", "child": True}]}


def objective(ref: str = "objective-1", aim: str = "protect_victim", due_on: str = "2026-04-30") -> dict[str, str]:
    return {"ref": ref, "aim": aim, "due_on": due_on}


def assessed(profile: dict[str, Any] | None = None, **order: Any) -> Driven:
    """An order of 2 March, assessed on the 9th."""
    case = order_made(profile=profile, **order)
    case.done("initial_assessment", "2026-03-09")
    return case


def planned(*objectives: dict[str, str], **order: Any) -> Driven:
    case = assessed(**order)
    case.done("sentence_plan", "2026-03-16", objectives=list(objectives or [objective()]))
    return case


def state(case: Driven, ref: str = "objective-1") -> tuple[str, ObjectiveState]:
    plan = case.case.sentence_plan
    assert plan is not None
    return case.case.processes[f"objective/{ref}"], plan.objectives[ref].state


class TestThePlan:
    def test_am_45_it_is_made_once_the_holder_has_assessed_the_case(self) -> None:
        """Fifteen working days from Monday 9 March is the 30th (project default)."""
        assert "sentence_plan" not in order_made().kinds
        assert assessed().due("sentence_plan") == "2026-03-30"

    def test_a_pom_makes_one_in_custody_too(self) -> None:
        case = sentenced("2028-03-01")
        case.report("practitioner_allocated", "2026-03-02 12:00", practitioner="pom-1", holder="pom")
        case.done("pom_checks", "2026-03-09")
        assert case.duty("sentence_plan").owner is Role.POM

    @pytest.mark.parametrize(
        ("clause", "lacks"),
        [
            ("PF-10.1a", {"objectives": [objective(aim="need")]}),
            ("PF-10.1b", {"ends_on": None}),
            ("PF-10.2a", {"delivery": None}),
            ("PF-10.2c", {"sequenced_to_needs": None}),
            ("PF-10.2d", {"interventions": []}),
            ("PF-10.2e", {"outcomes_sought": None}),
            ("PF-10.2f", {"objectives": []}),
            ("PF-10.2f", {"objectives": [{"ref": "objective-1", "aim": "protect_victim"}]}),
            ("PF-10.3a", {"face_to_face": None}),
        ],
    )
    def test_without_what_its_clause_asks_for_it_is_refused(self, clause: str, lacks: dict[str, Any]) -> None:
        case = assessed()
        with pytest.raises(Refused) as refused:
            case.done("sentence_plan", "2026-03-16", **lacks)
        assert clauses(refused.value) == {clause}
        case.done("sentence_plan", "2026-03-16")
        assert case.case.processes["sentence_plan"] == "in force"

    def test_pf_10_2b_a_child_at_risk_has_an_objective_and_without_one_none_is_asked_for(self) -> None:
        with pytest.raises(Refused) as refused:
            assessed(CHILD).done("sentence_plan", "2026-03-16", objectives=[objective()])
        assert clauses(refused.value) == {"PF-10.2b"}
        both = [objective(), objective("objective-2", "safeguard_children")]
        assessed(CHILD).done("sentence_plan", "2026-03-16", objectives=both)
        assessed().done("sentence_plan", "2026-03-16", objectives=[objective()])

    @pytest.mark.parametrize(
        ("order", "last_day"),
        [
            ({"length_days": 365}, "2027-03-01"),  # 365 days from 2 March 2026, the day itself counted
            ({"dates": {"sentence_end": "2027-06-30"}}, "2027-06-30"),
            ({"dates": {"licence_end": "2027-01-31", "supervision_end": "2027-09-30"}}, "2027-09-30"),
        ],
    )
    def test_gu_37_pf_10_1b_it_covers_the_whole_sentence(self, order: dict[str, Any], last_day: str) -> None:
        case = assessed(**order)
        short = (day(last_day) - timedelta(days=1)).isoformat()
        with pytest.raises(Refused, match=r"\(GU-37\)") as refused:
            case.done("sentence_plan", "2026-03-16", ends_on=short)
        assert clauses(refused.value) == {"PF-10.1b"}
        case.done("sentence_plan", "2026-03-16", ends_on=last_day)

    def test_gu_37_of_a_sentence_whose_end_nobody_knows_any_plan_will_do(self) -> None:
        assessed().done("sentence_plan", "2026-03-16", ends_on="2026-04-30")

    def test_gu_37_a_sentence_that_comes_to_outlast_its_plan_asks_for_a_longer_one(self) -> None:
        case = assessed(length_days=365)
        case.done("sentence_plan", "2026-03-16", ends_on="2027-03-01")
        same = case.report("dates_changed", "2026-04-01", dates={"supervision_end": "2027-03-01"})
        assert "sentence_plan" not in kinds(same.receipt.opened)
        longer = case.report("dates_changed", "2026-04-02", dates={"supervision_end": "2027-06-01"})
        assert "sentence_plan" in kinds(longer.receipt.opened)
        assert case.duty("sentence_plan").clocks[0].started_by == "the sentence now outlasts its plan"

    def test_a_plan_in_force_that_covers_the_sentence_is_not_asked_for_again(self) -> None:
        case = planned()
        case.report("practitioner_allocated", "2026-03-20", practitioner="com-1", holder="community_practitioner")
        case.report("practitioner_allocated", "2026-03-23", practitioner="com-2", holder="community_practitioner")
        outcome = case.done("initial_assessment", "2026-03-30")
        assert "sentence_plan" not in kinds(outcome.receipt.opened)


class TestObjectives:
    """PF-10.2f: each has a due date and a state, and a process of its own."""

    def test_pf_10_2f_delivered_in_time_it_asks_for_nothing(self) -> None:
        case = planned()
        assert state(case) == ("under way", ObjectiveState.UNDER_WAY)
        case.report("objective_delivered", "2026-04-20", objective="objective-1")
        assert state(case) == ("delivered", ObjectiveState.DELIVERED)
        case.until("2026-06-01")
        assert "objective_late" not in case.kinds

    def test_ev_53_pf_10_2f2_its_date_passes_and_the_reasons_are_owed(self) -> None:
        """Due Thursday 30 April, late on Friday 1 May; five working days, the 4th a holiday, end on the 11th."""
        case = planned()
        case.until("2026-04-30 23:59")
        assert "objective_late" not in case.kinds
        case.until("2026-05-01 08:00")
        assert case.due("objective_late", "objective-1") == "2026-05-11"
        assert state(case) == ("not delivered in time", ObjectiveState.LATE)

    def test_only_the_objective_that_is_late(self) -> None:
        case = planned(objective(), objective("objective-2", "need", "2026-09-30"))
        case.until("2026-05-10")
        assert [d.subject for d in case.case.open_duties if d.kind == "objective_late"] == ["objective-1"]
        assert state(case, "objective-2") == ("under way", ObjectiveState.UNDER_WAY)

    @pytest.mark.parametrize("option", ["re_plan", "continue"])
    def test_de_14_re_planned_or_continued_it_has_a_new_date(self, option: str) -> None:
        case = planned()
        case.until("2026-05-05")
        said = {"subject": "objective-1", "rationale": "the course was full"}
        case.decided("objective", option, "2026-05-05", new_date="2026-07-31", **said)
        assert state(case) == ("under way", ObjectiveState.UNDER_WAY)
        assert "objective_late" not in case.kinds
        case.until("2026-08-01 08:00")
        assert case.duty("objective_late").subject == "objective-1"

    def test_de_14_dropped_it_is_followed_no_more(self) -> None:
        case = planned()
        case.until("2026-05-05")
        case.decided("objective", "drop", "2026-05-05", subject="objective-1", rationale="he moved away")
        assert state(case) == ("dropped", ObjectiveState.DROPPED)
        assert "objective_late" not in case.kinds
        case.until("2026-12-01")
        assert "objective_late" not in case.kinds

    @pytest.mark.parametrize(
        ("option", "said", "clause"),
        [
            ("re_plan", {"new_date": "2026-07-31"}, "PF-10.2f2"),
            ("drop", {}, "PF-10.2f2"),
            ("continue", {"new_date": "2026-07-31"}, "PF-10.2f2"),
            ("continue", {"rationale": "the course was full"}, "PF-10.2f"),
            ("re_plan", {"rationale": "the course was full", "new_date": "2026-05-05"}, "PF-10.2f"),
            ("drop", {"rationale": "none such", "subject": "objective-7"}, "PF-10.2f2"),
        ],
    )
    def test_de_14_without_its_reasons_or_its_date_it_is_refused(
        self, option: str, said: dict[str, Any], clause: str
    ) -> None:
        case = planned()
        case.until("2026-05-05")
        with pytest.raises(Refused) as refused:
            case.decided("objective", option, "2026-05-05", **{"subject": "objective-1", **said})
        assert clauses(refused.value) == {clause}
        assert "objective_late" in case.kinds

    def test_pf_10_2f2_the_reasons_may_not_be_waived(self) -> None:
        case = planned()
        case.until("2026-05-05")
        with pytest.raises(Refused, match="may not be waived"):
            case.waive("objective_late", "2026-05-05", "no time")

    def test_told_late_that_it_was_delivered_the_reasons_are_owed_no_more(self) -> None:
        case = planned()
        case.until("2026-05-05")
        outcome = case.report("objective_delivered", "2026-05-05", happened="2026-04-29", objective="objective-1")
        assert kinds(outcome.receipt.closed) == {"objective_late"}

    def test_one_that_no_plan_knows_is_kept_and_flagged(self) -> None:
        outcome = planned().report("objective_delivered", "2026-04-01", objective="objective-7")
        assert outcome.receipt.flags == ["the sentence plan has no such objective"]

    def test_a_new_plan_ends_those_it_leaves_out_and_begins_those_it_adds(self) -> None:
        case = planned(length_days=60)
        case.report("sentence_passed", "2026-04-20", sentence="sentence-2", kind="community_order", length_days=20000)
        case.done("sentence_plan", "2026-04-21", ends_on="2090-01-01",
                  objectives=[objective("objective-2", due_on="2026-05-31")])  # fmt: skip
        assert case.case.processes["objective/objective-1"] == "left out"
        case.until("2026-05-15")
        assert "objective_late" not in case.kinds
        case.until("2026-06-02")
        assert case.duty("objective_late").subject == "objective-2"

    def test_an_objective_set_beyond_the_end_of_the_case_wakes_nobody(self) -> None:
        case = planned()
        case.report("supervision_ended", "2026-04-01", what="order")
        case.until("2026-06-01")
        assert "objective_late" not in case.kinds


def test_de_15_pf_11_4a_oversight_is_met_while_a_manager_looks_as_often_as_the_level_asks() -> None:
    """Enhanced on 2 March: every 28 days, so met to the 30th."""
    case = order_made()
    assert expectations(case.case, day("2026-03-02"))["management_oversight"] is False
    with pytest.raises(Refused) as refused:
        case.decided("oversight", "enhanced", "2026-03-02 12:00")
    assert clauses(refused.value) == {"PF-11.4a"}
    outcome = case.decided("oversight", "enhanced", "2026-03-02 12:00", role="spo")
    assert not outcome.receipt.notes
    assert expectations(case.case, day("2026-03-30"))["management_oversight"] is True
    assert expectations(case.case, day("2026-03-31"))["management_oversight"] is False
