"""``docs/scenarios.md`` is what the code does: its tables are current, its lines can be played, its messages come."""

import json
import re
from pathlib import Path

import pytest

from commands.play import PLAYED, play
from commands.scenario_docs import DOCS, current
from commands.scenario_input import scenario_of
from commands.scenario_text import ScenarioError
from models.scenario import EVENT_TYPES, KINDS, REQUEST_TYPES
from policy.catalogue import RULES

TEXT = DOCS.read_text(encoding="utf-8")
START = '{"at": "2026-03-02", "start": "sam", "opening": {"event": "sentence_passed", "kind": "determinate"}}'


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


def test_the_tables_are_current() -> None:
    assert current(TEXT) == TEXT, "run python -m commands.scenario_docs"


def test_every_name_is_there() -> None:
    assert all(f"**`{name}`**" in TEXT for name in (*KINDS, *EVENT_TYPES, *REQUEST_TYPES, *RULES))


@pytest.mark.temporal
@pytest.mark.slow
async def test_the_scenario_goes_as_written(tmp_path: Path) -> None:
    (whole,) = blocks("json lines")
    assert [kind for kind in KINDS if f'"{kind}":' not in whole] == []
    (tmp_path / "sam.jsonl").write_text(whole)
    assert await play(tmp_path / "sam.jsonl") == PLAYED


def test_the_lines_are_good() -> None:
    for line in blocks("json line"):
        scenario_of(f"{START}\n{line}")


def test_the_messages_come() -> None:
    (messages,) = blocks("text messages")
    lines = [
        START,
        json.dumps({"at": "+1d", "note": "in time"}),
        json.dumps({"at": "+1d", "event": "new_relation", "partner": "partner-1"}),
        json.dumps({"at": "-1d", "event": "new_relationship", "partner": "partner-1", "prtner": "partner-1"}),
        json.dumps({"at": "+2d", "done": "disclosure_decision"}),
        '{"at": "+2d", "event": "died", "by" "com-1"}',
    ]
    try:
        scenario_of("\n".join(lines))
    except ScenarioError as wrong:
        assert list(wrong.problems) == messages.splitlines()
