"""What the daily proof does: ask each case how it stands, compare it with policy and the records, keep the result."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from temporalio import activity
from temporalio.api.workflowservice.v1 import DescribeWorkerDeploymentRequest
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowHandle
from temporalio.common import RetryPolicy
from temporalio.service import RPCError, RPCStatusCode

from models.case import Case
from models.proof import Counted, Differing, Proof, ToProve
from policy.calendar import Calendar, london_date
from policy.calendar_horizon import runs_out
from policy.known_versions import policy_of
from policy.proof import differences

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

AT_A_TIME = 10
"""Cases asked at a time (project default)."""

ANSWER_WITHIN = timedelta(seconds=10)
"""A case that does not answer a question within this is reported as not answering."""

PROVE_OPTIONS: dict[str, Any] = {
    "start_to_close_timeout": timedelta(minutes=10),
    "retry_policy": RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=1)),
}
KEEP_OPTIONS: dict[str, Any] = {
    "start_to_close_timeout": timedelta(seconds=30),
    "retry_policy": RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)),
}


class Proofs:
    """Reaches the cases and the records."""

    def __init__(self, temporal: Client, records: "AsyncEngine", calendar: Calendar) -> None:
        self._temporal = temporal
        self._records = records
        self._calendar = calendar

    @activity.defn(name="prove_cases")
    async def prove_cases(self, asked: ToProve) -> Counted:
        """Look at some cases, and keep those that differ under this proof's run: doing it again is safe."""
        from records.proofs import keep_findings  # a client names this activity without the database's weight

        turns = asyncio.Semaphore(AT_A_TIME)
        found = await asyncio.gather(*(self._prove(case_id, turns) for case_id in asked.cases))
        looked_at = [f for f in found if f is not None]
        differing = [f for f in looked_at if f.words]
        await keep_findings(self._records, asked.run, differing)
        return Counted(checked=len(looked_at), differing=len(differing))

    @activity.defn(name="keep_proof")
    async def keep_proof(self, proof: Proof) -> Proof:
        """Write the result to the records, once however often this is tried; it comes back with its remarks."""
        from records.proofs import keep

        remark = runs_out(london_date(proof.at))
        proof = proof.model_copy(update={"remarks": [remark] if remark else []})
        await keep(self._records, proof)
        return proof

    async def _prove(self, case_id: str, turns: asyncio.Semaphore) -> Differing | None:
        """What is wrong with one case; none when it finished in the meantime."""
        handle = self._temporal.get_workflow_handle(f"case-{case_id}")
        async with turns:
            try:
                state = await handle.query("case", rpc_timeout=ANSWER_WITHIN)
                waiting = await handle.query("waiting_for", rpc_timeout=ANSWER_WITHIN)
            except RPCError as error:
                if error.status is RPCStatusCode.NOT_FOUND:
                    return None
                return Differing(case_id=case_id, words=await self._silent(handle))
        words = [*self._compare(state, waiting), *await self._recorded(case_id, waiting)]
        return Differing(case_id=case_id, words=words)

    def _compare(self, state: dict[str, Any], waiting: dict[str, Any]) -> list[str]:
        case = Case.model_validate(state)
        now = datetime.now(UTC) + timedelta(seconds=waiting["ahead_seconds"])
        wake_at = datetime.fromisoformat(waiting["at"]) if waiting["at"] else None
        try:
            policy = policy_of(case)
        except LookupError as unknown:
            return [str(unknown)]
        return differences(case, policy, self._calendar, now, wake_at)

    async def _recorded(self, case_id: str, waiting: dict[str, Any]) -> list[str]:
        """Whether the records hold every message of the case but those it says are still on their way."""
        from records import read

        row = await read.case(self._records, case_id)
        held, told = (row.last_sequence if row else 0), waiting["sequence"]
        if held + waiting["unrecorded"] >= told:
            return []
        return [f"the records hold {held} of its {told} messages"]

    async def _silent(self, handle: WorkflowHandle[Any, Any]) -> list[str]:
        """A case no worker answers for: which code it waits for, and which would run it now."""
        said = await handle.describe()
        pinned = _pinned_to(said)
        current = await self._current_build(pinned[0]) if pinned else None
        if pinned and current and pinned[1] != current:
            return [f"parked on build {pinned[1]}, which no worker runs; build {current} would run it now"]
        return ["no worker answers for it"]

    async def _current_build(self, deployment: str) -> str | None:
        request = DescribeWorkerDeploymentRequest(namespace=self._temporal.namespace, deployment_name=deployment)
        try:
            told = await self._temporal.workflow_service.describe_worker_deployment(request)
        except RPCError:
            return None
        return told.worker_deployment_info.routing_config.current_deployment_version.build_id or None


def _pinned_to(said: WorkflowExecutionDescription) -> tuple[str, str] | None:
    """The deployment and build a case last ran on, where it took part in worker versioning."""
    version = said.raw_description.workflow_execution_info.versioning_info.deployment_version
    return (version.deployment_name, version.build_id) if version.build_id else None
