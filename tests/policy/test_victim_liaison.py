"""The practitioner's side of victim liaison, section 17: what a trigger of the victim side asks for, and no more."""

from typing import Any

import pytest

from models.events import EVENT_TYPES
from models.events.fact import Fact
from models.outcome import NoticeClass
from models.roles import Role
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds, on_licence, sentenced

RELEASE = "2027-09-01"


def told(about: str = "contact", release: str | None = RELEASE, **fields: Any) -> Driven:
    case = sentenced(release)
    case.report("liaise_with_vlo", "2026-03-02", contact="contact-1", about=about, **fields)
    return case


class TestContact:
    def test_ev_58_pf_17_1a_contact_begins_in_five_working_days_with_whoever_is_responsible(self) -> None:
        case = told(vlo="vlo-3")
        assert kinds(case.outcomes[-1].receipt.opened) == {"vlo_contact"}
        assert case.due("vlo_contact") == "2026-03-09"
        assert case.duty("vlo_contact").owner is Role.POM
        assert case.duty("vlo_contact").notes == ["the officer is vlo-3"]

    def test_am_34_it_passes_to_the_community_practitioner_on_release(self) -> None:
        case = told(release="2026-05-04")
        case.report("practitioner_allocated", "2026-03-03", practitioner="com-1", holder="community_practitioner")
        case.report("released", "2026-05-04")
        assert case.duty("vlo_contact").owner is Role.COMMUNITY_PRACTITIONER

    def test_pf_17_1a_ti_36_it_comes_back_every_eight_weeks(self) -> None:
        case = told()
        case.done("vlo_contact", "2026-03-04", key_stage_information="none_due")
        assert case.due("vlo_contact") == "2026-04-29"

    def test_it_stops_with_its_cause(self) -> None:
        case = told()
        outcome = case.report("liaise_with_vlo", "2026-03-05", contact="contact-1", about="no_longer")
        assert kinds(outcome.receipt.closed) == {"vlo_contact"}
        assert "vlo_contact" not in case.kinds

    def test_pf_17_1b_information_on_a_key_stage_must_be_passed(self) -> None:
        case = told()
        case.done("vlo_contact", "2026-03-04", key_stage_information="none_due")
        outcome = case.report("liaise_with_vlo", "2026-03-10", contact="contact-1", about="key_stage")
        assert not outcome.receipt.opened
        assert case.due("vlo_contact") == "2026-03-17"
        with pytest.raises(Refused) as refused:
            case.done("vlo_contact", "2026-03-11", key_stage_information="none_due")
        assert clauses(refused.value) == {"PF-17.1b"}
        case.done("vlo_contact", "2026-03-11")
        assert case.due("vlo_contact") == "2026-05-06"

    def test_st_05_each_officer_s_reference_has_its_own_contact(self) -> None:
        case = told()
        case.report("liaise_with_vlo", "2026-03-03", contact="contact-2")
        case.report("liaise_with_vlo", "2026-03-04", contact="contact-1", about="no_longer")
        assert case.duty("vlo_contact").subject == "contact-2"


@pytest.mark.parametrize(
    ("kind", "event", "field", "clause"),
    [
        ("vlo_contact", {"type": "liaise_with_vlo", "contact": "contact-1"}, "key_stage_information", "PF-17.1b"),
        ("vlu_re_referral", {"type": "re_refer_to_vlu", "contact": "contact-1"}, "choice", "DE-30"),
        ("vlu_re_referral", {"type": "re_refer_to_vlu", "contact": "contact-1"}, "discussed", "PF-17.4c"),
        ("vlu_re_referral", {"type": "re_refer_to_vlu", "contact": "contact-1"}, "reference", "PF-17.4a"),
        ("vlu_re_referral", {"type": "re_refer_to_vlu", "contact": "contact-1"}, "grounds", "PF-17.4a"),
        ("vlo_information", {"type": "risk_information_from_vlo", "information": "i-1"}, "acknowledged", "PF-17.2b"),
        ("vlo_information", {"type": "risk_information_from_vlo", "information": "i-1"}, "significant", "PF-11.3a"),
    ],
)
def test_work_is_not_done_without_its_evidence(kind: str, event: dict[str, Any], field: str, clause: str) -> None:
    case = sentenced(RELEASE)
    fields = dict(event)
    case.report(fields.pop("type"), "2026-03-02", **fields)
    with pytest.raises(Refused) as refused:
        case.done(kind, "2026-03-03", **{field: None})
    named = [f"{r.clause} {r.words}" for r in refused.value.reasons]
    assert len(named) == 1 and clause in named[0]
    case.done(kind, "2026-03-03")
    assert case.closed(kind).state.value == "done"


class TestReReferral:
    def test_ev_43_pf_17_4a_pf_17_4b_ti_07_it_is_due_six_months_before_the_earliest_key_stage(self) -> None:
        case = sentenced(RELEASE, dates={"parole_window_opens": "2027-06-15"})
        outcome = case.report("re_refer_to_vlu", "2026-03-02", contact="contact-1")
        assert kinds(outcome.receipt.opened) == {"vlu_re_referral"}
        assert case.due("vlu_re_referral") == "2026-12-15"

    def test_am_19_it_moves_with_the_key_stage(self) -> None:
        case = sentenced(RELEASE)
        case.report("re_refer_to_vlu", "2026-03-02", contact="contact-1")
        assert case.due("vlu_re_referral") == "2027-03-01"
        case.report("dates_changed", "2026-03-09", dates={"rotl_start": "2027-04-20"})
        assert case.due("vlu_re_referral") == "2026-10-20"
        case.report("dates_changed", "2026-03-10", withdrawn=["rotl_start"])
        assert case.due("vlu_re_referral") == "2027-03-01"

    def test_with_less_than_six_months_left_it_is_due_at_once(self) -> None:
        case = sentenced("2026-06-01")
        case.report("re_refer_to_vlu", "2026-03-02", contact="contact-1")
        assert case.due("vlu_re_referral") == "2026-03-02"

    def test_in_an_escalation_it_is_due_the_next_working_day(self) -> None:
        case = on_licence()
        outcome = case.report("re_refer_to_vlu", "2026-03-06", contact="contact-1", ahead_of="escalation")
        assert kinds(outcome.receipt.opened) == {"vlu_re_referral"}
        assert case.due("vlu_re_referral") == "2026-03-09"

    def test_de_30_not_to_re_refer_needs_a_reason(self) -> None:
        case = sentenced(RELEASE)
        case.report("re_refer_to_vlu", "2026-03-02", contact="contact-1")
        with pytest.raises(Refused) as refused:
            case.done("vlu_re_referral", "2026-03-03", choice="not")
        assert clauses(refused.value) == {"PF-17.4a"}
        case.done("vlu_re_referral", "2026-03-03", choice="not", why_not="the unit asked us to wait")
        assert case.closed("vlu_re_referral").state.value == "done"

    def test_it_is_no_longer_owed_once_contact_begins(self) -> None:
        case = sentenced(RELEASE)
        case.report("re_refer_to_vlu", "2026-03-02", contact="contact-1")
        case.report("liaise_with_vlo", "2026-03-03", contact="contact-1")
        assert case.closed("vlu_re_referral").state.value == "cancelled"


class TestRiskInformation:
    def test_ev_28_pf_17_2b_it_is_acknowledged_and_the_practitioner_says_whether_it_is_significant(self) -> None:
        case = on_licence()
        outcome = case.report("risk_information_from_vlo", "2026-03-06", information="info-1", vlo="vlo-3")
        assert kinds(outcome.receipt.opened) == {"vlo_information"}
        assert case.due("vlo_information") == "2026-03-09"
        done = case.done("vlo_information", "2026-03-06", significant=True)
        assert kinds(done.receipt.opened) == {"review"}
        assert case.due("review") == "2026-03-13"

    def test_what_is_not_significant_opens_no_review(self) -> None:
        case = on_licence()
        case.report("risk_information_from_vlo", "2026-03-06", information="info-1")
        assert not case.done("vlo_information", "2026-03-06").receipt.opened

    def test_grave_information_interrupts_and_its_review_is_due_the_next_day(self) -> None:
        case = on_licence()
        case.report("risk_information_from_vlo", "2026-03-06", information="info-1", grave=True)
        assert [n.about for _, n in case.notices(NoticeClass.IMMEDIATE)][
            -1
        ] == "speak to the victim liaison officer now"
        case.done("vlo_information", "2026-03-06", significant=True)
        assert case.due("review") == "2026-03-09"

    def test_two_at_the_same_moment_are_two(self) -> None:
        case = on_licence()
        for ref in ("info-1", "info-2"):
            case.report("risk_information_from_vlo", "2026-03-06", information=ref)
        assert {d.subject for d in case.case.open_duties if d.kind == "vlo_information"} == {"info-1", "info-2"}

    def test_it_is_not_let_go(self) -> None:
        case = on_licence()
        case.report("risk_information_from_vlo", "2026-03-06", information="info-1")
        with pytest.raises(Refused):
            case.waive("vlo_information", "2026-03-06", "no time")


TRIGGERS = ("liaise_with_vlo", "re_refer_to_vlu", "risk_information_from_vlo")


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_st_07_st_19_gu_08_gu_10_a_trigger_has_no_room_for_words_or_a_person(trigger: str) -> None:
    """AM-51: only opaque references, choices of ours and the officer's staff id; nothing says that a victim asked."""
    own = {n: f for n, f in EVENT_TYPES[trigger].model_fields.items() if n not in Fact.model_fields}
    assert set(own) <= {"type", "contact", "about", "vlo", "ahead_of", "information", "grave"}
    assert not any("victim" in (f.description or "") for f in own.values())


class TestWhatTheVictimSideHears:
    """One row for the victim side when a key stage or an answer to it changes, and none otherwise (AM-51)."""

    @staticmethod
    def heard(case: Driven) -> list[dict[str, Any]]:
        return [row for o in case.outcomes for row in o.rows if row["table"] == "key_stages"]

    def test_dates_release_recall_escalation_and_answers(self) -> None:
        case = told(release="2026-09-01")
        assert self.heard(case)[0]["stages"] == {"conditional release": "2026-09-01"}
        case.report("risk_information_from_vlo", "2026-03-03", information="info-1")
        case.report("re_refer_to_vlu", "2026-03-03", contact="contact-1")
        case.done("vlo_information", "2026-03-03")
        case.done("vlu_re_referral", "2026-03-03")
        case.report("dates_changed", "2026-03-04", dates={"hdc_eligibility": "2026-07-01"})
        case.report("rosh_changed", "2026-03-05", level="very_high")
        case.report("released", "2026-07-01", kind="hdc")
        case.report("recalled", "2026-07-20", kind="fixed_term_28")
        happened = [[(h["what"], h.get("about")) for h in row["happened"]] for row in self.heard(case)]
        assert happened == [
            [("dates", None)],
            [("acknowledged", "info-1")],
            [("re_referred", "contact-1")],
            [("dates", None)],
            [("escalated", None)],
            [("released", None)],
            [("dates", None), ("recalled", None)],
        ]
        assert self.heard(case)[-1]["stages"] == {"post-recall release": "2026-08-17"}

    def test_an_order_is_none_of_its_business(self) -> None:
        case = Driven()
        case.open("sentence_passed", "2026-03-02", kind="community_order")
        case.report("rosh_changed", "2026-03-05", level="very_high")
        assert self.heard(case) == []

    def test_a_rehearsal_is_none_of_its_business(self) -> None:
        at = "2026-03-02T10:00:00Z"
        opening = {"type": "sentence_passed", "event_id": "e-1", "occurred_at": at, "kind": "determinate"}
        case = Driven()
        case.send(
            {"kind": "opened", "start": {"case_id": "case-1", "opening": opening, "rehearsal_from": at}}, "2026-03-02"
        )
        case.report("rosh_changed", "2026-03-05", level="very_high")
        assert self.heard(case) == []
