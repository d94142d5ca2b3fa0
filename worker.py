"""The worker: runs the case workflows, decides on their messages and writes their records."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkerDeploymentConfig, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.daily_proof import Proofs
from activities.decide import Policy
from activities.digest import Digests
from activities.key_stages import tell_victim_side
from activities.policy_rollout import Rollouts
from activities.record import Records
from activities.retention import Keys, Retention
from models.batch import Batch
from models.queues import TASK_QUEUE
from models.retention import Terms
from notices.posting import post
from notices.settings_file import SettingsFile
from outgoing.outbox import announce
from outgoing.subscriptions import Subscriptions
from policy.calendar import CURRENT, Calendar
from workflows.case import CaseWorkflow
from workflows.daily_proof import DailyProof
from workflows.digest import DigestWorkflow
from workflows.policy_rollout import PolicyRollout
from workflows.retention import RetentionWorkflow

STICKY_TIMEOUT = timedelta(seconds=1)
"""How long a task waits for the worker that has the case in memory before any other takes it (the SDK's is 10 s)."""

BUILD = "2026.11.1"
"""Names this build for worker versioning; a rollout moves cases from one build to the next."""


def case_worker(
    temporal: Client,
    records: AsyncEngine,
    *,
    calendar: Calendar = CURRENT,
    task_queue: str = TASK_QUEUE,
    versioned: bool = False,
    max_cached_cases: int = 1000,
    sandboxed: bool = False,
    victim_queue: str | None = None,
    notices: SettingsFile | None = None,
    subscriptions: Subscriptions | None = None,
    keys: Keys | None = None,
    terms: Terms | None = None,
) -> Worker:
    """A worker for cases. With ``versioned`` it takes part in worker versioning under deployment "throughcare".

    The sandbox, which catches code that would not replay, is for the tests: import contracts and stored histories keep
    such code out, and without it a case costs a quarter less of the processor. Key stages go
    to ``victim_queue``, where the victim workers listen; without, for rehearsals, they go nowhere. ``notices`` says how
    people are told; without, they have their inboxes and nothing is sent. With ``subscriptions``, what happens on cases
    is kept for their subscribers. With ``keys`` and ``terms``, closed cases are erased when their time is over.
    """
    notices = notices or SettingsFile(None)
    # Without a name for the build the SDK compiles every module loaded to make one: seconds at each start.
    named: dict[str, Any] = {"deployment_config": _deployment()} if versioned else {"build_id": BUILD}
    return Worker(
        temporal,
        task_queue=task_queue,
        workflows=[CaseWorkflow, PolicyRollout, DailyProof, DigestWorkflow, RetentionWorkflow],
        activities=[
            Policy(calendar).decide,
            Records(records, _also_tell(temporal, records, victim_queue, notices, subscriptions)).record,
            *_over_all_cases(temporal, records, calendar),
            *_digests(records, notices, calendar),
            *_retention(Retention(temporal, records, keys, terms)),
        ],
        workflow_runner=sandbox() if sandboxed else UnsandboxedWorkflowRunner(),
        max_cached_workflows=max_cached_cases,
        sticky_queue_schedule_to_start_timeout=STICKY_TIMEOUT,
        graceful_shutdown_timeout=timedelta(seconds=10),
        **named,
    )


def _also_tell(
    temporal: Client,
    records: AsyncEngine,
    victim_queue: str | None,
    notices: SettingsFile,
    subscriptions: Subscriptions | None,
) -> Callable[[Batch], Awaitable[None]]:
    """Who hears of what was written. It is said again until all have heard, so each takes the same batch twice."""

    async def tell(batch: Batch) -> None:
        if victim_queue:
            await tell_victim_side(temporal, victim_queue, batch)
        await post(records, notices.now, batch)
        if subscriptions is not None:
            await announce(records, batch, subscriptions.api)

    return tell


def _digests(records: AsyncEngine, notices: SettingsFile, calendar: Calendar) -> list[Callable[..., Any]]:
    digests = Digests(records, notices, calendar)
    return [digests.digest_day, digests.people_to_digest, digests.make_digests]


def _retention(retention: Retention) -> list[Callable[..., Any]]:
    return [retention.cases_to_erase, retention.erase_case, retention.drop_old_messages]


def _over_all_cases(temporal: Client, records: AsyncEngine, calendar: Calendar) -> list[Callable[..., Any]]:
    rollouts, proofs = Rollouts(temporal), Proofs(temporal, records, calendar)
    return [rollouts.open_cases, rollouts.go_over, proofs.prove_cases, proofs.keep_proof]


def _deployment() -> WorkerDeploymentConfig:
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion("throughcare", BUILD),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )


def sandbox() -> WorkflowRunner:
    """The sandbox, with our own pure packages and pydantic let through: they are read, never changed."""
    through = ("models", "policy", "activities", "pydantic", "pydantic_core", "dateutil")
    return SandboxedWorkflowRunner(
        restrictions=SandboxRestrictions.default.with_passthrough_modules(*through),
    )
