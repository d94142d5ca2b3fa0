"""Licence start, hard stop and the dates before release, by hand (EV-62: dates that move re-arm what hangs on them)."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.release_facts import LicenceKind, ReleaseFacts
from policy.calendar import CURRENT, with_announced
from policy.licence_dates import LicenceDates, is_time_served, licence_dates

TODAY = date(2026, 9, 1)


def dates(on: date = TODAY, /, **facts: Any) -> LicenceDates:
    return licence_dates(ReleaseFacts.model_validate(facts), on, CURRENT)


def start(**facts: Any) -> str:
    return str(dates(**facts).licence_start_date)


class TestLicenceStart:
    @pytest.mark.parametrize(
        ("conditional", "confirmed", "starts"),
        [
            ("2026-11-26", None, "2026-11-26"),
            ("2026-11-29", None, "2026-11-27"),  # Sunday: back to Friday
            ("2026-12-28", None, "2026-12-24"),  # Boxing Day kept on Monday: back over the weekend and Christmas
            ("2026-11-29", "2026-11-24", "2026-11-24"),
            ("2026-11-29", "2026-11-28", "2026-11-28"),  # a confirmed Saturday stands
            ("2026-11-29", "2026-11-30", "2026-11-27"),  # confirmed after the conditional date: not believed
        ],
    )
    def test_standard(self, conditional: str, confirmed: str | None, starts: str) -> None:
        assert start(conditional_release_date=conditional, confirmed_release_date=confirmed) == starts

    @pytest.mark.parametrize(
        "held",
        [{"immigration_case": True}, {"is91_case": True}, {"legal_status": "remand"},
         {"legal_status": "convicted_unsentenced"}],
    )  # fmt: skip
    @pytest.mark.parametrize(
        ("confirmed", "starts"),
        [(None, "2026-11-27"), ("2026-11-26", "2026-11-27"), ("2026-11-27", "2026-11-27"),
         ("2026-11-28", "2026-11-28"), ("2026-11-29", "2026-11-29"), ("2026-11-30", "2026-11-27")],
    )  # fmt: skip
    def test_immigration_remand_and_unsentenced(self, held: dict[str, Any], confirmed: str | None, starts: str) -> None:
        assert start(conditional_release_date="2026-11-29", confirmed_release_date=confirmed, **held) == starts

    @pytest.mark.parametrize(
        ("conditional", "confirmed", "starts"),
        [
            ("2026-01-01", None, "2026-11-27"),
            ("2026-01-01", "2026-11-26", "2026-11-26"),
            ("2026-01-01", "2026-11-29", "2026-11-29"),
            ("2026-01-01", "2026-11-30", "2026-11-27"),
            ("2026-11-26", "2026-11-26", "2026-11-27"),  # not after the conditional release date
            (None, "2026-11-26", "2026-11-26"),
        ],
    )
    def test_after_recall(self, conditional: str | None, confirmed: str | None, starts: str) -> None:
        found = dates(
            post_recall_release_date="2026-11-29",
            conditional_release_date=conditional,
            confirmed_release_date=confirmed,
        )
        assert (found.kind, str(found.licence_start_date)) == ("prrd", starts)

    def test_home_detention_curfew(self) -> None:
        eligible = {"licence_kind": "hdc", "home_detention_curfew_eligibility_date": "2026-11-28"}
        assert start(**eligible) == "2026-11-28"
        assert start(**eligible, home_detention_curfew_actual_date="2026-12-01") == "2026-12-01"

    def test_overrides_replace_calculated_dates(self) -> None:
        facts = {"conditional_release_date": "2026-11-26", "conditional_release_date_override": "2027-11-26"}
        assert start(**facts) == "2027-11-26"

    @pytest.mark.parametrize("kind", LicenceKind)
    def test_unknown(self, kind: str) -> None:
        assert dates(licence_kind=kind) == LicenceDates(kind=LicenceKind(kind), calendar_version=CURRENT.version)


class TestKind:
    @pytest.mark.parametrize(
        ("recall", "conditional", "kind"),
        [
            ("2026-11-29", "2026-01-01", "prrd"),
            ("2026-11-29", None, "prrd"),
            ("2026-09-01", None, "prrd"),
            ("2026-08-31", None, "crd"),  # past
            ("2026-11-29", "2026-11-29", "crd"),  # not after the conditional release date
            (None, None, "crd"),
        ],
    )
    def test_which_date_leads(self, recall: str | None, conditional: str | None, kind: str) -> None:
        assert dates(post_recall_release_date=recall, conditional_release_date=conditional).kind == kind

    @pytest.mark.parametrize(("on", "served"), [("2026-11-01", True), ("2026-11-28", True), ("2026-11-29", False)])
    def test_time_served(self, on: str, served: bool) -> None:
        facts = {"sentence_type": "determinate", "sentence_start_date": "2026-11-01"}
        same = ReleaseFacts.model_validate({**facts, "conditional_release_date": "2026-11-01"})
        later = ReleaseFacts.model_validate({**facts, "conditional_release_date": "2026-11-02"})
        assert is_time_served(same, date.fromisoformat(on)) is served
        assert not is_time_served(later, date.fromisoformat(on))

    def test_time_served_has_no_hard_stop(self) -> None:
        facts = {"sentence_type": "determinate", "sentence_start_date": "2026-11-02"}
        found = dates(date(2026, 11, 2), **facts, conditional_release_date="2026-11-02")
        assert found.kind == "time_served" and str(found.licence_start_date) == "2026-11-02"
        assert found.hard_stop_date is None and found.hard_stop_warning_date is None and found.hard_stop_period is None
        assert not found.in_hard_stop_period


class TestBeforeRelease:
    @pytest.mark.parametrize(
        ("starts", "hard_stop", "warning", "earliest", "late_from"),
        [
            ("2026-10-08", "2026-10-06", "2026-10-02", "2026-10-08", "2026-09-30"),  # a plain Thursday
            ("2026-10-09", "2026-10-07", "2026-10-05", "2026-10-06", "2026-10-01"),  # Friday
            ("2026-10-10", "2026-10-07", "2026-10-05", "2026-10-06", "2026-10-01"),  # Saturday
            ("2026-12-24", "2026-12-22", "2026-12-18", "2026-12-24", "2026-12-16"),  # Christmas Eve
            ("2027-05-03", "2027-04-28", "2027-04-26", "2027-04-27", "2027-04-22"),  # a bank holiday Monday
        ],
    )
    def test_each_date(self, starts: str, hard_stop: str, warning: str, earliest: str, late_from: str) -> None:
        found = dates(licence_kind="hdc", home_detention_curfew_eligibility_date=starts)
        assert [
            str(found.licence_start_date),
            str(found.hard_stop_date),
            str(found.hard_stop_warning_date),
            str(found.earliest_possible_release),
            str(found.late_allocation_warning_from),
        ] == [starts, hard_stop, warning, earliest, late_from]

    def test_a_curfew_actual_date_stays_put(self) -> None:
        friday = dates(licence_kind="hdc", home_detention_curfew_actual_date="2026-10-09")
        assert friday.earliest_possible_release == date(2026, 10, 9)

    @pytest.mark.parametrize(
        ("on", "inside"), [("2026-10-06", False), ("2026-10-07", True), ("2026-10-10", True), ("2026-10-11", False)]
    )
    def test_the_hard_stop_period_includes_both_ends(self, on: str, inside: bool) -> None:
        facts = {"conditional_release_date": "2026-10-10", "confirmed_release_date": "2026-10-10"}
        found = dates(date.fromisoformat(on), **facts)
        assert found.hard_stop_period and str(found.hard_stop_period.first_day) == "2026-10-07"
        assert found.in_hard_stop_period is inside

    @pytest.mark.parametrize(
        ("on", "warned"), [("2026-09-29", False), ("2026-09-30", True), ("2026-10-08", True), ("2026-10-09", False)]
    )
    def test_late_allocation_warning(self, on: str, warned: bool) -> None:
        assert dates(date.fromisoformat(on), conditional_release_date="2026-10-08").late_allocation_warning is warned

    def test_an_announced_bank_holiday_moves_them_all(self) -> None:
        told = with_announced(CURRENT, {date(2026, 10, 7): "Announced"})
        found = licence_dates(ReleaseFacts(conditional_release_date=date(2026, 10, 8)), TODAY, told)
        assert (found.hard_stop_date, found.hard_stop_warning_date) == (date(2026, 10, 5), date(2026, 10, 1))
        assert found.calendar_version == told.version


@given(st.dates(date(2026, 1, 1), date(2035, 12, 31)), st.integers(0, 400))
def test_the_dates_come_in_order(conditional: date, ahead: int) -> None:
    facts = ReleaseFacts(conditional_release_date=conditional)
    found = licence_dates(facts, conditional - timedelta(days=ahead), CURRENT)
    assert found.licence_start_date and found.hard_stop_date and found.hard_stop_warning_date
    assert found.earliest_possible_release and found.late_allocation_warning_from
    assert found.hard_stop_warning_date < found.hard_stop_date < found.licence_start_date <= conditional
    assert found.late_allocation_warning_from < found.earliest_possible_release <= found.licence_start_date
    assert CURRENT.is_working_day(found.licence_start_date)
    assert CURRENT.working_days_between(found.hard_stop_date, found.licence_start_date) == 2
