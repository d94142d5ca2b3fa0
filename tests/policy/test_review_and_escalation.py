"""Incidents, review and escalation: sections 10.8, 11.2 to 11.5 (EV-01, EV-14, EV-16; BU-REVIEW, BU-ESC)."""

from typing import Any

import pytest

from models.outcome import NoticeClass
from models.roles import Role
from policy.refusal import Refused
from tests.policy.driving import clauses, kinds, sentenced, settled_order


@pytest.mark.parametrize(
    "event", ["significant_change", "concern_identified", "relationship_ended", "substance_misuse"]
)
def test_ev_14_every_change_opens_a_review_in_five_working_days(event: str) -> None:
    """PF-11.3a, AM-17: nothing judges its significance but a person. Monday 9 March, so Monday 16 March (INS-P02)."""
    extra = {"relationship_ended": {"partner": "partner-1"}, "substance_misuse": {"substance": "alcohol"}}
    case = settled_order()
    case.report(event, "2026-03-09", **extra.get(event, {}))
    assert case.due("review") == "2026-03-16"


@pytest.mark.parametrize(
    ("lacks", "clause"),
    [
        ({"sources": []}, "PF-11.2a"),
        ({"oasys": None}, "PF-7.2i"),
        ({"risk_management_plan": None}, "PF-8.4b"),
        ({"sara": None}, "PF-7.2i"),
        ({"reason": None}, "AM-17"),
        ({"outcome": "fine"}, "DE-33"),
    ],
)
def test_a_review_without_its_evidence_is_refused(lacks: dict[str, Any], clause: str | None) -> None:
    case = settled_order()
    case.report("significant_change", "2026-03-09")
    with pytest.raises(Refused) as refused:
        case.done("review", "2026-03-10", **lacks)
    assert clauses(refused.value) == {clause}
    case.done("review", "2026-03-10", outcome="no_update_needed")


def test_one_review_answers_several_changes_and_names_each() -> None:
    """INS-S12: a second change does not overwrite the first; the earlier due date stands."""
    case = settled_order()
    case.report("significant_change", "2026-03-09")
    case.report("substance_misuse", "2026-03-11", substance="drugs")
    review = case.duty("review")
    assert review.triggers == ["significant_change", "substance_misuse"]
    assert str(review.due_on) == "2026-03-16"


@pytest.mark.parametrize("kind", ["report", "police_call_out"])
def test_ins_p12_an_incident_is_decided_on_in_one_working_day(kind: str) -> None:
    case = settled_order()
    outcome = case.report("domestic_abuse_incident", "2026-03-09", kind=kind)
    assert case.due("review") == "2026-03-10"
    assert kinds(outcome.receipt.opened) == {"review", "home_visit"}
    assert not outcome.receipt.notices


@pytest.mark.parametrize("kind", ["arrest", "charge"])
def test_ins_s07_an_arrest_is_an_escalation_and_opens_every_decision_for_the_next_day(kind: str) -> None:
    case = settled_order(programme="bbr")
    case.report("new_relationship", "2026-03-05", partner="partner-1", elsewhere=True)
    outcome = case.report("domestic_abuse_incident", "2026-03-09 02:00", kind=kind, victim="partner-1")
    due_next_day = {"review", "escalation", "marac_decision", "mappa_decision"}
    assert {case.due(k) for k in due_next_day} == {"2026-03-10"}
    assert {"escalation", "marac_decision", "mappa_decision", "enforcement_decision"} <= kinds(outcome.receipt.opened)
    assert {(n.to_role, n.kind) for n in outcome.receipt.notices if "arrest" in n.about or "charge" in n.about} == {
        (Role.SPO, NoticeClass.ESCALATION),
        (Role.TREATMENT_MANAGER, NoticeClass.IMMEDIATE),
        (Role.DASO, NoticeClass.IMMEDIATE),
    }


def test_ev_01_pf_16_5a_an_incident_against_a_partner_asks_again_about_them_and_whether_to_tell_them() -> None:
    """Decided once already; a new risk to a partner is decided on anew, with a fresh enquiry of any force."""
    case = settled_order()
    case.report("new_relationship", "2026-03-05", partner="partner-1", details_known=True)
    case.decided("disclosure", "do_not_disclose", "2026-03-06", rationale="she knows", manager_discussed_with="spo-1")
    for agency in ("police", "childrens_services"):
        case.report("enquiry_answered", "2026-03-06", agency=agency, about="partner-1", area="national")
    outcome = case.report("domestic_abuse_incident", "2026-03-09", victim="partner-1")
    assert {(d.kind, d.subject) for d in outcome.receipt.opened} == {
        ("disclosure_decision", "partner-1"),
        ("police_enquiry", "partner-1"),
        ("childrens_services_enquiry", "partner-1"),
    }
    assert case.duty("police_enquiry").notes


def test_ev_01_children_at_an_incident_are_looked_at() -> None:
    outside = settled_order().report("domestic_abuse_incident", "2026-03-09", children=["child-1"])
    assert {"children_at_risk_decision", "childrens_services_enquiry"} <= kinds(outside.receipt.opened)
    inside = sentenced("2027-03-01").report("domestic_abuse_incident", "2026-03-09", children=["child-1"])
    assert "prison_child_contact_decision" in kinds(inside.receipt.opened)


class TestSameIncident:
    """INS-S26: a second report of the same incident is kept, and opens nothing new."""

    def test_by_the_police_number(self) -> None:
        case = settled_order()
        case.report("domestic_abuse_incident", "2026-03-09", kind="arrest", incident_ref="p-77")
        again = case.report("domestic_abuse_incident", "2026-03-10", kind="arrest", incident_ref="p-77", victim="w-1")
        assert not (again.receipt.opened or again.receipt.joined or again.receipt.notices)
        assert again.receipt.flags[0].startswith("the same incident was already reported as event-")

    def test_by_the_same_words_at_the_same_moment(self) -> None:
        case = settled_order()
        case.report("domestic_abuse_incident", "2026-03-09", kind="arrest", victim="w-1")
        again = case.report("domestic_abuse_incident", "2026-03-10", happened="2026-03-09", kind="arrest", victim="w-1")
        assert not (again.receipt.opened or again.receipt.joined)

    def test_an_arrest_under_the_number_of_the_call_out_is_news(self) -> None:
        case = settled_order()
        case.report("domestic_abuse_incident", "2026-03-09", kind="police_call_out", incident_ref="p-77")
        arrest = case.report("domestic_abuse_incident", "2026-03-09 20:00", kind="arrest", incident_ref="p-77")
        assert "escalation" in kinds(arrest.receipt.opened)

    def test_so_is_the_breach_of_an_order_under_it(self) -> None:
        case = settled_order()
        case.report("domestic_abuse_incident", "2026-03-09", kind="report", incident_ref="p-77")
        breach = case.report("order_breached", "2026-03-09 20:00", order="order-1", incident_ref="p-77")
        assert "escalation" in kinds(breach.receipt.opened)


class TestRiseInRisk:
    def test_a_higher_level_runs_section_11_5_with_the_manager_told_at_once(self) -> None:
        case = settled_order(profile={"rosh": {"known_adult": "medium"}})
        outcome = case.report("rosh_changed", "2026-03-09", level="high")
        assert {"escalation", "review", "home_visit"} <= kinds(outcome.receipt.opened)
        assert case.due("escalation") == "2026-03-10"
        assert [(n.to_role, n.kind) for n in outcome.receipt.notices] == [(Role.SPO, NoticeClass.ESCALATION)]

    @pytest.mark.parametrize(
        ("old", "new", "rises"),
        [("low", "medium", True), ("high", "very_high", True), ("unknown", "high", True), ("unknown", "medium", False),
         ("high", "high", False), ("high", "medium", False)],
    )  # fmt: skip
    def test_what_counts_as_a_rise(self, old: str, new: str, rises: bool) -> None:
        case = settled_order(profile={"rosh": {"known_adult": old}})
        outcome = case.report("rosh_changed", "2026-03-09", level=new, justification="reviewed")
        assert ("escalation" in kinds(outcome.receipt.opened)) is rises

    def test_pf_11_5g_the_review_follows_the_measures(self) -> None:
        """Measures taken on Tuesday the 10th: a review in five working days, by the 17th. It is asked for again

        although one was done on the 9th, before the measures."""
        case = settled_order(profile={"rosh": {"known_adult": "medium"}})
        case.report("rosh_changed", "2026-03-09", level="high")
        case.done("review", "2026-03-09 15:00")
        case.done("escalation", "2026-03-10")
        assert case.due("review") == "2026-03-17"
        assert case.duty("review").clocks[0].clause == "PF-11.5g"

    @pytest.mark.parametrize(
        ("field", "clause"),
        [("measures", "PF-11.5a"), ("multi_agency", "PF-11.5b"), ("told", "PF-11.5c"),
         ("victim_unit_re_referral", "PF-11.5d"), ("contingency_plan", "PF-11.5e")],
    )  # fmt: skip
    def test_each_of_its_steps_is_evidence(self, field: str, clause: str) -> None:
        case = settled_order(profile={"rosh": {"known_adult": "medium"}})
        case.report("rosh_changed", "2026-03-09", level="high")
        with pytest.raises(Refused) as refused:
            case.done("escalation", "2026-03-10", **{field: None})
        assert clauses(refused.value) == {clause}

    def test_it_may_not_be_waived(self) -> None:
        case = settled_order(profile={"rosh": {"known_adult": "medium"}})
        case.report("rosh_changed", "2026-03-09", level="high")
        with pytest.raises(Refused, match="may not be waived"):
            case.waive("escalation", "2026-03-10", "already high before")


def test_ins_s19_a_fall_without_a_word_is_kept_and_asked_about() -> None:
    case = settled_order(profile={"rosh": {"known_adult": "high"}})
    outcome = case.report("rosh_changed", "2026-03-09", level="medium")
    assert [(d.kind, d.owner, str(d.due_on)) for d in outcome.receipt.opened] == [
        ("justify_lower_risk", Role.SPO, "2026-03-16")
    ]
    explained = settled_order(profile={"rosh": {"known_adult": "high"}})
    said = explained.report("rosh_changed", "2026-03-09", level="medium", justification="a year of progress")
    assert not said.receipt.opened


def test_prison_managers_hear_of_a_rise_in_custody() -> None:
    case = sentenced("2027-03-01", profile={"rosh": {"known_adult": "medium"}})
    outcome = case.report("rosh_changed", "2026-03-09", level="high")
    assert [n.to_role for n in outcome.receipt.notices] == [Role.HEAD_OF_OMD]
