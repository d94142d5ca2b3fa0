"""What runs by itself at a time of day: Temporal Schedules, made once and left alone when they are there."""

from contextlib import suppress

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleSpec,
)

from client import TASK_QUEUE
from models.proof import ProofGiven
from workflows.daily_proof import DailyProof

DAILY_PROOF = "throughcare-daily-proof"
DAILY_PROOF_AT = "0 5 * * *"
"""Five in the morning in London, before anybody starts work (project default)."""


async def ensure_daily_proof(temporal: Client) -> None:
    """Have the daily proof run every day; a schedule that is there already, changed or not, is left as it is."""
    action = ScheduleActionStartWorkflow(DailyProof.run, ProofGiven(), id=DAILY_PROOF, task_queue=TASK_QUEUE)
    spec = ScheduleSpec(cron_expressions=[DAILY_PROOF_AT], time_zone_name="Europe/London")
    with suppress(ScheduleAlreadyRunningError):
        await temporal.create_schedule(DAILY_PROOF, Schedule(action=action, spec=spec))
