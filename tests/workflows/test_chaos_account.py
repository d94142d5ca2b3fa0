"""The account that a chaos run ends with (``tests.chaos``) finds what is wrong: the proof that such a run can fail."""

import pytest
from sqlalchemy import text
from temporalio.testing import WorkflowEnvironment

from client import CaseClient
from models.case import CaseStart
from models.events import EVENT
from records.engine import engine_for, writing
from tests.chaos.account import account
from tests.chaos.plans import plans
from tests.chaos.telling import Told
from worker import case_worker

pytestmark = pytest.mark.temporal


async def test_the_account_finds_what_is_missing_twice_and_unlike(dev: WorkflowEnvironment, own_records: str) -> None:
    """The proof that it can fail."""
    [plan] = plans(7, 1, 3, 1)
    client, engine, queue = CaseClient(dev.client, "chaos-account"), engine_for(own_records), "chaos-account"
    async with case_worker(dev.client, engine, task_queue=queue):
        await client.start(CaseStart.model_validate(plan.start))
        for event in plan.events:
            await client.report(plan.case_id, EVENT.validate_python(event))
        accepted = [str(event["event_id"]) for event in plan.events]
        well = await account(dev.client, engine, [plan], Told(accepted={plan.case_id: accepted}))
        assert well.wrong == [] and well.timers > 0
        async with writing(engine) as connection:
            await connection.execute(text("UPDATE duties SET title = 'another'"))
        found = await account(dev.client, engine, [plan], Told(accepted={plan.case_id: [*accepted, "event-lost"]}))
        assert found.missing == [f"{plan.case_id}: event-lost was accepted and is not there"]
        assert found.differing and not found.twice
    await engine.dispose()
