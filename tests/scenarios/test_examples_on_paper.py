"""Every shipped example, played on the policy alone: each line can be told, and good practice raises no alarm."""

from pathlib import Path

import pytest

from models.roles import Role
from tests.scenarios.on_paper import played

EXAMPLES = Path(__file__).parents[2] / "examples"
ALL = sorted(path.stem for path in EXAMPLES.glob("*.jsonl"))

GOOD = {"brendan": [("2026-02-18", Role.SPO)], "chris": [], "greg": [], "nigel": [], "russ": []}
"""Good practice, and the escalations that the catalogue expects of it all the same."""


@pytest.mark.parametrize("name", ALL)
def test_every_line_is_told_and_good_practice_raises_no_alarm_nobody_needed(name: str) -> None:
    """INS-S: the false-alarm control, and the alarm of each poor example."""
    alarms = [(day, role) for day, role, _ in played(EXAMPLES / f"{name}.jsonl").alarms()]
    assert alarms == GOOD[name] if name in GOOD else alarms
