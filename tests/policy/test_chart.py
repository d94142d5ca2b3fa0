"""The statechart of the sentence (TR-04 to TR-24): its moves, and what becomes of a fact or a request it lacks."""

from collections.abc import Callable
from typing import Any

import pytest

from models.outcome import NoticeClass
from models.sentence import Stage
from policy.refusal import Refused
from policy.stages.chart import CHART
from tests.policy.driving import Driven, clauses, day, on_licence, order_made, sentenced


def stage_of(case: Driven) -> Stage:
    return case.case.stage


Begin = Callable[[], Driven]
LATER = "2026-03-09"


def at_court() -> Driven:
    case = Driven()
    case.open("court_report_requested", "2026-02-02")
    return case


def in_custody() -> Driven:
    return sentenced("2027-03-01")


def on_supervision() -> Driven:
    case = on_licence()
    case.report("supervision_ended", "2026-03-03", what="licence", followed_by_post_sentence_supervision=True)
    return case


def custody_and_order() -> Driven:
    case = in_custody()
    case.report("sentence_passed", "2026-03-03", sentence="order-1", kind="community_order", length_days=700)
    return case


def licence_and_order() -> Driven:
    case = on_licence()
    case.report("sentence_passed", "2026-03-03", sentence="order-1", kind="community_order", length_days=700)
    return case


@pytest.mark.parametrize(
    ("begin", "event", "fields", "stage"),
    [
        (at_court, "sentence_passed", {"kind": "determinate"}, Stage.CUSTODY),  # TR-04
        (at_court, "sentence_passed", {"kind": "indeterminate"}, Stage.CUSTODY),
        (at_court, "sentence_passed", {"kind": "community_order"}, Stage.COMMUNITY_ORDER),  # TR-05
        (at_court, "sentence_passed", {"kind": "suspended_sentence_order"}, Stage.COMMUNITY_ORDER),  # AM-11
        (at_court, "sentence_passed", {"kind": "not_supervised"}, Stage.CLOSED),
        (at_court, "received_into_custody", {"prison": "prison-1", "reason": "remand"}, Stage.COURT_REPORT),  # AM-37
        (in_custody, "received_into_custody", {"prison": "prison-2", "reason": "transfer"}, Stage.CUSTODY),  # TR-07
        (in_custody, "released", {"kind": "hdc"}, Stage.LICENCE),  # TR-12
        (in_custody, "released", {"kind": "conditional"}, Stage.LICENCE),  # TR-13
        (in_custody, "released", {"kind": "life_licence"}, Stage.LICENCE),
        (in_custody, "released", {"kind": "unconditional"}, Stage.CLOSED),
        (in_custody, "supervision_ended", {"what": "sentence"}, Stage.CLOSED),
        (custody_and_order, "supervision_ended", {"what": "order"}, Stage.CUSTODY),
        (custody_and_order, "released", {"kind": "unconditional"}, Stage.COMMUNITY_ORDER),
        (on_licence, "approved_premises_left", {}, Stage.LICENCE),  # TR-15
        (on_licence, "recalled", {}, Stage.CUSTODY),  # TR-18, TR-19
        (on_licence, "sentence_passed", {"kind": "determinate"}, Stage.CUSTODY),
        (on_licence, "supervision_ended", {"what": "licence", "followed_by_post_sentence_supervision": True},
         Stage.POST_SENTENCE_SUPERVISION),  # TR-22
        (on_licence, "supervision_ended", {"what": "licence"}, Stage.CLOSED),  # TR-24
        (licence_and_order, "supervision_ended", {"what": "licence"}, Stage.COMMUNITY_ORDER),
        (licence_and_order, "supervision_ended", {"what": "order"}, Stage.LICENCE),
        (on_supervision, "supervision_ended", {"what": "post_sentence_supervision"}, Stage.CLOSED),
        (on_supervision, "sentence_passed", {"kind": "community_order"}, Stage.COMMUNITY_ORDER),
        (order_made, "sentence_passed", {"kind": "determinate"}, Stage.CUSTODY),
        (order_made, "sentence_passed", {"kind": "not_supervised", "sentence": "fine-1"}, Stage.COMMUNITY_ORDER),
        (order_made, "supervision_ended", {"what": "order"}, Stage.CLOSED),
        *((begin, "died", {}, Stage.CLOSED) for begin in (at_court, in_custody, on_licence, on_supervision)),
        (order_made, "records_merged", {"surviving_case": "case-2"}, Stage.CLOSED),
        (order_made, "records_merged", {"absorbed_case": "case-2"}, Stage.COMMUNITY_ORDER),
    ],
)  # fmt: skip
def test_a_move_on_the_chart_is_made(begin: Begin, event: str, fields: dict[str, Any], stage: Stage) -> None:
    case = begin()
    outcome = case.report(event, LATER, **fields)
    assert stage_of(case) is stage
    assert outcome.receipt.stage == stage.value
    assert not outcome.receipt.flags or event == "approved_premises_left"


def test_every_row_of_the_chart_starts_and_ends_in_a_live_stage_or_closes() -> None:
    assert {t.source for t in CHART} == set(Stage) - {Stage.CLOSED}
    assert {t.target for t in CHART} == set(Stage)


@pytest.mark.parametrize(
    ("begin", "event", "fields"),
    [
        (order_made, "recalled", {}),  # GU-36: there is no licence to recall from
        (on_supervision, "recalled", {}),
        (in_custody, "recalled", {}),
        (on_licence, "released", {"kind": "conditional"}),  # AM-57: the end of a curfew is no new release
        (order_made, "released", {}),
        (in_custody, "supervision_ended", {"what": "post_sentence_supervision"}),
        (order_made, "supervision_ended", {"what": "licence"}),
        (in_custody, "approved_premises_left", {}),
    ],
)
def test_a_fact_the_chart_lacks_is_kept_and_flagged_and_changes_nothing(
    begin: Begin, event: str, fields: dict[str, Any]
) -> None:
    case = begin()
    case.until(LATER)
    before = case.case
    outcome = case.report(event, LATER, **fields)
    after = case.case
    assert [f.code for f in after.flags.values()][-1] == "off_the_chart"
    assert any("does not follow from" in words for words in outcome.receipt.flags)
    assert not (outcome.receipt.opened or outcome.receipt.closed or outcome.receipt.moved)
    for name in ("stage", "stage_since", "supervision_started", "dates", "custody"):
        assert getattr(after, name) == getattr(before, name)
    assert [n.about for n in outcome.receipt.notices if "changed nothing" in n.about]
    assert outcome.rows[1]["event_id"] == outcome.receipt.message


def test_an_old_release_told_after_the_recall_is_kept_and_moves_nothing() -> None:
    case = on_licence("2026-03-02")
    case.report("recalled", "2026-03-16", post_recall_release="2026-06-01")
    outcome = case.report("released", "2026-03-18", happened="2026-03-02 12:00", kind="automatic")
    assert stage_of(case) is Stage.CUSTODY
    assert case.case.flags[f"{outcome.receipt.message}/out_of_order"].words == (
        "dated before the present stage began on 16 March 2026"
    )
    case.report("released", "2026-06-01")
    assert stage_of(case) is Stage.LICENCE


def test_the_end_of_an_earlier_order_told_late_does_not_close_the_new_one() -> None:
    case = order_made("2026-03-02")
    case.report("sentence_passed", "2026-05-11", sentence="order-2", kind="community_order")
    case.report("supervision_ended", "2026-05-12", happened="2026-05-08", what="order")
    assert stage_of(case) is Stage.COMMUNITY_ORDER
    case.report("supervision_ended", "2026-05-13", what="order")
    assert stage_of(case) is Stage.CLOSED


def test_a_release_told_a_day_ahead_is_flagged_and_a_recall_after_it_still_counts() -> None:
    case = sentenced("2026-03-20")
    outcome = case.report("released", "2026-03-19", happened="2027-03-20")
    assert "said to have happened after it was reported" in outcome.receipt.flags
    assert case.case.stage_since == day("2026-03-19")
    case.report("recalled", "2026-04-01")
    assert stage_of(case) is Stage.CUSTODY


def test_a_case_opens_at_the_court_report_or_at_sentencing_and_with_nothing_else() -> None:
    with pytest.raises(Refused, match="not with released"):
        Driven().open("released", "2026-03-02")
    with pytest.raises(Refused, match="not with sentence_passed"):
        Driven().open("sentence_passed", "2026-03-02", kind="not_supervised")
    with pytest.raises(Refused, match="no such case"):
        Driven().report("released", "2026-03-02")


def test_a_request_the_stage_does_not_allow_is_refused_and_leaves_no_trace() -> None:
    """PF-6.7a, PF-9.4a, AM-31: a request, unlike a fact, may be refused."""
    case = order_made()
    before = case.state
    for request, fields, clause in (
        ("propose_curfew", {"address": "address-1"}, "PF-6.7a"),
        ("approve_hdc_address", {"address": "address-1"}, "PF-9.4a"),
        ("close_case", {}, "AM-31"),
    ):
        with pytest.raises(Refused) as refused:
            case.ask(request, "2026-03-02 10:05", **fields)
        assert clause in clauses(refused.value)
    assert case.state == before


def test_what_is_told_after_the_close_is_kept_flagged_and_told_to_the_manager() -> None:
    case = order_made()
    case.report("died", "2026-03-09")
    outcome = case.report("new_relationship", "2026-03-10", partner="partner-1")
    assert outcome.receipt.flags == ["the case was closed: kept, and the manager is told"]
    assert not outcome.receipt.opened
    assert [n.kind for n in outcome.receipt.notices] == [NoticeClass.IMMEDIATE]
