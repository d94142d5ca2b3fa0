"""The records made again from the workflows, on a whole server: what was lost or altered is as it was."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest

from client import CaseClient, workflow_id
from commands import records as commands
from commands.answer import NotInOrder
from models.case import CaseStart
from models.tables import CaseRow, DecisionRow, DutyRow, EventRow, NoticeRow
from records.engine import engine_for, writing
from records.rebuild import Made, differences, rebuild
from records.upgrade import upgrade
from sealing.codec import sealed
from sealing.data_keys import DataKeys
from sealing.keyring import load_or_make
from sealing.master import MasterKeyFile
from tests.records.databases import is_wanted, ready_database
from tests.records.stored import stored
from tests.workflows.conftest import NewCase
from tests.workflows.ending import at_rest, end
from tests.workflows.once import once
from tests.workflows.one_case import ORDERED, START, OneCase
from worker import case_worker

pytestmark = [pytest.mark.temporal, pytest.mark.slow]


@pytest.fixture(scope="module")
async def lived(dev: object, dev_worked: str, records: AsyncEngine) -> AsyncIterator[OneCase]:
    """A case with a life behind it: several runs of its workflow, work done and let go, a decision, an order."""
    case = OneCase(dev, records, dev_worked)  # type: ignore[arg-type]
    await case.open(ORDERED)
    await case.report("practitioner_allocated", practitioner="cp-1", holder="community_practitioner", team="team-1")
    await case.report("protective_order_made", order="order-1", protects=["partner-1"])
    await case.waive_all(but="initial_assessment")
    about = {"subject": "partner-1", "rationale": "Known to two agencies."}
    await case.decide("marac", "refer", **about)
    first = (await case.workflow.describe()).run_id
    async with asyncio.timeout(60):
        while (await case.workflow.describe()).run_id == first:
            await case.report("programme_started", programme="other")
    await case.settled()
    yield case
    await case.end()


async def damage(engine: AsyncEngine, case_id: str) -> None:
    """Rows are gone, and rows are altered."""
    async with writing(engine) as connection:
        await connection.execute(delete(DecisionRow).where(col(DecisionRow.case_id) == case_id))
        await connection.execute(delete(EventRow).where(col(EventRow.case_id) == case_id, col(EventRow.sequence) == 2))
        await connection.execute(delete(NoticeRow).where(col(NoticeRow.case_id) == case_id))
        mine = (col(DutyRow.case_id) == case_id, col(DutyRow.duty_id) == "d1")
        await connection.execute(update(DutyRow).where(*mine).values(state="cancelled", held_by="nobody"))
        await connection.execute(update(CaseRow).where(col(CaseRow.case_id) == case_id).values(team="team-9"))


async def test_they_agree_and_what_differs_is_named(lived: OneCase) -> None:
    assert await differences(lived.records, lived.temporal, lived.id) == []
    kept = await stored(lived.records, lived.id)
    await damage(lived.records, lived.id)
    found = await differences(lived.records, lived.temporal, lived.id)
    assert "cases: team differ" in found and "duties d1: held_by, state differ" in found
    assert any(line.startswith("events 2 ") and line.endswith(": missing") for line in found)
    assert any(line.startswith("decisions ") for line in found) and any(line.startswith("notices ") for line in found)
    assert not any("nobody" in line or "Known to" in line for line in found)
    made = await rebuild(lived.records, lived.temporal, lived.id)
    assert made.made is Made.WHOLE and made.first == 1
    assert await stored(lived.records, lived.id) == kept
    assert await differences(lived.records, lived.temporal, lived.id) == []


async def test_a_number_that_was_altered(lived: OneCase) -> None:
    kept = await stored(lived.records, lived.id)
    last = kept["cases"][0]["last_sequence"]
    for altered in (last + 5, last - 5):
        async with writing(lived.records) as connection:
            mine = col(CaseRow.case_id) == lived.id
            await connection.execute(update(CaseRow).where(mine).values(last_sequence=altered))
        words = f"sequence: the records hold {altered} messages, its workflow sent {last}"
        assert await differences(lived.records, lived.temporal, lived.id) == [words]
        await rebuild(lived.records, lived.temporal, lived.id)
        assert await stored(lived.records, lived.id) == kept


async def test_into_an_empty_database_of_either_kind(lived: OneCase, tmp_path: Path) -> None:
    kept = await stored(lived.records, lived.id)
    async with AsyncExitStack() as stack:
        for kind in ("sqlite", "postgresql") if is_wanted() else ("sqlite",):
            engine = await stack.enter_async_context(ready_database(kind, tmp_path))
            [words] = await differences(engine, lived.temporal, lived.id)
            assert words.startswith("sequence: the records hold none of its ")
            for _ in range(2):
                await rebuild(engine, lived.temporal, lived.id)
                assert await stored(engine, lived.id) == kept
            assert await differences(engine, lived.temporal, lived.id) == []


async def test_the_case_goes_on_afterwards(lived: OneCase) -> None:
    await rebuild(lived.records, lived.temporal, lived.id)
    receipt = await lived.report("programme_started", programme="other")
    await lived.settled()
    assert (await lived.kept())[-1].sequence == receipt.sequence
    assert await differences(lived.records, lived.temporal, lived.id) == []


async def test_while_the_case_is_told_things(lived: OneCase) -> None:
    async def tell() -> None:
        for _ in range(8):
            await lived.report("programme_started", programme="other")

    async def again() -> None:
        for _ in range(4):
            await rebuild(lived.records, lived.temporal, lived.id)

    await asyncio.gather(tell(), again())
    await lived.settled()
    assert await differences(lived.records, lived.temporal, lived.id) == []


async def test_no_case_is_no_difference(lived: OneCase) -> None:
    assert await differences(lived.records, lived.temporal, "nobody") == []
    assert (await rebuild(lived.records, lived.temporal, "nobody")).made is Made.KEPT


async def test_the_commands(
    lived: OneCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load_or_make(tmp_path / "master.key")
    monkeypatch.setenv("THROUGHCARE_MASTER_KEY", str(tmp_path / "master.key"))
    monkeypatch.setenv("TEMPORAL_ADDRESS", lived.temporal.service_client.config.target_host)
    monkeypatch.setenv("THROUGHCARE_RECORDS", lived.records.url.render_as_string(hide_password=False))
    await commands.check(lived.id, as_json=False)
    assert "1 case checked, none not as the workflows say" in capsys.readouterr().out
    await damage(lived.records, lived.id)
    with pytest.raises(NotInOrder):
        await commands.check(lived.id, as_json=False)
    said = capsys.readouterr().out
    assert f"  {lived.id}: cases: team differ" in said and "throughcare records rebuild" in said
    await commands.make_again(None, as_json=False)
    assert "made again from the workflows" in capsys.readouterr().out
    await commands.check(lived.id, as_json=True)
    assert '"differ": {}' in capsys.readouterr().out
    stranger = await _sealed_elsewhere(lived, tmp_path)
    await commands.make_again(stranger, as_json=False)
    assert f"{stranger}: kept as it is" in capsys.readouterr().out
    with pytest.raises(NotInOrder):
        await commands.check(stranger, as_json=False)
    assert "a key that the records do not have" in capsys.readouterr().out


async def _sealed_elsewhere(lived: OneCase, folder: Path) -> str:
    """A case on the same server whose key is in records that are not there any more."""
    url = f"sqlite+aiosqlite:///{folder / 'other.db'}"
    await upgrade(url)
    keys = DataKeys(engine_for(url, kept=False), MasterKeyFile(folder / "master.key"))
    temporal, queue, case_id = sealed(lived.temporal, keys), f"elsewhere-{uuid4()}", f"elsewhere-{uuid4().hex[:8]}"
    engine = engine_for(url)
    async with case_worker(temporal, engine, task_queue=queue):
        opening = {"event_id": "e0", "reported_by": "spo-1", "occurred_at": START, **ORDERED}
        start = CaseStart.model_validate({"case_id": case_id, "opening": opening})
        await CaseClient(temporal, queue).start(start)
        handle = lived.temporal.get_workflow_handle(workflow_id(case_id))
        await at_rest(handle)
        await end(handle)
    await engine.dispose()
    return case_id


async def test_of_a_run_past_retention_the_rows_are_kept(
    another_dev: NewCase, dev_worked: str, records: AsyncEngine, tmp_path: Path
) -> None:
    """The server forgets the first run, as it does once that is old enough."""
    case = await another_dev(dev_worked)
    await case.open(ORDERED)
    await case.waive_all(but="initial_assessment")
    first = (await case.workflow.describe()).run_id
    async with asyncio.timeout(60):
        while (await case.workflow.describe()).run_id == first:
            await case.report("programme_started", programme="other")
    await case.report("programme_started", programme="other")
    await case.settled()
    kept = await stored(records, case.id)
    gone = WorkflowExecution(workflow_id=f"case-{case.id}", run_id=first)
    request = DeleteWorkflowExecutionRequest(namespace=case.temporal.namespace, workflow_execution=gone)
    await case.temporal.workflow_service.delete_workflow_execution(request)

    async def made() -> Made:
        return (await rebuild(records, case.temporal, case.id)).made

    assert await once(made, lambda how: how is Made.IN_PART)
    assert await stored(records, case.id) == kept
    assert await differences(records, case.temporal, case.id) == []
    async with ready_database("sqlite", tmp_path) as empty:
        again = await rebuild(empty, case.temporal, case.id)
        assert again.made is Made.IN_PART and 1 < again.first <= again.last
        told = await stored(empty, case.id)
        assert told["events"] == [e for e in kept["events"] if e["sequence"] >= again.first]
        assert told["cases"] == kept["cases"]
