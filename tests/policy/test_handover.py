"""Handover from prison to community: every row of the table with dates worked out by hand, and the notes that change
answers (framework PF-6.8a and PH-08 leave the dates to this policy; AM-34, AM-40)."""

from datetime import date
from typing import Any

import pytest

from models.release_facts import Estate, ReleaseFacts, Responsibility
from policy.earliest_release import earliest_release, target_hearing_date
from policy.early_allocation import early_allocation
from policy.handover import ROWS, Handover, Reason, handover, next_change_after
from policy.handover_gate import why_outside
from policy.handover_windows import approaching_parole_from, handover_windows

POM_ONLY, SUPPORTING, COM = Responsibility
TODAY = date(2026, 11, 20)


def facts(**given: Any) -> ReleaseFacts:
    return ReleaseFacts.model_validate({"over_18": True, **given})


def determinate(**given: Any) -> ReleaseFacts:
    return facts(**{"sentence_type": "determinate", "sentence_start_date": "2026-03-02", **given})


def life(**given: Any) -> ReleaseFacts:
    return facts(**{"sentence_type": "indeterminate", "sentence_start_date": "2015-06-01", **given})


def decide(given: ReleaseFacts, on: date = TODAY) -> Handover:
    decided = handover(given, on)
    assert decided is not None
    return decided


FAR = "2027-11-21"  # a hearing more than 12 months after TODAY
NEAR = "2027-11-19"  # and one less

ROW_CASES = [
    pytest.param(
        life(tariff_date="2030-01-01", further_sentences=[{"sentence_type": "indeterminate",
             "sentence_start_date": "2020-01-01"}]),
        1, "additional_isp", POM_ONLY, None, id="1 further ISP later"),
    pytest.param(
        life(tariff_date="2020-01-01", target_hearing_date=FAR, recalled=True),
        2, "recall_thd_over_12_months", SUPPORTING, None, id="2 recalled ISP, hearing far"),
    pytest.param(
        life(target_hearing_date=FAR, parole_outcome="not_release", mappa_level=2),
        3, "parole_mappa_2_3", COM, None, id="3 not released, MAPPA 2"),
    pytest.param(
        life(target_hearing_date=FAR, parole_outcome="not_release", mappa_level=1),
        4, "thd_over_12_months", SUPPORTING, None, id="4 not released, MAPPA 1"),
    pytest.param(
        determinate(conditional_release_date="2030-01-01", recalled=True),
        5, "recall_case", COM, None, id="5 recalled"),
    pytest.param(facts(immigration_case=True), 6, "immigration_case", COM, None, id="6 immigration"),
    pytest.param(
        determinate(home_detention_curfew_eligibility_date="2027-06-01"),
        7, "release_date_unknown", POM_ONLY, None, id="7 only a curfew date, which does not count"),
    pytest.param(life(), 7, "release_date_unknown", POM_ONLY, None, id="7 ISP without dates"),
    pytest.param(
        determinate(conditional_release_date="2028-05-31", early_allocation=True),
        8, "early_allocation", POM_ONLY, "2027-02-28", id="8 early allocation, month end clamps"),
    pytest.param(
        life(tariff_date="2028-06-15", open_conditions={"estate": "men", "arrived_on": "2026-09-01"}),
        9, "indeterminate_open", SUPPORTING, "2027-06-15", id="9 ISP in open conditions"),
    pytest.param(
        life(tariff_date="2028-06-15"), 10, "indeterminate", POM_ONLY, "2027-06-15", id="10 ISP"),
    pytest.param(
        determinate(sentence_start_date="2026-04-30", conditional_release_date="2027-02-28"),
        11, "determinate_short", COM, None, id="11 ten months exactly, month end clamps"),
    pytest.param(
        determinate(parole_eligibility_date="2028-02-29", conditional_release_date="2027-12-01"),
        12, "determinate_parole", POM_ONLY, "2027-02-28", id="12 parole, though conditional release is earlier"),
    pytest.param(
        determinate(conditional_release_date="2028-12-25", automatic_release_date="2029-01-01"),
        13, "determinate", POM_ONLY, "2028-04-11", id="13 determinate"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "row", "reason", "responsible", "handover_date"), ROW_CASES)
def test_each_row(
    given: ReleaseFacts, row: int, reason: str, responsible: Responsibility, handover_date: str | None
) -> None:
    decided = decide(given)
    assert (decided.row, decided.reason) == (row, reason)
    assert decided.responsible_on(TODAY) is responsible
    assert decided.handover_date == (date.fromisoformat(handover_date) if handover_date else None)


def test_every_row_and_reason_is_reached() -> None:
    assert {case.values[1] for case in ROW_CASES} == {row.number for row in ROWS} == set(range(1, 14))
    assert [row.reason for row in ROWS] == list(Reason)


class TestTheGate:
    def test_under_18_has_no_answer(self) -> None:
        young = ReleaseFacts.model_validate({
            "date_of_birth": "2009-02-28", "sentence_type": "determinate", "sentence_start_date": "2026-03-02",
            "conditional_release_date": "2030-01-01",
        })  # fmt: skip
        assert handover(young, date(2027, 2, 27)) is None
        assert handover(young, date(2027, 2, 28)) is not None
        assert next_change_after(young, TODAY) == date(2027, 2, 28)

    def test_born_on_a_leap_day(self) -> None:
        young = ReleaseFacts.model_validate({"date_of_birth": "2008-02-29", "immigration_case": True})
        assert why_outside(young, date(2026, 2, 28)) == ("under 18",)
        assert why_outside(young, date(2026, 3, 1)) == ()

    def test_an_age_not_known_counts_as_adult(self) -> None:
        """AM-40."""
        assert why_outside(ReleaseFacts(immigration_case=True), TODAY) == ()

    def test_a_civil_sentence(self) -> None:
        assert handover(determinate(sentence_type="civil", conditional_release_date="2027-01-01"), TODAY) is None

    @pytest.mark.parametrize("missing", ["date", "start"])
    def test_not_sentenced(self, missing: str) -> None:
        given = determinate() if missing == "date" else facts(conditional_release_date="2027-01-01")
        assert handover(given, TODAY) is None
        assert "neither sentenced" in why_outside(given, TODAY)[0]

    @pytest.mark.parametrize(
        "name",
        ["conditional_release_date", "automatic_release_date", "confirmed_release_date", "parole_eligibility_date",
         "home_detention_curfew_eligibility_date", "tariff_date"],
    )  # fmt: skip
    def test_any_one_date_is_enough(self, name: str) -> None:
        assert why_outside(determinate(**{name: "2030-01-01"}), TODAY) == ()

    def test_unknown_is_an_answer(self) -> None:
        assert decide(life()).reason == "release_date_unknown"


class TestTheOrderOfRows:
    def test_early_allocation_comes_before_short(self) -> None:
        short = determinate(conditional_release_date="2026-12-31", early_allocation=True)
        assert decide(short).handover_date == date(2025, 9, 30)

    def test_short_comes_before_parole(self) -> None:
        assert decide(determinate(parole_eligibility_date="2026-12-31")).reason == "determinate_short"

    def test_one_day_over_ten_months_is_not_short(self) -> None:
        assert decide(determinate(conditional_release_date="2027-01-02")).reason == "determinate_short"
        assert decide(determinate(conditional_release_date="2027-01-03")).reason == "determinate"

    def test_a_recalled_life_sentence_at_mappa_2_goes_to_row_5(self) -> None:
        assert decide(life(target_hearing_date=FAR, recalled=True, mappa_level=2)).reason == "recall_case"

    def test_but_with_not_release_it_stops_at_row_3(self) -> None:
        given = life(target_hearing_date=FAR, recalled=True, mappa_level=3, parole_outcome="not_release")
        assert decide(given).reason == "parole_mappa_2_3"

    def test_a_hearing_within_12_months_opens_none_of_rows_2_to_4(self) -> None:
        assert decide(life(target_hearing_date=NEAR, recalled=True)).reason == "recall_case"
        assert decide(life(target_hearing_date=NEAR, parole_outcome="not_release")).reason == "indeterminate"

    def test_any_other_recall_goes_to_the_community_whatever_its_dates(self) -> None:
        assert decide(determinate(recalled=True, conditional_release_date="2026-12-01")).row == 5
        assert decide(determinate(recalled=True, home_detention_curfew_eligibility_date="2026-12-01")).row == 5

    def test_an_earlier_or_determinate_further_sentence_is_not_row_1(self) -> None:
        others = [{"sentence_type": "indeterminate", "sentence_start_date": "2015-06-01"},
                  {"sentence_type": "determinate", "sentence_start_date": "2020-01-01"}]  # fmt: skip
        assert decide(life(tariff_date="2030-01-01", further_sentences=others)).row == 10


def test_months_come_off_before_days() -> None:
    """31 October less 8 months clamps to 29 February, less 14 days is the 15th; days first would give the 17th."""
    assert decide(determinate(conditional_release_date="2028-10-31")).handover_date == date(2028, 2, 15)


class TestEarliestRelease:
    def test_the_tariff_while_ahead_then_the_hearing_then_the_nearer(self) -> None:
        given = life(tariff_date="2027-06-01", target_hearing_date="2027-09-01")
        kinds = {
            day: earliest_release(given, date.fromisoformat(day))
            for day in ("2027-05-31", "2027-06-01", "2027-08-31", "2027-09-01", "2029-01-01")
        }
        assert {day: found and found.kind for day, found in kinds.items()} == {
            "2027-05-31": "tariff_date",
            "2027-06-01": "target_hearing_date",
            "2027-08-31": "target_hearing_date",
            "2027-09-01": "target_hearing_date",
            "2029-01-01": "target_hearing_date",
        }

    def test_a_hearing_before_the_tariff_waits_for_it(self) -> None:
        given = life(tariff_date="2028-06-01", target_hearing_date="2027-09-01")
        assert decide(given).handover_date == date(2027, 6, 1)

    def test_past_dates_are_allowed_and_the_nearer_counts(self) -> None:
        given = life(tariff_date="2020-01-01", target_hearing_date="2018-01-01")
        assert decide(given).handover_date == date(2019, 1, 1)
        assert decide(given).responsible_on(TODAY) is COM

    def test_overrides_replace_calculated_dates(self) -> None:
        given = determinate(conditional_release_date="2028-12-25", conditional_release_date_override="2029-12-25")
        assert decide(given).handover_date == date(2029, 4, 11)

    def test_the_earlier_of_automatic_and_conditional(self) -> None:
        given = determinate(conditional_release_date="2028-12-25", automatic_release_date="2028-12-24")
        found = earliest_release(given, TODAY)
        assert found and (found.day, found.kind) == (date(2028, 12, 24), "automatic_release_date")

    def test_a_hearing_before_the_sentence_is_someone_elses(self) -> None:
        reviews = [{"hearing_date": "2014-01-01"}, {"hearing_date": "2019-01-01"}, {"hearing_date": None},
                   {"hearing_date": "2017-01-01"}]  # fmt: skip
        assert target_hearing_date(life(parole_reviews=reviews)) == date(2019, 1, 1)
        assert target_hearing_date(life(target_hearing_date="2015-05-31")) is None
        assert target_hearing_date(life(target_hearing_date="2015-06-01")) == date(2015, 6, 1)


class TestOpenConditions:
    MEN, WOMEN = Estate

    def start(self, tariff: str = "2028-06-15", **opened: str) -> date | None:
        return decide(life(tariff_date=tariff, open_conditions=opened)).start_date

    def test_men_count_from_arrival(self) -> None:
        given = {"category_open_since": "2026-01-01", "arrived_on": "2026-09-01"}
        assert self.start(estate="men", **given) == date(2026, 9, 1)

    def test_women_count_from_the_category(self) -> None:
        given = {"category_open_since": "2026-01-01", "arrived_on": "2026-09-01"}
        assert self.start(estate="women", **given) == date(2026, 1, 1)

    def test_never_later_than_the_handover_date(self) -> None:
        assert self.start(estate="men", arrived_on="2027-09-01") == date(2027, 6, 15)
        assert self.start(estate="men") == date(2027, 6, 15)

    def test_early_allocation_of_a_life_sentence_keeps_the_start(self) -> None:
        opened = {"estate": "men", "arrived_on": "2026-09-01"}
        decided = decide(life(tariff_date="2028-06-15", open_conditions=opened, early_allocation=True))
        assert (decided.start_date, decided.handover_date) == (date(2026, 9, 1), date(2027, 3, 15))

    def test_a_determinate_sentence_takes_no_notice(self) -> None:
        opened = {"estate": "men", "arrived_on": "2026-09-01"}
        decided = decide(determinate(conditional_release_date="2028-12-25", open_conditions=opened))
        assert decided.start_date == decided.handover_date


class TestResponsibilityByDate:
    def test_before_between_and_on(self) -> None:
        opened = {"estate": "men", "arrived_on": "2026-09-01"}
        decided = decide(life(tariff_date="2028-06-15", open_conditions=opened))
        days = [date(2026, 8, 31), date(2026, 9, 1), date(2027, 6, 14), date(2027, 6, 15)]
        assert [decided.responsible_on(day) for day in days] == [POM_ONLY, SUPPORTING, SUPPORTING, COM]

    def test_a_manual_override_beats_the_calculation(self) -> None:
        given = {"responsibility_override": {"reason": "moved_to_open"}, "conditional_release_date": "2030-01-01"}
        decided = decide(determinate(**given))
        assert decided.responsible_on(TODAY) is COM
        assert (decided.row, decided.reason) == (13, "determinate")

    def test_the_override_can_name_the_prison(self) -> None:
        override = {"responsible": "pom_with_com_supporting", "reason": "other", "explanation": "agreed by both"}
        given = determinate(recalled=True, conditional_release_date="2030-01-01", responsibility_override=override)
        assert decide(given).responsible_on(TODAY) is SUPPORTING


class TestNextChange:
    def test_the_handover_date(self) -> None:
        given = determinate(conditional_release_date="2028-12-25")
        assert next_change_after(given, TODAY) == date(2028, 4, 11)
        assert next_change_after(given, date(2028, 4, 10)) == date(2028, 4, 11)
        assert next_change_after(given, date(2028, 4, 11)) is None

    def test_the_start_date_comes_first_in_open_conditions(self) -> None:
        given = life(tariff_date="2028-06-15", open_conditions={"estate": "women", "category_open_since": "2027-01-01"})
        assert next_change_after(given, TODAY) == date(2027, 1, 1)
        assert next_change_after(given, date(2027, 1, 1)) == date(2027, 6, 15)

    def test_the_tariff_passes_and_the_hearing_takes_its_place(self) -> None:
        """The case goes to the community, comes back to the prison the day the tariff passes, and goes again."""
        given = life(tariff_date="2027-06-01", target_hearing_date="2029-01-10")
        assert decide(given).responsible_on(TODAY) is COM  # since 1 June 2026
        assert next_change_after(given, TODAY) == date(2027, 6, 1)
        passed = decide(given, date(2027, 6, 1))
        assert (passed.handover_date, passed.responsible_on(date(2027, 6, 1))) == (date(2028, 1, 10), POM_ONLY)
        assert next_change_after(given, date(2027, 6, 1)) == date(2028, 1, 10)

    @pytest.mark.parametrize(
        ("hearing", "change"),
        [("2028-02-29", "2027-03-01"), ("2029-02-28", "2028-03-01"), ("2028-03-10", "2027-03-11")],
    )
    def test_a_hearing_comes_within_12_months(self, hearing: str, change: str) -> None:
        """On the anniversary itself the hearing is still 12 months ahead; the day after, it is not."""
        given = life(target_hearing_date=hearing, recalled=True)
        assert next_change_after(given, TODAY) == date.fromisoformat(change)

    def test_nothing_left_to_change(self) -> None:
        assert next_change_after(determinate(recalled=True, conditional_release_date="2030-01-01"), TODAY) is None
        assert next_change_after(determinate(), TODAY) is None


class TestEarlyAllocation:
    """PF-15.10b; the criteria and windows of the prison's own service."""

    def judged(self, on: date = TODAY, /, **assessment: Any) -> Any:
        made = {"assessed_on": "2026-11-01", **assessment}
        given = determinate(conditional_release_date="2028-05-01", early_allocation_assessment=made)
        return early_allocation(given, on)

    @pytest.mark.parametrize(
        "criterion",
        ["convicted_under_terrorism_act_2000", "high_profile", "serious_crime_prevention_order", "mappa_level_3",
         "critical_public_protection_case"],
    )  # fmt: skip
    def test_automatic(self, criterion: str) -> None:
        assert self.judged(**{criterion: True}).outcome == "automatic"
        assert self.judged(**{criterion: True}).in_force

    @pytest.mark.parametrize("criterion", ["high_risk_of_serious_harm", "mappa_level_2", "pathfinder", "other_reason"])
    def test_discretionary_waits_for_the_community(self, criterion: str) -> None:
        assert self.judged(**{criterion: True}).outcome == "discretionary"
        assert not self.judged(**{criterion: True}).in_force
        assert self.judged(**{criterion: True}, community_decision=True).in_force
        assert not self.judged(**{criterion: True}, community_decision=False).in_force

    def test_extremism_separation_needs_release_within_24_months(self) -> None:
        assert self.judged(extremism_separation=True).outcome == "not_eligible"
        both = self.judged(extremism_separation=True, due_for_release_in_under_24_months=True)
        assert both.outcome == "discretionary"

    def test_no_criterion(self) -> None:
        assert self.judged(community_decision=True).outcome == "not_eligible"
        assert not self.judged(community_decision=True).in_force

    def test_made_before_the_window_it_must_be_repeated(self) -> None:
        assert self.judged(high_profile=True).window_opens == date(2026, 11, 1)
        early = self.judged(high_profile=True, assessed_on="2026-10-31")
        assert (early.outcome, early.live, early.in_force) == ("automatic", False, False)

    def test_not_yet_made(self) -> None:
        assert self.judged(date(2026, 10, 31), high_profile=True) is None

    def test_oasys_no_older_than_three_months(self) -> None:
        assert not self.judged(oasys_completed_on="2026-08-01").oasys_too_old
        assert self.judged(oasys_completed_on="2026-07-31").oasys_too_old

    def test_it_moves_the_handover_from_the_day_it_is_made(self) -> None:
        made = {"assessed_on": "2026-12-01", "high_profile": True}
        given = determinate(conditional_release_date="2028-05-01", early_allocation_assessment=made)
        assert decide(given).reason == "determinate"
        assert next_change_after(given, TODAY) == date(2026, 12, 1)
        assert decide(given, date(2026, 12, 1)).handover_date == date(2027, 2, 1)


class TestWindows:
    """Project defaults, after the prison's own service."""

    def test_around_a_handover(self) -> None:
        windows = handover_windows(decide(determinate(conditional_release_date="2028-12-25")))
        assert [str(window.on) for window in windows] == [
            "2028-02-15", "2028-04-11", "2028-04-13", "2028-04-18", "2028-04-25",
        ]  # fmt: skip
        assert all("project default" in window.source for window in windows)

    def test_none_without_a_handover_date(self) -> None:
        assert handover_windows(decide(facts(immigration_case=True))) == ()

    def test_approaching_parole(self) -> None:
        assert approaching_parole_from(life(tariff_date="2028-12-31")) == date(2028, 2, 29)
        assert approaching_parole_from(determinate(conditional_release_date="2028-12-31")) is None
