"""Lives by chance, a short run of what ``make lives`` does at length; and a life is the same whenever it is lived."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from policy.known_versions import added
from tests.lives.__main__ import live_some
from tests.lives.life import lived
from tests.lives.scenario import told_again, written
from tests.policy.third_version import TRIAL

LIVES = 60


@pytest.fixture(autouse=True, scope="module")
def third_version() -> Iterator[None]:
    """Cases go over between three versions, somebody else's among them (TI-16)."""
    with added(TRIAL):
        yield


def test_in_any_life_nothing_fails_nothing_is_lost_and_no_guard_is_left_open() -> None:
    found = live_some(seed=20260302, first=0, number=LIVES)
    assert found.failed == []
    assert found.messages > 10 * LIVES
    assert {"custody", "licence", "community_order", "closed"} <= set(found.stages)


def test_a_life_is_the_same_whenever_it_is_lived_and_when_it_is_told_again(tmp_path: Path) -> None:
    once, again = lived("7/7"), lived("7/7")
    assert (once.log, once.state) == (again.log, again.state)
    scenario = tmp_path / "life.jsonl"
    scenario.write_text(written(once), encoding="utf-8")
    assert told_again(scenario).state == once.state
