"""Public protection and assessment in prison: PF-6.8, PF-7.4 to 7.7 (DE-06 to DE-10; GU-14 to GU-16; AM-37)."""

from typing import Any

import pytest

from models.roles import Role
from policy.refusal import Refused
from policy.standings import expectations
from tests.policy.driving import Driven, clauses, day, kinds, sentenced

LONG = "2027-03-01"


def received(profile: dict[str, Any] | None = None, **event: Any) -> Driven:
    """Sentenced and received on Monday 2 March 2026, with a POM."""
    case = sentenced(LONG, profile=profile, **event)
    case.report("received_into_custody", "2026-03-02 15:00", prison="prison-1")
    case.report("practitioner_allocated", "2026-03-03", practitioner="pom-1", holder="pom")
    return case


def restricted() -> Driven:
    """Under PPRC since the screening of 4 March."""
    case = received()
    case.done("risk_from_custody", "2026-03-04", risk_to_children=True, child_contact_restricted=True)
    return case


def process(case: Driven, name: str) -> str:
    return case.case.processes[name]


class TestScreening:
    @pytest.mark.parametrize(
        ("field", "clause"),
        [("risk_to_victim", "PF-7.4a"), ("risk_to_children", "PF-7.4a"), ("harassment_measures", "PF-7.5b"),
         ("child_contact_restricted", "PF-7.5c")],
    )  # fmt: skip
    def test_de_08_pf_7_4a_pf_7_5a_b_c_each_answer_is_needed(self, field: str, clause: str) -> None:
        with pytest.raises(Refused) as refused:
            received().done("risk_from_custody", "2026-03-04", **{field: None})
        assert clauses(refused.value) == {clause}

    @pytest.mark.parametrize(
        ("given", "state"),
        [
            ({}, "no measures"),
            ({"harassment_measures": True}, "HPPM"),
            ({"child_contact_restricted": True}, "PPRC"),
            ({"harassment_measures": True, "child_contact_restricted": True}, "HPPM and PPRC"),
        ],
    )
    def test_pf_7_5a_the_measures_set_are_the_state_of_the_process(self, given: dict[str, Any], state: str) -> None:
        case = received()
        assert process(case, "public_protection") == "to screen"
        case.done("risk_from_custody", "2026-03-04", **given)
        assert process(case, "public_protection") == state
        case.report("released", LONG)
        assert process(case, "public_protection") == "out of prison"

    @pytest.mark.parametrize("markers", [["harassment"], ["stalking"]])
    def test_pf_7_5b_harassment_is_managed_under_hppm_or_a_reason_is_given(self, markers: list[str]) -> None:
        case = received(markers=markers)
        with pytest.raises(Refused) as refused:
            case.done("risk_from_custody", "2026-03-04")
        assert clauses(refused.value) == {"PF-7.5b"}
        case.done("risk_from_custody", "2026-03-04", no_harassment_measures_reason="the victim has died")
        assert not case.case.custody.harassment_measures

    def test_pf_7_5b_an_order_against_harassment_asks_for_it_too(self) -> None:
        case = received()
        case.report("protective_order_made", "2026-03-03", order="order-1", kind="restraining_order",
                    protects=["victim-1"])  # fmt: skip
        with pytest.raises(Refused) as refused:
            case.done("risk_from_custody", "2026-03-04")
        assert clauses(refused.value) == {"PF-7.5b"}

    def test_pf_7_5e_gu_15_a_risk_to_children_sets_the_restriction_and_no_screening_lifts_it(self) -> None:
        case = received()
        with pytest.raises(Refused, match="GU-15"):
            case.done("risk_from_custody", "2026-03-04", risk_to_children=True)
        imported = received({"child_contact_restricted": True})
        with pytest.raises(Refused, match="GU-15") as refused:
            imported.done("risk_from_custody", "2026-03-04")
        assert clauses(refused.value) == {"PF-7.5e"}

    def test_am_37_measures_set_on_remand_hold_before_anybody_has_screened(self) -> None:
        case = Driven()
        case.open(
            "court_report_requested", "2026-02-02", {"child_contact_restricted": True, "harassment_measures": True}
        )
        case.report("received_into_custody", "2026-02-03", prison="prison-1", reason="remand")
        assert case.case.custody.harassment_measures
        with pytest.raises(Refused, match="GU-15"):
            case.ask("allow_child_contact", "2026-02-03", child="child-1", contact="letters")
        with pytest.raises(Refused, match="GU-14"):
            case.ask("clear_number", "2026-02-03", number="number-1")


class TestContactWithAChild:
    def test_ev_50_pf_7_5e_contact_sought_opens_one_decision_for_each_child(self) -> None:
        case = restricted()
        outcome = case.report("prison_contact_sought", "2026-03-09", child="child-1")
        assert [(d.kind, d.subject) for d in outcome.receipt.opened] == [("prison_child_contact_decision", "child-1")]
        case.report("prison_contact_sought", "2026-03-09 11:00", child="child-2")
        assert {d.subject for d in case.case.open_duties if d.kind == "prison_child_contact_decision"} == {
            "child-1", "child-2",
        }  # fmt: skip

    def test_ev_50_without_a_restriction_nothing_is_opened(self) -> None:
        outcome = received().report("prison_contact_sought", "2026-03-09", child="child-1", number="number-1")
        assert not outcome.receipt.opened

    def test_gu_15_de_07_no_contact_until_decided_and_then_only_what_was_decided(self) -> None:
        case = restricted()
        case.report("prison_contact_sought", "2026-03-09", child="child-1")
        asked = {"child": "child-1", "contact": "letters"}
        with pytest.raises(Refused, match="no decision on contact") as refused:
            case.ask("allow_child_contact", "2026-03-10", **asked)
        assert clauses(refused.value) == {"PF-7.5e"}
        assert process(case, "prison_child_contact/child-1") == "no contact until assessed"
        case.decided("prison_child_contact", "letters", "2026-03-10", subject="child-1", rationale="mother agrees")
        with pytest.raises(Refused, match="GU-15"):
            case.ask("allow_child_contact", "2026-03-11", child="child-1", contact="calls")
        with pytest.raises(Refused, match="GU-15"):
            case.ask("allow_child_contact", "2026-03-11", child="child-2", contact="letters")
        case.ask("allow_child_contact", "2026-03-11", **asked)
        assert process(case, "prison_child_contact/child-1") == "in contact"

    def test_gu_15_a_later_decision_takes_the_contact_away(self) -> None:
        case = restricted()
        case.decided("prison_child_contact", "full", "2026-03-10", subject="child-1", rationale="assessed")
        case.ask("allow_child_contact", "2026-03-11", child="child-1", contact="supervised_visits")
        case.decided("prison_child_contact", "none", "2026-03-12", subject="child-1")
        assert process(case, "prison_child_contact/child-1") == "no contact"
        with pytest.raises(Refused, match="GU-15"):
            case.ask("allow_child_contact", "2026-03-13", child="child-1", contact="letters")

    def test_gu_15_a_child_being_assessed_is_kept_safe_without_the_general_restriction(self) -> None:
        case = received()
        case.report("contact_with_children", "2026-03-09", children=["child-1", "child-2"])
        assert len([d for d in case.case.open_duties if d.kind == "prison_child_contact_decision"]) == 2
        with pytest.raises(Refused, match="GU-15"):
            case.ask("allow_child_contact", "2026-03-10", child="child-1", contact="letters")
        case.ask("allow_child_contact", "2026-03-10", child="child-9", contact="letters")

    def test_ev_07_at_court_and_not_in_prison_children_are_a_matter_of_decision_and_referral(self) -> None:
        case = Driven()
        case.open("court_report_requested", "2026-02-02")
        outcome = case.report("contact_with_children", "2026-02-03", children=["child-1"])
        assert "children_at_risk_decision" in kinds(outcome.receipt.opened)
        assert "prison_child_contact_decision" not in case.kinds
        with pytest.raises(Refused, match="not in prison"):
            case.ask("allow_child_contact", "2026-02-04", child="child-1", contact="letters")

    def test_am_32_each_time_in_prison_decides_anew(self) -> None:
        case = restricted()
        case.decided("prison_child_contact", "full", "2026-03-10", subject="child-1", rationale="assessed")
        case.report("released", LONG)
        assert case.case.custody.child_contact == {}
        assert case.case.custody.child_contact_restricted


class TestNumbers:
    def test_ev_50_pf_7_5d_a_number_sought_is_checked_by_prison_staff(self) -> None:
        case = restricted()
        outcome = case.report("prison_contact_sought", "2026-03-09", number="number-1")
        assert [(d.kind, d.subject, d.owner) for d in outcome.receipt.opened] == [
            ("number_check", "number-1", Role.PRISON_STAFF)
        ]
        assert case.due("number_check") == "2026-03-16"  # five working days
        with pytest.raises(Refused) as refused:
            case.done("number_check", "2026-03-10", cleared=None)
        assert clauses(refused.value) == {"PF-7.5d"}

    def test_gu_14_no_number_goes_on_before_it_is_checked_and_cleared(self) -> None:
        case = restricted()
        for number in ("number-1", "number-2"):
            case.report("prison_contact_sought", "2026-03-09", number=number)
        with pytest.raises(Refused, match="GU-14") as refused:
            case.ask("clear_number", "2026-03-09 11:00", number="number-1")
        assert clauses(refused.value) == {"PF-7.5d"}
        case.done("number_check", "2026-03-10", "number-1")
        case.done("number_check", "2026-03-10", "number-2", cleared=False, belongs_to="a flat with children")
        case.ask("clear_number", "2026-03-11", number="number-1")
        assert process(case, "phone_number/number-1") == "on the account"
        with pytest.raises(Refused, match="did not clear"):
            case.ask("clear_number", "2026-03-11", number="number-2")
        assert process(case, "phone_number/number-2") == "kept off"

    def test_gu_15_a_number_that_reaches_a_child_waits_for_the_decision_on_that_child(self) -> None:
        case = restricted()
        case.report("prison_contact_sought", "2026-03-09", number="number-1")
        case.done("number_check", "2026-03-10", reaches_child="child-1")
        with pytest.raises(Refused, match="GU-15"):
            case.ask("clear_number", "2026-03-11", number="number-1")
        case.decided("prison_child_contact", "calls", "2026-03-12", subject="child-1", rationale="monitored")
        case.ask("clear_number", "2026-03-13", number="number-1")

    def test_without_pprc_no_check_stands_in_the_way(self) -> None:
        outcome = received().ask("clear_number", "2026-03-09", number="number-1")
        assert outcome.receipt.notes == ["clear number: allowed"]

    def test_pf_7_5d_release_takes_the_check_away(self) -> None:
        case = restricted()
        case.report("prison_contact_sought", "2027-02-26", number="number-1")
        case.report("released", LONG)
        assert "number_check" not in case.kinds
        assert process(case, "phone_number/number-1") == "out of prison"
        with pytest.raises(Refused, match="not in prison"):
            case.ask("clear_number", "2027-03-02", number="number-1")


class TestPomChecks:
    @pytest.mark.parametrize(
        ("given", "clause"),
        [
            ({"sources": None}, "PF-6.8b"),
            ({"measures_found": None}, "PF-6.8c"),
            ({"case_note": None}, "PF-6.8d"),
            ({"alert_applied": None}, "PF-6.8e"),
            ({"alert_applied": False}, "PF-6.8e"),  # DE-06
            ({"early_allocation": None}, "PF-15.10b"),  # DE-09
            ({"assessment": None}, "PF-7.6a"),
            ({"sara": None}, "PF-7.7a"),
            ({"people_at_risk": None}, "PF-7.7b"),
            ({"assessment_sources": None}, "PF-7.7c"),
        ],
    )
    def test_de_06_pf_6_8_pf_7_6a_pf_7_7_each_is_evidence(self, given: dict[str, Any], clause: str) -> None:
        case = received()
        with pytest.raises(Refused) as refused:
            case.done("pom_checks", "2026-03-09", **given)
        assert clauses(refused.value) == {clause}
        case.done("pom_checks", "2026-03-09")
        assert process(case, "custody_assessment") == "assessed with OASys"

    def test_no_sara_where_the_abuse_is_familial_only(self) -> None:
        case = received({"abuse": ["familial"]})
        case.done("pom_checks", "2026-03-09", sara=None, programme_considered="TSP: referred")
        assert "pom_checks" not in case.kinds

    def test_gu_16_the_pom_rests_on_no_earlier_assessment(self) -> None:
        with pytest.raises(Refused, match="GU-16"):
            received().done("pom_checks", "2026-03-09", assessment=None)

    def test_de_09_pf_15_10b_criteria_that_are_met_are_told_and_open_no_work(self) -> None:
        outcome = received().done("pom_checks", "2026-03-09", early_allocation="meets")
        assert [(n.to_role, "PF-15.10b" in n.about) for n in outcome.receipt.notices] == [(Role.MIDDLE_MANAGER, True)]
        assert kinds(outcome.receipt.opened) == {"sentence_plan"}  # asked for by the assessment, not by the criteria

    def test_ev_60_pf_6_8a_reception_allocation_and_checks_are_one_process(self) -> None:
        case = sentenced(LONG)
        outcome = case.report("received_into_custody", "2026-03-02 15:00", prison="prison-1")
        assert kinds(outcome.receipt.opened) == {"pom_allocation", "risk_from_custody"}
        assert process(case, "custody_assessment") == "POM to allocate"
        case.report("practitioner_allocated", "2026-03-03", practitioner="pom-1", holder="pom")
        assert process(case, "custody_assessment") == "checks to make"
        case.report("received_into_custody", "2026-03-20", prison="prison-2", reason="transfer")
        case.report("practitioner_allocated", "2026-03-23", practitioner="pom-2", holder="pom")
        assert process(case, "custody_assessment") == "checks to make"


class TestWithoutOasys:
    def found(self) -> Driven:
        case = received()
        case.done("pom_checks", "2026-03-09", assessment=None, not_eligible_reason="short sentence", sara=None,
                  people_at_risk=None, assessment_sources=None)  # fmt: skip
        return case

    def test_not_eligible_for_an_oasys_opens_what_lessens_the_risk_instead(self) -> None:
        case = self.found()
        assert process(case, "custody_assessment") == "without OASys"
        duty = case.duty("concern_without_oasys")
        assert (duty.owner, str(duty.due_on)) == (Role.POM, "2026-03-11")

    @pytest.mark.parametrize(
        ("field", "clause"),
        [("mitigation", "PF-7.6b"), ("manual_followed", "PF-7.6c"), ("discussed_with", "PF-7.6e"),
         ("escalation", "DE-10")],
    )  # fmt: skip
    def test_pf_7_6b_c_e_de_10_each_is_evidence(self, field: str, clause: str) -> None:
        case = self.found()
        with pytest.raises(Refused, match=clause):
            case.done("concern_without_oasys", "2026-03-10", **{field: None})
        case.done("concern_without_oasys", "2026-03-10")
        assert process(case, "concern_without_oasys") == "for the handover report"

    def test_de_10_escalated_the_rise_in_risk_is_managed(self) -> None:
        outcome = self.found().done("concern_without_oasys", "2026-03-10", escalation="escalate")
        assert kinds(outcome.receipt.opened) == {"escalation"}

    @pytest.mark.parametrize(
        ("event", "fields"), [("concern_identified", {}), ("signs_noticed", {"signs": ["jealousy"]})]
    )
    def test_ev_57_a_further_concern_is_acted_on_and_only_where_there_is_no_oasys(
        self, event: str, fields: dict[str, Any]
    ) -> None:
        case = self.found()
        case.done("concern_without_oasys", "2026-03-10")
        outcome = case.report(event, "2026-03-16", role="keyworker", **fields)
        assert kinds(outcome.receipt.opened) == {"review", "concern_without_oasys"}
        with_oasys = received()
        with_oasys.done("pom_checks", "2026-03-09")
        outcome = with_oasys.report(event, "2026-03-16", role="keyworker", **fields)
        assert kinds(outcome.receipt.opened) == {"review"}

    def test_pf_7_6d_the_handover_report_documents_every_concern(self) -> None:
        case = self.found()
        case.strike("2026-07-02")
        with pytest.raises(Refused) as refused:
            case.done("first_contact_and_handover", "2026-07-02", concerns_listed=False)
        assert clauses(refused.value) == {"PF-7.6d"}


def test_pf_6_8f_the_keyworkers_reading_is_expected_in_prison_only() -> None:
    case = received()
    assert expectations(case.case, day("2026-03-03"))["keyworker_reads_records"] is None
    case.report("released", LONG)
    assert "keyworker_reads_records" not in expectations(case.case, day("2027-03-02"))
