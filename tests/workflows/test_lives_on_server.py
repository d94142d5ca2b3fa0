"""Whole lives on a Temporal server: the workflow's case is the one that pure policy makes of the same messages.

LIVES and SEED set how many lives, and which; ``make lives-server`` lives 200.
"""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from client import CaseRefused
from models.case import CaseStart
from models.messages import MESSAGE, message_id
from policy.known_versions import added
from tests.lives.life import lived
from tests.policy.third_version import TRIAL
from tests.policy.told import Told
from tests.workflows.conftest import NewCase
from tests.workflows.one_case import START, OneCase

pytestmark = pytest.mark.temporal

LIVES = int(os.environ.get("LIVES") or 5)
SEED = int(os.environ.get("SEED") or 1)
APART = timedelta(minutes=1)
"""A busy machine takes a moment to tell a case something; the moments that the two cases note differ by less."""


@pytest.fixture(autouse=True, scope="module")
def third_version() -> Iterator[None]:
    """Cases go over between three versions, somebody else's among them (TI-16)."""
    with added(TRIAL):
        yield


@pytest.mark.parametrize("number", range(LIVES), ids=lambda number: f"seed-{SEED}-life-{number}")
async def test_the_workflow_is_the_pure_case_and_the_records_have_all(
    number: int, another: NewCase, worked: str
) -> None:
    case = await another(worked)
    pure = lived(f"{SEED}/{number}", by_its_own_clock=True, case_id=case.id, rehearsal_from=START.isoformat())
    await _told(case, pure)
    if not pure.state:
        return
    shown = (await case.show()).model_dump(mode="json", exclude_none=True)
    assert [*_unlike(pure.state, shown)] == []
    await case.settled()
    assert not (await case.wakes())[1].startswith("try again")
    kept = [e.event_id for e in await case.kept() if e.kind != "clock"]
    assert kept == _accepted(pure)
    for kind in ("WORKFLOW_TASK_FAILED", "WORKFLOW_TASK_TIMED_OUT", "WORKFLOW_EXECUTION_FAILED"):
        assert await case.history(kind) == []


async def _told(case: OneCase, pure: Told) -> None:
    """Tell the case on the server the same things at the same moments; what was refused there is refused here."""
    accepted = set(_accepted(pure))
    for number, (at, said) in enumerate(pure.log):
        message = MESSAGE.validate_python(said)
        if said["kind"] == "opened":
            start = CaseStart.model_validate(said["start"])
            if message_id(message) not in accepted:
                with pytest.raises(CaseRefused):
                    await case.client.start(start)
                return
            await case.client.start(start)
            case.ahead = timedelta(seconds=(await case.client.waiting_for(case.id))["ahead_seconds"])
        elif said["kind"] != "clock":
            await case.run_until(at)
            await _tell(case, message, number, message_id(message) in accepted)
    await case.run_until(pure.now)


async def _tell(case: OneCase, message: Any, number: int, accepted: bool) -> None:
    if not accepted:
        with pytest.raises(CaseRefused):
            await case.client._tell(case.id, message)
    elif message.kind == "reported" and number % 3 == 0:
        await case.client.report_later(case.id, message.event)  # as a system that does not wait
        assert (await case.client.report(case.id, message.event)).duplicate
    else:
        assert not (await case.client._tell(case.id, message)).duplicate
        if number % 5 == 0:
            assert (await case.client._tell(case.id, message)).duplicate


def _accepted(pure: Told) -> list[str]:
    """The ids of everything the pure case took, in order, but for what its own clock brought."""
    return [id for id in pure.taken if id is not None]


def _unlike(one: Any, other: Any, where: str = "") -> Iterator[str]:
    """Every place where two cases differ; moments may be apart by as long as it takes to tell a case something."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in [*one, *(n for n in other if n not in one)]:
            yield from _unlike(one.get(name), other.get(name), f"{where}/{name}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (mine, theirs) in enumerate(zip(one, other, strict=True)):
            yield from _unlike(mine, theirs, f"{where}/{number}")
    elif one != other and not _at_once(one, other):
        yield f"{where}: {one!r} in pure policy, {other!r} in the workflow"


def _at_once(one: Any, other: Any) -> bool:
    try:
        return abs(datetime.fromisoformat(one) - datetime.fromisoformat(other)) < APART
    except (TypeError, ValueError):
        return False
