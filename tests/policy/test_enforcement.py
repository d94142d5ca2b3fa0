"""Enforcement, breach and recall: sections 11.5f, 16.16b, 16.17 (EV-11, EV-64, GU-36, DE-24).

The intervals are today's practice and say so; none is given out as this framework's.
"""

from typing import Any

import pytest

from models.roles import Role
from models.sentence import Stage
from policy.explain import why_due
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds, on_licence, settled_order


def broken(case: Driven, at: str = "2026-03-09") -> Driven:
    case.report("condition_breached", at, condition="condition-1")
    return case


def on_post_sentence_supervision() -> Driven:
    case = on_licence()
    case.report("supervision_ended", "2026-03-06", what="licence", followed_by_post_sentence_supervision=True)
    return case


def process(case: Driven) -> str:
    return case.case.processes["enforcement"]


class TestBroken:
    @pytest.mark.parametrize("begin", [on_licence, settled_order, on_post_sentence_supervision])
    def test_ev_11_it_asks_for_a_review_and_a_decision(self, begin: Any) -> None:
        outcome = begin().report("condition_breached", "2026-03-09", condition="condition-1")
        assert kinds([*outcome.receipt.opened, *outcome.receipt.joined]) == {"review", "enforcement_decision"}

    def test_practice_of_a_second_failure_in_twelve_months_is_to_breach(self) -> None:
        case = broken(settled_order())
        case.decided("enforcement", "warning", "2026-03-10")
        case.until("2027-03-09")
        outcome = case.report("condition_breached", "2027-03-09", condition="condition-1")
        assert any("second failure" in note and "practice of" in note for note in outcome.receipt.notes)
        with pytest.raises(Refused, match="second failure") as refused:
            case.decided("enforcement", "warning", "2027-03-10")
        assert [str(c).partition(",")[0] for c in clauses(refused.value)] == ["practice of probation breach work"]
        case.decided("enforcement", "warning", "2027-03-10", rationale="he was in hospital")

    def test_a_day_later_the_first_counts_no_more(self) -> None:
        case = broken(broken(settled_order()), "2027-03-10")
        case.decided("enforcement", "warning", "2027-03-11")

    def test_on_licence_failures_do_not_lead_to_a_court(self) -> None:
        case = broken(broken(on_licence()), "2026-03-10")
        case.decided("enforcement", "warning", "2026-03-11")
        assert process(case) == "warned"


class TestBreach:
    @pytest.mark.parametrize("begin", [settled_order, on_post_sentence_supervision])
    def test_am_60_breach_of_an_order_or_of_post_sentence_supervision_goes_to_court(self, begin: Any) -> None:
        """Decided on Tuesday 10 March: ten working days are the 24th, by practice and not by the framework."""
        case = broken(begin())
        outcome = case.decided("enforcement", "breach", "2026-03-10")
        assert kinds(outcome.receipt.opened) == {"breach_proceedings"}
        assert case.due("breach_proceedings") == "2026-03-24"
        assert "practice of probation breach work, 2021" in why_due(case.duty("breach_proceedings"))
        assert process(case) == "breach to prepare"
        case.done("breach_proceedings", "2026-03-16")
        assert process(case) == "breach before the court"
        case.report("breach_concluded", "2026-05-11", outcome="not_proven")
        assert process(case) == "breach concluded"

    def test_no_letter_goes_to_an_unsafe_address(self) -> None:
        case = broken(settled_order())
        case.decided("enforcement", "breach", "2026-03-10")
        with pytest.raises(Refused) as refused:
            case.done("breach_proceedings", "2026-03-16", letter_address_safe=False)
        assert [r.field for r in refused.value.reasons] == ["evidence.letter_address_safe"]

    def test_the_count_stands_still_while_a_breach_runs_and_starts_again_after_it(self) -> None:
        case = broken(settled_order())
        case.decided("enforcement", "breach", "2026-03-10")
        broken(case, "2026-03-16")
        assert len(case.case.failures) == 1
        outcome = case.report("breach_concluded", "2026-05-11", outcome="not_proven")
        assert kinds(outcome.receipt.closed) == {"breach_proceedings"}
        assert case.case.failures == []
        broken(case, "2026-05-12")
        case.decided("enforcement", "warning", "2026-05-13")

    def test_on_licence_there_is_no_court_to_go_to(self) -> None:
        case = broken(on_licence())
        outcome = case.decided("enforcement", "breach", "2026-03-10")
        assert not outcome.receipt.opened
        assert process(case) == "breach recorded"

    def test_with_an_order_beside_the_licence_there_is(self) -> None:
        case = on_licence()
        case.report("sentence_passed", "2026-03-03", sentence="sentence-2", kind="community_order")
        case.decided("enforcement", "breach", "2026-03-10")
        assert "breach_proceedings" in case.kinds

    def test_breach_told_as_over_that_nobody_knew_of_is_kept_and_flagged(self) -> None:
        outcome = settled_order().report("breach_concluded", "2026-03-09", outcome="proven")
        assert outcome.receipt.flags == ["the case did not know of breach proceedings"]


class TestRecall:
    def decided(self) -> Driven:
        case = broken(on_licence())
        case.decided("enforcement", "recall", "2026-03-10", rationale="nothing less will manage the risk")
        return case

    def test_pf_11_5f_the_request_is_due_in_a_day_by_the_practice_of_recall(self) -> None:
        case = self.decided()
        duty = case.duty("recall_request")
        assert (str(duty.due_on), duty.grave, duty.owner) == ("2026-03-11", True, Role.COMMUNITY_PRACTITIONER)
        assert "practice of the recall decision service" in why_due(duty)
        assert process(case) == "recall to ask for"
        with pytest.raises(Refused) as refused:
            case.done("recall_request", "2026-03-10 15:00", endorsed_by=None)
        assert clauses(refused.value) == {"PF-11.5f"}
        case.done("recall_request", "2026-03-10 15:00")
        assert process(case) == "recall asked for"

    @pytest.mark.parametrize(
        ("kind", "release"),
        [("standard", None), ("fixed_term_14", "2026-03-25"), ("fixed_term_28", "2026-04-08"),
         ("fixed_term_56", "2026-05-06")],
    )  # fmt: skip
    def test_tr_19_after_a_recall_of_any_kind_reception_begins_again(self, kind: str, release: str | None) -> None:
        """Recalled on 11 March; what is left to ask for is settled by the recall itself."""
        case = self.decided()
        recalled = case.report("recalled", "2026-03-11", kind=kind)
        assert "recall_request" in kinds(recalled.receipt.closed)
        assert str(case.case.dates.post_recall_release) == str(release)
        assert process(case) == "recalled"
        received = case.report("received_into_custody", "2026-03-12", prison="prison-1", reason="recall")
        assert kinds(received.receipt.opened) >= {"pom_allocation", "risk_from_custody"}
        assert process(case) == "back in custody"

    @pytest.mark.parametrize("begin", [settled_order, on_post_sentence_supervision])
    def test_gu_36_on_an_order_or_post_sentence_supervision_recall_is_refused(self, begin: Any) -> None:
        with pytest.raises(Refused, match="GU-36") as refused:
            broken(begin()).decided("enforcement", "recall", "2026-03-10", rationale="he refuses her name")
        assert clauses(refused.value) == {"PF-16.17a"}

    def test_ev_64_when_the_licence_ends_recall_is_no_longer_open(self) -> None:
        case = self.decided()
        outcome = case.report("supervision_ended", "2026-03-11", what="licence",
                              followed_by_post_sentence_supervision=True)  # fmt: skip
        assert case.case.stage is Stage.POST_SENTENCE_SUPERVISION
        assert "recall_request" in kinds(outcome.receipt.closed)
        assert any("GU-36" in note for note in outcome.receipt.notes)
        assert process(case) == "overtaken"

    def test_ev_64_refused_details_then_fall_under_16_17(self) -> None:
        case = on_post_sentence_supervision()
        assert case.case.relationship_condition is False
        outcome = case.report("partner_details_refused", "2026-03-09", partner="partner-1")
        assert "find_partner" in kinds(outcome.receipt.opened)
        with pytest.raises(Refused, match="GU-36"):
            case.decided("enforcement", "recall", "2026-03-10", rationale="he refuses her name")


class TestRelease:
    def test_ev_12_ev_40_a_release_opens_its_start_and_its_programme_and_no_more_than_ten_without_one(self) -> None:
        without = on_licence()
        opened = {d.kind for d in without.case.duties.values() if str(d.opened_at.date()) == "2026-03-02"}
        assert {"residence", "start_checks", "initial_assessment", "home_visit"} <= opened
        assert len(opened) <= 10
        on_bbr = on_licence(programme="bbr")
        assert {"programme_referral", "daso_referral"} <= on_bbr.kinds
        assert on_bbr.due("programme_referral") == "2026-03-09"
        late = without.report("programme_required", "2026-03-03", programme="bbr")
        assert {"programme_referral", "daso_referral"} <= kinds(late.receipt.opened)
