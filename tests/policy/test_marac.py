"""MARAC as a process: sections 15.11 to 15.17 (EV-22, EV-29, EV-32, DE-25, DE-26, GU-11, GU-12)."""

from typing import Any

import pytest
from pydantic import ValidationError

from models.events import EVENT
from policy.refusal import Refused
from policy.sensitivity import of_event, of_kind
from tests.policy.driving import Driven, clauses, kinds, order_made, settled_order


def called(**status: Any) -> Driven:
    """A MARAC called on Monday 9 March for Thursday the 26th."""
    case = settled_order()
    if status:
        case.report("mappa_status", "2026-03-06", **status)
    case.report("marac_meeting", "2026-03-09", meeting="marac-1", meets_on="2026-03-26", about="victim-1")
    return case


class TestReferral:
    def test_ev_32_pf_15_14b_high_risk_to_somebody_identifiable_has_a_referral_considered(self) -> None:
        case = settled_order()
        outcome = case.report("high_risk_to_person", "2026-03-09", person="victim-1")
        assert kinds(outcome.receipt.opened) == {"marac_decision"}
        assert (case.duty("marac_decision").subject, case.due("marac_decision")) == ("victim-1", "2026-03-16")

    @pytest.mark.parametrize("option", ["refer", "re_refer"])
    def test_de_26_pf_15_13b_a_referral_decided_on_is_made_with_a_reference(self, option: str) -> None:
        case = settled_order()
        case.report("high_risk_to_person", "2026-03-09", person="victim-1")
        outcome = case.decided("marac", option, "2026-03-10")
        assert kinds(outcome.receipt.opened) == {"marac_referral"}
        assert case.due("marac_referral") == "2026-03-12"
        with pytest.raises(Refused):
            case.done("marac_referral", "2026-03-11", reference=None)
        case.done("marac_referral", "2026-03-11")
        assert case.case.processes["marac_referral/victim-1"] == "referred"

    def test_de_26_not_to_refer_ends_it(self) -> None:
        case = settled_order()
        case.report("high_risk_to_person", "2026-03-09", person="victim-1")
        outcome = case.decided("marac", "not_referred", "2026-03-10")
        assert not outcome.receipt.opened
        assert case.case.processes["marac_referral/victim-1"] == "not referred"

    def test_pf_15_14a_whether_it_has_been_at_marac_is_found_out_and_held(self) -> None:
        case = order_made()
        with pytest.raises(Refused) as refused:
            case.done("start_checks", "2026-03-03", been_at_marac=None)
        assert clauses(refused.value) == {"PF-15.14a"}
        assert case.case.marac.been_there is None
        case.done("start_checks", "2026-03-03", been_at_marac=True)
        assert case.case.marac.been_there is True

    def test_until_it_is_known_whoever_considers_a_referral_is_told_to_find_out(self) -> None:
        asked = order_made().report("high_risk_to_person", "2026-03-03", person="victim-1")
        assert any("been at MARAC" in note for note in asked.receipt.notes)
        known = settled_order().report("high_risk_to_person", "2026-03-09", person="victim-1")
        assert not known.receipt.notes


class TestMeeting:
    def test_ev_29_pf_15_14c_we_take_part_by_the_day_it_meets(self) -> None:
        case = called()
        assert kinds(case.outcomes[-1].receipt.opened) == {"marac_part"}
        assert case.due("marac_part") == "2026-03-26"

    @pytest.mark.parametrize(
        ("field", "clause"),
        [("took_part", "PF-15.14c"), ("registration", "PF-15.14g"), ("recorded_at", "PF-15.15b")],
    )
    def test_pf_15_14c_pf_15_14g_pf_15_15b_with_the_register_and_the_pointer(self, field: str, clause: str) -> None:
        case = called()
        with pytest.raises(Refused) as refused:
            case.done("marac_part", "2026-03-26", **{field: None})
        assert clauses(refused.value) == {clause}
        case.done("marac_part", "2026-03-26")
        assert case.case.processes["marac_meeting/marac-1"] == "taken part"

    def test_pf_15_14d_a_marac_is_told_of_mappa_where_the_person_is_under_it(self) -> None:
        case = called(category="category_2", level=1)
        with pytest.raises(Refused) as refused:
            case.done("marac_part", "2026-03-26", told_of_mappa=None)
        assert clauses(refused.value) == {"PF-15.14d"}
        assert case.done("marac_part", "2026-03-26").receipt.closed
        assert called().done("marac_part", "2026-03-26", told_of_mappa=None).receipt.closed

    def test_ev_29_a_meeting_that_is_put_off_has_the_new_day(self) -> None:
        case = called()
        case.report("marac_meeting", "2026-03-16", meeting="marac-1", meets_on="2026-04-09")
        assert case.due("marac_part") == "2026-04-09"
        assert case.case.processes["marac_meeting/marac-1"] == "to take part"

    def test_ev_29_the_same_meeting_told_again_opens_nothing(self) -> None:
        case = called()
        again = case.report("marac_meeting", "2026-03-10", meeting="marac-1", meets_on="2026-03-26")
        assert not again.receipt.opened and not again.receipt.joined
        held = case.report("marac_meeting", "2026-03-26", meeting="marac-1", meets_on="2026-03-26", held=True)
        assert not held.receipt.opened
        assert case.case.marac.been_there

    def test_ev_29_a_meeting_first_heard_of_once_held_is_still_answered_for(self) -> None:
        case = settled_order()
        case.report("marac_meeting", "2026-03-10", meeting="marac-1", meets_on="2026-03-05", held=True)
        assert case.due("marac_part") == "2026-03-10"
        case.done("marac_part", "2026-03-10", took_part="not_told_in_time")


class TestActions:
    def test_ev_29_pf_15_14e_an_action_is_due_on_the_day_the_marac_set(self) -> None:
        case = called()
        case.report("marac_action", "2026-03-26", action="action-1", due_on="2026-04-15")
        case.report("marac_action", "2026-03-26 11:00", action="action-2")
        assert case.due("marac_action", "action-1") == "2026-04-15"
        assert case.due("marac_action", "action-2") == "2026-04-13"  # ten working days: a project default
        again = case.report("marac_action", "2026-03-27", action="action-1", due_on="2026-04-15")
        assert not again.receipt.opened

    @pytest.mark.parametrize(("field", "clause"), [("recorded_at", "PF-15.14e"), ("coordinator_told_on", "PF-15.14f")])
    def test_pf_15_14e_pf_15_14f_it_is_done_once_the_coordinator_has_been_told(self, field: str, clause: str) -> None:
        case = called()
        case.report("marac_action", "2026-03-26", action="action-1", due_on="2026-04-15")
        with pytest.raises(Refused) as refused:
            case.done("marac_action", "2026-04-01", **{field: None})
        assert clauses(refused.value) == {clause}
        case.done("marac_action", "2026-04-01")
        assert case.case.processes["marac_action/action-1"] == "done, co-ordinator told"

    def test_pf_15_11a_our_own_actions_in_time_are_a_standing_expectation(self) -> None:
        case = called()
        assert "marac_actions" not in _standing(case)
        case.report("marac_action", "2026-03-26", action="action-1", due_on="2026-04-15")
        assert _standing(case)["marac_actions"] is True
        case.strike("2026-04-17")
        assert _standing(case)["marac_actions"] is False


class TestBothForums:
    def test_pf_15_14h_pf_15_14i_pf_15_4a_partners_are_told_once_that_both_are_in_place(self) -> None:
        case = called()
        outcome = case.report("mappa_status", "2026-03-10", category="category_2", level=2)
        assert kinds(outcome.receipt.opened) == {"mappa_and_marac"}
        for field, clause in (("partners_told", "PF-15.14h"), ("agencies_in_mappa", "PF-15.14i")):
            with pytest.raises(Refused) as refused:
                case.done("mappa_and_marac", "2026-03-11", **{field: None})
            assert clauses(refused.value) == {clause}
        assert _standing(case)["forums_linked"] is False
        case.done("mappa_and_marac", "2026-03-11")
        assert _standing(case)["forums_linked"] is True
        again = case.report("mappa_status", "2026-04-13", category="category_2", level=3)
        assert "mappa_and_marac" not in kinds(again.receipt.opened)

    def test_pf_15_14h_whichever_comes_second(self) -> None:
        case = called(category="category_2", level=2)
        assert kinds(case.outcomes[-1].receipt.opened) == {"marac_part", "mappa_and_marac"}

    def test_pf_15_14h_a_level_of_our_own_deciding_too(self) -> None:
        case = called()
        case.report("serial_abuse_or_stalking", "2026-03-10", evidence_of="stalking")
        outcome = case.decided("mappa", "level_2", "2026-03-11")
        assert kinds(outcome.receipt.opened) == {"mappa_and_marac"}

    def test_one_forum_has_nothing_to_link(self) -> None:
        assert "forums_linked" not in _standing(called())


class TestLifer:
    def lifer(self) -> Driven:
        """A life licence, the past killing of a partner, and a new relationship on 9 March (EV-22)."""
        case = Driven()
        case.open("sentence_passed", "2026-01-05", {"killed_partner": True}, kind="indeterminate")
        case.report("practitioner_allocated", "2026-01-05", practitioner="com-1", holder="community_practitioner")
        case.report("released", "2026-03-02", kind="life_licence")
        case.report("new_relationship", "2026-03-09", partner="partner-1")
        return case

    def test_ev_22_pf_15_17a_pf_15_17b_pf_15_17c_the_forum_is_decided_on(self) -> None:
        case = self.lifer()
        assert case.duty("new_partner", "partner-1").grave
        assert case.case.processes["lifer_forum/partner-1"] == "to decide with the partner's details"
        case.decided("lifer_forum", "neither", "2026-03-10", subject="partner-1", rationale="as discussed",
                     manager_discussed_with="spo-1")  # fmt: skip

    @pytest.mark.parametrize(
        ("option", "opens", "state"),
        [
            ("mappa_2_3", {"mappa_decision"}, "to MAPPA"),
            ("marac", {"marac_referral"}, "to MARAC"),
            ("neither", set(), "neither"),
        ],
    )
    def test_de_25_what_was_decided_is_followed_through(self, option: str, opens: set[str], state: str) -> None:
        case = self.lifer()
        outcome = case.decided("lifer_forum", option, "2026-03-10", subject="partner-1", rationale="as discussed",
                               manager_discussed_with="spo-1")  # fmt: skip
        assert kinds(outcome.receipt.opened) == opens
        assert case.case.processes["lifer_forum/partner-1"] == state

    def test_ev_22_nobody_else_has_a_lifer_forum(self) -> None:
        case = settled_order()
        case.report("new_relationship", "2026-03-09", partner="partner-1")
        assert "lifer_forum/partner-1" not in case.case.processes


def test_gu_11_pf_15_15d_gu_12_st_08_nothing_of_a_marac_can_be_written_and_all_of_it_is_sensitive() -> None:
    said = {"type": "marac_meeting", "event_id": "e-1", "occurred_at": "2026-03-09T10:00:00Z", "meeting": "marac-1",
            "meets_on": "2026-03-26"}  # fmt: skip
    for field in ("minutes", "notes", "information"):
        with pytest.raises(ValidationError):
            EVENT.validate_python({**said, field: "she lives at her mother's"})
    for kind in ("marac_decision", "marac_referral", "marac_part", "marac_action", "mappa_and_marac", "start_checks"):
        assert of_kind(kind).value == "sensitive", kind
    for type in ("marac_meeting", "marac_action"):
        case = called()
        case.report("marac_action", "2026-03-26", action="action-1")
        rows = [r for o in case.outcomes for r in o.rows if r["table"] == "events" and r["type"] == type]
        assert rows and {r["sensitivity"] for r in rows} == {"sensitive"}
    assert of_event("mappa_status").value == "ordinary"


def _standing(case: Driven) -> dict[str, bool | None]:
    row = next(r for r in case.outcomes[-1].rows if r["table"] == "cases")
    found: dict[str, bool | None] = row["standing"]
    return found
