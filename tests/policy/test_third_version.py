"""A third policy version, of somebody else's: what each kind of change does to open cases (AM-01, INS-X10)."""

from collections.abc import Iterator

import pytest

from models.duties import DutyState
from models.outcome import NoticeClass
from policy.known_versions import added
from policy.refusal import Refused
from tests.policy.driving import Driven, kinds
from tests.policy.third_version import TRIAL
from tests.policy.under_versions import FRAMEWORK, go_over, order


@pytest.fixture
def trial() -> Iterator[str]:
    with added(TRIAL):
        yield TRIAL.id


class TestAThirdVersion:
    """TI-16: a version of somebody else's changes intervals, withdraws, replaces and adds work, and adds an option."""

    def test_am_01_a_changed_interval_dates_the_clock_afresh_and_says_so(self, trial: str) -> None:
        """Five working days from Monday 9 March is the 16th; ten, the 23rd."""
        case = order()
        case.report("significant_change", "2026-03-09")
        assert case.due("review") == "2026-03-16"
        receipt = go_over(case, trial, "2026-03-10").receipt
        assert case.due("review") == "2026-03-23"
        assert "review" in kinds(receipt.moved)
        (clock,) = case.duty("review").clocks
        assert clock.moved[-1].because == f"policy {trial} in place of {FRAMEWORK}"
        assert clock.budget is not None
        assert clock.budget.source == "TRIAL-3"

    def test_am_01_an_interval_that_a_response_passes_itself_changes_too(self, trial: str) -> None:
        """A breached order asks for a decision in one working day; under the trial in three."""
        case = order()
        case.report("protective_order_made", "2026-03-09", order="order-1", protects=["victim-1"])
        case.report("order_breached", "2026-03-16", order="order-1", victim="victim-1")
        assert case.due("enforcement_decision") == "2026-03-17"
        go_over(case, trial, "2026-03-16 15:00")
        assert case.due("enforcement_decision") == "2026-03-19"
        case.decided("enforcement", "warning", "2026-03-18", manager_discussed_with="spo-1")
        case.report("order_breached", "2026-04-06", order="order-1", victim="victim-1", incident_ref="other-1")
        assert case.due("enforcement_decision") == "2026-04-09"

    def test_a_shorter_interval_makes_nothing_late_by_itself(self, trial: str) -> None:
        """Fifteen working days from 2 March is the 23rd; five would have been the 9th: the day after the change."""
        case = order()
        assert case.due("initial_assessment") == "2026-03-23"
        outcome = go_over(case, trial, "2026-03-11")
        assert case.due("initial_assessment") == "2026-03-12"
        assert not [n for n in outcome.receipt.notices if n.kind is NoticeClass.ESCALATION]
        case.until("2026-03-14")
        assert any("Assess" in n.about for at, n in case.escalations() if at >= "2026-03-13")

    def test_ins_x10_withdrawn_work_ends_with_the_reason(self, trial: str) -> None:
        case = order()
        receipt = go_over(case, trial, "2026-03-03").receipt
        assert kinds(receipt.closed) == {"start_checks"}
        closed = case.closed("start_checks")
        assert closed.state is DutyState.CANCELLED
        assert closed.closed is not None
        assert closed.closed.reason == f"policy {trial} in place of {FRAMEWORK}: the court does them"

    @pytest.mark.parametrize(("day", "due"), [("2026-03-04", "2026-03-09"), ("2026-03-20", "2026-03-23")])
    def test_ins_x10_withdrawn_work_is_owed_again_when_the_version_is_taken_back(
        self, trial: str, day: str, due: str
    ) -> None:
        """Due on Monday 9 March as before; taken back later, it is not late but due on the next working day."""
        case = order()
        assert case.due("start_checks") == "2026-03-09"
        go_over(case, trial, "2026-03-03")
        receipt = go_over(case, FRAMEWORK, day).receipt
        assert "start_checks" in kinds(receipt.opened)
        assert case.due("start_checks") == due
        assert case.duty("start_checks").triggers == ["sentence_passed"]

    def test_ins_x10_replaced_work_that_was_done_is_not_owed_again(self, trial: str) -> None:
        case = order()
        case.report("protective_order_made", "2026-03-09", order="order-1", protects=["victim-1"])
        case.report("order_breached", "2026-03-16", order="order-1", victim="victim-1")
        go_over(case, trial, "2026-03-16 15:00")
        case.done("area_referral", "2026-03-17", reference="panel-1")
        go_over(case, FRAMEWORK, "2026-03-18")
        assert not {"mappa_decision", "area_referral"} & case.kinds

    def test_ins_x10_replaced_work_is_owed_for_the_same_reasons_since_the_same_days(self, trial: str) -> None:
        """A decision of 16 March became due the next day; the panel is to be asked in 20 working days, by 15 April."""
        case = order()
        case.report("protective_order_made", "2026-03-09", order="order-1", protects=["victim-1"])
        case.report("order_breached", "2026-03-16", order="order-1", victim="victim-1")
        receipt = go_over(case, trial, "2026-03-16 15:00").receipt
        assert "mappa_decision" in kinds(receipt.closed)
        assert "area_referral" in kinds(receipt.opened)
        duty = case.duty("area_referral")
        assert duty.triggers == ["order_breached"]
        assert [str(c.counted_from) for c in duty.clocks] == ["2026-03-16"]
        assert "mappa_decision" in kinds(go_over(case, FRAMEWORK, "2026-03-16 16:00").receipt.opened)

    def test_a_withdrawn_kind_is_not_asked_for_again_and_its_replacement_is(self, trial: str) -> None:
        case = order(trial)
        assert "start_checks" not in case.kinds
        assert any("the court does them" in note for note in case.outcomes[0].receipt.notes)
        case.report("protective_order_made", "2026-03-09", order="order-1", protects=["victim-1"])
        case.report("order_breached", "2026-03-16", order="order-1", victim="victim-1")
        assert "area_referral" in case.kinds
        case.done("area_referral", "2026-03-17", reference="panel-1")

    @pytest.mark.parametrize("still_open", [True, False])
    def test_ins_x10_added_work_opens_only_where_its_cause_is_live(self, trial: str, still_open: bool) -> None:
        case = order()
        case.report("new_relationship", "2026-03-09", partner="partner-1")
        if not still_open:
            case.done("new_partner", "2026-03-10")
        go_over(case, trial, "2026-03-11")
        assert ("safety_call" in case.kinds) is still_open
        if still_open:
            assert case.due("safety_call") == "2026-03-16"  # from the day of the change, not from the past

    def test_added_work_opens_beside_the_other_from_then_on(self, trial: str) -> None:
        case = order(trial)
        case.report("new_relationship", "2026-03-09", partner="partner-1")
        assert case.due("safety_call", "partner-1") == "2026-03-12"
        with pytest.raises(Refused):
            case.done("safety_call", "2026-03-10")
        case.done("safety_call", "2026-03-10", reference="call-1")

    def test_a_new_option_stands_for_an_earlier_one_in_what_follows(self, trial: str) -> None:
        case = order()
        case.report("condition_breached", "2026-03-09", condition="condition-1")
        go_over(case, trial, "2026-03-09 12:00")
        case.decided("enforcement", "final_warning", "2026-03-10", manager_discussed_with="spo-1")
        assert "enforcement_decision" not in case.kinds
        (decision,) = case.case.decisions.values()
        assert (decision.option, decision.means) == ("final_warning", "warning")

    def test_dates_that_count_back_from_release_count_by_the_version(self, trial: str) -> None:
        """Six weeks before 7 September 2026 is 27 July; nine, 6 July: and the words say nine."""
        case = Driven(policy=FRAMEWORK)
        case.open("sentence_passed", "2026-01-05", kind="determinate", dates={"conditional_release": "2026-09-07"})
        case.until("2026-03-02")
        assert case.due("release_plan") == "2026-07-27"
        go_over(case, trial, "2026-03-02")
        assert case.due("release_plan") == "2026-07-06"
        assert case.duty("release_plan").clocks[0].counted_by == "9 weeks before release, or half the time left"
        assert case.duty("release_plan").clocks[0].moved[-1].because.startswith(f"policy {trial}")

    def test_a_rung_that_fired_does_not_fire_again_unless_the_date_moved_later(self, trial: str) -> None:
        case = order()
        case.report("significant_change", "2026-03-09")
        case.until("2026-03-13")  # the reminder of the 12th has gone out
        go_over(case, trial, "2026-03-13")
        told = [at for at, n in case.told_about(case.duty("review").id) if n.about.startswith("reminder")]
        case.until("2026-03-24 18:00")
        again = [at for at, n in case.told_about(case.duty("review").id) if n.about.startswith("reminder")]
        assert (len(told), len(again)) == (1, 2)
        late = [n for _, n in case.escalations() if case.duty("review").id in n.duties]
        assert len(late) == 1
