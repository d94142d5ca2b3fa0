"""How work ends: done with typed evidence, waived with a reason by someone who may, cancelled by what happened."""

import pytest

from models.duties import DutyState
from models.roles import MANAGERS, Role
from policy.catalogue import RULES
from policy.refusal import Refused
from policy.rules import evidence_needed
from tests.policy.driving import clauses, order_made, sentenced, settled_order
from tests.policy.evidence import EVIDENCE


def test_done_keeps_who_when_and_with_what() -> None:
    case = order_made()
    case.done("residence", "2026-03-03 15:00", done_on="2026-03-02")
    closed = case.closed("residence")
    assert closed.state is DutyState.DONE
    assert closed.closed is not None
    assert (closed.closed.by, str(closed.closed.done_on), closed.closed.late) == ("staff-1", "2026-03-02", False)
    assert closed.closed.evidence["address"] == "address-1"


def test_late_is_judged_by_the_day_it_was_done_not_the_day_it_was_told() -> None:
    """Due on 3 March: done on the 3rd and told on the 9th is in time; done on the 4th is late."""
    in_time, late = order_made(), order_made()
    in_time.done("residence", "2026-03-09", done_on="2026-03-03")
    late.done("residence", "2026-03-09", done_on="2026-03-04")
    assert [case.closed("residence").closed.late for case in (in_time, late)] == [False, True]  # type: ignore[union-attr]


def test_evidence_is_typed_and_every_lack_is_named_at_once() -> None:
    with pytest.raises(Refused) as refused:
        order_made().done("residence", "2026-03-03", address="12 High Street", protective_action=None)
    assert {r.field for r in refused.value.reasons} == {"evidence.address", "evidence.protective_action"}


def test_what_the_form_does_not_ask_for_is_refused_with_what_it_does() -> None:
    with pytest.raises(
        Refused, match="not asked for here; the form has done_on, marac_wait_reason, address, protective_action"
    ):
        order_made().done("residence", "2026-03-03", postcode="SW1")


def test_a_day_still_to_come_is_refused() -> None:
    with pytest.raises(Refused, match="4 March 2026 is still to come"):
        order_made().done("residence", "2026-03-03", done_on="2026-03-04")


def test_done_twice_is_refused() -> None:
    case = order_made()
    duty = case.duty("residence").id
    case.done("residence", "2026-03-03")
    message = {"completion_id": "again-1", "duty": duty, "done_at": "2026-03-03T12:00:00Z", "done_by": "staff-1",
               "role": "spo", "evidence": EVIDENCE["residence"]}  # fmt: skip
    with pytest.raises(Refused, match="is already done"):
        case.send({"kind": "completed", "completion": message}, "2026-03-03 12:00")
    with pytest.raises(Refused, match="no duty d99"):
        case.send({"kind": "completed", "completion": {**message, "duty": "d99"}}, "2026-03-03 12:00")


@pytest.mark.parametrize(("kind", "words"), [("pom_allocation", "closes when the event itself is reported")])
def test_work_that_an_event_closes_takes_no_form(kind: str, words: str) -> None:
    case = sentenced("2027-03-01")
    case.report("received_into_custody", "2026-03-02 15:00", prison="prison-1")
    with pytest.raises(Refused, match=words):
        case.done(kind, "2026-03-03")


def test_every_rule_can_end_by_a_form_a_decision_or_an_event() -> None:
    """A duty that nothing closes would nag for ever."""
    by_event = {
        "pom_allocation", "police_reply", "childrens_services_reply", "adult_social_care_reply",
    }  # fmt: skip
    for kind, rule in RULES.items():
        ways = [rule.form is not None, rule.decided_by is not None, kind in by_event]
        assert ways.count(True) == 1, kind


def test_the_usual_evidence_is_a_whole_form_for_every_rule_that_has_one() -> None:
    for kind, rule in RULES.items():
        if rule.form is not None:
            rule.form.model_validate(EVIDENCE[kind])


def test_every_field_that_is_always_needed_says_what_it_answers_or_stands_for_itself() -> None:
    """The evidence columns of the catalogue: each clause of a rule's own form is one the rule answers."""
    for rule in RULES.values():
        assert rule.clauses, rule.kind
        for _name, about, _needed in evidence_needed(rule):
            assert "  " not in about


class TestWaiver:
    @pytest.mark.parametrize("role", sorted(MANAGERS))
    def test_a_manager_may_with_a_reason(self, role: Role) -> None:
        case = order_made()
        case.waive("start_checks", "2026-03-03", "done last week on the other case", role=role)
        closed = case.closed("start_checks")
        assert closed.state is DutyState.WAIVED
        assert closed.closed is not None
        assert (closed.closed.role, closed.closed.reason) == (role, "done last week on the other case")

    @pytest.mark.parametrize("role", sorted(set(Role) - MANAGERS))
    def test_nobody_else_may(self, role: Role) -> None:
        with pytest.raises(Refused, match="ask a manager"):
            order_made().waive("start_checks", "2026-03-03", "too busy", role=role)

    def test_some_work_nobody_may(self) -> None:
        kept = {kind for kind, rule in RULES.items() if not rule.waivable}
        assert {
            "disclosure_decision",
            "escalation",
            "immediate_disclosure",
            "after_disclosure",
            "daso_referral",
        } <= kept
        with pytest.raises(Refused) as refused:
            order_made(protective_bail_ended=True).waive("residence_after_bail", "2026-03-03", "known")
        assert clauses(refused.value) == {"PF-6.5k"}


class TestComesBack:
    def test_counted_from_the_day_it_was_done(self) -> None:
        """Done on Tuesday 10 March: 21 days on is Tuesday the 31st."""
        case = settled_order()
        case.done("purposeful_contact", "2026-03-12", done_on="2026-03-10")
        assert case.due("purposeful_contact") == "2026-03-31"

    def test_waived_it_comes_back_from_the_day_it_was_waived(self) -> None:
        case = settled_order()
        case.waive("purposeful_contact", "2026-03-12", "in hospital")
        assert case.due("purposeful_contact") == "2026-04-02"

    def test_it_stops_with_its_cause(self) -> None:
        case = settled_order()
        case.report("supervision_ended", "2026-03-12", what="order")
        assert not {"purposeful_contact", "periodic_police_enquiry"} & case.kinds

    def test_work_that_is_only_for_the_community_does_not_come_back_in_custody(self) -> None:
        case = sentenced("2026-04-20")
        case.report("protective_order_made", "2026-03-09", order="order-1", protects=["victim-1"])
        case.done("order_check", "2026-03-16")
        assert case.due("order_check") == "2026-04-13"  # an order is checked in custody too
        case.report("released", "2026-04-20")
        case.report("recalled", "2026-04-27")
        assert not {k for k in case.kinds if RULES[k].every is not None and RULES[k].community_only}


def test_gu_15_pf_7_5e_a_prisoner_who_is_a_risk_to_children_is_kept_from_them() -> None:
    case = sentenced("2027-03-01")
    case.report("received_into_custody", "2026-03-02 15:00", prison="prison-1")
    with pytest.raises(Refused) as refused:
        case.done("risk_from_custody", "2026-03-03", risk_to_children=True)
    assert clauses(refused.value) == {"PF-7.5e"}
    case.done("risk_from_custody", "2026-03-03", risk_to_children=True, child_contact_restricted=True)


def test_pf_18_12b_a_child_found_at_risk_at_the_start_is_referred() -> None:
    case = order_made()
    with pytest.raises(Refused) as refused:
        case.done("start_checks", "2026-03-03", child_at_risk=True, childrens_services_contacted=False)
    assert clauses(refused.value) == {"PF-18.12b"}
