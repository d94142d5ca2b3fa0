"""The victim worker: the only process with the victim key. It runs no case, and no case worker runs a contact."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.victim_contact import VictimNotices, VictimPolicy, VictimRecords
from activities.victim_retention import VictimRetention
from models.queues import VICTIM_TASK_QUEUE
from models.retention import Terms
from policy.calendar import CURRENT, Calendar
from sealing.keyring import Keyring
from victims.codec import sealed
from worker import BUILD, STICKY_TIMEOUT, sandbox
from workflows.key_stages import KeyStagesWorkflow
from workflows.victim_contact import VictimContactWorkflow
from workflows.victim_retention import VictimRetentionWorkflow


def victim_worker(
    temporal: Client,
    records: AsyncEngine,
    keyring: Keyring,
    *,
    calendar: Calendar = CURRENT,
    terms: Terms | None = None,
    task_queue: str = VICTIM_TASK_QUEUE,
    max_cached_contacts: int = 1000,
    sandboxed: bool = False,
) -> Worker:
    """A worker for contacts, on the victim records. ``temporal`` is a plain client: it seals what is the victims'.

    Without ``terms`` nothing is ever erased.
    """
    victims, kept = sealed(temporal, keyring), VictimRecords(records)
    notices, keeping = VictimNotices(records, victims, temporal), VictimRetention(temporal, records, terms)
    return Worker(
        victims,
        task_queue=task_queue,
        workflows=[VictimContactWorkflow, KeyStagesWorkflow, VictimRetentionWorkflow],
        activities=[
            VictimPolicy(calendar).decide, kept.record, kept.join, kept.leave, notices.hear, notices.tell_case,
            keeping.contacts_to_erase, keeping.erase_contact, keeping.forget_cases,
        ],
        workflow_runner=sandbox() if sandboxed else UnsandboxedWorkflowRunner(),
        max_cached_workflows=max_cached_contacts,
        sticky_queue_schedule_to_start_timeout=STICKY_TIMEOUT,
        graceful_shutdown_timeout=timedelta(seconds=10),
        build_id=BUILD,
    )  # fmt: skip
