"""The inspectorate's examples, each played from its file; one test for each thing that the catalogue expects of it.

Dates are those of the files. T0, D and R are the catalogue's: sentence or order, the change, release.
"""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from client import workflow_id
from commands.perform import Performance
from commands.played import Ledger
from commands.player import Player
from commands.scenario_input import Scenario, Step, read_scenario
from models.duties import DutyState
from models.enquiries import EnquiryState
from models.messages import Opened, Reported
from models.queues import TASK_QUEUE
from models.release_facts import ReleaseFacts, SentenceType
from models.risk import OrderState, RiskGroup, RoshLevel
from models.roles import Role
from models.scenario import EndLine
from models.sentence import Stage
from models.tables import EscalationRow
from policy.calendar import CURRENT, london_date
from policy.decide import decide
from policy.handover import handover
from policy.stages.pre_release import PRE_RELEASE
from tests.examples.conftest import EXAMPLES, Play, Room
from tests.examples.played_case import Recorded, working_days
from worker import case_worker

pytestmark = [pytest.mark.temporal, pytest.mark.slow]

PLAYED = ("brendan", "chris", "dev", "ed", "ian", "jay", "logan", "nigel")
"""Played on a server here; ``tests/scenarios`` plays every example on the policy alone."""

SPO, HEAD_OF_PDU = Role.SPO, Role.HEAD_OF_PDU


@pytest.mark.parametrize("name", PLAYED)
async def test_plays_as_written_and_tells_nobody_outside(play: Play, name: str) -> None:
    """INS-S: every scenario asserts that no person-facing message or disclosure is sent by the workflow."""
    played = await play(name)
    assert played.problems == []
    assert [step.number for step, _, expected in played.refusals if not expected] == []
    assert played.nobody_outside_was_told()


class TestEd:
    """INS-S03: T0 = 2 March 2026, new relationship 16 March, R = 20 April, licence ends 8 June."""

    T0, CHANGE, R = date(2026, 3, 2), date(2026, 3, 16), date(2026, 4, 20)

    async def test_first_contact_handover_conditions_and_plan_at_sentence(self, play: Play) -> None:
        """INS-S03, T0: first contact, handover, licence conditions, release plan; short branch (INS-P04, P05)."""
        opened = (await play("ed")).one("sentence_passed").due
        assert opened["first_contact_and_handover"] == working_days(self.T0, 5)
        half_way = self.T0 + (self.R - self.T0) // 2
        assert {opened[kind] for kind in ("licence_conditions", "release_plan", "release_address_check")} == {half_way}

    async def test_mappa_decision_order_register_and_address_at_sentence(self, play: Play) -> None:
        """INS-S03, T0: MAPPA decision (INS-D13), order register entry, checks of the address he will go to before R."""
        ed = await play("ed")
        due = ed.one("sentence_passed").due
        assert due["mappa_decision"] is not None and due["mappa_decision"] < self.R
        assert due["release_address_check"] is not None and due["release_address_check"] < self.R
        assert ed.case.orders["order-1"].protects == ["ex-partner-1"]
        assert ed.one("protective_order_made").kinds == {"order_check"}

    async def test_the_new_relationship_in_custody_opens_everything(self, play: Play) -> None:
        """INS-S03, step 2: new-partner record, enquiries, disclosure decision, update; 2 working days (INS-D10)."""
        due = (await play("ed")).one("new_relationship").due
        two = working_days(self.CHANGE, 2)
        assert due["police_enquiry/partner-1"] == due["disclosure_decision/partner-1"] == two
        assert due["childrens_services_enquiry/partner-1"] == two
        assert {"new_partner/partner-1", "review"} <= set(due)

    async def test_a_the_same_work_as_in_the_community(self, play: Play) -> None:
        """INS-S03 (a): the set after step 2 is that of the community, but for the visit, which waits (AM-55)."""
        ed = await play("ed")
        in_custody = ed.one("new_relationship")
        event = in_custody.step and in_custody.step.event
        assert event is not None
        in_community = _opened_in_the_community(ed, event)
        assert in_custody.kinds == in_community - {"home_visit"}

    async def test_b_the_compressed_dates_fall_before_release(self, play: Play) -> None:
        """INS-S03 (b): the compressed timers all fall before R."""
        due = (await play("ed")).one("sentence_passed").due
        assert all(day is not None and self.T0 < day < self.R for day in due.values())

    async def test_no_contact_goes_up_the_ladder(self, play: Play) -> None:
        """INS-S03, T0 + 5 working days: SPO, then head of unit; an extra alert at R - 2 weeks (INS-P18)."""
        ed = await play("ed")
        due = working_days(self.T0, 5)
        assert ed.escalated("first contact and handover", SPO) == [working_days(due, 1)]
        assert ed.escalated("first contact and handover", HEAD_OF_PDU) == [working_days(due, 6)]
        alert = CURRENT.on_or_before(self.R - timedelta(weeks=2))
        assert ed.escalated("release in two weeks", SPO) == [alert]

    async def test_release_goes_ahead_and_says_what_is_open(self, play: Play) -> None:
        """INS-S03, R: release proceeds, open steps stay, and the SPO hears that it was not ready."""
        released = (await play("ed")).one("released")
        assert released.happened.stage == Stage.LICENCE
        assert ("escalation", SPO, "released with 4 pre-release steps still open") in released.told
        assert not {rule.kind for rule in PRE_RELEASE} & {line.kind for line in released.happened.closed}

    async def test_home_visit_after_release(self, play: Play) -> None:
        """INS-S03, R: home visit within 15 working days (INS-D01)."""
        released = (await play("ed")).one("released")
        assert released.due["home_visit"] == working_days(self.R, 15) == date(2026, 5, 12)
        assert "PF-10.8a" in released.opened["home_visit"].why

    async def test_each_move_is_checked_and_answered(self, play: Play) -> None:
        """INS-S03, each move: address check and enforcement decision within 1 to 2 working days (INS-P17)."""
        moves = (await play("ed")).all("address_changed")
        assert len(moves) == 3
        for number, move in enumerate(moves, 2):
            assert move.due[f"address_check/address-{number}"] == working_days(move.day, 2)
            decided = {**move.due, **move.asked_again}["enforcement_decision"]
            assert decided == working_days(move.day, 2)

    async def test_c_three_addresses_three_checks(self, play: Play) -> None:
        """INS-S03 (c): three address-check obligations exist, not one."""
        checks = [e.row for e in (await play("ed")).endings if e.row.kind == "address_check"]
        assert [row.subject for row in checks] == ["address-2", "address-3", "address-4"]

    async def test_drinking_matches_a_trigger(self, play: Play) -> None:
        """INS-S03, alcohol matches a stored trigger: review decision 5 working days, home visit 10 (INS-D03)."""
        drinking = (await play("ed")).one("substance_misuse")
        assert drinking.asked_again["review"] == working_days(drinking.day, 5)
        assert drinking.asked_again["home_visit"] == working_days(drinking.day, 10)

    async def test_drift_reaches_the_manager(self, play: Play) -> None:
        """INS-S03: 21 days with no purposeful contact, drift alarm to the SPO (INS-P16)."""
        ed = await play("ed")
        assert ed.one("released").due["purposeful_contact"] == self.R + timedelta(days=21)
        assert ed.escalated("Contact with a purpose", SPO) == [self.R + timedelta(days=22)]

    async def test_d_the_manager_knows_before_the_first_move(self, play: Play) -> None:
        """INS-S03 (d): the case is on the SPO list before step 5."""
        ed = await play("ed")
        first_move = ed.all("address_changed")[0].day
        assert any(e.to_role == SPO and london_date(e.at) < first_move for e in ed.escalations)

    async def test_e_a_new_worker_loses_no_timer(self, room: Room) -> None:
        """INS-S03 (e): a worker restart between step 2 and R loses no timer."""
        scenario = _from_sentence_to_release("ed")
        whole = await _play_with_one_worker(room, scenario)
        halves = await _play_with_two_workers(room, scenario, until=date(2026, 3, 25))
        assert len(whole.escalations) > 8
        assert [_told(e) for e in halves.escalations] == [_told(e) for e in whole.escalations]
        assert [(e.row.kind, e.state, e.due_on) for e in halves.endings] == [
            (e.row.kind, e.state, e.due_on) for e in whole.endings
        ]

    async def test_ends_with_the_licence(self, play: Play) -> None:
        """INS-S03: to the end of the licence; what protects somebody else stays open, the rest is accounted for."""
        ed = await play("ed")
        assert ed.case.stage is Stage.CLOSED and ed.case.closed_on == date(2026, 6, 8)
        assert {"disclosure_decision", "new_partner", "account_for_case"} <= {d.kind for d in ed.case.open_duties}


class TestBrendan:
    """INS-S04, the false-alarm control: R = 18 May 2026, reallocation on 18 February."""

    R = date(2026, 5, 18)

    async def test_one_escalation_in_the_whole_run(self, play: Play) -> None:
        """INS-S04: exactly one escalation-class event, the late reallocation notice, and none afterwards."""
        (only,) = (await play("brendan")).escalations
        assert (london_date(only.at), only.to_role) == (date(2026, 2, 18), SPO)
        assert "13 weeks" in only.about

    async def test_handover_acceptance_is_opened_and_closed(self, play: Play) -> None:
        """INS-S04, reallocation inside the window: one notice to SPO; handover acceptance opened and closed."""
        brendan = await play("brendan")
        changed = brendan.all("practitioner_allocated")[-1]
        assert [n for n in changed.told if n[0] == "escalation"] == [
            ("escalation", SPO, "the practitioner changed within 13 weeks of release")
        ]
        assert changed.kinds == {"handover_acceptance"}
        (ended,) = [e for e in brendan.endings if e.row.kind == "handover_acceptance"]
        assert ended.state is DutyState.DONE and not ended.late

    async def test_each_step_closes_its_work_with_evidence(self, play: Play) -> None:
        """INS-S04: each step closes its obligation with evidence."""
        closed = [e for e in (await play("brendan")).endings if e.row.kind in {rule.kind for rule in PRE_RELEASE}]
        assert {e.row.kind for e in closed} == {rule.kind for rule in PRE_RELEASE}
        assert all(e.state is DutyState.DONE and e.closure and e.closure.evidence for e in closed)

    async def test_release_is_ready_and_nothing_is_overdue(self, play: Play) -> None:
        """INS-S04, R: release readiness complete, zero overdue."""
        brendan = await play("brendan")
        released = brendan.one("released")
        assert released.day == self.R and not any(n[0] == "escalation" for n in released.told)
        assert brendan.overdue == []

    async def test_nothing_of_marac_but_the_decision(self, play: Play) -> None:
        """INS-S04, MARAC referral: only in the protected record; here a decision and no content (INS-D14)."""
        marac = [d for d in (await play("brendan")).case.decisions.values() if d.kind == "marac"]
        assert [d.option for d in marac] == ["refer"]

    async def test_the_community_becomes_responsible_by_date_alone(self, play: Play) -> None:
        """INS-S04: responsibility passes on the day the handover rules give, with no event."""
        brendan = await play("brendan")
        facts = ReleaseFacts(
            sentence_type=SentenceType.DETERMINATE,
            sentence_start_date=date(2025, 3, 24),
            conditional_release_date=self.R,
        )
        due = handover(facts, date(2025, 3, 24))
        passed = [n for n in brendan.notices if n.about == "the community is responsible for this case from today"]
        assert due is not None and [london_date(n.at) for n in passed] == [due.handover_date]


class TestLogan:
    """INS-S07: T0 = 12 January 2026, D = 1 June, charged on 1 July."""

    D, ARREST = date(2026, 6, 1), date(2026, 7, 1)

    async def test_the_new_relationship_opens_everything(self, play: Play) -> None:
        """INS-S07, D: enquiries, disclosure decision, review in 2 to 5 working days; visit in 10.

        The DASO referral is part of gathering the partner's details, in the same five working days.
        """
        due = (await play("logan")).one("new_relationship").due
        two, five = working_days(self.D, 2), working_days(self.D, 5)
        assert due == {
            "new_partner/partner-2": five,
            "police_enquiry/partner-2": two,
            "childrens_services_enquiry/partner-2": two,
            "disclosure_decision/partner-2": two,
            "review": five,
            "home_visit": working_days(self.D, 10),
        }

    async def test_the_police_are_asked_beyond_the_home_force(self, play: Play) -> None:
        """INS-S07, D: the enquiry includes the force of her address or the national database (INS-D30)."""
        enquiry = (await play("logan")).case.enquiries["police/partner-2"]
        assert enquiry.area_needed == "partner_force"

    async def test_each_missed_date_goes_up_within_three_weeks(self, play: Play) -> None:
        """INS-S07: SPO at due, head of unit 5 working days later, both before D + 3 weeks (INS-P18)."""
        logan = await play("logan")
        for title in ("Ask the police for domestic abuse", "past abuse be disclosed", "Review risk"):
            (spo,), (head,) = logan.escalated(title, SPO), logan.escalated(title, HEAD_OF_PDU)
            assert self.D < spo < head < self.D + timedelta(weeks=3)

    async def test_two_escalations_before_the_arrest(self, play: Play) -> None:
        """INS-S07: two escalations exist before D + 1 month."""
        days = [london_date(e.at) for e in (await play("logan")).escalations]
        assert sum(self.D <= day < self.ARREST for day in days) >= 2
        assert not [day for day in days if day < self.D]

    async def test_the_local_reply_does_not_close_the_enquiry(self, play: Play) -> None:
        """INS-S07: "no contact" from the local force only: the obligation stays open, SCOPE_INSUFFICIENT."""
        logan = await play("logan")
        assert logan.case.enquiries["police/partner-2"].state is EnquiryState.SCOPE_INSUFFICIENT
        assert "police_reply" in {d.kind for d in logan.case.open_duties if d.subject == "partner-2"}
        assert logan.all("enquiry_answered")[-1].happened.closed == []

    async def test_the_arrest_is_escalated_at_once(self, play: Play) -> None:
        """INS-S07, arrest: escalation at once; MARAC, MAPPA, enforcement decisions; facilitator and DASO told."""
        charged = (await play("logan")).all("domestic_abuse_incident")[0]
        assert {"escalation", "marac_decision", "mappa_decision", "enforcement_decision"} <= charged.kinds
        assert charged.asked_again["review"] == working_days(self.ARREST, 1)
        assert {(kind, role) for kind, role, _ in charged.told} == {
            ("escalation", SPO),
            ("immediate", Role.TREATMENT_MANAGER),
            ("immediate", Role.DASO),
        }

    async def test_a_second_feed_opens_nothing(self, play: Play) -> None:
        """INS-S07: the arrest told by a second force's feed is deduplicated against the first."""
        second = (await play("logan")).all("domestic_abuse_incident")[1].happened
        assert "already reported" in second.said("flags")[0]
        assert not (second.opened or second.joined or second.closed or second.notices)


class TestJay:
    """INS-S12: T0 = 5 January 2026, D = 22 June, the pregnancy ended 27 July."""

    T0, D, ENDED = date(2026, 1, 5), date(2026, 6, 22), date(2026, 7, 27)

    async def test_mappa_decision_and_order_register(self, play: Play) -> None:
        """INS-S12, T0: MAPPA decision (civil order breached); order register (INS-D13)."""
        jay = await play("jay")
        assert "mappa_decision" in jay.one("opened").kinds
        assert jay.case.orders["order-1"].kind == "non_molestation_order"

    async def test_two_triggers_make_the_review_due_sooner(self, play: Play) -> None:
        """INS-S12, D: new relationship and the PREGNANCY trigger both match: review decision in 1 to 2 working days."""
        pregnant = (await play("jay")).one("partner_pregnant")
        assert pregnant.due["review"] == working_days(self.D, 2)
        assert any("pregnancy has set off abuse" in note for note in pregnant.happened.said("notes"))

    async def test_everything_a_pregnancy_asks_for(self, play: Play) -> None:
        """INS-S12, D: both enquiries, pre-birth safeguarding, visit in 10 days, disclosure and MARAC decisions."""
        due = (await play("jay")).one("partner_pregnant").due
        assert due["home_visit"] == working_days(self.D, 10)
        assert {
            "police_enquiry/partner-2",
            "childrens_services_enquiry/partner-2",
            "children_at_risk_decision/partner-2",
            "disclosure_decision/partner-2",
            "marac_decision/partner-2",
        } <= set(due)

    async def test_the_head_of_unit_is_reached_within_three_weeks(self, play: Play) -> None:
        """INS-S12: due passes: SPO at due, head of unit 5 working days later, before D + 3 weeks (INS-P18)."""
        jay = await play("jay")
        due = working_days(self.D, 2)
        assert jay.escalated("Review risk", SPO)[0] == working_days(due, 1)
        assert jay.escalated("Review risk", HEAD_OF_PDU)[0] == working_days(due, 6) < self.D + timedelta(weeks=3)

    async def test_the_end_of_the_pregnancy_asks_for_a_check_on_her_and_a_new_look(self, play: Play) -> None:
        """INS-S12, D + 5 weeks: welfare check by the proper agency; review again though the first is open; 1 day."""
        ended = (await play("jay")).one("pregnancy_ended")
        assert ended.due == {"partner_welfare_check/partner-2": working_days(self.ENDED, 1)}
        assert ended.asked_again == {"review": working_days(self.ENDED, 1)}

    async def test_the_review_names_both_triggers(self, play: Play) -> None:
        """INS-S12: the second event does not overwrite the first; the review obligation names both triggers."""
        (review,) = [d for d in (await play("jay")).case.open_duties if d.kind == "review"]
        assert review.triggers == ["new_relationship", "partner_pregnant", "pregnancy_ended"]
        assert len(review.clocks) == 3


class TestIan:
    """INS-S13: T0 = 2 February 2026, application 13 April, contact 27 April, varied 6 July."""

    T0, APPLIED, CONTACT = date(2026, 2, 2), date(2026, 4, 13), date(2026, 4, 27)

    async def test_order_register_and_cadence_from_the_order(self, play: Play) -> None:
        """INS-S13, T0: order register with its end, order check every 28 days from T0, not from the programme."""
        ian = await play("ian")
        made = ian.one("protective_order_made")
        assert made.due == {"order_check/order-1": self.T0 + timedelta(days=28)}
        assert ian.case.orders["order-1"].ends_on == date(2028, 2, 2)

    async def test_children_of_the_victim_are_recorded(self, play: Play) -> None:
        """INS-S13, T0: children of the victim recorded."""
        people = (await play("ian")).case.people_at_risk
        assert [ref for ref, person in people.items() if person.child] == ["child-1", "child-2"]

    async def test_the_manager_knows_by_six_weeks(self, play: Play) -> None:
        """INS-S13: 28 days with no DASO exchange: practitioner; SPO knows by T0 + 6 weeks (INS-P08, P18)."""
        ian = await play("ian")
        missed = [n for n in ian.notices if n.about.startswith("missed: ") and "safety officer" in n.about]
        assert missed[0].to_role == Role.COMMUNITY_PRACTITIONER
        assert london_date(missed[0].at) == self.T0 + timedelta(days=29)
        assert ian.escalated("safety officer", SPO)[0] == self.T0 + timedelta(weeks=6)

    async def test_the_application_is_acted_on(self, play: Play) -> None:
        """INS-S13, ORDER_VARIATION_APPLIED: review, both enquiries, contact with the DASO; 2 working days."""
        applied = (await play("ian")).one("order_variation_applied")
        two = working_days(self.APPLIED, 2)
        assert applied.due == {
            "review": two,
            "police_enquiry/partner-1": two,
            "childrens_services_enquiry/partner-1": two,
        }
        assert applied.asked_again == {"daso_contact": two}

    async def test_contact_is_a_breach_while_the_order_stands(self, play: Play) -> None:
        """INS-S13, contact seen: police told, enforcement and MAPPA decisions, SPO; 1 working day (INS-D13)."""
        contact = (await play("ian")).all("contact_with_protected_person")[0]
        one = working_days(self.CONTACT, 1)
        assert contact.due["enforcement_decision"] == contact.due["mappa_decision"] == contact.due["escalation"] == one
        assert contact.asked_again["review"] == one
        assert ("escalation", SPO, "a protective order was breached (PF-11.5, PF-6.2a)") in contact.told

    async def test_a_breach_before_the_variation_and_none_after(self, play: Play) -> None:
        """INS-S13: ORDER_BREACH for contact dated before the variation, whenever it is told; not for contact after."""
        ian = await play("ian")
        _, after, before_told_late = ian.all("contact_with_protected_person")
        assert after.kinds == set() and not after.told and not after.asked_again
        assert "no order forbade this contact" in after.happened.said("notes")[0]
        assert ("escalation", SPO, "a protective order was breached (PF-11.5, PF-6.2a)") in before_told_late.told
        assert [london_date(at) for at in ian.case.orders["order-1"].breaches] == [self.CONTACT, date(2026, 6, 29)]

    async def test_the_order_is_varied(self, play: Play) -> None:
        """INS-S13, order later varied by the court: state VARIED, no breach for the changed term (INS-G10)."""
        order = (await play("ian")).case.orders["order-1"]
        assert order.state is OrderState.VARIED and order.contact_allowed == {date(2026, 7, 6): True}


class TestDev:
    """INS-S05: T0 = 5 January 2026, back home 13 April, assessed 5 May."""

    T0, HOME = date(2026, 1, 5), date(2026, 4, 13)

    async def test_the_assessment_goes_up_long_before_four_months(self, play: Play) -> None:
        """INS-S05, due date: SPO at due, head of unit 5 working days later (INS-P01, P18)."""
        dev = await play("dev")
        due = working_days(self.T0, 15)
        assert dev.one("opened").due["initial_assessment"] == due
        assert dev.escalated("Assess afresh", SPO) == [working_days(due, 1)]
        assert dev.escalated("Assess afresh", HEAD_OF_PDU) == [working_days(due, 6)]

    async def test_twelve_weeks_late_at_sixteen_weeks(self, play: Play) -> None:
        """INS-S05: at T0 + 16 weeks the assessment is overdue for over 12 weeks, with two escalation levels."""
        dev = await play("dev")
        (assessed,) = [e for e in dev.endings if e.row.kind == "initial_assessment"]
        at = self.T0 + timedelta(weeks=16)
        assert assessed.due_on is not None and at - assessed.due_on > timedelta(weeks=12)
        assert assessed.late and assessed.closure and assessed.closure.done_on and assessed.closure.done_on > at

    async def test_the_return_home_raises_its_own_review(self, play: Play) -> None:
        """INS-S05, ADDRESS_CHANGED to the victim's: review though the assessment is open, visit in 10 days, police."""
        home = (await play("dev")).one("address_changed")
        assert {"review", "home_visit", "address_check/father-home-1", "police_enquiry/father-1"} <= set(home.due)
        assert home.due["home_visit"] == working_days(self.HOME, 10)
        assert ("immediate", SPO) in {(kind, role) for kind, role, _ in home.told}


class TestNigel:
    """INS-S14, good practice: T0 = 12 January 2026, R = 12 June, breach 14 July, risk lowered 12 October."""

    async def test_no_escalation_at_all(self, play: Play) -> None:
        """INS-S14: everything is done in time, so nobody further up is told anything."""
        nigel = await play("nigel")
        assert list(nigel.escalations) == [] and nigel.overdue == [] and nigel.case.open_duties == []

    async def test_mappa_decision_for_coercive_control(self, play: Play) -> None:
        """INS-S14, T0: MAPPA decision (INS-D13)."""
        assert "mappa_decision" in (await play("nigel")).one("opened").kinds

    async def test_a_warning_in_time_closes_the_enforcement_decision(self, play: Play) -> None:
        """INS-S14, breach signal: enforcement decision; warning recorded in time closes it."""
        nigel = await play("nigel")
        assert "enforcement_decision" in nigel.one("condition_breached").kinds
        (ended,) = [e for e in nigel.endings if e.row.kind == "enforcement_decision"]
        assert ended.state is DutyState.DONE and not ended.late

    async def test_a_lower_risk_with_its_reason_asks_for_nothing(self, play: Play) -> None:
        """INS-S14, level reduction accepted with its reason: enquiry and review cadences are kept."""
        nigel = await play("nigel")
        lowered = nigel.one("rosh_changed").happened
        assert not (lowered.opened or lowered.closed or lowered.moved)
        assert nigel.case.rosh[RiskGroup.KNOWN_ADULT] is RoshLevel.MEDIUM


class TestChris:
    """INS-S02, good practice at court; 16 months for breaching a restraining order."""

    async def test_the_report_is_accepted_without_escalation(self, play: Play) -> None:
        """INS-S02, report complete: accepted, no escalation (negative control)."""
        chris = await play("chris")
        (report,) = [e for e in chris.endings if e.row.kind == "court_report"]
        assert report.state is DutyState.DONE and not report.late
        assert list(chris.escalations) == []

    async def test_no_court_work_is_open_at_sentence(self, play: Play) -> None:
        """INS-S02: zero open court obligations at T0; the MAPPA decision is opened by the sentence (INS-D13)."""
        chris = await play("chris")
        of_court = {line.kind for e in chris.entries[:2] for line in e.happened.opened}
        assert not of_court & {d.kind for d in chris.case.open_duties}
        assert [kind for kind in chris.one("sentence_passed").kinds if kind.endswith("_decision")] == ["mappa_decision"]

    async def test_the_order_is_in_force(self, play: Play) -> None:
        """INS-S02, custody phase: the register holds the restraining order as in force."""
        assert (await play("chris")).case.orders["order-1"].state is OrderState.IN_FORCE

    async def test_a_curfew_waits_for_both_replies(self, play: Play) -> None:
        """INS-D07: a curfew may not be proposed before police and children's services have answered (PF-6.7d)."""
        ((_, refused, expected),) = (await play("chris")).refusals
        assert expected and [reason["clause"] for reason in refused.reasons] == ["PF-6.7d", "PF-6.7d"]


def _opened_in_the_community(ed: Recorded, event: object) -> set[str]:
    """The kinds of work the same event opens on the same case under a community order."""
    start = ed.scenario.start
    opening = {
        "event_id": "opening",
        "occurred_at": start.opening.occurred_at,
        "type": "sentence_passed",
        "kind": "community_order",
    }
    opened = Opened.model_validate({"start": {**start.model_dump(mode="json"), "opening": opening}})
    state = decide(None, opened, start.opening.occurred_at, 1, CURRENT).change
    reported = Reported.model_validate({"event": event})
    receipt = decide(state, reported, reported.event.occurred_at, 2, CURRENT).receipt
    return {line.kind for line in receipt.opened} | {line.kind for line in receipt.joined}


def _from_sentence_to_release(name: str) -> Scenario:
    """An example's own lines from the sentence to the release."""
    whole = read_scenario(str(EXAMPLES / f"{name}.jsonl"))
    types = [step.event.type if step.event else "" for step in whole.steps]
    sentence, *rest = whole.steps[types.index("sentence_passed") : types.index("released") + 1]
    start = whole.start.model_copy(update={"opening": sentence.event, "rehearsal_from": sentence.at})
    end = Step(0, rest[-1].at + timedelta(days=3), EndLine(at="+0d", end=True))
    return replace(whole, start=start, first=sentence.at, steps=(*rest, end))


async def _play_with_one_worker(room: Room, scenario: Scenario) -> Recorded:
    recorded = Recorded(scenario)
    await Performance(Player(*room, scenario, case_id="not-restarted"), scenario, recorded, Ledger()).run()
    await room[0].client.get_workflow_handle(workflow_id("not-restarted")).terminate()
    return recorded


async def _play_with_two_workers(room: Room, scenario: Scenario, until: date) -> Recorded:
    """Play an example with one worker up to a day and another from then on; a timer falls due while there is none."""
    server, records = room
    queue = f"{TASK_QUEUE}-restarted"
    recorded = Recorded(scenario)
    player = Player(server, records, scenario, case_id="restarted", task_queue=queue)
    performance = Performance(player, scenario, recorded, Ledger())
    first = [step for step in scenario.steps if london_date(step.at) < until]
    # No cache: this server never takes a case back from a worker that had it in memory and is gone.
    async with case_worker(server.client, records, task_queue=queue, max_cached_cases=0):
        await player.open()
        for step in first:
            await performance.tell(step)
    waking = asyncio.create_task(server.sleep(timedelta(days=2)))
    await asyncio.sleep(1)
    assert not waking.done(), "a timer is due, and nobody handles it"
    async with case_worker(server.client, records, task_queue=queue):
        await waking
        for step in scenario.steps[len(first) :]:
            await performance.tell(step)
        await performance.run_on()
        await performance.add_up()
    await server.client.get_workflow_handle(workflow_id(player.case_id)).terminate()
    return recorded


def _told(escalation: EscalationRow) -> tuple[str, str, datetime]:
    return escalation.to_role, escalation.about, escalation.at.replace(second=0, microsecond=0)
