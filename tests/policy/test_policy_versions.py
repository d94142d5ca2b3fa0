"""Policy versions: which a case runs under, what each changes, an open case going over (TI-16, AM-01, INS-X10)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.case import Case
from models.decisions import DecisionKind
from models.duties import Budget, Unit
from models.messages import MESSAGE
from models.outcome import NoticeClass
from policy import defaults
from policy.calendar import CURRENT
from policy.catalogue import RULES
from policy.decide import decide
from policy.known_versions import BadVersion, UnknownVersion, add, added, in_force_on, periods, policy, versions
from policy.refusal import Refused
from policy.version import OptionsChange, PolicyVersion, Withdrawn
from policy.version_diff import differences
from tests.policy.driving import Driven, moment
from tests.policy.third_version import TRIAL
from tests.policy.under_versions import DISCLOSURE, FRAMEWORK, WHY, go_over, order


@pytest.fixture
def trial() -> Iterator[str]:
    with added(TRIAL):
        yield TRIAL.id


# Which version is in force --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "version"),
    [
        ("2020-03-02", FRAMEWORK),  # before the first there is
        ("2022-09-26", FRAMEWORK),
        ("2023-06-30", FRAMEWORK),
        ("2023-07-01", DISCLOSURE),
        ("2026-03-02", DISCLOSURE),
    ],
)
def test_ti_16_a_case_opens_under_the_version_in_force_that_day_and_keeps_it(day: str, version: str) -> None:
    assert in_force_on(date.fromisoformat(day)) == version
    case = order(in_force_on(date.fromisoformat(day)), day)
    assert case.case.policy_version == version
    assert {d.policy_version for d in case.case.duties.values()} == {version}


def test_ti_16_the_day_is_that_of_the_cases_own_clock() -> None:
    """Half past eleven at night in UTC is the next day in London in summer."""

    opening = {
        "type": "sentence_passed",
        "kind": "community_order",
        "event_id": "e",
        "occurred_at": "2023-06-20T10:00:00Z",
    }
    told = MESSAGE.validate_python({"kind": "opened", "start": {"case_id": "case-1", "opening": opening}})
    for now, version in (("2023-06-30 23:59", FRAMEWORK), ("2023-07-01 00:01", DISCLOSURE)):
        change = decide(None, told, moment(now), 1, CURRENT).change
        assert Case.model_validate(change).policy_version == version


def test_am_01_every_interval_of_ours_has_a_name_and_says_that_it_is_ours() -> None:
    budgets = {name: v for name, v in vars(defaults).items() if isinstance(v, Budget)}
    assert budgets
    for name, budget in budgets.items():
        assert (budget.name, budget.source) == (name.lower(), "project default")
        assert policy(FRAMEWORK).intervals[name.lower()] == budget


def test_ti_16_a_rule_carries_the_dates_it_is_in_force() -> None:
    first, second = periods("make_disclosure")
    assert (first.version, first.since, first.until) == (FRAMEWORK, date(2022, 9, 26), date(2023, 7, 1))
    assert (second.version, second.since, second.until) == (DISCLOSURE, date(2023, 7, 1), None)
    assert [(p.since, p.until) for p in periods("review")] == [(date(2022, 9, 26), None)]
    assert policy(FRAMEWORK).rules == RULES


def test_a_withdrawn_rule_ends_on_the_day_and_a_new_one_begins(trial: str) -> None:
    assert periods("start_checks")[-1].until == date(2030, 1, 1)
    assert [(p.version, p.since) for p in periods("safety_call")] == [(trial, date(2030, 1, 1))]


# An open case goes over -----------------------------------------------------------------------------------------


class TestGoingOver:
    """INS-X10: a rule changes, and what runs is not broken."""

    @pytest.fixture
    def case(self) -> Driven:
        case = order()
        case.report("new_relationship", "2026-03-09", partner="partner-1")
        case.report("new_relationship", "2026-03-09 12:00", partner="partner-2")
        case.decided("disclosure", "disclose", "2026-03-10", subject="partner-2", **WHY)
        return case

    def test_ins_x10_open_work_is_carried_across_and_nothing_is_lost(self, case: Driven) -> None:
        before = case.case
        receipt = go_over(case, DISCLOSURE, "2026-03-10 12:00").receipt
        after = case.case
        assert after.policy_version == DISCLOSURE
        assert not (receipt.opened or receipt.moved or receipt.closed)
        assert [(d.id, d.kind, d.subject, d.due_on) for d in after.open_duties] == [
            (d.id, d.kind, d.subject, d.due_on) for d in before.open_duties
        ]
        assert {d.policy_version for d in after.open_duties} == {DISCLOSURE}
        assert {d.policy_version for d in after.duties.values() if not d.is_open} == {FRAMEWORK}
        assert after.decisions == before.decisions  # what was decided stays as decided
        assert after.processes == before.processes
        assert "specialists" in case.duty("disclosure_decision").title
        assert any("request_disclosure or do_not_disclose" in note for note in receipt.notes)

    def test_ins_d12_an_open_decision_gets_the_new_options_and_a_decided_one_the_new_evidence(
        self, case: Driven
    ) -> None:
        go_over(case, DISCLOSURE, "2026-03-10 12:00")
        with pytest.raises(Refused, match="choose one of request_disclosure"):
            case.decided("disclosure", "disclose", "2026-03-11", **WHY)
        with pytest.raises(Refused):
            case.done("make_disclosure", "2026-03-11")
        case.done("make_disclosure", "2026-03-11", asked=["dvds"])

    def test_the_person_responsible_hears_of_it_once_in_the_digest(self, case: Driven) -> None:
        outcome = go_over(case, DISCLOSURE, "2026-03-10 12:00")
        (notice,) = outcome.receipt.notices
        assert notice.kind is NoticeClass.DIGEST
        assert notice.about.startswith(f"policy {DISCLOSURE} in place of {FRAMEWORK}")

    def test_a_case_on_the_version_already_is_left_alone(self, case: Driven) -> None:
        go_over(case, DISCLOSURE, "2026-03-10 12:00")
        before = case.state
        receipt = go_over(case, DISCLOSURE, "2026-03-10 13:00").receipt
        assert case.state == before
        assert receipt.notes == [f"already under policy {DISCLOSURE}: nothing changes"]

    def test_a_version_that_is_not_known_is_refused_and_named(self, case: Driven) -> None:
        before = case.state
        with pytest.raises(Refused, match="there is no policy version 2031-no"):
            go_over(case, "2031-no", "2026-03-10 12:00")
        assert case.state == before

    def test_back_again_gives_the_rules_there_were(self, case: Driven) -> None:
        before = case.case.open_duties
        go_over(case, DISCLOSURE, "2026-03-10 12:00")
        go_over(case, FRAMEWORK, "2026-03-10 13:00")
        after = case.case.open_duties
        assert [(d.id, d.title, d.clauses, d.due_on, d.policy_version) for d in after] == [
            (d.id, d.title, d.clauses, d.due_on, d.policy_version) for d in before
        ]
        case.decided("disclosure", "disclose", "2026-03-11", **WHY)


def test_a_worker_that_lacks_the_cases_version_decides_nothing_and_says_which_it_is() -> None:
    with added(TRIAL):
        case = order(TRIAL.id)
    before = case.state
    with pytest.raises(UnknownVersion, match="there is no policy version 2030-trial"):
        case.report("new_relationship", "2026-03-02 12:00", partner="partner-1")
    assert case.state == before


# What a version may be ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"follows": None}, "say which version it follows"),
        ({"follows": "2021"}, "follows 2021, which is not known"),
        ({"id": "2023-07"}, "already with this id"),
        ({"id": "My Version"}, "lower case letters"),
        ({"in_force_from": date(2020, 1, 1)}, "a day before"),
        ({"intervals": {"reviews": Budget(count=1, unit=Unit.DAYS)}}, "no interval reviews; did you mean review"),
        ({"intervals": {"pre_release_months": Budget(count=1, unit=Unit.DAYS)}}, "pre_release_months is a number"),
        ({"withdraws": (Withdrawn("home_visits", "x", "y"),)}, "no kind of work to withdraw home_visits"),
        ({"withdraws": (Withdrawn("home_visit", "x", "y", "nothing"),)}, "no kind of work nothing"),
        ({"options": (OptionsChange(DecisionKind.MARAC, "x", loses=("maybe",)),)}, "no option of marac maybe"),
    ],
)
def test_a_version_that_cannot_be_is_refused_with_what_is_wrong(change: dict[str, Any], words: str) -> None:
    before = versions()
    fault = replace(PolicyVersion("2031-x", "x", "x", date(2031, 1, 1), follows=DISCLOSURE), **change)
    with pytest.raises(BadVersion, match=words):
        add(TRIAL, fault)
    assert versions() == before


def test_the_difference_in_words_names_rules_intervals_options_and_clauses(trial: str) -> None:
    found = {(d.what, d.name): d for d in differences(policy(DISCLOSURE), policy(trial))}
    assert found["interval", "review"].words == "5 working days is now 10 working days"
    assert found["interval", "review"].clauses == ("TRIAL-3",)
    assert found["interval", "licence_conditions_weeks"].words == "6 weeks is now 9 weeks"
    assert "the court does them" in found["work withdrawn", "start_checks"].words
    assert "Refer to the area panel takes its place" in found["work withdrawn", "mappa_decision"].words
    assert found["work added", "safety_call"].clauses == ("TRIAL-1",)
    assert "gains final_warning, which stands for warning" in found["decision", "enforcement"].words
    assert ("work beside", "safety_call") in found
    assert ("work changed", "review") not in found  # said of the interval
    assert differences(policy(trial), policy(trial)) == []
