"""A made-up caseload: like the figures it is drawn from, the same each time, and readable as a caseload."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from adoption import json_lines
from adoption.said import SaidOfCase, row_of
from api.auth.builtin import PEOPLE
from commands.simulation_docs import DOCS, current
from simulation.caseload import caseload
from simulation.compared import compared
from simulation.drawing import drawn
from simulation.life import Life
from simulation.telling import told

TODAY = date(2026, 6, 1)
WITHIN = 0.04


@pytest.fixture(scope="module")
def lives() -> list[Life]:
    return [drawn(7, number, TODAY) for number in range(1, 2001)]


def test_the_shares_are_those_of_the_figures(lives: list[Life]) -> None:
    found = list(compared(lives, TODAY))
    assert len(found) > 30
    far = [row for row in found if abs(row.drawn - row.figure.share) > WITHIN or row.of < 200]
    assert far == []


def test_the_lines_say_what_was_drawn(lives: list[Life]) -> None:
    for life in lives[:300]:
        said = told(life, TODAY)
        still_open = {work["work"] for work in said["still_open"]}
        visits = [work for work in said["done"] if work["work"] == "home_visit"]
        if life.dates.supervised and (TODAY - life.dates.supervised).days > 90:
            assert ("home_visit" in still_open) == (life.timings["home_visit"] == "still open") == (not visits)
        told_abuse = sum(fact["type"] == "domestic_abuse_incident" for fact in said["facts"])
        assert told_abuse == sum(c.is_abuse and c.known_on is not None for c in life.changes)
        assert all(fact["occurred_at"] < TODAY.isoformat() for fact in said["facts"])
        assert all(work["at"] < TODAY.isoformat() for work in said["done"])


def test_the_same_three_give_the_same_caseload_and_another_seed_another() -> None:
    first, again, other = (list(caseload(30, seed, TODAY)) for seed in (3, 3, 4))
    assert first == again != other
    assert list(caseload(10, 3, TODAY)) == first[:10]
    assert list(caseload(10, 3, date(2026, 6, 2))) != first[:10]


def test_every_line_is_a_row_to_adopt(tmp_path: Path) -> None:
    file = tmp_path / "caseload.jsonl"
    file.write_text("".join(json.dumps(said) + "\n" for said in caseload(100, 1, TODAY)))
    for said in json_lines.read(file):
        assert isinstance(said, SaidOfCase)
        assert row_of(said)[1] == []


def test_the_demo_people_hold_cases(lives: list[Life]) -> None:
    held = Counter(life.holders.practitioner for life in lives)
    demo = [name for name in PEOPLE if name.startswith("com-")]
    assert len(demo) == 3
    assert all(held[name] > 60 for name in demo)
    assert 0 < sum(life.holders.practitioner is None and life.place == "supervision" for life in lives) < 40


def test_the_page_has_the_shares_as_they_are() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert current(text) == text, "run python -m commands.simulation_docs"
