"""Identification all through the sentence, and allocation in the community: PF-2.4a, 4.1, 6.1 to 6.4, 6.8g, 6.9."""

from typing import Any

import pytest

from models.outcome import NoticeClass
from models.roles import Role
from policy.refusal import Refused
from policy.standings import expectations
from tests.policy.driving import (
    ALLOCATED,
    Driven,
    clauses,
    day,
    kinds,
    on_licence,
    order_made,
    sentenced,
    settled_order,
)

TELLS: dict[str, Any] = {"practitioner": "com-1", "holder": "community_practitioner"}
"""An allocation as a feed tells it, with nobody's confirmation."""


class TestSigns:
    def test_ev_17_pf_6_3a_signs_are_told_at_once_and_reviewed(self) -> None:
        outcome = settled_order().report("signs_noticed", "2026-03-09", signs=["degrading"], role="other_staff")
        assert kinds(outcome.receipt.opened) == {"review"}
        told = [(n.kind, n.to_role) for n in outcome.receipt.notices]
        assert told == [(NoticeClass.IMMEDIATE, Role.COMMUNITY_PRACTITIONER)]

    def test_pf_6_8g_a_keyworkers_concern_goes_to_the_pom(self) -> None:
        case = sentenced("2027-03-01")
        outcome = case.report("signs_noticed", "2026-03-09", signs=["jealousy"], role="keyworker")
        assert [n.to_role for n in outcome.receipt.notices if n.kind is NoticeClass.IMMEDIATE] == [Role.POM]
        assert any("risk alert" in note for note in outcome.receipt.notes)
        assert len(case.case.concerns_in_custody) == 1

    @pytest.mark.parametrize("sign", ["attempted_breach", "threats", "persistent_contact"])
    def test_ev_37_pf_6_2a_what_may_be_stalking_is_considered_as_stalking(self, sign: str) -> None:
        case = settled_order()
        case.report("signs_noticed", "2026-03-09", signs=["jealousy", sign])
        with pytest.raises(Refused) as refused:
            case.done("review", "2026-03-10")
        assert clauses(refused.value) == {"PF-6.2a"}
        case.done("review", "2026-03-10", stalking_considered=True)

    def test_ev_17_other_signs_ask_nothing_about_stalking(self) -> None:
        case = settled_order()
        case.report("signs_noticed", "2026-03-09", signs=["jealousy"])
        case.done("review", "2026-03-10")
        assert "review" not in case.kinds

    @pytest.mark.parametrize(
        ("begin", "opened"),
        [(settled_order, {"home_visit", "review"}), (lambda: sentenced("2027-03-01"), {"review"})],
    )
    def test_ev_16_pf_6_1a_abuse_found_late_opens_the_pathway_in_any_phase(self, begin: Any, opened: set[str]) -> None:
        case: Driven = begin()
        outcome = case.report("concern_identified", "2026-03-09")
        assert kinds(outcome.receipt.opened) == opened
        assert any("registrations" in note for note in case.duty("review").notes)


class TestAllocation:
    @pytest.mark.parametrize("given", [{}, {"skills_confirmed": False}, {"skills_confirmed": True}, {"tier": "tier-3"}])
    def test_gu_42_an_allocation_stands_and_its_duty_stays_open_until_skill_and_tier_are_confirmed(
        self, given: dict[str, Any]
    ) -> None:
        case = order_made()
        outcome = case.report("practitioner_allocated", "2026-03-03", **TELLS, **given)
        assert case.case.practitioners[Role.COMMUNITY_PRACTITIONER] == "com-1"  # a fact is never refused
        assert "community_allocation" in case.kinds
        assert [n.to_role for n in outcome.receipt.notices] == [Role.MIDDLE_MANAGER]
        for field, clause in (("skill_and_knowledge", "PF-6.9a"), ("tier", "PF-6.9a2")):
            with pytest.raises(Refused, match="GU-42") as refused:
                case.done("community_allocation", "2026-03-04", **{field: None})
            assert clauses(refused.value) == {clause}
        case.done("community_allocation", "2026-03-04")
        assert "community_allocation" not in case.kinds

    def test_ev_38_an_allocation_with_the_confirmation_settles_it(self) -> None:
        case = order_made()
        outcome = case.report("practitioner_allocated", "2026-03-03", **ALLOCATED)
        assert kinds(outcome.receipt.closed) == {"community_allocation"}
        assert case.case.tier == "tier-3"

    def test_gu_42_nobody_is_confirmed_before_somebody_is_allocated(self) -> None:
        with pytest.raises(Refused, match="GU-42"):
            order_made().done("community_allocation", "2026-03-03")

    def test_ev_38_a_feed_that_tells_the_same_allocation_again_asks_nothing_more(self) -> None:
        case = order_made()
        case.report("practitioner_allocated", "2026-03-03", **ALLOCATED)
        outcome = case.report("practitioner_allocated", "2026-03-04", **TELLS)
        assert not (outcome.receipt.opened or outcome.receipt.notices)

    def test_gu_42_a_change_nobody_confirmed_opens_the_duty(self) -> None:
        outcome = settled_order().report("practitioner_allocated", "2026-03-09", **{**TELLS, "practitioner": "com-2"})
        assert "community_allocation" in kinds(outcome.receipt.opened)

    def test_gu_16_pf_7_1a_the_new_holder_cannot_close_it_on_an_earlier_assessment(self) -> None:
        case = settled_order()
        case.report("practitioner_allocated", "2026-03-09", **{**ALLOCATED, "practitioner": "com-2"})
        with pytest.raises(Refused, match="GU-16") as refused:
            case.done("handover_acceptance", "2026-03-10", own_assessment=None)
        assert clauses(refused.value) == {"PF-7.1a"}


class TestEvidence:
    @pytest.mark.parametrize(
        ("kind", "given", "clause"),
        [
            ("start_checks", {"registrations_active": None}, "PF-6.9b"),
            ("start_checks", {"measures_found": None}, "PF-6.9c"),
            ("start_checks", {"children": None}, "PF-6.9d"),
            ("start_checks", {"childrens_services_contacted": None}, "PF-6.9d2"),
            ("start_checks", {"children_unclear": True, "childrens_services_contacted": False}, "PF-6.9d2"),
            ("start_checks", {"household": None}, "PF-6.9e"),
            ("initial_assessment", {"interventions_considered": None}, "PF-2.4a"),
            ("initial_assessment", {"alternative_intervention": None}, "PF-4.1g"),
        ],
    )
    def test_pf_6_9b_to_e_pf_2_4a_pf_4_1g(self, kind: str, given: dict[str, Any], clause: str) -> None:
        case = order_made()
        with pytest.raises(Refused) as refused:
            case.done(kind, "2026-03-05", **given)
        assert clauses(refused.value) == {clause}
        case.done(kind, "2026-03-05")
        assert kind not in case.kinds

    def test_pf_4_1f_a_programme_is_referred_to_and_needs_no_alternative(self) -> None:
        case = order_made(programme="bbr")
        assert "PF-4.1f" in case.duty("programme_referral").clauses
        case.done("initial_assessment", "2026-03-05", alternative_intervention=None)
        assert "initial_assessment" not in case.kinds

    def test_pf_4_1d_pf_4_1e_assessment_and_sara_are_one_duty(self) -> None:
        assert {"PF-4.1d", "PF-4.1e"} <= set(order_made().duty("initial_assessment").clauses)
        with pytest.raises(Refused):
            order_made().done("initial_assessment", "2026-03-05", oasys=None, sara=None)


class TestStanding:
    def shown(self, case: Driven, at: str) -> dict[str, bool | None]:
        return expectations(case.case, day(at))

    def test_pf_4_1a_signs_were_looked_for_once_the_search_asked_for_is_done(self) -> None:
        assert self.shown(order_made(), "2026-03-02")["looks_for_signs"] is False
        assert self.shown(settled_order(), "2026-03-04")["looks_for_signs"] is True

    def test_pf_4_1b_a_request_that_is_late_shows_no_investigative_stance(self) -> None:
        case = order_made()
        assert self.shown(case, "2026-03-04")["investigative_stance"] is True
        assert self.shown(case, "2026-03-05")["investigative_stance"] is False

    def test_pf_4_1h_late_protective_work_shows_priorities_elsewhere(self) -> None:
        case = on_licence(programme="bbr")
        assert self.shown(case, "2026-03-09")["priority_work"] is True
        assert self.shown(case, "2026-03-10")["priority_work"] is False  # the referral was due in a week

    @pytest.mark.parametrize("name", ["identification_goes_on", "reflects_on_bias"])
    def test_pf_6_1a_pf_6_4a_no_record_can_show_these(self, name: str) -> None:
        assert self.shown(order_made(), "2026-03-02")[name] is None
