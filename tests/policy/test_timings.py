"""Every timing of the framework (TI-01 to TI-43) is the interval the rules use, and no copy of it."""

from datetime import date, datetime

import pytest

from models.duties import PROJECT_DEFAULT, Budget
from models.risk import PersonAtRisk
from policy import defaults
from policy.calendar import LONDON
from policy.catalogue import RULES
from policy.clauses import CLAUSES
from policy.clauses.clause import Kind
from policy.guards.register import GUARDS
from policy.helplines import ENGLAND, UNWANTED_CONTACT, WALES
from policy.stages.count_back import COUNTED_BACK
from policy.timings import TIMINGS
from tests.policy.driving import Driven, kinds, on_licence, order_made, sentenced, settled_order

GIVEN = {
    "TI-01": ("home_visit", "15 working days"),
    "TI-02": ("home_visit", "6 weeks"),
    "TI-03": ("home_visit", "10 working days"),
    "TI-04": ("programme_referral", "1 week"),
    "TI-05": ("daso_referral", "15 days"),
    "TI-06": ("mappa_level_notice", "6 months before the earliest release"),
    "TI-07": ("vlu_re_referral", "6 months before the earliest key stage"),
    "TI-31": ("mappa_preparation", "the MAPPA panel's next meeting"),
    "TI-32": ("home_visit", "10 working days"),
}
"""The intervals that the text itself gives, or says who sets."""

IN_WORDS = {
    "TI-20": ("residence", "residence_after_bail"),
    "TI-21": ("risk_from_custody",),
    "TI-22": ("pom_checks", "start_checks"),
    "TI-23": ("pom_allocation",),
    "TI-24": ("initial_assessment", "handover_acceptance"),
    "TI-25": ("post_sentence_papers",),
    "TI-26": ("periodic_police_enquiry",),
    "TI-27": ("review",),
    "TI-28": ("review",),
    "TI-29": ("purposeful_contact",),
    "TI-33": ("immediate_disclosure",),
    "TI-34": ("licence_conditions",),
    "TI-35": ("licence_conditions",),
    "TI-36": ("daso_contact",),
    "TI-37": ("mappa_custody_information",),
    "TI-42": ("review",),
    "TI-43": ("after_disclosure",),
}
"""Words with no number: whatever they come to is a project default."""


@pytest.mark.parametrize(("id", "given"), GIVEN.items())
def test_what_the_text_gives_is_labelled_with_its_obligation(id: str, given: tuple[str, str]) -> None:
    kind, words = given
    timing = TIMINGS[id]
    assert str(timing.work[kind]) == words
    assert all(source in CLAUSES and source in CLAUSES[id].done for source in timing.sources), timing


@pytest.mark.parametrize(("id", "work"), IN_WORDS.items())
def test_what_the_text_only_words_is_a_project_default(id: str, work: tuple[str, ...]) -> None:
    assert TIMINGS[id].sources == {PROJECT_DEFAULT}
    assert tuple(TIMINGS[id].work) == work


def test_each_interval_is_one_that_a_rule_or_a_named_interval_is() -> None:
    """A budget stands in the rule of its duty, or is one of the visit's three; a count-back is one there is."""
    visits = {str(TIMINGS[id].work["home_visit"]) for id in ("TI-01", "TI-02", "TI-03")}
    for id, timing in TIMINGS.items():
        for kind, interval in timing.work.items():
            rule = RULES[kind]
            if isinstance(interval, Budget):
                in_rule = interval in (rule.budget, rule.every)
                assert in_rule or (kind == "home_visit" and str(interval) in visits), id
            else:
                assert interval in COUNTED_BACK, id


def test_every_row_has_its_timing_or_the_reason_why_it_has_none() -> None:
    for clause in CLAUSES.values():
        if clause.table == "TI":
            assert clause.home.kind in {Kind.TIMING, Kind.OUT_OF_SCOPE}, clause.id
            assert (
                clause.id in TIMINGS or (clause.home.kind is Kind.OUT_OF_SCOPE and clause.home.name) or _ours(clause.id)
            )


def _ours(id: str) -> bool:
    return id in TIMINGS


class TestDriven:
    """The clocks that run are counted with these intervals."""

    @pytest.mark.parametrize(("rosh", "id"), [("high", "TI-01"), ("medium", "TI-02")])
    def test_ti_01_ti_02_the_first_visit(self, rosh: str, id: str) -> None:
        clock = order_made(profile={"rosh": {"known_adult": rosh}}).duty("home_visit").clocks[0]
        assert clock.budget == TIMINGS[id].work["home_visit"]

    def test_ti_03_ti_32_a_concern(self) -> None:
        case = settled_order()
        case.report("concern_identified", "2026-03-09")
        assert case.duty("home_visit").clocks[-1].budget == TIMINGS["TI-03"].work["home_visit"]
        assert case.due("home_visit") == "2026-03-23"
        sooner = case.done("home_visit", "2026-03-11", spo_discussed=True)  # sooner where viable
        assert not [line for line in sooner.receipt.closed if line.state != "done"]

    def test_ti_04_ti_05_referrals(self) -> None:
        case = order_made(programme="bbr")
        for id, kind in (("TI-04", "programme_referral"), ("TI-05", "daso_referral")):
            assert case.duty(kind).clocks[0].budget == TIMINGS[id].work[kind]

    def test_ti_06_ti_31_ti_37_dates_that_others_set(self) -> None:
        case = sentenced("2027-02-01", profile={"mappa_level": 2})
        case.report("mappa_meeting", "2026-03-09", next_meeting="2026-05-11")
        case.until("2026-06-02")
        for id in ("TI-06", "TI-31", "TI-37"):
            ((kind, interval),) = TIMINGS[id].work.items()
            assert case.duty(kind).clocks[0].counts_to == interval, id

    def test_ti_20_immediately(self) -> None:
        case = order_made(protective_bail_ended=True)
        for kind, interval in TIMINGS["TI-20"].work.items():
            assert case.duty(kind).clocks[0].budget == interval
        assert interval is defaults.IMMEDIATELY

    def test_ti_33_promptly_ti_27_and_ti_43(self) -> None:
        case = settled_order()
        case.report("imminent_risk", "2026-03-09", person="victim-1")
        assert case.duty("immediate_disclosure").clocks[0].budget == TIMINGS["TI-33"].work["immediate_disclosure"]
        case.report("significant_change", "2026-03-10")
        assert case.duty("review").clocks[0].budget == TIMINGS["TI-27"].work["review"]
        case.report("disclosure_made", "2026-03-11", partner="partner-1")
        assert case.duty("after_disclosure").clocks[0].budget == TIMINGS["TI-43"].work["after_disclosure"]

    def test_ti_42_the_review_follows_the_escalation(self) -> None:
        case = settled_order()
        case.report("rosh_changed", "2026-03-09", level="high")
        case.done("review", "2026-03-09")
        case.done("escalation", "2026-03-10")
        clock = case.duty("review").clocks[-1]
        assert (str(clock.counted_from), clock.budget) == ("2026-03-10", TIMINGS["TI-42"].work["review"])

    @pytest.mark.parametrize("id", ["TI-21", "TI-22", "TI-23", "TI-24", "TI-25", "TI-26", "TI-29", "TI-36"])
    def test_ti_21_to_ti_26_ti_29_and_ti_36_what_begins_a_stage(self, id: str) -> None:
        case = sentenced("2026-09-01")
        case.report("received_into_custody", "2026-03-02 11:00", prison="prison-1")
        case.report("practitioner_allocated", "2026-03-03", practitioner="pom-1", holder="pom")
        case.report("practitioner_allocated", "2026-03-03", practitioner="com-1", holder="community_practitioner")
        case.report("released", "2026-03-09", programme="bbr")
        case.done("daso_referral", "2026-03-09 12:00")
        case.done("police_enquiry", "2026-03-09 12:00")
        case.report("practitioner_allocated", "2026-03-10", practitioner="com-2", holder="community_practitioner")
        every = list(case.case.duties.values())
        for kind, interval in TIMINGS[id].work.items():
            budgets = [clock.budget for duty in every if duty.kind == kind for clock in duty.clocks]
            assert interval in budgets, kind

    def test_ti_41_a_structured_intervention_has_no_set_time(self) -> None:
        outcome = order_made(programme="structured_intervention").outcomes[-1]
        assert "programme_referral" not in kinds(outcome.receipt.opened)
        assert any("no set time" in note for note in outcome.receipt.notes)
        assert TIMINGS["TI-41"].sources == {PROJECT_DEFAULT}


class TestConstants:
    def test_ti_08_the_victim_contact_scheme_is_named_from_twelve_months(self) -> None:
        short, long = (_notes(sentenced("2026-09-01", length_days=days)) for days in (364, 365))
        assert not any("TI-08" in note for note in short)
        assert any("TI-08" in note for note in long)
        assert TIMINGS["TI-08"].value == 12
        assert not any("TI-08" in note for note in _notes(order_made(length_days=730)))

    def test_ti_10_a_homicide_review_looks_at_a_death_from_sixteen(self) -> None:
        aged = [_notes_of(on_licence(), "death_in_review_scope", person="victim-1", age=age) for age in (15, 16)]
        assert any("under 16" in note for note in aged[0])
        assert not any("under 16" in note for note in aged[1])
        assert TIMINGS["TI-10"].value == 16

    @pytest.mark.parametrize(("age", "child"), [(17, True), (18, False)])
    def test_ti_11_a_child_is_under_eighteen(self, age: int, child: bool) -> None:
        assert PersonAtRisk(ref="person-1", relation="lodger", age=age).child is child
        assert TIMINGS["TI-11"].value == 18

    @pytest.mark.parametrize(("age", "opens"), [(15, "children_at_risk_decision"), (16, "marac_decision")])
    def test_ti_12_abuse_of_somebody_under_sixteen_is_child_abuse_and_no_matter_for_a_marac(
        self, age: int, opens: str
    ) -> None:
        person = {"ref": "child-1", "relation": "daughter", "age": age}
        case = order_made(profile={"people_at_risk": [person]})
        outcome = case.report("high_risk_to_person", "2026-03-03", person="child-1")
        assert opens in kinds(outcome.receipt.opened)
        assert ("marac_decision" in kinds(outcome.receipt.opened)) is (age == 16)

    def test_ti_13_the_unwanted_contact_team_answers_on_weekdays_from_nine_to_four(self) -> None:
        def answers(text: str) -> bool:
            return UNWANTED_CONTACT.answers(datetime.fromisoformat(text).replace(tzinfo=LONDON))

        assert answers("2026-03-02 09:00") and answers("2026-03-06 15:59")
        assert not answers("2026-03-02 08:59") and not answers("2026-03-06 16:00") and not answers("2026-03-07 12:00")
        assert TIMINGS["TI-13"].value == (UNWANTED_CONTACT,)

    def test_ti_14_the_helplines_answer_at_any_hour_and_are_given_after_a_disclosure(self) -> None:
        at = datetime(2026, 12, 25, 3, tzinfo=LONDON)
        assert ENGLAND.answers(at) and WALES.answers(at)
        notes = _notes_of(settled_order(), "disclosure_made", partner="partner-1")
        assert any("0808 2000 247" in note and "0808 80 10 800" in note and "0300" not in note for note in notes)
        inside = _notes_of(sentenced("2027-02-01"), "disclosure_made", partner="partner-1")
        assert any("0300 060 6699 (Monday to Friday, 09:00 to 16:00)" in note for note in inside)

    def test_ti_30_the_plans_own_interval_goes_before_ours(self) -> None:
        case = order_made()
        case.done("initial_assessment", "2026-03-09", monitor_every_days=14)
        clock = case.duty("plan_monitoring").clocks[-1]
        assert clock.budget is not None
        assert (clock.budget.count, clock.budget.source) == (14, "PF-8.3d")
        assert TIMINGS["TI-30"].sources == {PROJECT_DEFAULT}

    def test_ti_16_the_framework_in_force_is_the_re_issue(self) -> None:
        assert TIMINGS["TI-16"].value == date(2022, 9, 26)

    @pytest.mark.parametrize("id", ["TI-38", "TI-39", "TI-40"])
    def test_ti_38_ti_39_ti_40_what_is_held_back_until_it_is_time_is_a_guard(self, id: str) -> None:
        assert TIMINGS[id].guards and set(TIMINGS[id].guards) <= set(GUARDS)


def _notes(case: Driven) -> list[str]:
    return case.outcomes[-1].receipt.notes


def _notes_of(case: Driven, event: str, **fields: object) -> list[str]:
    return case.report(event, "2026-03-16", **fields).receipt.notes  # type: ignore[arg-type]
