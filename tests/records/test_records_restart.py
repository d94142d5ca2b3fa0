"""PostgreSQL killed and started again under load: what was told to be written is there once, and all of it."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.record import Records
from models.batch import Batch
from records.engine import engine_for
from records.upgrade import upgrade
from records.write import write
from tests.clusters import Cluster, binaries
from tests.records.databases import is_wanted
from tests.records.played import ed
from tests.records.stored import stored

CASE = ed()
WRITERS = 8
KILLS = 3


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of the test's own. Its folder must be open to the user who runs it, as pytest's are not."""
    programs = binaries()
    if programs is None:
        assert not is_wanted(), "there is no PostgreSQL on this machine: apt-get install postgresql"
        pytest.skip("there is no PostgreSQL on this machine: apt-get install postgresql")
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="throughcare-killed-")), programs, keeps_commits=True)
    cluster.start()
    yield cluster
    cluster.stop()
    shutil.rmtree(cluster.folder)


@pytest.mark.slow
async def test_nothing_is_lost_and_nothing_is_there_twice(cluster: Cluster) -> None:
    url = cluster.url("postgres")
    await upgrade(url)
    engine = engine_for(url)
    failures = 0

    async def work(case_id: str) -> None:
        """As the workflow's activity does: entry by entry, each tried again until it is written."""
        nonlocal failures
        for entry in CASE.entries * 4:
            while True:
                try:
                    await ActivityEnvironment().run(Records(engine).record, Batch(case_id=case_id, entries=[entry]))
                    break
                except ApplicationError as failed:
                    assert failed.type != "OutOfOrder", "what was said to be written is gone"
                    failures += 1
                    await asyncio.sleep(0.02)

    async def kill() -> None:
        for _ in range(KILLS):
            await asyncio.sleep(0.2)
            await asyncio.to_thread(cluster.stop)
            await asyncio.to_thread(cluster.start)

    names = [f"case-{n}" for n in range(WRITERS)]
    await asyncio.gather(kill(), *(work(name) for name in names))
    await write(engine, Batch(case_id="whole", entries=CASE.entries))
    whole = await stored(engine, "whole")
    assert failures > 0, "it was killed when nobody was writing"
    assert all([await stored(engine, name) == whole for name in names])
    await engine.dispose()
