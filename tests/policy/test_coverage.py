"""Every row of the catalogue is built, in one place, and cited by a test; what is out of scope says whose it is."""

from pathlib import Path

import pytest

from commands.citations import citations
from policy.clauses import CLAUSES
from policy.clauses.clause import NOT_YET, Clause, Kind, duty, evidence, out_of_scope
from policy.coverage import in_scope, problem

TESTS = Path(__file__).parents[1]
SIZES = {"PF": 308, "EV": 65, "GU": 43, "DE": 37, "TI": 43, "ST": 21, "IN": 23}


def test_no_row_is_missing() -> None:
    assert {table: sum(c.table == table for c in CLAUSES.values()) for table in SIZES} == SIZES


@pytest.mark.parametrize("clause", CLAUSES.values(), ids=lambda clause: clause.id)
def test_each_row_is_built_where_it_says_and_says_so_there(clause: Clause) -> None:
    assert problem(clause) is None


def test_each_row_in_scope_is_cited_by_a_test() -> None:
    cited = citations(TESTS)
    assert [c.id for c in CLAUSES.values() if in_scope(c) and c.id not in cited] == []


def test_a_row_out_of_scope_says_why() -> None:
    left_out = [c for c in CLAUSES.values() if not in_scope(c)]
    assert all(len(c.home.name) > 20 for c in left_out)
    assert len(left_out) < 20


def test_a_row_that_is_not_built_or_built_elsewhere_is_found_out() -> None:
    visit = next(c for c in CLAUSES.values() if c.home == duty("home_visit"))
    for home, words in (
        (NOT_YET, "not built"),
        (duty("no_such_duty"), "no duty no_such_duty"),
        (duty("review"), "the duty review does not name it"),
        (evidence("home_visit", "no_such_field"), "has no field no_such_field"),
        (out_of_scope(""), "without a reason"),
    ):
        spoilt = type(visit)(id=visit.id, section=visit.section, asks=visit.asks, home=home)
        assert words in str(problem(spoilt))
    assert visit.home.kind is Kind.DUTY
