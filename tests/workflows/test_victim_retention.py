"""Victims' contacts whose time is over, erased by a run on a server (docs/retention.md)."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from activities.victim_contact import contact_workflow_id
from models.retention import ErasedContacts, Terms
from policy.calendar import london_date
from records.engine import engine_for
from schedules import DAILY_VICTIM_RETENTION, ensure_daily_victim_retention
from tests.victims.store_histories import MADE_UP
from tests.victims.test_victim_retention import heard, kept, rows
from victim_worker import victim_worker
from victims.codec import sealed
from victims.records import upgrade
from workflows.victim_retention import VictimRetentionWorkflow

pytestmark = pytest.mark.temporal

LONG_AGO = date(2015, 3, 4)


@pytest.fixture
async def victims(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    url = f"sqlite+aiosqlite:///{tmp_path}/victims.db"
    await upgrade(url)
    engine = engine_for(url)
    yield engine
    await engine.dispose()


async def test_a_run_erases_what_is_due_and_without_terms_nothing(
    victims: AsyncEngine, dev: WorkflowEnvironment
) -> None:
    await kept(victims, "contact-1", "case-1", LONG_AGO)
    await kept(victims, "contact-2", "case-2", london_date(datetime.now(UTC)))
    await heard(victims, "case-1", "2015-03-04T10:00:00Z", True)
    assert await _ran(dev.client, victims, None) == ErasedContacts()
    assert await _ran(dev.client, victims, Terms()) == ErasedContacts(contacts=1, cases=1)
    assert set((await rows(victims, "contact-1")).values()) == {0}
    assert 0 not in (await rows(victims, "contact-2")).values()
    assert await _ran(dev.client, victims, Terms()) == ErasedContacts()


async def test_a_contact_whose_workflow_goes_on_is_kept_after_all(
    victims: AsyncEngine, dev: WorkflowEnvironment
) -> None:
    await kept(victims, "contact-goes-on", "case-1", LONG_AGO)
    still = await dev.client.start_workflow(
        "VictimContactWorkflow", id=contact_workflow_id("contact-goes-on"), task_queue="nobody-listens"
    )
    assert await _ran(dev.client, victims, Terms()) == ErasedContacts(kept_after_all=1)
    await still.terminate()
    assert await _ran(dev.client, victims, Terms()) == ErasedContacts(contacts=1)


async def test_it_runs_every_night_and_a_schedule_that_is_there_is_left_as_it_is(dev: WorkflowEnvironment) -> None:
    victims = sealed(dev.client, MADE_UP)
    for _ in range(2):
        await ensure_daily_victim_retention(victims)
    schedule = dev.client.get_schedule_handle(DAILY_VICTIM_RETENTION)
    nightly = (await schedule.describe()).schedule.spec
    await schedule.delete()
    assert nightly.time_zone_name == "Europe/London" and [c.hour[0].start for c in nightly.calendars] == [3]


async def _ran(temporal: Client, engine: AsyncEngine, terms: Terms | None) -> ErasedContacts:
    queue = f"victim-retention-{id(engine)}"
    async with victim_worker(temporal, engine, MADE_UP, task_queue=queue, terms=terms, sandboxed=True):
        run = VictimRetentionWorkflow.run
        return await sealed(temporal, MADE_UP).execute_workflow(run, ErasedContacts(), id=queue, task_queue=queue)
