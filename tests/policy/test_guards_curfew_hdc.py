"""The guards on a curfew and on an HDC address: GU-01 to GU-06, sections 6.6, 6.7 and 9.4 (AM-09, AM-10, AM-16)."""

from typing import Any

import pytest

from models.case import AddressState
from models.messages import MESSAGE, Asked
from models.roles import Role
from policy.decide import refusals
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, moment, sentenced

CLEAR: dict[str, Any] = {
    "address": "address-7",
    "would_live_with_victim": False,
    "confined_with_abuser": False,
    "occupier_spoken_to": True,
    "address_suitable": True,
}


def words(refused: Refused) -> str:
    return " ".join(r.words for r in refused.reasons)


class TestCurfew:
    def considered(self, *answered: str) -> Driven:
        case = Driven()
        case.open("court_report_requested", "2026-02-02")
        case.report("curfew_considered", "2026-02-03", address="address-7")
        for agency in answered:
            case.report("enquiry_answered", "2026-02-05", agency=agency, about="address-7", area="national")
        return case

    def test_clear_of_every_guard_it_may_be_proposed(self) -> None:
        outcome = self.considered("police", "childrens_services").ask("propose_curfew", "2026-02-06", **CLEAR)
        assert outcome.receipt.notes == ["propose curfew: allowed"]

    @pytest.mark.parametrize(
        ("answered", "named"),
        [((), ["police", "children's services"]), (("police",), ["children's services"]),
         (("childrens_services",), ["police"])],
    )  # fmt: skip
    def test_gu_01_am_09_either_reply_missing_blocks_it(self, answered: tuple[str, ...], named: list[str]) -> None:
        with pytest.raises(Refused, match="GU-01") as refused:
            self.considered(*answered).ask("propose_curfew", "2026-02-06", **CLEAR)
        assert clauses(refused.value) == {"PF-6.7d"}
        assert [r.words.partition(" information")[0] for r in refused.value.reasons] == named

    def test_gu_01_a_refused_reply_is_no_reply(self) -> None:
        case = self.considered("childrens_services")
        case.report("enquiry_answered", "2026-02-05", agency="police", about="address-7", outcome="refused")
        with pytest.raises(Refused, match="GU-01"):
            case.ask("propose_curfew", "2026-02-06", **CLEAR)

    def test_gu_01_replies_about_another_address_do_not_do(self) -> None:
        case = self.considered("police", "childrens_services")
        with pytest.raises(Refused, match="address-8"):
            case.ask("propose_curfew", "2026-02-06", **{**CLEAR, "address": "address-8"})

    @pytest.mark.parametrize(
        ("answer", "guard", "clause"),
        [
            ({"would_live_with_victim": True}, "GU-02", "PF-6.7d"),
            ({"would_live_with_victim": None}, "GU-02", "PF-6.7d"),
            ({"confined_with_abuser": True}, "GU-03", "section 6.6"),  # AM-10
            ({"confined_with_abuser": None}, "GU-03", "section 6.6"),
            ({"occupier_spoken_to": False}, "main occupier", "PF-6.7b"),
            ({"address_suitable": False}, "suitable", "PF-6.7c"),
            ({"address_suitable": None}, "suitable", "PF-6.7c"),
        ],
    )
    def test_each_answer_blocks_it_and_silence_does_too(self, answer: dict[str, Any], guard: str, clause: str) -> None:
        with pytest.raises(Refused, match=guard) as refused:
            self.considered("police", "childrens_services").ask("propose_curfew", "2026-02-06", **{**CLEAR, **answer})
        assert clauses(refused.value) == {clause}

    def test_every_reason_is_given_at_once(self) -> None:
        with pytest.raises(Refused) as refused:
            self.considered().ask("propose_curfew", "2026-02-06", address="address-7")
        assert clauses(refused.value) == {"PF-6.7b", "PF-6.7c", "PF-6.7d", "section 6.6"}
        assert {r.field for r in refused.value.reasons} == {
            "address", "would_live_with_victim", "confined_with_abuser", "occupier_spoken_to", "address_suitable",
        }  # fmt: skip


class TestHdc:
    def proposed(self, *answered: str) -> Driven:
        case = sentenced("2026-09-01", dates={"hdc_eligibility": "2026-06-01"})
        case.report("hdc_address_proposed", "2026-03-03", address="address-7")
        for agency in answered:
            case.report("enquiry_answered", "2026-03-05", agency=agency, about="address-7", area="national")
        return case

    def checked(self, **answers: Any) -> Driven:
        case = self.proposed("police", "childrens_services")
        case.done("hdc_address_check", "2026-03-09", **answers)
        return case

    def approve(self, case: Driven) -> None:
        case.ask("approve_hdc_address", "2026-03-10", address="address-7")

    def state(self, case: Driven) -> AddressState:
        return case.case.hdc["address-7"].state

    def test_ev_51_an_address_put_forward_opens_its_checks(self) -> None:
        case = self.proposed()
        assert {d.kind for d in case.case.open_duties if d.subject == "address-7"} == {
            "hdc_address_check",
            "police_enquiry",
            "childrens_services_enquiry",
        }
        assert case.due("hdc_address_check") == "2026-03-20"  # two replies, twelve working days, and a day

    def test_clear_of_every_guard_it_is_approved_once(self) -> None:
        case = self.checked()
        self.approve(case)
        assert self.state(case) is AddressState.APPROVED
        with pytest.raises(Refused, match="already approved"):
            self.approve(case)

    def test_silence_is_never_an_approval(self) -> None:
        with pytest.raises(Refused) as refused:
            self.approve(self.proposed())
        assert clauses(refused.value) == {"PF-9.4a", "PF-9.4b", "PF-9.4c", "section 9.4"}
        for guard in ("GU-04", "GU-05", "GU-06"):
            assert guard in words(refused.value)

    def test_gu_04_without_the_occupiers_consent_it_is_refused(self) -> None:
        case = self.checked(occupier_consent="refused", decision="refuse")
        assert self.state(case) is AddressState.REFUSED
        with pytest.raises(Refused, match="GU-04") as refused:
            self.approve(case)
        assert "PF-9.4c" in clauses(refused.value)

    def test_am_16_an_address_with_no_main_occupier_needs_no_consent(self) -> None:
        self.approve(self.checked(occupier_consent="no_occupier"))

    @pytest.mark.parametrize("approved", [True, False])
    def test_gu_04_consent_withdrawn_refuses_an_address_even_an_approved_one(self, approved: bool) -> None:
        case = self.checked()
        if approved:
            self.approve(case)
        outcome = case.report("consent_withdrawn", "2026-03-11", address="address-7")
        assert (self.state(case), case.case.processes["hdc_address/address-7"]) == (AddressState.REFUSED, "refused")
        assert [n.to_role for n in outcome.receipt.notices] == [Role.SPO]
        with pytest.raises(Refused, match="GU-04"):
            self.approve(case)

    def test_gu_04_consent_withdrawn_while_it_is_checked_ends_the_check(self) -> None:
        case = self.proposed()
        outcome = case.report("consent_withdrawn", "2026-03-04", address="address-7")
        assert {d.kind for d in outcome.receipt.closed} == {"hdc_address_check"}
        unknown = case.report("consent_withdrawn", "2026-03-04 11:00", address="address-8")
        assert unknown.receipt.flags and not unknown.receipt.notices

    def test_gu_06_a_risk_to_somebody_there_refuses_it(self) -> None:
        case = self.checked(risk_to_others=True, decision="refuse")
        assert self.state(case) is AddressState.REFUSED
        with pytest.raises(Refused, match="GU-06"):
            self.approve(case)

    def test_de_13_refused_by_choice_it_is_not_approved(self) -> None:
        case = self.checked(decision="refuse")
        assert self.state(case) is AddressState.REFUSED
        with pytest.raises(Refused) as refused:
            self.approve(case)
        assert clauses(refused.value) == {"DE-13"}

    @pytest.mark.parametrize(
        ("answered", "field", "clause"),
        [("police", "childrens_services_reviewed", "PF-9.4b"), ("childrens_services", "police_reviewed", "PF-9.4a")],
    )
    def test_gu_05_a_reply_that_has_not_come_cannot_have_been_reviewed(
        self, answered: str, field: str, clause: str
    ) -> None:
        """Were the check taken as done now, the reply could never be reviewed later, and no approval could follow."""
        case = self.proposed(answered)
        with pytest.raises(Refused) as refused:
            case.done("hdc_address_check", "2026-03-09")
        assert [(r.field, r.clause) for r in refused.value.reasons] == [(field, clause)]

    def test_gu_05_obtained_is_not_yet_reviewed(self) -> None:
        with pytest.raises(Refused) as refused:
            self.proposed("police", "childrens_services").done("hdc_address_check", "2026-03-09", police_reviewed=False)
        assert clauses(refused.value) == {"PF-9.4a"}

    def test_an_address_that_is_ruled_out_needs_no_replies(self) -> None:
        case = self.proposed()
        case.done("hdc_address_check", "2026-03-04", risk_to_others=True, decision="refuse", police_reviewed=False,
                  childrens_services_reviewed=False)  # fmt: skip
        assert "hdc_address_check" not in case.kinds

    def test_an_address_nobody_put_forward_is_refused(self) -> None:
        with pytest.raises(Refused, match="no address address-9 has been put forward"):
            self.checked().ask("approve_hdc_address", "2026-03-10", address="address-9")

    def test_after_release_there_is_nothing_to_approve(self) -> None:
        case = self.checked()
        case.report("released", "2026-03-10", kind="hdc")
        with pytest.raises(Refused, match="while the person is in custody"):
            self.approve(case)

    @pytest.mark.parametrize(
        ("field", "clause"),
        [("occupier_consent", "PF-9.4c"), ("distress_considered", "PF-9.4d"), ("coercion_considered", "PF-9.4e"),
         ("adults_or_children_there", "PF-9.4f"), ("risk_to_others", "GU-06"), ("police_reviewed", "PF-9.4a"),
         ("childrens_services_reviewed", "PF-9.4b"), ("decision", "DE-13")],
    )  # fmt: skip
    def test_each_check_is_evidence(self, field: str, clause: str) -> None:
        with pytest.raises(Refused) as refused:
            self.checked(**{field: None})
        assert clauses(refused.value) == {clause}


def test_refusals_without_deciding_are_the_same_as_those_of_deciding() -> None:
    """The workflow asks first, so that a refused request enters no history."""
    case = TestHdc().proposed()
    asked = {"type": "approve_hdc_address", "request_id": "asked-1", "asked_at": moment("2026-03-10").isoformat(),
             "asked_by": "staff-1", "role": "spo", "address": "address-7"}  # fmt: skip
    message = MESSAGE.validate_python({"kind": "asked", "request": asked})
    assert isinstance(message, Asked)
    with pytest.raises(Refused) as refused:
        case.ask("approve_hdc_address", "2026-03-10", address="address-7")
    assert refusals(case.state, message.request) == refused.value.reasons
