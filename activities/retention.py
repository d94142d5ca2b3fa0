"""What erasing does: find closed cases whose time is over, erase them one by one, let old messages go.

A case's key goes first: from then on nothing of its history can be read, wherever a copy is. Then its records.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from temporalio import activity
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.workflow import ActivityConfig

from models.retention import Dropped, DuePage, Terms
from policy.calendar import london_date

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

AT_A_TIME = 200
"""Closed cases looked at in one step."""

ERASE_OPTIONS = ActivityConfig(
    start_to_close_timeout=timedelta(minutes=2),
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)),
)
"""Two minutes an attempt, tried again until it is done."""


class Keys(Protocol):
    """Destroys keys (``sealing.data_keys``)."""

    async def shred(self, owner: str, now: datetime) -> bool: ...


class Retention:
    """The records, the cases' keys and the terms. Without terms nothing is ever due."""

    def __init__(self, temporal: Client, records: "AsyncEngine", keys: Keys | None, terms: Terms | None) -> None:
        self._temporal, self._records, self._keys, self._terms = temporal, records, keys, terms

    @activity.defn(name="cases_to_erase")
    async def cases_to_erase(self, after: str | None) -> DuePage:
        """The next closed cases whose time is over."""
        from records.retention import due  # a client names this activity without the database's weight

        if self._terms is None or self._keys is None:
            return DuePage()
        today = london_date(datetime.now(UTC))
        try:
            found, more = await due(self._records, self._terms.cases, today, after=after, limit=AT_A_TIME)
        except Exception as error:
            raise _unsaid(error) from None
        return DuePage(cases=[one.case_id for one in found], after=more)

    @activity.defn(name="erase_case")
    async def erase_case(self, case_id: str) -> bool:
        """Erase one case, if its time is still over; whether it was erased. Doing it again is safe."""
        try:
            return await self._erase(case_id)
        except Exception as error:
            raise _unsaid(error) from None

    @activity.defn(name="drop_old_messages")
    async def drop_old_messages(self) -> Dropped:
        """Let some messages of long ago go; how many."""
        from records.retention import drop_messages

        if self._terms is None:
            return Dropped()
        try:
            return await drop_messages(self._records, self._terms.messages, datetime.now(UTC))
        except Exception as error:
            raise _unsaid(error) from None

    async def _erase(self, case_id: str) -> bool:
        from audit.entry import Outcome
        from records.erase import erase
        from records.retention import is_due

        now = datetime.now(UTC)
        if self._terms is None or self._keys is None:
            return False
        if not await is_due(self._records, self._terms.cases, london_date(now), case_id) or await self._runs(case_id):
            return False
        await self._audit(case_id, Outcome.BEGUN)
        await self._keys.shred(f"case-{case_id}", now)  # the owner is the case's workflow (sealing.codec)
        await erase(self._records, case_id)
        await self._audit(case_id, Outcome.DONE)
        return True

    async def _runs(self, case_id: str) -> bool:
        """Whether its workflow still goes on: then it may yet write, and needs its key."""
        try:
            described = await self._temporal.get_workflow_handle(f"case-{case_id}").describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return described.status is WorkflowExecutionStatus.RUNNING

    async def _audit(self, case_id: str, outcome: str) -> None:
        from audit.entry import Entry, written
        from audit.trail import Trail

        run = activity.info().workflow_run_id or ""
        at = written(datetime.now(UTC))
        await Trail(self._records).append(
            Entry(at, "service:retention", "service", "erase_case", outcome, case_id=case_id, correlation_id=run)
        )


def _unsaid(error: Exception) -> ApplicationError:
    """A failure that shows its kind and nothing of what it was about."""
    name = type(error).__name__
    return ApplicationError(f"what is due could not be erased: {name}", type=name)
