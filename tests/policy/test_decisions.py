"""Recorded decisions (DE-07, DE-17 to DE-19, DE-24 to DE-27, DE-29): options, reasons, what they complete."""

from typing import Any

import pytest

from models.decisions import DecisionKind
from policy.decisions import DECISIONS
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds, on_licence, sentenced, settled_order


def arrested() -> Driven:
    """Everything at once: a MARAC, a MAPPA and an enforcement decision, on a licence."""
    case = on_licence()
    case.report("domestic_abuse_incident", "2026-03-09", kind="arrest", victim="victim-1")
    return case


def test_every_kind_is_known_with_its_catalogue_id_and_clause() -> None:
    assert set(DECISIONS) == set(DecisionKind)
    assert {rule.id for rule in DECISIONS.values()} == {
        f"DE-{number:02}" for number in (3, 7, 12, 14, 15, 18, 19, 24, 25, 26, 27, 29, 32, 34, 36)
    }


@pytest.mark.parametrize(
    ("kind", "option", "given", "clause"),
    [
        ("mappa", "level_9", {}, "PF-15.9a"),
        ("enforcement", "none_with_reason", {}, "PF-16.16b"),
        ("enforcement", "recall", {}, "PF-16.16b"),
        ("children_at_risk", "no", {}, "PF-18.12a"),
        ("prison_child_contact", "calls", {}, "PF-7.5e"),
        ("lifer_forum", "marac", {"manager_discussed_with": "spo-1"}, "PF-15.17c"),  # no rationale
        ("lifer_forum", "marac", {"rationale": "as agreed"}, "PF-15.17c"),  # no manager
    ],
)
def test_a_decision_that_lacks_something_is_refused(kind: str, option: str, given: dict[str, Any], clause: str) -> None:
    case = arrested()
    before = case.state
    with pytest.raises(Refused) as refused:
        case.decided(kind, option, "2026-03-09 11:00", **given)
    assert clauses(refused.value) == {clause}
    assert case.state == before


def test_a_decision_completes_the_work_that_waited_for_it_and_keeps_what_was_chosen() -> None:
    case = arrested()
    outcome = case.decided("enforcement", "warning", "2026-03-10")
    assert kinds(outcome.receipt.closed) == {"enforcement_decision"}
    closed = case.closed("enforcement_decision").closed
    assert closed is not None
    assert closed.evidence == {"decision": outcome.receipt.message, "option": "warning"}
    assert [row["option"] for row in outcome.rows if row["table"] == "decisions"] == ["warning"]


def test_on_the_person_it_completes_whatever_else_it_mentions() -> None:
    case = arrested()
    case.decided("mappa", "level_2", "2026-03-10", subject="victim-1")
    case.decided("enforcement", "breach", "2026-03-10", subject="event-5")
    assert not {"mappa_decision", "enforcement_decision"} & case.kinds


def test_on_somebody_else_it_completes_only_what_is_about_them() -> None:
    case = arrested()
    other = case.decided("marac", "refer", "2026-03-10", subject="cousin-1")
    assert not other.receipt.closed
    assert other.receipt.notes == ["recorded; no open duty was waiting for this decision"]
    assert "marac_decision" in case.kinds
    case.decided("marac", "refer", "2026-03-10 12:00", subject="victim-1")
    assert "marac_decision" not in case.kinds


def test_late_is_judged_by_the_day_it_was_made() -> None:
    """The MAPPA decision is due on Tuesday 10 March."""
    in_time, late = arrested(), arrested()
    in_time.decided("mappa", "level_1", "2026-03-16", decided="2026-03-10")
    late.decided("mappa", "level_1", "2026-03-16", decided="2026-03-11")
    assert [c.closed("mappa_decision").closed.late for c in (in_time, late)] == [False, True]  # type: ignore[union-attr]


def test_a_decision_of_tomorrow_is_refused() -> None:
    with pytest.raises(Refused, match="11 March 2026 is still to come"):
        arrested().decided("mappa", "level_1", "2026-03-10", decided="2026-03-11")


class TestRecall:
    """GU-36, PF-16.17a: recall is for a licence only."""

    def test_on_licence_it_is_recorded_and_the_event_still_has_to_be_reported(self) -> None:
        outcome = arrested().decided("enforcement", "recall", "2026-03-09 12:00", rationale="nothing else will hold")
        assert outcome.receipt.notes == ["recall is asked for: report it as recalled when the licence is revoked"]
        assert outcome.receipt.stage == "licence"

    def test_on_an_order_on_supervision_and_in_custody_it_is_refused(self) -> None:
        supervised = on_licence()
        supervised.report("supervision_ended", "2026-03-09", what="licence",
                          followed_by_post_sentence_supervision=True)  # fmt: skip
        for case in (settled_order(), supervised, sentenced("2027-03-01")):
            with pytest.raises(Refused, match="GU-36") as refused:
                case.decided("enforcement", "recall", "2026-03-10", rationale="nothing else will hold")
            assert clauses(refused.value) == {"PF-16.17a"}


def test_pf_7_5e_a_childs_contact_in_prison_is_decided_with_a_reason() -> None:
    case = sentenced("2027-03-01")
    case.report("contact_with_children", "2026-03-09", children=["child-1"])
    case.decided("prison_child_contact", "none", "2026-03-10")
    assert "prison_child_contact_decision" not in case.kinds


def test_two_decisions_of_one_kind_stay_apart() -> None:
    case = settled_order()
    case.decided("disclosure_method", "dvds", "2026-03-09", subject="partner-1")
    case.decided("disclosure_method", "informal", "2026-03-10", subject="partner-2")
    assert [(d.option, d.subject) for d in case.case.decisions.values()] == [
        ("dvds", "partner-1"),
        ("informal", "partner-2"),
    ]


def test_de_18_de_24_each_is_recorded_with_who_when_and_why() -> None:
    case = on_licence()
    case.report("partner_details_refused", "2026-03-09", partner="partner-1")
    case.decided(
        "enforcement", "warning", "2026-03-09 11:00", rationale="first refusal", manager_discussed_with="spo-1"
    )
    case.report("new_relationship", "2026-03-10", partner="partner-1")
    case.decided(
        "disclosure", "disclose", "2026-03-11", subject="partner-1", rationale="a risk to her", privacy_outweighed=True
    )
    kept = {d.kind.value: d for d in case.case.decisions.values()}
    assert {(k, d.option, d.decided_by) for k, d in kept.items()} == {
        ("enforcement", "warning", "staff-1"),
        ("disclosure", "disclose", "staff-1"),
    }
    assert kept["disclosure"].rationale
