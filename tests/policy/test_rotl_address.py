"""Addresses for overnight temporary release: checked as for HDC (AM-12, a project rule; GU-04 to GU-06)."""

from typing import Any

import pytest

from models.case import AddressState
from policy import defaults
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds, sentenced


def proposed(*answered: str) -> Driven:
    case = sentenced("2028-03-01")
    case.report("rotl_address_proposed", "2026-03-03", address="address-7")
    for agency in answered:
        case.report("enquiry_answered", "2026-03-05", agency=agency, about="address-7", area="national")
    return case


def checked(**answers: Any) -> Driven:
    case = proposed("police", "childrens_services")
    case.done("rotl_address_check", "2026-03-09", **answers)
    return case


def approve(case: Driven) -> None:
    case.ask("approve_rotl_address", "2026-03-10", address="address-7")


def test_am_12_a_rotl_address_opens_the_checks_of_an_hdc_address_and_says_whose_rule_it_is() -> None:
    case = sentenced("2028-03-01")
    outcome = case.report("rotl_address_proposed", "2026-03-03", address="address-7")
    assert kinds(outcome.receipt.opened) == {"rotl_address_check", "police_enquiry", "childrens_services_enquiry"}
    assert any("project rule" in note for note in outcome.receipt.notes)
    assert case.case.processes["rotl_address/address-7"] == "to check"


def test_am_12_clear_of_every_guard_it_is_approved() -> None:
    case = checked()
    approve(case)
    assert case.case.rotl["address-7"].state is AddressState.APPROVED
    assert case.case.processes["rotl_address/address-7"] == "approved"
    assert not case.case.hdc


def test_gu_04_gu_05_gu_06_silence_is_never_an_approval() -> None:
    with pytest.raises(Refused) as refused:
        approve(proposed())
    said = " ".join(r.words for r in refused.value.reasons)
    assert all(guard in said for guard in ("GU-04", "GU-05", "GU-06"))


@pytest.mark.parametrize(
    ("answer", "guard", "clause"),
    [({"occupier_consent": "refused"}, "GU-04", "PF-9.4c"), ({"risk_to_others": True}, "GU-06", "PF-9.4f"),
     ({"police_reviewed": False}, "GU-05", "PF-9.4a"), ({"childrens_services_reviewed": False}, "GU-05", "PF-9.4b")],
)  # fmt: skip
def test_an_address_the_guards_rule_out_cannot_be_found_fit(answer: dict[str, Any], guard: str, clause: str) -> None:
    with pytest.raises(Refused, match=guard) as refused:
        checked(**answer)
    assert clauses(refused.value) == {clause}


def test_refused_by_choice_it_is_not_approved_until_put_forward_again() -> None:
    case = checked(decision="refuse")
    assert case.case.rotl["address-7"].state is AddressState.REFUSED
    with pytest.raises(Refused) as refused:
        approve(case)
    assert clauses(refused.value) == {"DE-13"}
    case.report("rotl_address_proposed", "2026-03-11", address="address-7")
    assert "rotl_address_check" in case.kinds


def test_am_12_switched_off_it_asks_for_no_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(defaults, "ROTL_CHECKED_AS_HDC", False)
    case = sentenced("2028-03-01")
    outcome = case.report("rotl_address_proposed", "2026-03-03", address="address-8")
    assert not outcome.receipt.opened
    case.ask("approve_rotl_address", "2026-03-04", address="address-8")
