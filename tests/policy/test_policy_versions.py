"""Policy versions: which a case runs under, what each changes, an open case going over (TI-16, AM-01, INS-X10)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.case import Case
from models.decisions import DecisionKind
from models.duties import Budget, DutyState, Unit
from models.messages import MESSAGE
from models.outcome import NoticeClass, Outcome
from policy import defaults
from policy.calendar import CURRENT
from policy.catalogue import RULES
from policy.decide import decide
from policy.known_versions import BadVersion, UnknownVersion, add, added, in_force_on, periods, policy, versions
from policy.refusal import Refused
from policy.version import OptionsChange, PolicyVersion, Withdrawn
from policy.version_diff import differences
from tests.policy.driving import Driven, clauses, kinds, moment
from tests.policy.third_version import TRIAL

FRAMEWORK, DISCLOSURE = "2022-09-26", "2023-07"

WHY: dict[str, Any] = {"rationale": "a risk to her", "privacy_outweighed": True}
"""What every decision to disclose says, under any version."""


@pytest.fixture
def trial() -> Iterator[str]:
    with added(TRIAL):
        yield TRIAL.id


def order(policy: str = FRAMEWORK, at: str = "2026-03-02") -> Driven:
    """A community order under a version, its practitioner known."""
    case = Driven(policy=policy)
    case.open("sentence_passed", at, kind="community_order")
    case.report("practitioner_allocated", f"{at} 11:00", practitioner="com-1", holder="community_practitioner")
    return case


def go_over(case: Driven, version: str, at: str) -> Outcome:
    """The case is told to go over to a version."""
    change = {"change_id": f"change-{len(case.outcomes)}", "version": version, "ordered_by": "head-1"}
    return case.send({"kind": "policy_changed", "change": change}, at)


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


# The version of July 2023 ---------------------------------------------------------------------------------------


class TestDisclosureThroughOthers:
    """INS-D12: the practitioner decides with police and specialists, and asks; the framework's duties are kept."""

    @pytest.fixture
    def case(self) -> Driven:
        case = order(DISCLOSURE)
        case.report("new_relationship", "2026-03-09", partner="partner-1")
        return case

    def test_ins_d12_the_same_work_opens_and_is_due_when_it_was(self, case: Driven) -> None:
        before = order(FRAMEWORK)
        before.report("new_relationship", "2026-03-09", partner="partner-1")
        assert case.kinds == before.kinds
        assert case.due("disclosure_decision") == before.due("disclosure_decision") == "2026-03-11"
        assert "specialists" in case.duty("disclosure_decision").title
        assert "INS-D12" in case.duty("disclosure_decision").clauses

    @pytest.mark.parametrize("others", [[], ["police"], ["idva"], ["idva", "specialist"]])
    def test_ins_d12_no_decision_without_police_and_a_specialist(self, case: Driven, others: list[str]) -> None:
        with pytest.raises(Refused) as refused:
            case.decided("disclosure", "request_disclosure", "2026-03-10", decided_with=others, **WHY)
        assert clauses(refused.value) == {"INS-D12"}

    @pytest.mark.parametrize(
        "said", [{"decided_with": ["police", "idva"]}, {"decided_without_reason": "a risk to life, at night"}]
    )
    def test_ins_d12_with_them_or_in_an_exceptional_case_with_the_reason(
        self, case: Driven, said: dict[str, Any]
    ) -> None:
        outcome = case.decided("disclosure", "request_disclosure", "2026-03-10", **WHY, **said)
        assert kinds(outcome.receipt.opened) == {"make_disclosure"}
        (decision,) = case.case.decisions.values()
        assert (decision.option, decision.means, decision.policy_version) == (
            "request_disclosure", "disclose", DISCLOSURE,
        )  # fmt: skip
        assert case.case.processes["disclosure/partner-1"] == "to disclose"

    def test_ep_c01_the_duty_to_weigh_and_to_say_why_is_kept(self, case: Driven) -> None:
        with pytest.raises(Refused) as refused:
            case.decided("disclosure", "request_disclosure", "2026-03-10", decided_with=["police", "daso"])
        assert {"PF-16.6a", "PF-16.6c"} <= clauses(refused.value)
        with pytest.raises(Refused) as refused:
            case.decided("disclosure", "do_not_disclose", "2026-03-10", decided_with=["police", "daso"])
        assert {"PF-16.6c", "PF-16.15a"} <= clauses(refused.value)

    @pytest.mark.parametrize(
        ("kind", "option"),
        [("disclosure", "disclose"), ("disclosure_method", "informal"), ("disclosure_method", "immediate")],
    )
    def test_ins_d12_the_practitioner_cannot_choose_to_disclose(self, case: Driven, kind: str, option: str) -> None:
        with pytest.raises(Refused, match="choose one of"):
            case.decided(kind, option, "2026-03-10", subject="partner-1", rationale="why")

    @pytest.mark.parametrize("option", ["dvds", "police_request", "childrens_services_request"])
    def test_ins_d12_it_is_asked_for_through_the_police_childrens_services_or_the_scheme(
        self, case: Driven, option: str
    ) -> None:
        case.decided("disclosure_method", option, "2026-03-10", subject="partner-1", rationale="the quickest")
        assert [d.option for d in case.case.decisions.values()] == [option]

    def test_ep_d75_a_request_says_of_whom_it_was_made(self, case: Driven) -> None:
        others = ["police", "childrens_services"]
        case.decided("disclosure", "request_disclosure", "2026-03-10", decided_with=others, **WHY)
        with pytest.raises(Refused) as refused:
            case.done("make_disclosure", "2026-03-11")
        assert "INS-D12" in clauses(refused.value)
        case.done("make_disclosure", "2026-03-11", asked=["police"])

    def test_ep_d76_what_follows_a_disclosure_has_a_safety_plan_and_who_disclosed(self, case: Driven) -> None:
        case.report("disclosure_made", "2026-03-12", partner="partner-1")
        for missing, clause in (("safety_plan", "EP-D76"), ("disclosed_by", "INS-D12")):
            said = {"safety_plan": "plan-9", "disclosed_by": "police"}
            with pytest.raises(Refused) as refused:
                case.done("after_disclosure", "2026-03-12", **{k: v for k, v in said.items() if k != missing})
            assert clauses(refused.value) == {clause}
        with pytest.raises(Refused):
            case.done("after_disclosure", "2026-03-12", safety_plan="plan-9", disclosed_by="com-1")
        case.done("after_disclosure", "2026-03-12", safety_plan="plan-9", disclosed_by="police")

    def test_ins_d12_at_imminent_risk_the_police_are_asked_at_once(self, case: Driven) -> None:
        case.report("imminent_risk", "2026-03-12", person="partner-1")
        with pytest.raises(Refused) as refused:
            case.done("immediate_disclosure", "2026-03-12", disclosed_by="police")
        assert clauses(refused.value) == {"INS-D12"}
        case.done("immediate_disclosure", "2026-03-12", disclosed_by="police", police_asked=True, disclosed=True)
        assert "after_disclosure" in case.kinds

    @pytest.mark.parametrize(("involved", "told"), [(False, 1), (True, 0)])
    def test_ins_d12_a_disclosure_without_the_police_is_kept_and_the_manager_hears(
        self, case: Driven, involved: bool, told: int
    ) -> None:
        told_of = {"partner": "partner-1", "route": "informal"}
        outcome = case.report("disclosure_made", "2026-03-12", police_involved=involved, **told_of)
        heard = [n for n in outcome.receipt.notices if "INS-D12" in n.about]
        assert len(heard) == told
        assert "after_disclosure" in kinds(outcome.receipt.opened)


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


class TestAThirdVersion:
    """TI-16: a version of somebody else's changes intervals, withdraws, replaces and adds work, and adds an option."""

    def test_am_01_a_changed_interval_dates_the_clock_afresh_and_says_so(self, trial: str) -> None:
        """Five working days from Monday 9 March is the 16th; ten, the 23rd."""
        case = order()
        case.report("significant_change", "2026-03-09")
        assert case.due("review") == "2026-03-16"
        receipt = go_over(case, trial, "2026-03-10").receipt
        assert case.due("review") == "2026-03-23"
        assert "review" in kinds(receipt.moved)
        (clock,) = case.duty("review").clocks
        assert clock.moved[-1].because == f"policy {trial} in place of {FRAMEWORK}"
        assert clock.budget is not None
        assert clock.budget.source == "TRIAL-3"

    def test_am_01_an_interval_that_a_response_passes_itself_changes_too(self, trial: str) -> None:
        """A breached order asks for a decision in one working day; under the trial in three."""
        case = order()
        case.report("protective_order_made", "2026-03-09", order="order-1", protects=["victim-1"])
        case.report("order_breached", "2026-03-16", order="order-1", victim="victim-1")
        assert case.due("enforcement_decision") == "2026-03-17"
        go_over(case, trial, "2026-03-16 15:00")
        assert case.due("enforcement_decision") == "2026-03-19"
        case.decided("enforcement", "warning", "2026-03-18", manager_discussed_with="spo-1")
        case.report("order_breached", "2026-04-06", order="order-1", victim="victim-1", incident_ref="other-1")
        assert case.due("enforcement_decision") == "2026-04-09"

    def test_a_shorter_interval_makes_nothing_late_by_itself(self, trial: str) -> None:
        """Fifteen working days from 2 March is the 23rd; five would have been the 9th: the day after the change."""
        case = order()
        assert case.due("initial_assessment") == "2026-03-23"
        outcome = go_over(case, trial, "2026-03-11")
        assert case.due("initial_assessment") == "2026-03-12"
        assert not [n for n in outcome.receipt.notices if n.kind is NoticeClass.ESCALATION]
        case.until("2026-03-14")
        assert any("Assess" in n.about for at, n in case.escalations() if at >= "2026-03-13")

    def test_ins_x10_withdrawn_work_ends_with_the_reason(self, trial: str) -> None:
        case = order()
        receipt = go_over(case, trial, "2026-03-03").receipt
        assert kinds(receipt.closed) == {"start_checks"}
        closed = case.closed("start_checks")
        assert closed.state is DutyState.CANCELLED
        assert closed.closed is not None
        assert closed.closed.reason == f"policy {trial} in place of {FRAMEWORK}: the court does them"

    @pytest.mark.parametrize(("day", "due"), [("2026-03-04", "2026-03-09"), ("2026-03-20", "2026-03-23")])
    def test_ins_x10_withdrawn_work_is_owed_again_when_the_version_is_taken_back(
        self, trial: str, day: str, due: str
    ) -> None:
        """Due on Monday 9 March as before; taken back later, it is not late but due on the next working day."""
        case = order()
        assert case.due("start_checks") == "2026-03-09"
        go_over(case, trial, "2026-03-03")
        receipt = go_over(case, FRAMEWORK, day).receipt
        assert "start_checks" in kinds(receipt.opened)
        assert case.due("start_checks") == due
        assert case.duty("start_checks").triggers == ["sentence_passed"]

    def test_ins_x10_replaced_work_that_was_done_is_not_owed_again(self, trial: str) -> None:
        case = order()
        case.report("protective_order_made", "2026-03-09", order="order-1", protects=["victim-1"])
        case.report("order_breached", "2026-03-16", order="order-1", victim="victim-1")
        go_over(case, trial, "2026-03-16 15:00")
        case.done("area_referral", "2026-03-17", reference="panel-1")
        go_over(case, FRAMEWORK, "2026-03-18")
        assert not {"mappa_decision", "area_referral"} & case.kinds

    def test_ins_x10_replaced_work_is_owed_for_the_same_reasons_since_the_same_days(self, trial: str) -> None:
        """A decision of 16 March became due the next day; the panel is to be asked in 20 working days, by 15 April."""
        case = order()
        case.report("protective_order_made", "2026-03-09", order="order-1", protects=["victim-1"])
        case.report("order_breached", "2026-03-16", order="order-1", victim="victim-1")
        receipt = go_over(case, trial, "2026-03-16 15:00").receipt
        assert "mappa_decision" in kinds(receipt.closed)
        assert "area_referral" in kinds(receipt.opened)
        duty = case.duty("area_referral")
        assert duty.triggers == ["order_breached"]
        assert [str(c.counted_from) for c in duty.clocks] == ["2026-03-16"]
        assert "mappa_decision" in kinds(go_over(case, FRAMEWORK, "2026-03-16 16:00").receipt.opened)

    def test_a_withdrawn_kind_is_not_asked_for_again_and_its_replacement_is(self, trial: str) -> None:
        case = order(trial)
        assert "start_checks" not in case.kinds
        assert any("the court does them" in note for note in case.outcomes[0].receipt.notes)
        case.report("protective_order_made", "2026-03-09", order="order-1", protects=["victim-1"])
        case.report("order_breached", "2026-03-16", order="order-1", victim="victim-1")
        assert "area_referral" in case.kinds
        case.done("area_referral", "2026-03-17", reference="panel-1")

    @pytest.mark.parametrize("still_open", [True, False])
    def test_ins_x10_added_work_opens_only_where_its_cause_is_live(self, trial: str, still_open: bool) -> None:
        case = order()
        case.report("new_relationship", "2026-03-09", partner="partner-1")
        if not still_open:
            case.done("new_partner", "2026-03-10")
        go_over(case, trial, "2026-03-11")
        assert ("safety_call" in case.kinds) is still_open
        if still_open:
            assert case.due("safety_call") == "2026-03-16"  # from the day of the change, not from the past

    def test_added_work_opens_beside_the_other_from_then_on(self, trial: str) -> None:
        case = order(trial)
        case.report("new_relationship", "2026-03-09", partner="partner-1")
        assert case.due("safety_call", "partner-1") == "2026-03-12"
        with pytest.raises(Refused):
            case.done("safety_call", "2026-03-10")
        case.done("safety_call", "2026-03-10", reference="call-1")

    def test_a_new_option_stands_for_an_earlier_one_in_what_follows(self, trial: str) -> None:
        case = order()
        case.report("condition_breached", "2026-03-09", condition="condition-1")
        go_over(case, trial, "2026-03-09 12:00")
        case.decided("enforcement", "final_warning", "2026-03-10", manager_discussed_with="spo-1")
        assert "enforcement_decision" not in case.kinds
        (decision,) = case.case.decisions.values()
        assert (decision.option, decision.means) == ("final_warning", "warning")

    def test_dates_that_count_back_from_release_count_by_the_version(self, trial: str) -> None:
        """Six weeks before 7 September 2026 is 27 July; nine, 6 July: and the words say nine."""
        case = Driven(policy=FRAMEWORK)
        case.open("sentence_passed", "2026-01-05", kind="determinate", dates={"conditional_release": "2026-09-07"})
        case.until("2026-03-02")
        assert case.due("release_plan") == "2026-07-27"
        go_over(case, trial, "2026-03-02")
        assert case.due("release_plan") == "2026-07-06"
        assert case.duty("release_plan").clocks[0].counted_by == "9 weeks before release, or half the time left"
        assert case.duty("release_plan").clocks[0].moved[-1].because.startswith(f"policy {trial}")

    def test_a_rung_that_fired_does_not_fire_again_unless_the_date_moved_later(self, trial: str) -> None:
        case = order()
        case.report("significant_change", "2026-03-09")
        case.until("2026-03-13")  # the reminder of the 12th has gone out
        go_over(case, trial, "2026-03-13")
        told = [at for at, n in case.told_about(case.duty("review").id) if n.about.startswith("reminder")]
        case.until("2026-03-24 18:00")
        again = [at for at, n in case.told_about(case.duty("review").id) if n.about.startswith("reminder")]
        assert (len(told), len(again)) == (1, 2)
        late = [n for _, n in case.escalations() if case.duty("review").id in n.duties]
        assert len(late) == 1


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
