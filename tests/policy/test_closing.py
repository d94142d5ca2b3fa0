"""The end of a case. The framework says nothing of it: project rules (AM-31; TR-24; PH-26)."""

from typing import Any

import pytest

from models.outcome import NoticeClass
from models.roles import Role
from models.sentence import Stage
from policy import defaults
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds, moment, order_made, sentenced, settled_order


def ended(case: Driven, at: str = "2026-09-01", what: str = "order") -> Driven:
    case.report("supervision_ended", at, what=what)
    return case


def test_its_own_work_falls_away_and_the_case_is_accounted_for() -> None:
    case = ended(settled_order())
    assert case.kinds == {"account_for_case"}
    assert case.due("account_for_case") == "2026-09-08"
    assert str(case.case.closed_on) == "2026-09-01"


def test_work_that_protects_somebody_else_stays_and_the_manager_hears() -> None:
    case = settled_order()
    case.report("new_relationship", "2026-08-31", partner="partner-1")
    case.done("police_enquiry", "2026-08-31 12:00", subjects=["partner-1"])
    outcome = case.report("supervision_ended", "2026-09-01", what="order")
    assert case.kinds == {"account_for_case", "disclosure_decision", "new_partner", "police_reply"}
    assert [(n.to_role, n.kind) for n in outcome.receipt.notices] == [(Role.SPO, NoticeClass.IMMEDIATE)]
    case.decided("disclosure", "disclose", "2026-09-02", subject="partner-1", rationale="her safety",
                 privacy_outweighed=True)  # fmt: skip
    assert case.duty("make_disclosure").subject == "partner-1"


def test_a_reply_about_the_person_alone_protects_nobody_and_is_not_waited_for() -> None:
    case = order_made()
    case.done("police_enquiry", "2026-03-03")
    assert "police_reply" in case.kinds
    assert ended(case, "2026-03-04").kinds == {"account_for_case"}


@pytest.mark.parametrize("begin", [settled_order, lambda: sentenced("2026-09-01")])
def test_death_ends_everything(begin: Any) -> None:
    case: Driven = begin()
    case.report("new_relationship", "2026-03-09", partner="partner-1")
    outcome = case.report("died", "2026-03-10")
    assert case.kinds == set()
    assert [(n.to_role, n.kind) for n in outcome.receipt.notices] == [(Role.SPO, NoticeClass.IMMEDIATE)]
    before = len(case.told)
    case.until("2027-03-10")
    assert len(case.told) == before


def test_an_absorbed_case_says_where_it_went() -> None:
    case = settled_order()
    outcome = case.report("records_merged", "2026-03-09", surviving_case="case-2", crn="X123456")
    assert case.kinds == set()
    assert (case.case.merged_into, case.case.crn) == ("case-2", "X123456")
    assert all("case-2" in (case.case.duties[d.id].closed.reason or "") for d in outcome.receipt.closed)  # type: ignore[union-attr]


def test_the_case_that_goes_on_keeps_its_work_and_takes_the_number() -> None:
    case = settled_order()
    before = case.kinds
    case.report("records_merged", "2026-03-09", absorbed_case="case-2", crn="X123456")
    assert (case.kinds, case.case.crn, case.case.stage) == (before, "X123456", Stage.COMMUNITY_ORDER)


class TestListening:
    def test_a_closed_case_listens_for_90_days_and_then_finishes(self) -> None:
        """Accounted for on 2 September; 90 days after 1 September is 30 November."""
        case = ended(settled_order())
        case.done("account_for_case", "2026-09-02")
        assert case.wake_at == moment("2026-11-30 00:00")
        assert not case.finished
        assert case.strike("2026-11-30 00:00").finished

    def test_it_counts_from_the_day_we_heard(self) -> None:
        """Ended on 1 March, told on 1 September: it would have stopped listening before it was told."""
        case = settled_order()
        case.report("died", "2026-09-01", happened="2026-03-31")
        assert not case.finished
        assert str(case.case.closed_on) == "2026-03-31"
        assert case.wake_at == moment("2026-11-30 00:00")

    def test_it_never_finishes_with_work_still_open(self) -> None:
        case = ended(settled_order())
        case.until("2027-06-01")
        assert not case.finished
        assert case.kinds == {"account_for_case"}
        assert case.done("account_for_case", "2027-06-01").finished

    def test_a_late_fact_is_kept_flagged_and_told_and_opens_nothing(self) -> None:
        case = ended(settled_order())
        outcome = case.report("domestic_abuse_incident", "2026-09-14", kind="arrest", victim="partner-1")
        assert outcome.receipt.flags == ["the case was closed: kept, and the manager is told"]
        assert not outcome.receipt.opened
        assert [n.to_role for n in outcome.receipt.notices] == [Role.SPO]

    def test_the_ladder_still_climbs_for_what_is_left(self) -> None:
        """Due on Tuesday 8 September: SPO on the 9th, head of PDU on the 16th."""
        case = ended(settled_order())
        case.until("2026-10-01")
        assert [(at, n.to_role) for at, n in case.escalations() if at >= "2026-09-02"] == [
            ("2026-09-09 09:00", Role.SPO),
            ("2026-09-16 09:00", Role.HEAD_OF_PDU),
        ]


class TestCloseRequest:
    """AM-31: nothing open is left without a reason, by somebody who may leave it."""

    def test_refused_while_supervision_runs(self) -> None:
        with pytest.raises(Refused, match="supervision has not ended") as refused:
            settled_order().ask("close_case", "2026-03-09", role="spo")
        assert clauses(refused.value) == {"AM-31"}

    def test_refused_naming_each_piece_of_work_without_a_reason(self) -> None:
        case = settled_order()
        case.report("new_relationship", "2026-08-31", partner="partner-1")
        ended(case)
        with pytest.raises(Refused) as refused:
            case.ask("close_case", "2026-09-02", role="spo", reasons={case.duty("account_for_case").id: "by post"})
        assert len(refused.value.reasons) == 2  # the disclosure decision and the new partner
        assert {r.field for r in refused.value.reasons} == {"reasons"}

    def test_allowed_with_reasons_which_are_kept(self) -> None:
        case = ended(settled_order())
        duty = case.duty("account_for_case").id
        outcome = case.ask("close_case", "2026-09-02", role="spo", reasons={duty: "accounted for on paper"})
        assert kinds(outcome.receipt.closed) == {"account_for_case"}
        closed = case.case.duties[duty].closed
        assert closed is not None
        assert (closed.reason, closed.role) == ("accounted for on paper", Role.SPO)

    def test_work_undone_is_left_by_a_manager_only(self) -> None:
        case = ended(settled_order())
        duty = case.duty("account_for_case").id
        with pytest.raises(Refused, match="needs a manager"):
            case.ask("close_case", "2026-09-02", reasons={duty: "no time"})
        case.done("account_for_case", "2026-09-02 12:00")
        case.ask("close_case", "2026-09-02 13:00")


class TestDecades:
    """A life sentence: what is long past leaves the workflow, and the records keep it."""

    def test_finished_work_goes_after_a_year_and_open_work_never(self) -> None:
        case = settled_order()
        case.report("significant_change", "2026-03-09")
        case.done("purposeful_contact", "2026-03-10")
        done = case.closed("purposeful_contact").id
        case.strike("2027-03-10 09:00")
        assert done in case.case.duties
        case.strike("2027-03-10 10:01")
        assert done not in case.case.duties
        assert "review" in case.kinds

    def test_lists_do_not_grow_without_bound(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Late facts, each flagged, one a minute: the newest are kept, and a repeat of those is still known."""
        monkeypatch.setattr(defaults, "KEEP_NEWEST", 20)
        case = sentenced(None, kind="indeterminate", dates={"tariff": "2046-03-02"})
        for minute in range(10, 40):
            happened = f"2026-03-02 10:{minute}"
            case.report("programme_started", "2026-03-09", happened=happened, programme="kaizen")
        assert (len(case.case.incidents), len(case.case.flags)) == (20, 20)
        again = case.report("programme_started", "2026-03-09", happened="2026-03-02 10:39", programme="kaizen")
        assert again.receipt.flags[0].startswith("the same incident was already reported")
