"""When what is kept of a closed case may go."""

from datetime import date

import pytest

from models.retention import CaseTerms
from models.sentence import Stage
from policy.retention import ended_in, kept_until, shortest


@pytest.mark.parametrize(
    ("stages", "stage"),
    [
        ([], Stage.COURT_REPORT),
        (["court_report", "closed"], Stage.COURT_REPORT),
        (["custody", "licence", "closed"], Stage.LICENCE),
        (["custody", "licence", "custody", "closed"], Stage.CUSTODY),
    ],
)
def test_the_stage_it_ended_in(stages: list[str], stage: Stage) -> None:
    assert ended_in(stages) is stage


@pytest.mark.parametrize(
    ("closed", "until"), [(date(2020, 3, 4), date(2026, 3, 4)), (date(2020, 2, 29), date(2026, 2, 28))]
)
def test_years_are_counted_from_the_day_it_was_closed(closed: date, until: date) -> None:
    assert kept_until(closed, Stage.LICENCE, CaseTerms()) == until


def test_every_stage_has_its_term() -> None:
    assert set(CaseTerms.model_fields) == {stage.value for stage in Stage} - {"closed"}
    assert shortest(CaseTerms(licence=3, court_report=2)) == 2
