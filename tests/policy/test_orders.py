"""Protective orders: what breaks them is settled by the court's own dates (EV-08, EV-36, EV-37; INS-S13, INS-S27)."""

from typing import Any

import pytest

from models.risk import OrderState
from models.roles import Role
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, day, kinds, settled_order

BREACH = {"escalation", "mappa_decision", "enforcement_decision", "review", "home_visit"}


def protected(**made: Any) -> Driven:
    """A restraining order of Monday 9 March that protects victim-1."""
    case = settled_order()
    case.report("protective_order_made", "2026-03-09", order="order-1", protects=["victim-1"], **made)
    return case


def state(case: Driven) -> OrderState:
    return case.case.orders["order-1"].state


def test_ev_36_an_order_is_checked_every_28_days() -> None:
    """9 March + 28 days is 6 April; done on the 2nd, it is next due 28 days later, on the 30th (INS-P09)."""
    case = protected()
    assert case.due("order_check") == "2026-04-06"
    case.done("order_check", "2026-04-02")
    assert case.due("order_check") == "2026-04-30"


def test_ev_08_a_breach_is_graver_than_any_change() -> None:
    case = protected()
    outcome = case.report("order_breached", "2026-03-16", order="order-1", victim="victim-1")
    assert kinds(outcome.receipt.opened) == BREACH
    assert {case.due(k) for k in ("escalation", "mappa_decision", "review")} == {"2026-03-17"}
    with pytest.raises(Refused) as refused:
        case.done("escalation", "2026-03-16 15:00", told=["spo"])
    assert clauses(refused.value) == {"PF-11.5c"}  # the police are told
    with pytest.raises(Refused) as refused:
        case.done("review", "2026-03-17")
    assert clauses(refused.value) == {"PF-6.2a"}  # it may show stalking
    case.done("review", "2026-03-17", stalking_considered=True)


def test_ev_08_a_partner_who_was_the_victim_gets_a_disclosure_decision() -> None:
    case = protected()
    case.report("new_relationship", "2026-03-10", partner="victim-1")
    case.decided("disclosure", "disclose", "2026-03-11", rationale="she asked", privacy_outweighed=True)
    outcome = case.report("order_breached", "2026-03-16", order="order-1", victim="victim-1")
    assert "disclosure_decision" in kinds(outcome.receipt.opened)


class TestContact:
    def test_contact_while_the_order_forbids_it_is_a_breach(self) -> None:
        case = protected()
        outcome = case.report("contact_with_protected_person", "2026-03-16", person="victim-1")
        assert kinds(outcome.receipt.opened) == {*BREACH, "police_enquiry", "childrens_services_enquiry"}
        assert len(case.case.orders["order-1"].breaches) == 1

    def test_contact_with_somebody_else_is_only_recorded(self) -> None:
        outcome = protected().report("contact_with_protected_person", "2026-03-16", person="cousin-1")
        assert not outcome.receipt.opened

    def test_ins_s13_contact_before_the_variation_is_a_breach_and_after_it_is_not(self) -> None:
        """Varied on 20 April. Told on the 21st of contact on the 19th: a breach, however late we hear."""
        case = protected()
        case.report("order_varied", "2026-04-20", order="order-1", contact_allowed=True)
        before = case.report("contact_with_protected_person", "2026-04-21", happened="2026-04-19", person="victim-1")
        assert "escalation" in kinds(before.receipt.opened)
        after = case.report("contact_with_protected_person", "2026-04-22", person="victim-1")
        assert not after.receipt.opened
        assert after.receipt.notes == ["no order forbade this contact on that day: recorded, no breach"]

    def test_an_application_to_vary_changes_nothing_about_what_is_forbidden(self) -> None:
        case = protected()
        outcome = case.report("order_variation_applied", "2026-04-13", order="order-1")
        assert kinds(outcome.receipt.opened) == {"review", "police_enquiry", "childrens_services_enquiry"}
        assert case.due("review") == "2026-04-15"  # two working days
        contact = case.report("contact_with_protected_person", "2026-04-14", person="victim-1")
        assert "escalation" in kinds(contact.receipt.opened)

    def test_ins_s13_behind_an_application_the_daso_is_asked_within_two_days(self) -> None:
        """Due on 6 April by its own interval; the application of Monday 16 March brings it to the 18th."""
        case = settled_order(programme="bbr")
        case.report("protective_order_made", "2026-03-09", order="order-1", protects=["victim-1"])
        case.report("order_variation_applied", "2026-03-16", order="order-1")
        assert case.due("daso_contact") == "2026-03-18"

    @pytest.mark.parametrize(
        ("said", "noted"), [({"contact_allowed": True}, 1), ({"contact_allowed": False}, 1), ({}, 0)]
    )
    def test_what_a_court_changed_is_reviewed(self, said: dict[str, Any], noted: int) -> None:
        outcome = protected().report("order_varied", "2026-04-20", order="order-1", **said)
        assert kinds(outcome.receipt.opened) == {"review"}
        assert len(outcome.receipt.notes) == noted

    def test_ins_s13_contact_allowed_and_later_forbidden_again_is_a_breach_once_more(self) -> None:
        """Allowed from 20 April, forbidden again from 11 May: only what came between is none, however told."""
        terms = (("2026-04-20", True), ("2026-05-11", False))
        for told in (terms, terms[::-1]):
            case = protected()
            for since, allowed in told:
                case.report("order_varied", "2026-05-11", happened=since, order="order-1", contact_allowed=allowed)
            for contact, breached in (("2026-04-19", True), ("2026-04-20", False), ("2026-05-10", False),
                                      ("2026-05-11", True), ("2026-05-12", True)):  # fmt: skip
                assert case.case.orders["order-1"].forbids_contact_on(day(contact)) is breached
            outcome = case.report("contact_with_protected_person", "2026-05-12", person="victim-1")
            assert "escalation" in kinds(outcome.receipt.opened)

    def test_a_variation_that_says_nothing_of_contact_leaves_it_as_it_was(self) -> None:
        case = protected()
        case.report("order_varied", "2026-04-20", order="order-1", contact_allowed=True)
        case.report("order_varied", "2026-05-11", order="order-1", ends_on="2027-03-31")
        contact = case.report("contact_with_protected_person", "2026-05-12", person="victim-1")
        assert not contact.receipt.opened

    def test_contact_after_the_order_expired_is_no_breach(self) -> None:
        case = protected(ends_on="2026-04-10")
        last_day = case.report("contact_with_protected_person", "2026-04-13", happened="2026-04-10 23:00",
                               person="victim-1")  # fmt: skip
        assert "escalation" in kinds(last_day.receipt.opened)
        after = case.report("contact_with_protected_person", "2026-04-14", happened="2026-04-11", person="victim-1")
        assert not after.receipt.opened


def test_an_order_expires_by_date_and_is_no_longer_checked() -> None:
    case = protected(ends_on="2026-03-31")
    case.strike("2026-03-31 23:59")
    assert state(case) is OrderState.IN_FORCE
    case.strike("2026-04-01 00:00")
    assert state(case) is OrderState.EXPIRED
    assert case.closed("order_check").closed.reason == "the order has expired"  # type: ignore[union-attr]


def test_an_expired_order_that_a_court_extends_is_checked_again() -> None:
    case = protected(ends_on="2026-03-31")
    case.strike("2026-04-01 00:00")
    case.report("order_varied", "2026-04-13", order="order-1", ends_on="2027-03-31")
    assert case.due("order_check") == "2026-05-11"
    assert state(case) is OrderState.VARIED


def test_a_revoked_order_is_reviewed_and_no_longer_checked() -> None:
    case = protected()
    outcome = case.report("order_revoked", "2026-04-02", order="order-1")
    assert kinds(outcome.receipt.closed) == {"order_check"}
    assert kinds(outcome.receipt.opened) == {"review", "police_enquiry"}


class TestRegister:
    """One process for each order, wherever a court left it (EV-36)."""

    def process(self, case: Driven) -> str:
        return case.case.processes["protective_order/order-1"]

    def test_ev_36_it_follows_what_the_court_does(self) -> None:
        case = protected()
        assert self.process(case) == "in force"
        case.report("order_variation_applied", "2026-03-16", order="order-1")
        assert self.process(case) == "variation applied"
        case.report("order_varied", "2026-04-20", order="order-1", contact_allowed=True)
        assert self.process(case) == "varied"
        case.report("order_revoked", "2026-05-11", order="order-1")
        assert self.process(case) == "revoked"
        assert "order_check" not in case.kinds

    def test_its_last_day_ends_it_and_an_extension_begins_it_again(self) -> None:
        case = protected(ends_on="2026-03-31")
        case.strike("2026-04-01 00:00")
        assert self.process(case) == "expired"
        case.report("order_varied", "2026-04-13", order="order-1", ends_on="2027-03-31")
        assert self.process(case) == "varied"

    def test_each_order_has_its_own_and_the_end_of_supervision_ends_the_checks(self) -> None:
        case = protected()
        case.report("protective_order_made", "2026-03-10", order="order-2", protects=["victim-2"])
        case.report("order_revoked", "2026-03-11", order="order-2")
        assert self.process(case) == "in force"
        case.report("supervision_ended", "2026-09-01", what="order")
        assert self.process(case) == "no longer checked"
        assert case.case.processes["protective_order/order-2"] == "revoked"


class TestOutOfOrder:
    def test_the_making_told_after_the_revocation_revives_nothing(self) -> None:
        case = settled_order()
        revoked = case.report("order_revoked", "2026-04-02", order="order-1")
        assert "the case did not know of this order" in revoked.receipt.flags
        made = case.report("protective_order_made", "2026-04-03", happened="2026-01-12", order="order-1",
                           protects=["victim-1"])  # fmt: skip
        assert state(case) is OrderState.REVOKED
        assert "order_check" not in kinds(made.receipt.opened)
        contact = case.report("contact_with_protected_person", "2026-04-07", person="victim-1")
        assert not contact.receipt.opened

    def test_the_making_told_after_the_variation_keeps_what_the_court_allowed(self) -> None:
        case = settled_order()
        case.report("order_varied", "2026-04-02", order="order-1", contact_allowed=True)
        case.report("protective_order_made", "2026-04-07", happened="2026-01-12", order="order-1",
                    protects=["victim-1"])  # fmt: skip
        contact = case.report("contact_with_protected_person", "2026-04-08", person="victim-1")
        assert not contact.receipt.opened

    def test_a_variation_told_after_the_revocation_does_not_bring_the_order_back(self) -> None:
        case = protected()
        case.report("order_revoked", "2026-04-02", order="order-1")
        late = case.report("order_varied", "2026-04-07", happened="2026-03-30", order="order-1")
        assert state(case) is OrderState.REVOKED
        assert "order_check" not in kinds(late.receipt.opened)
        assert any("revoked" in flag for flag in late.receipt.flags)

    def test_a_breach_of_an_order_nobody_told_us_of_is_kept_flagged_and_acted_on(self) -> None:
        outcome = settled_order().report("order_breached", "2026-03-16", order="order-9")
        assert outcome.receipt.flags == ["the case did not know of this order"]
        assert kinds(outcome.receipt.opened) == BREACH

    def test_the_same_order_found_twice_keeps_its_history(self) -> None:
        """EV-36: found by the POM, then by the community practitioner, who knows of a second protected person."""
        case = protected()
        case.report("order_breached", "2026-03-16", order="order-1")
        case.report("protective_order_made", "2026-03-23", happened="2026-03-01", order="order-1",
                    protects=["victim-2"], ends_on="2027-03-01")  # fmt: skip
        order = case.case.orders["order-1"]
        assert (order.protects, len(order.breaches)) == (["victim-1", "victim-2"], 1)
        assert (str(order.made_on), str(order.ends_on)) == ("2026-03-01", "2027-03-01")


def test_ins_p18_a_check_that_is_missed_goes_to_the_owner_and_two_weeks_later_to_the_spo() -> None:
    """Due on Easter Monday, 6 April: the owner the next morning, the SPO 14 days late, on the 20th."""
    case = protected()
    case.until("2026-05-01")
    check = case.duty("order_check").id
    heard = [(at, n.to_role) for at, n in case.told_about(check)]
    assert heard == [("2026-04-07 09:00", Role.COMMUNITY_PRACTITIONER), ("2026-04-20 09:00", Role.SPO)]
