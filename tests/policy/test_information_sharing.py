"""Sharing and holding information: section 13, and the guards on what may be written (GU-07 to GU-13, GU-20, GU-43)."""

from collections.abc import Callable
from typing import Any

import pytest

from models.outcome import Outcome
from policy.clauses import CLAUSES
from policy.clauses.clause import Kind, Sensitivity
from policy.guards.register import GUARDS
from policy.refusal import Refused
from policy.sensitivity import of_kind
from tests.policy.driving import Driven, clauses, kinds, on_licence, order_made, settled_order


def sensitivity(outcome: Outcome, table: str = "events") -> set[str]:
    """How the rows of a table that a message led to are marked."""
    return {row["sensitivity"] for row in outcome.rows if row["table"] == table}


def escalated() -> Driven:
    case = settled_order()
    case.report("rosh_changed", "2026-03-09", level="high")
    return case


def words(refused: Any) -> str:
    return str(refused.value)


class TestLawfulBasis:
    @pytest.mark.parametrize("kind", ["police_enquiry", "childrens_services_enquiry", "periodic_police_enquiry"])
    def test_gu_43_pf_13_1a_no_request_is_sent_without_its_lawful_basis(self, kind: str) -> None:
        case = order_made()
        if kind == "periodic_police_enquiry":
            case.done("police_enquiry", "2026-03-02 12:00")
        with pytest.raises(Refused, match=r"\(GU-43\)") as refused:
            case.done(kind, "2026-03-03", lawful_basis=None)
        assert clauses(refused.value) == {"PF-13.1a"}
        assert case.done(kind, "2026-03-03").receipt.closed

    @pytest.mark.parametrize("kind", ["programme_referral", "daso_referral"])
    def test_gu_43_nor_a_referral_made(self, kind: str) -> None:
        case = order_made(programme="bbr")
        with pytest.raises(Refused, match=r"\(GU-43\)"):
            case.done(kind, "2026-03-03", lawful_basis=None)
        assert case.done(kind, "2026-03-03", lawful_basis="legal_obligation").receipt.closed

    def test_gu_43_nor_anybody_told_of_a_rise_in_risk(self) -> None:
        case = escalated()
        with pytest.raises(Refused, match=r"\(GU-43\)"):
            case.done("escalation", "2026-03-09", lawful_basis=None)
        with pytest.raises(Refused, match=r"\(GU-43\)"):
            case.done("escalation", "2026-03-09", lawful_basis="it seemed fine")
        assert case.done("escalation", "2026-03-09", lawful_basis="vital_interests").receipt.closed


class TestWhatMayNotBeWritten:
    @pytest.mark.parametrize(
        ("written", "guard", "clause"),
        [
            ("from the minutes of the MAPPA meeting: police to visit weekly", "GU-07", "PF-13.3a"),
            ("MAPPA level 2 minutes attached", "GU-07", "PF-13.3a"),
            ("the VLO says she is afraid of him", "GU-08", "PF-13.3a"),
            ("the victim liaison officer told us where she goes on Sundays", "GU-10", "PF-13.3a"),
            ("as the Victim Contact Report puts it", "GU-09", "PF-17.6c"),
        ],
    )
    def test_gu_07_gu_08_gu_09_gu_10_pf_17_6a_not_in_any_text(self, written: str, guard: str, clause: str) -> None:
        case = escalated()
        tries: tuple[Callable[[], Outcome], ...] = (
            lambda: case.done("escalation", "2026-03-09", measures=written),
            lambda: case.waive("home_visit", "2026-03-09", written),
            lambda: case.decided("disclosure_method", "informal", "2026-03-09", rationale=written),
            lambda: case.ask("close_case", "2026-03-09", reasons={"d1": written}),
        )
        for attempt in tries:
            with pytest.raises(Refused, match=guard) as refused:
                attempt()
            assert clauses(refused.value) == {clause}

    @pytest.mark.parametrize(
        "written", ["MAPPA meets on 4 May", "met the VLO", "the victim is in the VCS", "minutes late"]
    )
    def test_a_pointer_is_no_content(self, written: str) -> None:
        assert escalated().done("escalation", "2026-03-09", measures=written).receipt.closed

    @pytest.mark.parametrize(
        "written", ["address watched, pending MARAC", "IDVA contact on hold until the MARAC meets"]
    )
    def test_gu_20_protective_action_does_not_wait_for_a_marac(self, written: str) -> None:
        case = escalated()
        with pytest.raises(Refused, match=r"\(GU-20\)") as refused:
            case.done("escalation", "2026-03-09", measures=written)
        assert clauses(refused.value) == {"PF-15.13a"}
        done = case.done(
            "escalation", "2026-03-09", measures=written, marac_wait_reason="she asks us to wait until then"
        )
        assert done.receipt.closed

    def test_a_marac_that_nothing_waits_for_may_be_named(self) -> None:
        done = escalated().done("escalation", "2026-03-09", measures="locks changed today; MARAC told of it")
        assert done.receipt.closed

    def test_gu_20_it_stands_at_every_duty_of_protective_action(self) -> None:
        case = settled_order()
        case.report("imminent_risk", "2026-03-09", person="victim-1")
        with pytest.raises(Refused, match=r"\(GU-20\)"):
            case.done("immediate_disclosure", "2026-03-09", contingency="awaiting the MARAC")
        with pytest.raises(Refused, match=r"\(GU-20\)"):
            order_made().done("residence", "2026-03-03", protective_action="to be agreed, subject to MARAC")


class TestSensitivity:
    def test_gu_12_pf_15_15c_what_mentions_a_marac_is_marked_sensitive(self) -> None:
        case = settled_order()
        outcome = case.done("purposeful_contact", "2026-03-09", purpose="the plan")
        assert sensitivity(outcome) == {"ordinary"}
        assert sensitivity(outcome, "duties") == {"ordinary"}
        outcome = case.done("purposeful_contact", "2026-03-16", purpose="the plan, and what the Marac asked")
        assert sensitivity(outcome) == {"sensitive"}
        closed = [r for r in outcome.rows if r["table"] == "duties" and r["state"] == "done"]
        assert {r["sensitivity"] for r in closed} == {"sensitive"}

    def test_gu_12_so_is_a_notice_that_does(self) -> None:
        case = settled_order()
        case.report("domestic_abuse_incident", "2026-03-09", kind="arrest", victim="victim-1")
        case.until("2026-03-11 12:00")
        rows = [r for o in case.outcomes for r in o.rows if r["table"] == "notices"]
        about_marac = [r for r in rows if "MARAC" in r["about"]]
        assert about_marac and {r["sensitivity"] for r in about_marac} == {"sensitive"}

    def test_gu_13_pf_13_2b_a_request_or_a_reply_marked_sensitive_is_recorded_so(self) -> None:
        case = order_made()
        sent = case.done("police_enquiry", "2026-03-03", sensitive=True)
        assert sensitivity(sent) == {"sensitive"}
        told = case.report("enquiry_answered", "2026-03-04", agency="police", about="person", area="national",
                           sensitive=True)  # fmt: skip
        assert sensitivity(told) == {"sensitive"}
        open_reply = case.report("enquiry_answered", "2026-03-05", agency="childrens_services", about="person")
        assert sensitivity(open_reply) == {"ordinary"}

    def test_st_14_a_decision_to_disclose_and_its_reasons_are_sensitive(self) -> None:
        case = settled_order()
        case.report("new_relationship", "2026-03-09", partner="partner-1")
        made = case.decided(
            "disclosure", "disclose", "2026-03-10", rationale="two past victims", privacy_outweighed=True
        )
        assert sensitivity(made, "decisions") == {"sensitive"}

    def test_what_could_not_be_read_may_be_anything(self) -> None:
        case = settled_order()
        outcome = case.send({"kind": "unread", "unread_id": "unread-1", "came": {"x": 1}}, "2026-03-09")
        assert sensitivity(outcome) == {"sensitive"}

    def test_every_duty_is_as_sensitive_as_the_catalogue_rows_it_answers(self) -> None:
        for clause in CLAUSES.values():
            if clause.home.kind in {Kind.DUTY, Kind.EVIDENCE} and clause.sensitivity is not Sensitivity.ORDINARY:
                assert of_kind(clause.home.name) is not Sensitivity.ORDINARY, clause.id


class TestThirdParties:
    def test_ev_34_pf_13_2a_what_an_agency_tells_us_is_recorded_and_opens_nothing(self) -> None:
        outcome = settled_order().report("third_party_information", "2026-03-09", agency="housing", kept_at="contact-1")
        assert not outcome.receipt.opened
        assert [r["type"] for r in outcome.rows if r["table"] == "events"] == ["third_party_information"]

    def test_ev_34_it_opens_a_review_when_it_is_significant(self) -> None:
        case = on_licence()
        outcome = case.report("third_party_information", "2026-03-09", agency="housing", kept_at="contact-1",
                              significant=True, sensitive=True)  # fmt: skip
        assert kinds(outcome.receipt.opened) == {"review"}
        assert sensitivity(outcome) == {"sensitive"}

    def test_a_significant_reply_opens_one_too(self) -> None:
        case = order_made()
        case.done("police_enquiry", "2026-03-03")
        outcome = case.report("enquiry_answered", "2026-03-04", agency="police", about="person", area="national",
                              significant=True)  # fmt: skip
        assert kinds(outcome.receipt.opened) == {"review"}

    def test_pf_13_2a_the_request_and_the_reply_are_both_recorded(self) -> None:
        case = order_made()
        case.done("police_enquiry", "2026-03-03")
        case.report("enquiry_answered", "2026-03-04", agency="police", about="person", area="national")
        enquiry = case.case.enquiries["police/person"]
        assert (str(enquiry.sent_on), str(enquiry.answered_on), enquiry.settled) == ("2026-03-03", "2026-03-04", True)


def test_the_guards_on_information_are_in_the_register() -> None:
    assert {f"GU-{n}" for n in ("07", "08", "09", "10", "11", "12", "13", "20", "43")} <= set(GUARDS)
