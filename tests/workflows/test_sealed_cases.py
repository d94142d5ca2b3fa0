"""A case whose payloads are sealed, on the whole server: what anybody sees there without the keys, and with them."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from google.protobuf.message import Message
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.api.common.v1 import Payload, SearchAttributes
from temporalio.client import Client, WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer

from client import CaseClient, CaseProblem, CaseRefused, workflow_id
from models.carried import Given
from models.case import CaseStart
from models.events import EVENT
from models.requests import CompleteDuty
from records.histories import sent
from sealing.codec import SERVICE, converter, owner_of, sealed
from sealing.data_keys import DataKeys
from sealing.keyring import load_or_make
from sealing.master import MasterKeyFile, add_master_key, remove_master_key, use_master_key
from sealing.payloads import is_sealed
from tests.workflows.conftest import SUGGESTS_AFTER
from tests.workflows.ending import at_rest, end
from worker import case_worker
from workflows.case import CaseWorkflow

pytestmark = pytest.mark.temporal

CRN, NAME = "X123456", "Edward Smith of 14 Acacia Avenue"
SAID = (CRN, "Edward", "Acacia", "partner-sealed", "spo-sealed")
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
OF_THE_SDK = {"seq", "attempt", "activity_id", "activity_type", "complete_time", "backoff", "original_schedule_time",
              "activity_index", "activation_index"}  # fmt: skip


@dataclass
class Sealed:
    """A server, a worker and a client that seal, the file of their master keys, and what an outsider has."""

    client: CaseClient
    outside: Client
    keys: DataKeys
    file: Path
    records: AsyncEngine

    async def open(self) -> str:
        """A case with words of every kind in it; its id."""
        opening = EVENT.validate_python(
            {"event_id": "e0", "type": "sentence_passed", "occurred_at": "2026-03-02T10:00:00Z", "reported_by": "spo-1",
             "kind": "community_order", "length_days": 540}
        )  # fmt: skip
        case_id = f"sealed-{uuid4().hex[:8]}"
        await self.client.start(CaseStart(case_id=case_id, crn=CRN, spo="spo-sealed", opening=opening))
        await self.report(case_id, "e1")
        return case_id

    async def report(self, case_id: str, event_id: str) -> None:
        """Say something of the case."""
        said = {"type": "rosh_changed", "level": "high", "group": "known_adult", "justification": NAME}
        about = {"event_id": event_id, "occurred_at": "2026-03-03T10:00:00Z", "reported_by": "com-1"}
        await self.client.report(case_id, EVENT.validate_python({**said, **about}))

    async def histories(self, case_id: str) -> list[WorkflowHistory]:
        """Every run of the case, as anybody may fetch it."""
        found: list[WorkflowHistory] = []
        run: str | None = None
        while True:
            handle = self.outside.get_workflow_handle(workflow_id(case_id), run_id=run)
            found.append(await handle.fetch_history())
            run = found[-1].events[0].workflow_execution_started_event_attributes.continued_execution_run_id
            if not run:
                return found


@pytest.fixture
async def there(dev: WorkflowEnvironment, own_records: str, tmp_path: Path) -> AsyncIterator[Sealed]:
    from records.engine import engine_for

    engine, queue = engine_for(own_records), f"sealed-{uuid4()}"
    load_or_make(tmp_path / "master.key")
    keys = _keys(engine, tmp_path / "master.key")
    temporal = sealed(dev.client, keys)
    async with case_worker(temporal, engine, task_queue=queue):
        yield Sealed(CaseClient(temporal, queue), dev.client, keys, tmp_path / "master.key", engine)
        async for run in dev.client.list_workflows(f"TaskQueue = '{queue}' AND ExecutionStatus = 'Running'"):
            await end(dev.client.get_workflow_handle(run.id))
    await engine.dispose()


def _keys(engine: AsyncEngine, file: Path) -> DataKeys:
    return DataKeys(engine, MasterKeyFile(file))


async def test_without_the_keys_nothing_of_a_case_can_be_read(there: Sealed) -> None:
    case_id = await there.open()
    case = await there.client.show(case_id)
    duty = next(iter(case.open_duties))
    with pytest.raises(CaseRefused):
        done = {"completion_id": "c1", "duty": duty.id, "done_at": NOW, "done_by": "com-1", "role": duty.owner}
        await there.client.complete(case_id, CompleteDuty.model_validate({**done, "evidence": {"words": NAME}}))
    for n in range(SUGGESTS_AFTER // 5):
        await there.report(case_id, f"more-{n}")
    handle = there.outside.get_workflow_handle(workflow_id(case_id))
    await at_rest(handle)
    runs = await there.histories(case_id)
    assert len(runs) > 1, "it went on in another run, and is sealed there too"
    events = [event for run in runs for event in run.events]
    kept = b"".join(event.SerializeToString() for event in events)
    kept += (await handle.describe()).raw_description.SerializeToString()
    assert [word for word in SAID if word.encode() in kept] == []
    payloads = [p for event in events for p in payloads_in(event)]
    sealed_ones = [payload for payload in payloads if is_sealed(payload)]
    assert len(sealed_ones) > len(events) / 3
    in_the_clear = [json.loads(payload.data) for payload in payloads if not is_sealed(payload)]
    assert {name for said in in_the_clear for name in said} <= OF_THE_SDK, (
        "what the SDK itself notes of a local activity"
    )
    assert case.crn == CRN and (await there.client.show(case_id)).crn == CRN, "with the keys it is all there"
    assert await sent(sealed(there.outside, there.keys), case_id) is not None


async def test_a_sealed_history_replays_until_its_key_is_destroyed(there: Sealed) -> None:
    case_id, other = await there.open(), await there.open()
    await at_rest(there.outside.get_workflow_handle(workflow_id(case_id)))
    [history] = await there.histories(case_id)
    await Replayer(workflows=[CaseWorkflow], data_converter=converter(there.keys)).replay_workflow(history)
    assert await there.keys.shred(workflow_id(case_id), NOW)
    with pytest.raises(CaseProblem, match="destroyed"):
        await there.client.show(case_id)
    replayed = await Replayer(workflows=[CaseWorkflow], data_converter=converter(there.keys)).replay_workflow(
        history, raise_on_replay_failure=False
    )
    assert replayed.replay_failure is not None
    assert (await there.client.show(other)).crn == CRN


async def test_master_keys_change_while_cases_go_on(there: Sealed) -> None:
    case_id = await there.open()
    [old] = await there.keys.wrapped_by()
    use_master_key(there.file, add_master_key(there.file))
    await there.report(case_id, "meanwhile")
    assert [done async for done in there.keys.rewrap()] != []
    remove_master_key(there.file, old)
    await there.report(case_id, "afterwards")
    fresh = CaseClient(sealed(there.outside, _keys(there.records, there.file)))
    assert (await fresh.show(case_id)).crn == CRN


async def test_a_case_from_before_sealing_goes_on(there: Sealed) -> None:
    plain = CaseClient(there.outside, there.client.task_queue)
    opening = {"event_id": "e0", "type": "sentence_passed", "kind": "community_order", "length_days": 540}
    about = {"occurred_at": "2026-03-02T10:00:00Z", "reported_by": "spo-1"}
    case_id = f"plain-{uuid4().hex[:8]}"
    await there.outside.start_workflow(
        CaseWorkflow.run,
        Given.model_validate({"start": {"case_id": case_id, "crn": CRN, "opening": {**opening, **about}}}),
        id=workflow_id(case_id),
        task_queue=plain.task_queue,
    )
    await there.report(case_id, "e1")
    assert (await there.client.show(case_id)).crn == CRN


@pytest.mark.parametrize(
    ("of", "owner"),
    [("case-1", "case-1"), (None, SERVICE), ("throughcare-daily-proof-2026", SERVICE), ("victim-contact-1", None),
     ("key-stages-case-1-4", None)],
)  # fmt: skip
def test_whose_key_seals(of: str | None, owner: str | None) -> None:
    """What passes between the two sides is sealed by neither: each has no key of the other's."""
    assert owner_of(of) == owner


def payloads_in(message: Message) -> Iterator[Payload]:
    """Every payload in a message but those that search attributes are made of, which hold nothing personal."""
    if isinstance(message, Payload):
        yield message
        return
    if isinstance(message, SearchAttributes):
        return
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        parts = [value] if isinstance(value, Message) else value.values() if hasattr(value, "values") else list(value)
        for part in parts:
            if isinstance(part, Message):
                yield from payloads_in(part)
