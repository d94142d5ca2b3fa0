"""The risk management plan: what it holds (sections 8.1 to 8.6), and how it is followed at its own interval."""

from typing import Any

import pytest

from models.duties import DutyState
from policy.guards.register import GUARDS
from policy.refusal import Refused
from policy.standings import expectations
from tests.policy.driving import Driven, clauses, day, kinds, on_licence, order_made, sentenced, settled_order
from tests.policy.evidence import EVIDENCE

CHILD = {"people_at_risk": [{"ref": "child-1", "relation": "child", "child": True}]}
STALKING = {"markers": ["stalking"]}


def planned(every: int = 28, **profile: Any) -> Driven:
    """An order of 2 March; its plan, made on Monday 9 March, has measures monitored every so many days."""
    case = order_made(profile=profile or None)
    case.done("initial_assessment", "2026-03-09", monitor_every_days=every)
    return case


def plan_state(case: Driven) -> str:
    return case.case.processes["risk_management_plan"]


@pytest.mark.parametrize(
    ("clause", "lacks"),
    [
        ("PF-7.1b", {"sources": None}),
        ("PF-7.1d", {"earlier_incidents": None}),
        ("PF-7.2b", {"oasys": None}),
        ("PF-7.2c", {"people_at_risk": None}),
        ("PF-8.1a", {"risk_management_plan": None}),
        ("PF-8.1b", {"risk_factors_covered": None}),
        ("PF-8.1d", {"internal_controls": None}),
        ("PF-8.1d", {"external_controls": []}),
        ("PF-8.1e", {"protective_factors": None}),
        ("PF-8.1f", {"protective_people": None}),
        ("AM-43", {"protective_people": "contacted"}),
        ("PF-8.2a", {"lawful_proportionate_necessary": None}),
        ("PF-8.3a", {"colleague_actions": None}),
        ("PF-8.3c", {"child_plan_actions": None}),
        ("PF-8.3d", {"monitoring": None}),
        ("PF-8.3d", {"monitor_every_days": None}),
        ("PF-8.3d", {"monitor_every_days": 0}),
        ("PF-8.3e", {"signs_of_rising_risk": None}),
        ("PF-8.3f", {"contingency_plan": None}),
    ],
)
def test_a_plan_without_what_its_clause_asks_for_is_refused(clause: str, lacks: dict[str, Any]) -> None:
    case = order_made()
    with pytest.raises(Refused) as refused:
        case.done("initial_assessment", "2026-03-09", **lacks)
    assert clauses(refused.value) == {clause}
    case.done("initial_assessment", "2026-03-09")
    assert case.closed("initial_assessment").state is DutyState.DONE


def test_pf_8_1g_it_names_every_agency_connected_with_the_case() -> None:
    """The same answer says which were involved and told (PF-15.3a), and may be that there are none."""
    case = order_made()
    with pytest.raises(Refused) as refused:
        case.done("initial_assessment", "2026-03-09", agencies=None)
    assert [r.field for r in refused.value.reasons] == ["evidence.agencies"]
    assert "PF-8.1g" in refused.value.reasons[0].words
    case.done("initial_assessment", "2026-03-09", agencies=[])


@pytest.mark.parametrize(
    ("clause", "lacks"),
    [("PF-8.1a", {"risk_management_plan": None}), ("PF-8.3d", {"monitor_every_days": None}),
     ("PF-8.3f", {"contingency_plan": None})],
)  # fmt: skip
def test_the_plan_to_release_on_holds_the_same(clause: str, lacks: dict[str, Any]) -> None:
    case = sentenced("2026-06-01")
    with pytest.raises(Refused) as refused:
        case.done("release_plan", "2026-03-09", **lacks)
    assert clauses(refused.value) == {clause}
    case.done("release_plan", "2026-03-09")


@pytest.mark.parametrize(
    ("clause", "profile", "lacks"),
    [
        ("PF-8.1c", CHILD, {"people_safeguarded": ["victim-1"]}),
        ("PF-8.3b", CHILD, {"agency_actions": []}),
        ("PF-8.6a", STALKING, {"stalking_guidance_used": None}),
    ],
)
def test_what_only_some_cases_need_is_asked_for_on_those_alone(
    clause: str, profile: dict[str, Any], lacks: dict[str, Any]
) -> None:
    case = order_made(profile=profile)
    with pytest.raises(Refused) as refused:
        case.done("initial_assessment", "2026-03-09", **lacks)
    assert clauses(refused.value) == {clause}
    case.done("initial_assessment", "2026-03-09")
    order_made().done("initial_assessment", "2026-03-09", **lacks)


def test_pf_8_3b_an_order_in_force_makes_the_police_relevant() -> None:
    case = order_made()
    case.report("protective_order_made", "2026-03-03", order="order-1", protects=["victim-1"])
    with pytest.raises(Refused) as refused:
        case.done("initial_assessment", "2026-03-09", agency_actions=[])
    assert clauses(refused.value) == {"PF-8.3b"}


def test_pf_8_6a_stalking_told_of_later_asks_about_the_guidance_and_either_answer_will_do() -> None:
    case = order_made()
    case.report("stalking", "2026-03-03", victim="victim-1")
    with pytest.raises(Refused) as refused:
        case.done("initial_assessment", "2026-03-09", stalking_guidance_used=None)
    assert clauses(refused.value) == {"PF-8.6a"}
    case.done("initial_assessment", "2026-03-09", stalking_guidance_used=False)


def test_gu_38_a_plan_not_confirmed_lawful_proportionate_and_necessary_says_why_it_stands() -> None:
    case = order_made()
    with pytest.raises(Refused, match=r"\(GU-38\)") as refused:
        case.done("initial_assessment", "2026-03-09", lawful_proportionate_necessary=False)
    assert clauses(refused.value) == {"PF-8.2a"}
    case.done(
        "initial_assessment",
        "2026-03-09",
        lawful_proportionate_necessary=False,
        lawful_proportionate_necessary_reason="with the countersigner until Friday",
    )
    assert not GUARDS["GU-38"].hard


def test_gu_21_pf_7_2a_no_protective_work_waits_for_an_assessment_or_a_plan() -> None:
    """Nothing is assessed and no plan is made: protection, disclosure and escalation are all done at once."""
    case = order_made()
    case.report("imminent_risk", "2026-03-02 11:00", person="victim-1")
    case.report("risk_rising", "2026-03-02 11:00")
    for kind in ("immediate_disclosure", "escalation", "residence"):
        case.done(kind, "2026-03-02 12:00")
    assert "initial_assessment" in case.kinds
    assert case.case.risk_plan is None


@pytest.mark.parametrize(("clause", "lacks"), [("PF-7.2a", "protective_action"), ("PF-7.2a2", "address")])
def test_where_the_person_lives_and_what_protects_is_evidence(clause: str, lacks: str) -> None:
    case = order_made()
    with pytest.raises(Refused) as refused:
        case.done("residence", "2026-03-03", **{lacks: None})
    assert [r.field for r in refused.value.reasons] == [f"evidence.{lacks}"]
    assert clause in refused.value.reasons[0].words
    case.done("residence", "2026-03-03")


class TestMonitoring:
    """PF-8.3d, PF-8.4a: the plan's own interval is the case's own timer."""

    def test_nothing_is_monitored_before_there_is_a_plan(self) -> None:
        assert "plan_monitoring" not in order_made().kinds
        assert "plan_monitoring" not in sentenced("2027-03-01").kinds

    def test_pf_8_3d_it_is_due_when_the_plan_says_and_comes_back_at_that_interval(self) -> None:
        """Made on 9 March: 28 days on is 6 April; done on the 2nd, it is next due on the 30th."""
        case = planned(28)
        assert case.due("plan_monitoring") == "2026-04-06"
        assert case.duty("plan_monitoring").clocks[0].clause == "PF-8.3d"
        case.done("plan_monitoring", "2026-04-02")
        assert case.due("plan_monitoring") == "2026-04-30"

    def test_pf_8_4a_waived_it_comes_back_too(self) -> None:
        case = planned(28)
        case.waive("plan_monitoring", "2026-04-06", "in hospital")
        assert case.due("plan_monitoring") == "2026-05-04"

    def test_pf_8_4b_a_review_that_changes_how_often_moves_it(self) -> None:
        """Every 28 days from 9 March; reviewed on the 16th to every 7: due on the 23rd, and weekly after that."""
        case = planned(28)
        case.report("significant_change", "2026-03-12")
        case.done("review", "2026-03-16", monitor_every_days=7, contingency_plan="contingency-2")
        assert case.due("plan_monitoring") == "2026-03-23"
        case.done("plan_monitoring", "2026-03-20")
        assert case.due("plan_monitoring") == "2026-03-27"
        plan = case.case.risk_plan
        assert plan is not None
        assert (plan.monitor_every_days, plan.contingency, plan.ref) == (7, "contingency-2", "plan-3")

    def test_pf_8_4b_to_less_often_too(self) -> None:
        case = planned(7)
        case.report("significant_change", "2026-03-10")
        case.done("review", "2026-03-12", monitor_every_days=28)
        assert case.due("plan_monitoring") == "2026-04-09"

    def test_a_review_that_says_nothing_of_it_moves_nothing(self) -> None:
        case = planned(28)
        case.report("significant_change", "2026-03-12")
        outcome = case.done("review", "2026-03-16")
        assert case.due("plan_monitoring") == "2026-04-06"
        assert "plan_monitoring" not in kinds(outcome.receipt.moved)

    def test_a_contact_that_monitored_the_measures_answers_both(self) -> None:
        case = planned(28)
        case.done("purposeful_contact", "2026-03-20", measures_monitored=True)
        assert case.due("plan_monitoring") == "2026-04-17"
        assert case.due("purposeful_contact") == "2026-04-10"

    def test_a_contact_that_did_not_answers_only_itself(self) -> None:
        case = planned(28)
        case.done("purposeful_contact", "2026-03-20")
        assert case.due("plan_monitoring") == "2026-04-06"

    def test_a_contact_of_before_the_plan_says_nothing_of_its_measures(self) -> None:
        case = planned(28)
        case.done("purposeful_contact", "2026-03-20", done_on="2026-03-05", measures_monitored=True)
        assert case.due("plan_monitoring") == "2026-04-06"

    def test_pf_8_2b_a_measure_that_does_not_work_is_put_right(self) -> None:
        case = planned(28)
        with pytest.raises(Refused) as refused:
            case.done("plan_monitoring", "2026-04-02", measures_working=False)
        assert clauses(refused.value) == {"PF-8.2b"}
        with pytest.raises(Refused) as refused:
            case.done("plan_monitoring", "2026-04-02", measures_working=None)
        assert clauses(refused.value) == {"PF-8.4a"}
        case.done("plan_monitoring", "2026-04-02", measures_working=False, what_was_done="the tag was replaced")

    def test_pf_8_4a_the_plan_to_release_on_is_monitored_before_and_after_the_release(self) -> None:
        case = sentenced("2026-06-01")
        case.done("release_plan", "2026-03-09", monitor_every_days=28)
        assert case.due("plan_monitoring") == "2026-04-06"
        assert "plan_monitoring" not in kinds(case.report("released", "2026-03-30").receipt.opened)
        assert case.due("plan_monitoring") == "2026-04-06"

    def test_pf_8_4a_it_goes_on_after_a_recall_and_ends_with_the_sentence(self) -> None:
        case = on_licence()
        case.report("recalled", "2026-03-16")
        assert "plan_monitoring" in case.kinds
        ended = settled_order()
        ended.report("supervision_ended", "2026-03-16", what="order")
        assert "plan_monitoring" not in ended.kinds
        assert plan_state(ended) == "ended"


def test_pf_11_5e_a_plan_with_a_contingency_plan_has_it_activated_and_a_review_brings_the_plan_back() -> None:
    case = planned()
    case.report("risk_rising", "2026-03-12")
    with pytest.raises(Refused) as refused:
        case.done("escalation", "2026-03-12 15:00", contingency_plan="none_exists")
    assert clauses(refused.value) == {"PF-11.5e"}
    case.done("escalation", "2026-03-12 15:00")
    assert plan_state(case) == "contingency plan active"
    case.done("review", "2026-03-16")
    assert plan_state(case) == "in force"


def test_pf_11_5e_before_there_is_a_plan_there_may_be_none_to_activate() -> None:
    case = order_made()
    case.report("risk_rising", "2026-03-03")
    case.done("escalation", "2026-03-03 15:00", contingency_plan="none_exists")


def met(case: Driven, on: str) -> dict[str, bool | None]:
    return expectations(case.case, day(on))


def test_pf_7_2d_information_older_than_twelve_weeks_is_not_current() -> None:
    """Assessed on 9 March: 84 days on is 1 June."""
    case = planned(120)
    assert met(order_made(), "2026-03-02")["investigative_approach"] is False
    assert met(case, "2026-06-01")["investigative_approach"] is True
    assert met(case, "2026-06-02")["investigative_approach"] is False


def test_pf_7_2h_a_relationship_that_is_only_suspected_is_not_yet_known() -> None:
    case = planned()
    assert met(case, "2026-03-09")["relationships_monitored"] is True
    case.report("new_relationship", "2026-03-10", partner="partner-1", certainty="suspected")
    assert met(case, "2026-03-10")["relationships_monitored"] is False
    case.report("new_relationship", "2026-03-12", partner="partner-1", certainty="found")
    assert met(case, "2026-03-12")["relationships_monitored"] is True


def test_pf_7_3a_vigilance_in_approved_premises_is_for_those_at_high_risk_there() -> None:
    there = on_licence(profile={"rosh": {"known_adult": "high"}}, to_approved_premises=True)
    assert "approved_premises_vigilance" in met(there, "2026-03-03")
    there.report("approved_premises_left", "2026-03-09")
    assert "approved_premises_vigilance" not in met(there, "2026-03-09")
    medium = on_licence(profile={"rosh": {"known_adult": "medium"}}, to_approved_premises=True)
    assert "approved_premises_vigilance" not in met(medium, "2026-03-03")


@pytest.mark.parametrize(
    ("clause", "name"),
    [("PF-7.1c", "professional_curiosity"), ("PF-11.1a", "all_staff_feed_in"), ("PF-11.1b", "curious_and_alert")],
)
def test_what_no_record_can_show_is_shown_as_expected_on_every_case(clause: str, name: str) -> None:
    for case in (order_made(), sentenced("2027-03-01")):
        assert met(case, "2026-03-02")[name] is None


def test_the_usual_plan_is_one_form_for_the_assessment_and_for_release() -> None:
    assert EVIDENCE["release_plan"].items() > {"contingency_plan": "contingency-1", "reference": "plan-1"}.items()


def test_pf_7_2e_pf_7_2g_both_agencies_are_asked_and_what_does_not_come_is_chased() -> None:
    """Sent on 3 March: a reply is due in ten working days, the 17th, and chased five before, on the 10th."""
    case = order_made()
    assert {"police_enquiry", "childrens_services_enquiry"} <= case.kinds
    case.done("police_enquiry", "2026-03-03")
    assert case.due("police_reply") == "2026-03-17"
    reply = case.duty("police_reply").id
    case.until("2026-03-12")
    assert [(at, n.about.partition(":")[0]) for at, n in case.told_about(reply)] == [("2026-03-10 09:00", "chase")]


class TestContingency:
    """INS-D31, PF-8.3f: a contingency plan is made for something, and what it is made for fires it."""

    @staticmethod
    def foreseen(*events: str) -> Driven:
        case = order_made()
        case.done("initial_assessment", "2026-03-09", contingency_events=list(events))
        return case

    def test_pf_8_3f_what_it_was_made_for_is_said_and_answered_in_the_review_that_opens_anyway(self) -> None:
        plain, case = self.foreseen(), self.foreseen("new_relationship")
        told, said = (c.report("new_relationship", "2026-03-16", partner="partner-1").receipt for c in (plain, case))
        assert kinds(said.opened) == kinds(told.opened)
        assert [n for n in said.notes if "contingency plan" in n] == [
            "new relationship is what the contingency plan contingency-1 was made for: the review says whether it is"
            " activated (PF-8.3f, INS-D31)"
        ]
        assert not any("contingency plan" in n for n in told.notes)
        with pytest.raises(Refused) as refused:
            case.done("review", "2026-03-17")
        assert clauses(refused.value) == {"PF-11.5e"}
        case.done("review", "2026-03-17", contingency="activated")
        assert plan_state(case) == "contingency plan active"
        plain.done("review", "2026-03-17")
        assert plan_state(plain) == "in force"

    def test_pf_11_5e_in_an_escalation_it_is_the_escalation_s_question(self) -> None:
        case = self.foreseen("risk_rising")
        outcome = case.report("risk_rising", "2026-03-16")
        assert any("the escalation says whether it is activated" in n for n in outcome.receipt.notes)
        case.done("escalation", "2026-03-16")
        assert plan_state(case) == "contingency plan active"
        case.done("review", "2026-03-17")

    def test_a_foreseen_event_that_opens_nothing_else_is_reviewed(self) -> None:
        case = self.foreseen("address_changed")
        outcome = case.report("address_changed", "2026-03-16", address="address-2")
        assert kinds(outcome.receipt.opened) == {"address_check", "review"}

    def test_a_review_says_what_it_is_for_from_then_on(self) -> None:
        case = self.foreseen("substance_misuse")
        case.report("substance_misuse", "2026-03-16", substance="alcohol")
        case.done("review", "2026-03-17", contingency="not_needed", contingency_events=["relationship_ended"])
        outcome = case.report("substance_misuse", "2026-03-23", substance="alcohol")
        assert not any("contingency plan" in n for n in outcome.receipt.notes)
        assert case.case.risk_plan is not None and case.case.risk_plan.fired_by == ["relationship_ended"]
