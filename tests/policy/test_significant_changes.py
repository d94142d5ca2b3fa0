"""Significant changes: every one the framework names has an event, opens its work, and is named in the review."""

from typing import Any

import pytest

from models.outcome import NoticeClass
from models.roles import Role
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds, on_licence, sentenced, settled_order

NAMED: list[tuple[str, str, dict[str, Any]]] = [
    ("EV-01", "domestic_abuse_incident", {}),
    ("EV-02", "worrying_behaviour", {"where": "prison_visit"}),
    ("EV-03", "relationship_ended", {"partner": "partner-1"}),
    ("EV-04", "stalking", {"victim": "victim-1"}),
    ("EV-05", "partner_pregnant", {"partner": "partner-1"}),
    ("EV-07", "contact_with_children", {"children": ["child-1"]}),
    ("EV-09", "substance_misuse", {"substance": "alcohol"}),
    ("EV-10", "suicide_or_self_harm", {"kind": "threatened"}),
]
"""EV-06, EV-08, EV-11 and EV-12 have tests with their own sections; EV-13 is the move-on, below."""


def process(case: Driven, name: str = "review") -> str:
    return case.case.processes[name]


@pytest.mark.parametrize(("id", "event", "fields"), NAMED, ids=[row[0] for row in NAMED])
def test_pf_11_3a_it_opens_a_review_that_names_it_and_cannot_be_called_insignificant(
    id: str, event: str, fields: dict[str, Any]
) -> None:
    case = settled_order()
    case.report(event, "2026-03-09", **fields)
    assert process(case) == "to review"
    with pytest.raises(Refused) as refused:
        case.done("review", "2026-03-10", outcome="not_significant")
    assert clauses(refused.value) == {"PF-11.3a"}
    case.done("review", "2026-03-10", stalking_considered=True)
    assert event in case.closed("review").triggers
    assert process(case) == "updated"


def test_ev_13_a_move_on_from_approved_premises_is_one_too() -> None:
    case = on_licence(to_approved_premises=True)
    case.report("approved_premises_left", "2026-03-09")
    with pytest.raises(Refused) as refused:
        case.done("review", "2026-03-10", outcome="not_significant")
    assert clauses(refused.value) == {"PF-11.3a"}


class TestTheReview:
    def test_ev_14_de_33_any_other_change_may_be_found_not_significant_with_why(self) -> None:
        """Nothing has to be updated then: no OASys, plan or SARA is asked for."""
        case = settled_order()
        case.report("significant_change", "2026-03-09")
        with pytest.raises(Refused) as refused:
            case.done("review", "2026-03-10", outcome="not_significant", reason=None)
        assert clauses(refused.value) == {"AM-17"}
        case.done("review", "2026-03-10", outcome="not_significant", reason="he changed his telephone",
                  oasys=None, risk_management_plan=None, sara=None)  # fmt: skip
        assert process(case) == "not significant"

    def test_de_33_without_an_outcome_it_is_refused(self) -> None:
        case = settled_order()
        case.report("significant_change", "2026-03-09")
        with pytest.raises(Refused) as refused:
            case.done("review", "2026-03-10", outcome=None)
        assert {r.field for r in refused.value.reasons} == {"evidence.outcome"}
        assert "DE-33" in refused.value.reasons[0].words

    def test_pf_7_1e_no_update_needed_says_why_and_names_what_was_reviewed(self) -> None:
        case = settled_order()
        case.report("substance_misuse", "2026-03-09", substance="drugs")
        with pytest.raises(Refused) as refused:
            case.done("review", "2026-03-10", outcome="no_update_needed", oasys=None, risk_management_plan=None)
        assert clauses(refused.value) == {"PF-7.2i", "PF-8.4b"}
        case.done("review", "2026-03-10", outcome="no_update_needed", reason="one can at a wedding")
        assert process(case) == "no update needed"

    def test_two_changes_are_named_in_the_one_review_and_the_graver_forbids_letting_it_go(self) -> None:
        case = settled_order()
        case.report("significant_change", "2026-03-09")
        case.report("stalking", "2026-03-10")
        assert case.duty("review").triggers == ["significant_change", "stalking"]
        with pytest.raises(Refused):
            case.done("review", "2026-03-10", outcome="not_significant")

    def test_a_review_of_before_the_last_change_leaves_that_one_to_review(self) -> None:
        case = settled_order()
        case.report("significant_change", "2026-03-09")
        case.report("substance_misuse", "2026-03-11", substance="drugs")
        case.done("review", "2026-03-12", done_on="2026-03-10")
        assert process(case) == "to review"
        assert "review" in case.kinds

    def test_pf_7_1f_risk_found_higher_is_acted_on_at_once(self) -> None:
        """Found on Monday 9 March: measures by the next working day, and the SPO knows."""
        case = settled_order()
        case.report("significant_change", "2026-03-09")
        with pytest.raises(Refused) as refused:
            case.done("review", "2026-03-09 15:00", risk=None)
        assert clauses(refused.value) == {"PF-7.1f"}
        outcome = case.done("review", "2026-03-09 15:00", risk="higher")
        assert kinds(outcome.receipt.opened) == {"escalation"}
        assert case.due("escalation") == "2026-03-10"
        assert [(n.to_role, n.kind) for n in outcome.receipt.notices] == [(Role.SPO, NoticeClass.ESCALATION)]
        case.done("escalation", "2026-03-10")
        assert not kinds(case.done("review", "2026-03-11", risk="higher").receipt.opened)  # it is being managed

    def test_found_lower_or_the_same_asks_for_nothing_more(self) -> None:
        for risk in ("lower", "unchanged"):
            case = settled_order()
            case.report("significant_change", "2026-03-09")
            assert not case.done("review", "2026-03-10", risk=risk).receipt.opened


class TestEachChange:
    def test_ev_02_pf_11_1d_behaviour_on_a_visit_is_shared_with_who_holds_the_case_and_with_security(self) -> None:
        case = sentenced("2027-03-01")
        case.report("practitioner_allocated", "2026-03-02 12:00", practitioner="pom-1", holder="pom")
        outcome = case.report("worrying_behaviour", "2026-03-09", role="prison_staff", where="prison_visit")
        assert kinds(outcome.receipt.opened) == {"review"}
        assert [(n.to_role, n.to_staff, n.kind) for n in outcome.receipt.notices] == [
            (Role.POM, "pom-1", NoticeClass.DIGEST)
        ]
        assert "share it with prison security too (PF-11.1d)" in outcome.receipt.notes

    def test_pf_11_1c_whoever_identifies_a_concern_reports_it_and_it_is_routed(self) -> None:
        case = settled_order()
        for at, role in (("2026-03-09", "keyworker"), ("2026-03-10", "ap_staff"), ("2026-03-11", "other_staff")):
            outcome = case.report("concern_identified", at, role=role, reported_by=f"{role[:2]}-1")
            assert {"review", "home_visit"} <= kinds([*outcome.receipt.opened, *outcome.receipt.joined])
        assert case.duty("review").owner is Role.COMMUNITY_PRACTITIONER

    def test_ev_04_stalking_is_reviewed_as_such_and_decided_on_for_mappa(self) -> None:
        """Two working days from Monday the 9th. The review says that stalking was considered (PF-6.2a)."""
        case = settled_order()
        outcome = case.report("stalking", "2026-03-09", victim="victim-1")
        assert kinds(outcome.receipt.opened) == {"review", "mappa_decision"}
        assert case.due("review") == "2026-03-11"
        with pytest.raises(Refused) as refused:
            case.done("review", "2026-03-10")
        assert clauses(refused.value) == {"PF-6.2a"}
        inside = sentenced("2027-03-01").report("stalking", "2026-03-09")
        assert any("harassment measures" in note for note in inside.receipt.notes)

    def test_ev_04_of_a_partner_it_asks_whether_to_tell_them(self) -> None:
        case = settled_order()
        case.report("new_relationship", "2026-03-05", partner="partner-1")
        case.decided("disclosure", "disclose", "2026-03-06", rationale="her safety", privacy_outweighed=True)
        outcome = case.report("stalking", "2026-03-09", victim="partner-1")
        assert "disclosure_decision" in kinds(outcome.receipt.opened)

    @pytest.mark.parametrize(
        ("kind", "due", "grave"),
        [("threatened", "2026-03-16", False), ("self_harm", "2026-03-16", False), ("attempted", "2026-03-10", True)],
    )
    def test_ev_10_a_threat_is_reviewed_and_an_attempt_by_the_next_working_day(
        self, kind: str, due: str, grave: bool
    ) -> None:
        case = settled_order()
        outcome = case.report("suicide_or_self_harm", "2026-03-09", kind=kind)
        assert kinds(outcome.receipt.opened) == {"review"}
        assert (case.due("review"), case.duty("review").grave) == (due, grave)

    def test_ev_54_pf_7_2h_a_sign_of_lower_risk_is_reviewed_like_a_rise(self) -> None:
        outcome = settled_order().report("risk_falling", "2026-03-09")
        assert kinds(outcome.receipt.opened) == {"review"}
        assert not outcome.receipt.notices


class TestEscalation:
    """EV-15, PF-11.5a to g in order; EV-55, DE-16, DE-17."""

    def test_ev_15_indications_of_a_rise_run_section_11_5_and_a_visit(self) -> None:
        outcome = settled_order().report("risk_rising", "2026-03-09")
        assert kinds(outcome.receipt.opened) == {"escalation", "home_visit"}
        inside = sentenced("2027-03-01").report("risk_rising", "2026-03-09")
        assert kinds(inside.receipt.opened) == {"escalation"}

    def test_pf_11_5g_the_review_follows_and_ends_it(self) -> None:
        case = settled_order()
        case.report("risk_rising", "2026-03-09")
        assert process(case, "escalation") == "measures to take"
        outcome = case.done("escalation", "2026-03-10")
        assert kinds(outcome.receipt.opened) == {"review"}
        assert process(case, "escalation") == "review to follow"
        with pytest.raises(Refused):
            case.done("review", "2026-03-11", outcome="not_significant")
        case.done("review", "2026-03-11")
        assert process(case, "escalation") == "reviewed"

    @pytest.mark.parametrize("lacks", [{"forum": None}, {"forum": []}])
    def test_de_16_pf_11_5b2_the_forum_is_decided_on(self, lacks: dict[str, Any]) -> None:
        case = settled_order()
        case.report("risk_rising", "2026-03-09")
        with pytest.raises(Refused) as refused:
            case.done("escalation", "2026-03-10", **lacks)
        assert clauses(refused.value) == {"PF-11.5b2"}
        assert "DE-16" in refused.value.reasons[0].words
        case.done("escalation", "2026-03-10", forum=["none"])

    @pytest.mark.parametrize("lacks", [{"measures_enough": None}, {"measures_enough": False}])
    def test_de_17_measures_that_are_not_enough_say_why(self, lacks: dict[str, Any]) -> None:
        case = on_licence()
        case.report("risk_rising", "2026-03-09")
        with pytest.raises(Refused) as refused:
            case.done("escalation", "2026-03-10", **lacks)
        assert clauses(refused.value) == {"PF-11.5f"}
        assert "DE-17" in refused.value.reasons[0].words

    def test_pf_11_5f_recall_is_decided_on_where_they_are_not_enough_and_then_comes_the_review(self) -> None:
        """Measures of Tuesday the 10th: decided by the next working day, and reviewed after that."""
        case = on_licence()
        case.report("risk_rising", "2026-03-09")
        outcome = case.done(
            "escalation", "2026-03-10", measures_enough=False, not_enough_because="he waits outside her work"
        )
        assert kinds(outcome.receipt.opened) == {"enforcement_decision"}
        assert case.due("enforcement_decision") == "2026-03-11"
        assert process(case, "escalation") == "recall to decide"
        decided = case.decided("enforcement", "recall", "2026-03-10 15:00", rationale="nothing else will hold")
        assert kinds(decided.receipt.opened) == {"review", "recall_request"}
        assert process(case, "escalation") == "review to follow"

    def test_pf_11_5g_recalled_before_anybody_recorded_the_decision_the_review_still_follows(self) -> None:
        case = on_licence()
        case.report("risk_rising", "2026-03-09")
        case.done("escalation", "2026-03-10", measures_enough=False, not_enough_because="he waits outside her work")
        case.report("recalled", "2026-03-11")
        assert process(case, "escalation") == "review to follow"
        assert case.duty("review").clocks[-1].clause == "PF-11.5g"

    def test_in_custody_there_is_nobody_to_recall(self) -> None:
        case = sentenced("2027-03-01")
        case.report("risk_rising", "2026-03-09")
        outcome = case.done("escalation", "2026-03-10", measures_enough=False, not_enough_because="he writes to her")
        assert kinds(outcome.receipt.opened) == {"review"}

    def test_ev_55_measures_found_not_enough_at_any_time_are_an_enforcement_decision(self) -> None:
        case = on_licence()
        outcome = case.report("measures_not_enough", "2026-03-09")
        assert kinds(outcome.receipt.opened) == {"enforcement_decision"}
        assert case.due("enforcement_decision") == "2026-03-10"
        assert case.duty("enforcement_decision").clocks[0].clause == "PF-11.5f"
        inside = sentenced("2027-03-01").report("measures_not_enough", "2026-03-09")
        assert not inside.receipt.opened
        assert inside.receipt.notes == ["the person is in custody: there is nothing to recall"]

    def test_the_end_of_supervision_ends_it(self) -> None:
        case = settled_order()
        case.report("risk_rising", "2026-03-09")
        case.report("supervision_ended", "2026-03-10", what="order")
        assert process(case, "escalation") == "overtaken"
