"""What runs by itself at a time of day: Temporal Schedules, made once and left alone when they are there."""

from contextlib import suppress
from datetime import time, timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)

from models.notices import DigestsGiven
from models.proof import ProofGiven
from models.queues import TASK_QUEUE, VICTIM_TASK_QUEUE
from models.retention import Erased, ErasedContacts
from workflows.daily_proof import DailyProof
from workflows.digest import DigestWorkflow
from workflows.retention import RetentionWorkflow
from workflows.victim_retention import VictimRetentionWorkflow

DAILY_PROOF = "throughcare-daily-proof"
DAILY_PROOF_AT = "0 5 * * *"
"""Five in the morning in London, before anybody starts work (project default)."""


async def ensure_daily_proof(temporal: Client) -> None:
    """Have the daily proof run every day; a schedule that is there already, changed or not, is left as it is."""
    action = ScheduleActionStartWorkflow(DailyProof.run, ProofGiven(), id=DAILY_PROOF, task_queue=TASK_QUEUE)
    await _ensure(temporal, action, DAILY_PROOF_AT)


DAILY_RETENTION = "throughcare-daily-retention"
DAILY_RETENTION_AT = "0 3 * * *"
"""Three in the morning in London (project default)."""


async def ensure_daily_retention(temporal: Client) -> None:
    """Have what is due erased every day; a schedule that is there already, changed or not, is left as it is."""
    action = ScheduleActionStartWorkflow(RetentionWorkflow.run, Erased(), id=DAILY_RETENTION, task_queue=TASK_QUEUE)
    await _ensure(temporal, action, DAILY_RETENTION_AT)


DAILY_VICTIM_RETENTION = "throughcare-daily-victim-retention"


async def ensure_daily_victim_retention(temporal: Client) -> None:
    """Have what is due on the victim side erased every day; a schedule that is there already is left as it is.

    ``temporal`` is the victim side's client: what the schedule is given is sealed by its key.
    """
    action = ScheduleActionStartWorkflow(
        VictimRetentionWorkflow.run, ErasedContacts(), id=DAILY_VICTIM_RETENTION, task_queue=VICTIM_TASK_QUEUE
    )
    await _ensure(temporal, action, DAILY_RETENTION_AT)


async def _ensure(temporal: Client, action: ScheduleActionStartWorkflow, at: str) -> None:
    """Under the id of the workflow that it starts."""
    spec = ScheduleSpec(cron_expressions=[at], time_zone_name="Europe/London")
    with suppress(ScheduleAlreadyRunningError):
        await temporal.create_schedule(action.id, Schedule(action=action, spec=spec))


DAILY_DIGEST = "throughcare-daily-digest"
_MISSED = timedelta(days=7)
"""A run missed for no longer than this is made up for."""


async def ensure_daily_digest(temporal: Client, at: time) -> None:
    """Have the digests made every working morning at ``at``, London time; a schedule for another time is changed.

    Runs that were missed come one after the other as soon as the server is back. Each makes the digests of the day it
    is then, of which the first leaves nothing for the next.
    """
    schedule = Schedule(
        action=ScheduleActionStartWorkflow(DigestWorkflow.run, DigestsGiven(), id=DAILY_DIGEST, task_queue=TASK_QUEUE),
        spec=ScheduleSpec(cron_expressions=[f"{at.minute} {at.hour} * * MON-FRI"], time_zone_name="Europe/London"),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.BUFFER_ONE, catchup_window=_MISSED),
    )
    try:
        await temporal.create_schedule(DAILY_DIGEST, schedule)
    except ScheduleAlreadyRunningError:
        await temporal.get_schedule_handle(DAILY_DIGEST).update(lambda there: _at_another_time(there, schedule.spec))


def _at_another_time(there: ScheduleUpdateInput, spec: ScheduleSpec) -> ScheduleUpdate:
    """The schedule that is there, paused or not, with only its times changed."""
    there.description.schedule.spec = spec
    return ScheduleUpdate(there.description.schedule)
