"""The framework's own due dates (TI-01 to TI-07), counted by hand, and how each explains itself."""

from datetime import date, datetime
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.release_facts import ReleaseFacts
from models.risk import RoshLevel
from policy.calendar import CURRENT, end_of_day, with_announced
from policy.case_key_dates import case_key_dates, first_releases, key_stages
from policy.key_dates import KeyDate, first_home_visit, mappa_level_notice, vlu_re_referral

TODAY = date(2026, 11, 20)


def key_date(name: str, on: date = TODAY, /, **facts: Any) -> KeyDate:
    found = case_key_dates(ReleaseFacts.model_validate(facts), on, CURRENT)
    return next(one for one in found.dates if one.name == name)


def why_not(name: str, **facts: Any) -> str:
    return case_key_dates(ReleaseFacts.model_validate(facts), TODAY, CURRENT).not_counted[name]


class TestFirstHomeVisit:
    @pytest.mark.parametrize("rosh", ["high", "very_high"])
    def test_pf_10_8a_ti_01_fifteen_working_days(self, rosh: str) -> None:
        found = key_date("first_home_visit", supervision_start="2026-12-14", rosh=rosh)
        assert found == KeyDate(
            name="first_home_visit",
            due=date(2027, 1, 7),
            deadline=datetime.fromisoformat("2027-01-08T00:00Z"),
            started_by="start of supervision",
            counted_from=date(2026, 12, 14),
            budget="15 working days",
            clause="PF-10.8a",
            source="policy",
            calendar_version=CURRENT.version,
            moved_by=("Christmas Day 2026-12-25", "Boxing Day 2026-12-28", "New Year's Day 2027-01-01"),
            readings=("AM-02", "AM-03"),
            late=False,
        )

    @pytest.mark.parametrize("rosh", ["low", "medium"])
    def test_pf_10_8b_ti_02_six_weeks(self, rosh: str) -> None:
        found = key_date("first_home_visit", supervision_start="2026-12-14", rosh=rosh)
        assert (found.due, found.budget, found.clause) == (date(2027, 1, 25), "6 weeks", "PF-10.8b")
        assert found.moved_by == ()

    @pytest.mark.parametrize("rosh", [None, "unknown"])
    def test_am_06_unknown_runs_the_shorter_clock(self, rosh: str | None) -> None:
        found = key_date("first_home_visit", supervision_start="2026-12-14", rosh=rosh)
        assert (found.due, found.clause) == (date(2027, 1, 7), "PF-10.8a")
        assert "AM-06" in found.readings

    def test_am_02_a_licence_starts_on_release(self) -> None:
        assert key_date("first_home_visit", confirmed_release_date="2026-12-14").counted_from == date(2026, 12, 14)
        both = {"confirmed_release_date": "2026-12-14", "supervision_start": "2026-12-15"}
        assert key_date("first_home_visit", **both).counted_from == date(2026, 12, 15)

    def test_am_32_each_release_is_a_new_start(self) -> None:
        again = key_date("first_home_visit", recalled=False, supervision_start="2027-02-01", rosh="low")
        assert again.due == date(2027, 3, 15)

    def test_no_supervision_no_clock(self) -> None:
        assert "no supervision start" in why_not("first_home_visit")

    def test_a_bank_holiday_announced_later_moves_it(self) -> None:
        told = with_announced(CURRENT, {date(2026, 12, 29): "Announced"})
        found = first_home_visit(told, date(2026, 12, 14), RoshLevel.HIGH, TODAY)
        assert found.due == date(2027, 1, 8)
        assert "Announced 2026-12-29" in found.moved_by and found.calendar_version == told.version

    def test_late_only_after_the_day_has_passed(self) -> None:
        facts = {"supervision_start": "2026-10-01", "rosh": "high"}
        assert key_date("first_home_visit", **facts).due == date(2026, 10, 22)
        assert not key_date("first_home_visit", date(2026, 10, 22), **facts).late
        assert key_date("first_home_visit", date(2026, 10, 23), **facts).late

    def test_beyond_the_published_bank_holidays_it_is_provisional(self) -> None:
        assert key_date("first_home_visit", supervision_start="2028-12-20", rosh="high").provisional
        assert not key_date("first_home_visit", supervision_start="2028-12-20", rosh="low").provisional
        assert not key_date("first_home_visit", supervision_start="2028-11-20", rosh="high").provisional


class TestAfterAConcern:
    def test_pf_10_8c_ti_03_ten_working_days(self) -> None:
        found = key_date("home_visit_after_concern", supervision_start="2027-01-04", concern_identified_on="2027-03-24")
        assert (found.due, found.clause) == (date(2027, 4, 9), "PF-10.8c")

    @pytest.mark.parametrize("facts", [{"recalled": True, "supervision_start": "2026-01-01"},
                                       {"supervision_start": "2027-04-01"}, {}])  # fmt: skip
    def test_am_55_not_in_custody(self, facts: dict[str, Any]) -> None:
        assert "AM-55" in why_not("home_visit_after_concern", concern_identified_on="2027-03-24", **facts)


class TestReferrals:
    def test_pf_12_9a_ti_04_one_week(self) -> None:
        found = key_date("programme_referral", supervision_start="2026-12-18", programme="kaizen")
        assert (found.due, found.budget, found.clause) == (date(2026, 12, 25), "1 week", "PF-12.9a")

    def test_pf_12_9c_ti_05_am_04_fifteen_calendar_days(self) -> None:
        found = key_date("daso_referral", supervision_start="2026-12-14", programme="bbr")
        assert (found.due, found.budget, found.clause) == (date(2026, 12, 29), "15 days", "PF-12.9c")
        assert "AM-04" in found.readings

    def test_am_48_not_when_done_in_custody(self) -> None:
        done = {"supervision_start": "2026-12-14", "programme": "bbr", "programme_completed_in_custody": True}
        assert "completed in custody" in why_not("programme_referral", **done)
        assert "AM-48" in why_not("daso_referral", **done)

    def test_other_programmes_need_no_daso_unless_said(self) -> None:
        kaizen = {"supervision_start": "2026-12-14", "programme": "kaizen"}
        assert "AM-48" in why_not("daso_referral", **kaizen)
        assert key_date("daso_referral", **kaizen, daso_relevant=True).due == date(2026, 12, 29)

    def test_ti_41_a_structured_intervention_has_no_set_time(self) -> None:
        facts = {"supervision_start": "2026-12-14", "programme": "structured_intervention"}
        assert "has no set time" in why_not("programme_referral", **facts)

    def test_none_required(self) -> None:
        assert why_not("programme_referral", supervision_start="2026-12-14") == "no programme required"
        assert "no supervision start" in why_not("programme_referral", programme="bbr")
        assert "no supervision start" in why_not("daso_referral", programme="bbr")


class TestMappaLevelNotice:
    RELEASES: ClassVar = {
        "home_detention_curfew_eligibility_date": "2027-10-31",
        "conditional_release_date": "2028-03-01",
        "parole_eligibility_date": "2027-12-01",
    }

    def test_pf_9_2e_ti_06_six_months_before_the_earliest(self) -> None:
        found = key_date("mappa_level_notice", mappa_level=2, **self.RELEASES)
        assert (found.due, found.clause, found.late) == (date(2027, 4, 30), "PF-9.2e", False)
        assert found.started_by == "home detention curfew eligibility date"
        assert found.moved_by == ("April 2027 has no day 31",)

    def test_the_deadline_is_in_summer_time(self) -> None:
        found = key_date("mappa_level_notice", mappa_level=2, **self.RELEASES)
        assert found.deadline == datetime.fromisoformat("2027-04-30T23:00Z")

    def test_am_15_with_less_than_six_months_it_is_late_at_once(self) -> None:
        facts = {"mappa_category": 2, "conditional_release_date": "2027-05-20"}
        on_time = key_date("mappa_level_notice", **facts)
        assert (on_time.due, on_time.late) == (TODAY, False)  # six months exactly
        assert key_date("mappa_level_notice", **{**facts, "conditional_release_date": "2027-05-19"}).late

    @pytest.mark.parametrize(("facts", "eligible"), [
        ({"mappa_level": 1}, True), ({"mappa_category": 1}, True), ({"mappa_category": 3, "mappa_level": 0}, True),
        ({"mappa_level": 0}, False), ({}, False),
    ])  # fmt: skip
    def test_who_is_mappa_eligible(self, facts: dict[str, Any], eligible: bool) -> None:
        found = case_key_dates(ReleaseFacts.model_validate({**facts, **self.RELEASES}), TODAY, CURRENT)
        assert ("mappa_level_notice" not in found.not_counted) is eligible

    def test_without_a_release_date_there_is_nothing_to_count_from(self) -> None:
        assert "no release date" in why_not("mappa_level_notice", mappa_level=3)
        with pytest.raises(ValueError, match="no date"):
            mappa_level_notice(CURRENT, {}, TODAY)

    def test_a_sentence_with_none_of_the_three_dates(self) -> None:
        automatic = ReleaseFacts(automatic_release_date=date(2027, 6, 1))
        assert first_releases(automatic) == {"automatic release date": date(2027, 6, 1)}
        life = ReleaseFacts.model_validate({"sentence_type": "indeterminate", "tariff_date": "2028-01-01"})
        assert first_releases(life) == {"tariff date": date(2028, 1, 1)}

    def test_am_32_after_recall_only_the_next_release_counts(self) -> None:
        facts = {**self.RELEASES, "recalled": True, "post_recall_release_date": "2028-06-01"}
        assert first_releases(ReleaseFacts.model_validate(facts)) == {"post-recall release date": date(2028, 6, 1)}


class TestVluReReferral:
    def test_pf_17_4b_ti_07_am_19_six_months_before_the_earliest_stage(self) -> None:
        facts = {"conditional_release_date": "2028-03-01", "parole_eligibility_date": "2027-12-01"}
        found = key_date("vlu_re_referral", **facts)
        assert (found.due, found.clause, found.readings) == (date(2027, 6, 1), "PF-17.4b", ("AM-19",))
        assert key_date("vlu_re_referral", **facts, parole_window_opens="2027-11-01").due == date(2027, 5, 1)
        on_leave = key_date("vlu_re_referral", **facts, rotl_start="2027-08-31")
        assert (on_leave.due, on_leave.started_by) == (date(2027, 2, 28), "start of release on temporary licence")

    def test_after_recall(self) -> None:
        facts = {"recalled": True, "conditional_release_date": "2026-01-01", "post_recall_release_date": "2027-09-01"}
        assert key_stages(ReleaseFacts.model_validate(facts)) == {"post-recall release date": date(2027, 9, 1)}

    def test_nothing_ahead(self) -> None:
        assert "no release date" in why_not("vlu_re_referral")
        with pytest.raises(ValueError, match="no date"):
            vlu_re_referral(CURRENT, {}, TODAY)


def test_due_dates_come_soonest_first() -> None:
    facts = ReleaseFacts.model_validate({"supervision_start": "2026-12-14", "programme": "bbr", "rosh": "high"})
    assert [one.name for one in case_key_dates(facts, TODAY, CURRENT).dates] == [
        "programme_referral", "daso_referral", "first_home_visit",
    ]  # fmt: skip


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sampled_from(RoshLevel), st.integers(-60, 60))
def test_every_visit_date_explains_itself(start: date, rosh: RoshLevel, apart: int) -> None:
    found = first_home_visit(CURRENT, start, rosh, date.fromordinal(start.toordinal() + apart))
    assert found.counted_from == start < found.due
    assert found.deadline == end_of_day(found.due)
    assert found.late is (apart > (found.due - start).days)
    assert found.due <= first_home_visit(CURRENT, start, RoshLevel.LOW, start).due
