"""Policy of the victim side: the scheme, the officer's work, and what passes over the wall. Section 17."""

import json
from copy import copy
from datetime import date, datetime
from typing import Any, Self

import pytest

from models.events import EVENT
from models.victims.contact import VictimContact, VictimDuty
from models.victims.messages import VICTIM_MESSAGE, VictimOutcome
from models.victims.words import VcsState
from policy.calendar import CURRENT
from policy.refusal import Refused
from policy.victims.decide import decide
from policy.victims.duties import VICTIM_RULES
from tests.policy.driving import clauses, moment
from workflows.merge import merged

WORDS = "he waits outside number nine"


class Contact:
    """One contact, driven as its workflow drives it. It opens on Monday 2 March 2026."""

    def __init__(self, offence: str = "specified_violent", months: int = 24) -> None:
        self.state: dict[str, Any] = {}
        self.outcomes: list[VictimOutcome] = []
        self.wake_at: datetime | None = None
        self.finished = False
        self._count = 0
        about = {"contact_id": "contact-1", "case_id": "case-1", "victim": "victim-9", "vlo": "vlo-3"}
        start = {**about, "vlu_manager": "vlu-1", "offence": offence, "custody_months": months}
        self.send({"kind": "opened", "start": {**start, "occurred_at": moment("2026-03-02").isoformat()}}, "2026-03-02")

    def copy(self) -> Self:
        twin = copy(self)
        twin.outcomes = list(self.outcomes)
        return twin

    def send(self, message: dict[str, Any], at: str) -> VictimOutcome:
        self.until(at)
        return self._decide(message, moment(at))

    def until(self, at: str) -> None:
        while self.wake_at is not None and self.wake_at < moment(at) and not self.finished:
            self._decide({"kind": "clock"}, self.wake_at)

    def tell(self, event: str, at: str, **fields: Any) -> VictimOutcome:
        self._count += 1
        said = {"type": event, "event_id": f"e-{self._count}", "occurred_at": moment(at).isoformat(), **fields}
        return self.send({"kind": "reported", "event": {"reported_by": "vlo-3", **said}}, at)

    def hear(self, at: str, *happened: str, about: str | None = None, **more: Any) -> VictimOutcome:
        self._count += 1
        what = [{"what": one, **({"about": about} if about else {})} for one in happened]
        heard = {"case_id": "case-1", "sequence": self._count, "at": moment(at).isoformat(), "happened": what, **more}
        return self.send({"kind": "key_stages", "heard": heard}, at)

    def done(self, kind: str, at: str, **evidence: Any) -> VictimOutcome:
        self._count += 1
        said = {"completion_id": f"done-{self._count}", "duty": self.duty(kind).id, "done_by": "vlo-3"}
        given = {k: v for k, v in {**EVIDENCE.get(kind, {}), **evidence}.items() if v is not None}
        return self.send({"kind": "completed", **said, "done_at": moment(at).isoformat(), "evidence": given}, at)

    def _decide(self, message: dict[str, Any], now: datetime) -> VictimOutcome:
        outcome = decide(
            self.state or None, VICTIM_MESSAGE.validate_python(message), now, len(self.outcomes) + 1, CURRENT
        )
        self.state = json.loads(json.dumps(merged(self.state, outcome.change)))
        assert self.contact.model_dump(mode="json", exclude_none=True) == self.state
        assert outcome.wake_at is None or outcome.wake_at > now
        for trigger in outcome.triggers:
            _carries_nothing(trigger.message)
        self.outcomes.append(outcome)
        self.wake_at, self.finished = outcome.wake_at, outcome.finished
        return outcome

    @property
    def contact(self) -> VictimContact:
        return VictimContact.model_validate(self.state)

    @property
    def kinds(self) -> set[str]:
        return {d.kind for d in self.contact.open_duties}

    def duty(self, kind: str) -> VictimDuty:
        [found] = [d for d in self.contact.open_duties if d.kind == kind]
        return found

    def due(self, kind: str) -> str:
        return str(self.duty(kind).due_on)

    def triggered(self) -> list[tuple[str, str]]:
        """Every trigger so far: the London day and what it asks."""
        said = [(o.receipt.at, t.message["event"]) for o in self.outcomes for t in o.triggers]
        return [(str(at.date()), f"{e['type']} {e.get('about') or e.get('ahead_of') or ''}".strip()) for at, e in said]

    @property
    def reference(self) -> str:
        """What the case knows this contact by."""
        said = [t.message["event"] for o in self.outcomes for t in o.triggers]
        return str(next(e["contact"] for e in said if "contact" in e))


EVIDENCE: dict[str, dict[str, Any]] = {
    "contact_report": {"vcms_reference": "vcms-1"},
    "victim_contact": {"outcome": "spoken_to"},
    "views_on_conditions": {"outcome": "declined"},
    "release_information": {"outcome": "told"},
    "meeting_input": {"how": "attended"},
    "acknowledgement": {"acknowledged_by": "com-1"},
    "unwanted_contact_steps": {"police_advised": True, "services_given": True, "contact_service_shared": True},
    "tell_practitioner": {"told": "com-1"},
    "new_approach": {"outcome": "new_approach"},
}


def _carries_nothing(message: dict[str, Any]) -> None:
    """ST-05, ST-07, ST-19: a trigger is an event of the case, with no word of the victim's and no sign of who asked."""
    said = json.dumps(message)
    assert WORDS not in said and "victim" not in said and "contact-1" not in said
    EVENT.validate_python(message["event"])


def joined(**stages: str) -> Contact:
    """A victim in the scheme."""
    contact = Contact()
    if stages:
        contact.hear("2026-03-02", "dates", stages=stages)
    contact.tell("victim_answered", "2026-03-02", answer="opted_in")
    return contact


class TestEligibility:
    @pytest.mark.parametrize(
        ("offence", "months", "state"),
        [
            ("specified_violent", 12, VcsState.ELIGIBLE),
            ("specified_sexual", 12, VcsState.ELIGIBLE),
            ("specified_violent", 11, VcsState.NOT_ELIGIBLE),
            ("other", 60, VcsState.NOT_ELIGIBLE),
        ],
    )
    def test_ti_08_ty_14_12_months_or_more_for_a_specified_offence(
        self, offence: str, months: int, state: VcsState
    ) -> None:
        contact = Contact(offence, months)
        assert contact.contact.state is state
        assert contact.kinds == ({"scheme_offer"} if state is VcsState.ELIGIBLE else set())

    def test_ti_08_a_sentence_corrected_later_makes_the_victim_eligible(self) -> None:
        contact = Contact(months=6)
        outcome = contact.tell("sentence_stated", "2026-03-05", offence="specified_violent", custody_months=18)
        assert [d.kind for d in outcome.receipt.opened] == ["scheme_offer"]
        back = contact.tell("sentence_stated", "2026-03-06", offence="other", custody_months=18)
        assert [d.state for d in back.receipt.closed] == ["cancelled"]

    def test_the_offer_is_due_in_ten_working_days_and_late_work_is_told_once(self) -> None:
        contact = Contact()
        assert contact.due("scheme_offer") == "2026-03-16"
        contact.until("2026-04-20")
        told = [row for o in contact.outcomes for row in o.rows if row["table"] == "contact_notices"]
        assert [(row["to_staff"], row["at"][:10]) for row in told] == [("vlu-1", "2026-03-17")]


class TestInTheScheme:
    def test_ev_58_joining_starts_contact_on_both_sides(self) -> None:
        contact = joined()
        assert contact.triggered() == [("2026-03-02", "liaise_with_vlo contact")]
        assert contact.kinds == {"contact_report", "victim_contact"}
        assert contact.contact.participates

    def test_pf_17_2c_pf_17_2d_a_release_ahead_is_told_and_views_are_asked_for(self) -> None:
        contact = joined(release="2027-09-01")
        assert contact.due("release_information") == "2026-03-09"
        assert contact.due("views_on_conditions") == "2027-03-01"
        contact.hear("2026-03-10", "dates", stages={"release": "2026-07-01"})
        assert contact.due("views_on_conditions") == "2026-04-09"

    def test_a_merge_of_records_ends_nothing_and_the_contact_goes_on_with_the_case_that_stays(self) -> None:
        contact = joined(release="2027-09-01")
        kinds = contact.kinds
        stays: dict[str, Any] = {"merged_into": "case-2", "surviving_sequence": 3, "stages": {"release": "2027-11-01"}}
        contact.hear("2026-03-10", "merged", **stays)
        assert (contact.contact.case_id, contact.contact.ended_on, contact.kinds) == ("case-2", None, kinds)
        assert contact.contact.stages == {"release": date(2027, 11, 1)}
        contact.hear("2026-03-11", "ended", ended=True)  # the record that went: nobody is concerned
        assert contact.contact.ended_on is None
        contact.tell("risk_information", "2026-03-12", words=WORDS)
        assert {trigger.case_id for trigger in contact.outcomes[-1].triggers} == {"case-2"}
        contact.hear("2027-11-01", "ended", case_id="case-2", ended=True)
        assert contact.contact.ended_on == date(2027, 11, 1)

    def test_a_merge_into_a_case_not_heard_of_leaves_the_dates_as_they_were(self) -> None:
        contact = joined(release="2027-09-01")
        contact.hear("2026-03-10", "merged", merged_into="case-2", in_custody=False)
        assert (contact.contact.in_custody, contact.contact.stages) == (True, {"release": date(2027, 9, 1)})

    def test_each_key_stage_asks_the_practitioner_for_contact(self) -> None:
        contact = joined()
        contact.hear("2026-03-10", "dates", stages={"release": "2027-09-01"})
        contact.hear("2027-09-01", "released", in_custody=False)
        contact.hear("2027-12-01", "recalled")
        assert [what for _, what in contact.triggered()[1:]] == ["liaise_with_vlo key_stage"] * 3

    def test_regular_contact_comes_back_and_stops_when_the_victim_leaves(self) -> None:
        contact = joined()
        assert contact.due("victim_contact") == "2026-05-25"
        contact.done("victim_contact", "2026-04-01")
        assert contact.due("victim_contact") == "2026-06-24"
        contact.tell("victim_answered", "2026-04-02", answer="declined", words=WORDS)
        assert "victim_contact" not in contact.kinds
        assert contact.triggered()[-1] == ("2026-04-02", "liaise_with_vlo no_longer")

    def test_pf_17_2a_a_meeting_asks_for_input_by_its_day(self) -> None:
        contact = joined()
        contact.tell("meeting_called", "2026-03-10", meeting="marac-1", kind="marac", on="2026-03-20")
        assert contact.due("meeting_input") == "2026-03-20"
        outside = Contact()
        outside.tell("meeting_called", "2026-03-10", meeting="marac-1", kind="marac", on="2026-03-20")
        assert "meeting_input" not in outside.kinds

    def test_ev_25_every_condition_asked_for_goes_to_the_case_by_its_kind_alone(self) -> None:
        contact = joined(release="2027-09-01")
        asked = [{"kind": "no_contact", "words": WORDS}, {"kind": "exclusion_zone", "words": WORDS}]
        outcome = contact.tell("conditions_requested", "2026-03-10", conditions=asked)
        said = [t.message["event"] for t in outcome.triggers]
        assert [(e["type"], e["kind"]) for e in said] == [
            ("condition_to_put_forward", "no_contact"),
            ("condition_to_put_forward", "exclusion_zone"),
        ]
        assert set(said[0]) == {"type", "event_id", "occurred_at", "condition", "kind"}
        assert "views_on_conditions" not in contact.kinds
        assert [t.words for t in contact.contact.conditions.values()] == [WORDS, WORDS]


class TestRiskInformation:
    def test_pf_17_2b_it_is_passed_on_and_waits_for_the_practitioner(self) -> None:
        contact = joined()
        outcome = contact.tell("risk_information", "2026-03-10", words=WORDS, grave=True)
        [event] = [t.message["event"] for t in outcome.triggers]
        assert (event["type"], event["grave"], event["vlo"]) == ("risk_information_from_vlo", True, "vlo-3")
        assert contact.due("acknowledgement") == "2026-03-11"
        heard = contact.hear("2026-03-11", "acknowledged", about=event["information"])
        assert [d.kind for d in heard.receipt.closed] == ["acknowledgement"]

    def test_ev_23_unwanted_contact_asks_for_the_officers_steps_and_the_practitioner_hears(self) -> None:
        contact = joined()
        outcome = contact.tell("unwanted_contact", "2026-03-10", words=WORDS)
        assert {d.kind for d in outcome.receipt.opened} == {"unwanted_contact_steps", "acknowledgement"}
        assert outcome.receipt.triggers == ["risk_information_from_vlo"]

    def test_gu_39_a_third_party_acts_only_with_consent(self) -> None:
        contact = joined()
        contact.tell("stop_contact_requested", "2026-03-10", third_party=True, words=WORDS)
        for consent in (None, False):
            with pytest.raises(Refused) as refused:
                contact.done("unwanted_contact_steps", "2026-03-10", victim_consents=consent)
            assert "(GU-39)" in str(refused.value.reasons[0].words)
        contact.done("unwanted_contact_steps", "2026-03-10", victim_consents=True)

    def test_a_trigger_that_found_no_case_is_work_for_the_officer(self) -> None:
        contact = joined()
        outcome = contact.send({"kind": "undelivered", "trigger": "trigger-1"}, "2026-03-10")
        assert [d.kind for d in outcome.receipt.opened] == ["tell_practitioner"]


OPENED: dict[str, tuple[str, dict[str, Any]]] = {
    "meeting_input": ("meeting_called", {"meeting": "marac-1", "kind": "marac", "on": "2026-03-20"}),
    "acknowledgement": ("risk_information", {"words": WORDS}),
    "unwanted_contact_steps": ("unwanted_contact", {"words": WORDS}),
    "contact_report": ("vlo_changed", {"vlo": "vlo-4"}),
    "release_information": ("vlo_changed", {"vlo": "vlo-4"}),
    "views_on_conditions": ("vlo_changed", {"vlo": "vlo-4"}),
}


@pytest.mark.parametrize(
    ("kind", "field", "clause"),
    [
        ("meeting_input", "how", "PF-17.2a"),
        ("acknowledgement", "acknowledged_by", "PF-17.2b"),
        ("release_information", "outcome", "PF-17.2c"),
        ("views_on_conditions", "outcome", "PF-17.2d"),
        ("unwanted_contact_steps", "police_advised", "PF-17.5a"),
        ("unwanted_contact_steps", "services_given", "PF-17.5b"),
        ("acknowledgement", "acknowledged_by", "PF-17.5c"),
        ("unwanted_contact_steps", "contact_service_shared", "PF-17.5d"),
        ("contact_report", "vcms_reference", "PF-17.6c"),
    ],
)
def test_work_is_not_done_without_its_evidence(kind: str, field: str, clause: str) -> None:
    contact = joined(release="2027-09-01")
    event, fields = OPENED[kind]
    contact.tell(event, "2026-03-10", **fields)
    with pytest.raises(Refused) as refused:
        contact.done(kind, "2026-03-10", **{field: None})
    [reason] = refused.value.reasons
    assert reason.field == f"evidence.{field}" and clause in f"{reason.clause} {reason.words}"
    contact.done(kind, "2026-03-10")
    assert kind not in contact.kinds


@pytest.mark.parametrize("attached", ["report", "document", "words", "file"])
def test_gu_09_st_06_pf_17_6b_the_contact_report_is_a_reference_and_nothing_more(attached: str) -> None:
    contact = joined()
    with pytest.raises(Refused) as refused:
        contact.done("contact_report", "2026-03-10", **{attached: WORDS})
    assert clauses(refused.value) == {"PF-17.6c"}
    assert "(GU-09)" in refused.value.reasons[0].words and WORDS not in str(refused.value)
    contact.done("contact_report", "2026-03-10")
    assert contact.contact.contact_report == "vcms-1"


class TestReReferral:
    """TI-07, AM-18, AM-19: six months ahead of the earliest key stage, moving with it, and at once in an escalation."""

    @staticmethod
    def outside(answer: str = "declined", **stages: str) -> Contact:
        contact = Contact()
        contact.hear("2026-03-02", "dates", stages=stages)
        contact.tell("victim_answered", "2026-03-02", answer=answer)
        return contact

    @pytest.mark.parametrize("answer", ["declined", "not_responded"])
    def test_ev_43_it_is_asked_for_four_weeks_before_it_is_due(self, answer: str) -> None:
        contact = self.outside(answer, release="2027-09-01", parole="2027-06-15")
        contact.until("2027-09-30")
        assert contact.triggered() == [("2026-11-17", "re_refer_to_vlu key_stage")]

    def test_am_19_it_moves_with_the_date(self) -> None:
        contact = self.outside(release="2027-09-01")
        contact.hear("2026-04-01", "dates", stages={"release": "2028-09-01"})
        contact.until("2027-12-01")
        assert contact.triggered() == []
        contact.hear("2027-12-01", "dates", stages={"release": "2028-06-01"})
        assert contact.triggered() == [("2027-12-01", "re_refer_to_vlu key_stage")]

    def test_with_less_than_six_months_left_it_is_asked_for_at_once(self) -> None:
        assert self.outside(release="2026-06-01").triggered() == [("2026-03-02", "re_refer_to_vlu key_stage")]

    def test_an_answer_covers_stages_close_together_and_no_others(self) -> None:
        contact = self.outside(parole="2027-06-15", release="2027-09-01")
        contact.until("2026-12-01")
        contact.hear("2026-12-01", "re_referred", about=contact.reference,
                     stages={"parole": "2027-06-15", "release": "2027-09-01"})  # fmt: skip
        assert contact.kinds == {"new_approach"}
        contact.until("2027-08-01")
        assert len(contact.triggered()) == 1
        contact.hear("2027-08-01", "dates", stages={"release": "2029-09-01"})
        contact.until("2029-03-01")
        assert [day for day, _ in contact.triggered()] == ["2026-11-17", "2029-02-01"]

    def test_in_an_escalation_it_is_asked_for_at_once_and_once(self) -> None:
        contact = self.outside(release="2028-09-01")
        for day in ("2026-04-01", "2026-04-02"):
            contact.hear(day, "escalated", stages={"release": "2028-09-01"})
        assert contact.triggered() == [("2026-04-01", "re_refer_to_vlu escalation")]

    def test_a_victim_in_the_scheme_is_not_referred_again(self) -> None:
        contact = joined(release="2026-06-01")
        contact.hear("2026-04-01", "escalated", stages={"release": "2026-06-01"})
        assert not any("re_refer" in what for _, what in contact.triggered())

    def test_a_choice_not_to_refer_is_heard_by_the_unit(self) -> None:
        contact = self.outside(release="2026-06-01")
        outcome = contact.hear("2026-03-05", "not_re_referred", about=contact.reference)
        assert [row["to_staff"] for row in outcome.rows if row["table"] == "contact_notices"] == ["vlu-1"]
        assert "new_approach" not in contact.kinds


class TestTheEnd:
    def test_the_end_of_the_sentence_ends_contact_and_the_workflow_later(self) -> None:
        contact = joined(release="2026-09-01")
        contact.hear("2027-09-01", "ended", ended=True, in_custody=False)
        assert contact.triggered()[-1] == ("2027-09-01", "liaise_with_vlo no_longer")
        assert contact.kinds == {"release_information"}
        contact.done("release_information", "2027-09-02")
        contact.until("2028-01-01")
        assert contact.finished and contact.outcomes[-1].receipt.at.date().isoformat() == "2027-11-30"

    def test_an_older_word_of_the_case_does_not_undo_a_newer(self) -> None:
        contact = Contact()
        about = {"case_id": "case-1", "at": moment("2026-03-03").isoformat()}
        contact.send(
            {"kind": "key_stages", "heard": {**about, "sequence": 9, "stages": {"r": "2028-01-01"}}}, "2026-03-03"
        )
        contact.send(
            {"kind": "key_stages", "heard": {**about, "sequence": 8, "stages": {"r": "2027-01-01"}}}, "2026-03-03"
        )
        assert str(contact.contact.stages["r"]) == "2028-01-01"


def test_every_kind_of_work_has_a_clause_and_evidence_here() -> None:
    assert set(EVIDENCE) | {"scheme_offer"} == set(VICTIM_RULES)
    assert all(rule.clauses for rule in VICTIM_RULES.values())


def test_rows_of_a_contact_name_their_tables() -> None:
    contact = joined(release="2027-09-01")
    tables = {row["table"] for o in contact.outcomes for row in o.rows}
    assert tables == {"contacts", "contact_events", "contact_duties"}
