"""The digests of a morning on a real server: made once however often it runs, and after an outage too."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from uuid import uuid4

import pytest
from freezegun import freeze_time
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment

from activities.digest import Digests
from models.notice_tables import DeliveryRow
from models.notices import DigestsGiven
from notices.inbox import inbox
from notices.settings_file import SettingsFile
from policy.calendar import CURRENT, LONDON, Calendar
from records.engine import engine_for, reading
from schedules import DAILY_DIGEST, ensure_daily_digest
from tests.notices.told import ordered, quiet_change, settings, told
from tests.workflows.conftest import NewCase
from tests.workflows.one_case import ORDERED
from worker import case_worker
from workflows.digest import DigestWorkflow

pytestmark = [pytest.mark.temporal, pytest.mark.slow]

ADDRESS = "com-1.somebody@example.org"


class EveryDayWorks(Calendar):
    """A calendar without days off: what is tested here does not hang on the day the tests run."""

    def is_working_day(self, day: date) -> bool:
        """Always."""
        return True


@pytest.fixture
async def own(own_records: str) -> AsyncIterator[AsyncEngine]:
    """Records of this test's own."""
    engine = engine_for(own_records)
    yield engine
    await engine.dispose()


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    """Settings that send by mail at any time of day."""
    path = tmp_path / "notices.toml"
    path.write_text(
        'digest_at = "00:00"\nquiet_hours = { from = "00:00", to = "00:00", days_off = false }\n'
        '[smtp]\nhost = "localhost"\nsender = "throughcare@example.org"\n'
        f'[people.com-1]\nsmtp = "{ADDRESS}"\n[people.com-2]\nsmtp = "{ADDRESS}"\n'
    )
    return SettingsFile(path)


async def run(temporal: Client, queue: str, id: str | None = None) -> DigestsGiven:
    id = id or f"digest-{uuid4()}"
    return await temporal.execute_workflow(DigestWorkflow.run, DigestsGiven(), id=id, task_queue=queue)


async def made(engine: AsyncEngine) -> list[str | None]:
    async with reading(engine).connect() as connection:
        return sorted(await connection.scalars(select(DeliveryRow.person)))  # type: ignore[call-overload]


async def test_each_digest_is_made_once_however_often_the_workflow_runs(
    dev: WorkflowEnvironment, own: AsyncEngine, file: SettingsFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notices.digests.PEOPLE", 1)
    await told(own, settings(), quiet_change())
    other = ordered("case-2")
    held = {"practitioner": "com-2", "holder": "community_practitioner"}
    other.report("practitioner_allocated", datetime(2026, 3, 2, 16, tzinfo=UTC), **held)
    other.report("worrying_behaviour", datetime(2026, 3, 3, 11, tzinfo=UTC), where="wing")
    await told(own, settings(), other)
    queue = f"digest-{uuid4()}"
    calendar = EveryDayWorks(CURRENT.version)
    async with case_worker(dev.client, own, task_queue=queue, notices=file, calendar=calendar, sandboxed=True):
        first, second = await run(dev.client, queue, id=f"first-{queue}"), await run(dev.client, queue)
    assert (first.made, second.made) == (2, 0)
    assert await made(own) == ["com-1", "com-2"]
    history = await dev.client.get_workflow_handle(f"first-{queue}").fetch_history()
    said = b"".join(event.SerializeToString() for event in history.events)
    assert b"com-1" in said
    assert ADDRESS.encode() not in said


def spoil(file: Path) -> None:
    file.write_bytes(b"not a database at all, " * 1000)


async def test_a_failure_shows_nothing_of_what_it_was_about(own: AsyncEngine, file: SettingsFile) -> None:
    await told(own, settings(), quiet_change())
    digests = Digests(own, file)
    await own.dispose()
    spoil(Path(str(own.url.database)))
    with pytest.raises(Exception, match="the digests could not be made: DatabaseError"):
        await ActivityEnvironment().run(digests.people_to_digest, DigestsGiven())


async def test_before_its_time_and_on_a_day_off_there_is_none(own: AsyncEngine, tmp_path: Path) -> None:
    path = tmp_path / "by-default.toml"
    path.write_text('[smtp]\nhost = "localhost"\nsender = "throughcare@example.org"\n')
    digests = Digests(own, SettingsFile(path))
    found = {}
    for moment in ("2026-10-23 08:15", "2026-10-26 08:15", "2026-10-26 09:15", "2026-10-25 09:15"):
        with freeze_time(moment, real_asyncio=True):
            found[moment] = await ActivityEnvironment().run(digests.digest_day)
    assert [day.isoformat() if day else None for day in found.values()] == ["2026-10-23", None, "2026-10-26", None]


async def test_it_runs_every_working_morning_by_the_clocks_of_london_and_follows_the_file(
    dev: WorkflowEnvironment,
) -> None:
    await ensure_daily_digest(dev.client, time(9, 15))
    await ensure_daily_digest(dev.client, time(10, 30))
    handle = dev.client.get_schedule_handle(DAILY_DIGEST)
    try:
        said = await handle.describe()
        local = [at.astimezone(LONDON) for at in said.info.next_action_times]
        assert {(at.hour, at.minute) for at in local} == {(10, 30)}
        assert {at.weekday() for at in local} == {0, 1, 2, 3, 4}
        await handle.pause()
        await ensure_daily_digest(dev.client, time(9, 15))
        assert (await handle.describe()).schedule.state.paused
    finally:
        await handle.delete()


async def test_runs_missed_while_no_worker_ran_are_made_up_for_by_one_digest(
    dev: WorkflowEnvironment, own: AsyncEngine, file: SettingsFile
) -> None:
    await told(own, settings(), quiet_change())
    queue = f"digest-{uuid4()}"
    missed = [
        await dev.client.start_workflow(DigestWorkflow.run, DigestsGiven(), id=f"{queue}-{n}", task_queue=queue)
        for n in range(3)
    ]
    async with case_worker(dev.client, own, task_queue=queue, notices=file, calendar=EveryDayWorks(CURRENT.version)):
        assert sum([(await run.result()).made for run in missed]) == 1
    assert await made(own) == ["com-1"]


async def test_the_record_activity_posts_what_a_case_tells_people(another_dev: NewCase, file: SettingsFile) -> None:
    case = await another_dev()
    async with case_worker(case.temporal, case.records, task_queue=case.task_queue, notices=file):
        await case.open(ORDERED, start=None)
        await case.report("practitioner_allocated", practitioner="com-77", holder="community_practitioner")
        await case.report("imminent_risk", person="partner-1")
        await case.settled()
    (item,) = (await inbox(case.records, "com-77", case_id=case.id, unread=True)).items
    assert item.about == "imminent risk reported: act now (PF-16.13)"
