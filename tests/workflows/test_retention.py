"""Closed cases whose time is over, erased on a whole server: history, records, and the trace of it."""

from datetime import date

import pytest
from sqlalchemy import update
from temporalio.client import Client

from audit.reading import whole
from client import CaseProblem, workflow_id
from models.events import EVENT
from models.retention import CaseTerms, Erased, Terms
from models.tables import CaseRow, table_of
from records import read, retention
from records.engine import writing
from sealing.problems import Shredded
from tests.workflows.ending import end
from tests.workflows.once import once
from tests.workflows.test_sealed_cases import CRN, NOW, Sealed
from tests.workflows.test_sealed_cases import there as there
from worker import case_worker
from workflows.retention import RetentionWorkflow

pytestmark = pytest.mark.temporal


async def test_a_closed_case_is_erased_when_its_time_is_over_and_no_other(there: Sealed) -> None:
    done, held, still_open, new = [await there.open() for _ in range(4)]
    for case_id in (done, held, new):
        await _closed(there, case_id)
    for case_id in (done, held, still_open):
        await _dated(there, case_id, date(2015, 3, 4))
    await retention.hold(there.records, held, "inquiry-7", "spo-1", NOW)
    ran = await _run(there)
    assert (ran.cases, ran.kept_after_all) == (1, 0)
    assert (await _run(there)).cases == 0

    assert await read.case(there.records, done) is None and await read.events(there.records, done) == []
    assert [case.crn for case in await read.find_by_crn(there.records, CRN)] == [CRN] * 3
    with pytest.raises(Shredded):
        await there.keys.sealing(workflow_id(done))
    with pytest.raises(CaseProblem, match="destroyed"):
        await there.client.show(done)
    assert (await there.client.show(new)).crn == CRN and (await there.client.show(held)).crn == CRN
    entries = [link.entry async for link in whole(there.records)]
    assert [(e.who, e.action, e.outcome, e.case_id) for e in entries] == [
        ("service:retention", "erase_case", "begun", done), ("service:retention", "erase_case", "done", done),
    ]  # fmt: skip


async def test_a_case_whose_workflow_goes_on_is_kept_after_all(there: Sealed) -> None:
    case_id = await there.open()
    await _recorded(there, case_id)
    await _dated(there, case_id, date(2015, 3, 4), stage="closed")
    ran = await _run(there)
    assert (ran.cases, ran.kept_after_all) == (0, 1)
    assert (await there.client.show(case_id)).crn == CRN


async def _run(there: Sealed, terms: Terms | None = None) -> Erased:
    """One run, by a worker that has the keys and the terms."""
    queue, temporal = f"retention-{there.file.parent.name}", there.client.temporal
    terms = terms or Terms(cases=CaseTerms(community_order=3))
    async with case_worker(temporal, there.records, task_queue=queue, keys=there.keys, terms=terms):
        return await _erased(temporal, queue)


async def _erased(temporal: Client, queue: str) -> Erased:
    handle = await temporal.start_workflow(RetentionWorkflow.run, Erased(), id=f"{queue}-run", task_queue=queue)
    return await handle.result()


async def _closed(there: Sealed, case_id: str) -> None:
    """Closed and recorded. Its workflow would wait for the work of its last days: it ends now."""
    said = {"event_id": "e9", "type": "died", "occurred_at": "2026-03-09T10:00:00Z", "reported_by": "com-1"}
    await there.client.report(case_id, EVENT.validate_python(said))
    await once(lambda: read.case(there.records, case_id), lambda row: row is not None and row.stage == "closed")
    await end(there.outside.get_workflow_handle(workflow_id(case_id)))


async def _recorded(there: Sealed, case_id: str) -> None:
    told = (await there.client.look(case_id)).sequence
    await once(lambda: read.case(there.records, case_id), lambda row: row is not None and row.last_sequence == told)


async def _dated(there: Sealed, case_id: str, closed_on: date, **columns: object) -> None:
    """As if it had been closed then."""
    cases = table_of(CaseRow)
    async with writing(there.records) as connection:
        await connection.execute(update(cases).where(cases.c.case_id == case_id).values(closed_on=closed_on, **columns))
