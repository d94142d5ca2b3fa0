"""The victim side's activities: deciding, its own records, hearing of cases, and giving a case a trigger.

Failures are kept in histories: none of them quotes what was said.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from temporalio import activity
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.service import RPCError, RPCStatusCode
from temporalio.workflow import ActivityConfig

from activities.decide import REFUSED
from models.key_stages import KeyStages
from models.victims.messages import (
    VICTIM_MESSAGE,
    Joining,
    KeyStagesHeard,
    Trigger,
    VictimBatch,
    VictimDecideInput,
    VictimOutcome,
)
from policy.calendar import CURRENT, Calendar
from policy.refusal import Refused
from policy.victims.decide import decide

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

UNTIL_DONE = ActivityConfig(
    start_to_close_timeout=timedelta(seconds=30),
    retry_policy=RetryPolicy(
        initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=60), maximum_attempts=0
    ),
)
"""Tried again until it is done: records, triggers and notices may be late, never lost."""


def contact_workflow_id(contact_id: str) -> str:
    """The id of a contact's workflow: its own opaque id. It says nothing of a case or a victim."""
    return f"victim-contact-{contact_id}"


class VictimPolicy:
    """The rules of the victim side."""

    def __init__(self, calendar: Calendar = CURRENT) -> None:
        self._calendar = calendar

    @activity.defn(name="decide_victim_contact")
    async def decide(self, asked: VictimDecideInput) -> VictimOutcome:
        """Decide on one message. Raises a non-retryable ``Refused`` failure with each reason and its clause."""
        try:
            message = VICTIM_MESSAGE.validate_python(asked.message)
            return decide(asked.state, message, asked.now, asked.sequence, self._calendar)
        except Refused as refused:
            reasons = [{"words": r.words, "clause": r.clause, "field": r.field} for r in refused.reasons]
            raise ApplicationError(
                "refused", *reasons, type=REFUSED, non_retryable=True, category=ApplicationErrorCategory.BENIGN
            ) from None
        except Exception as error:
            raise ApplicationError(f"policy failed with {type(error).__name__}", type="PolicyFault") from None


class VictimRecords:
    """The victim records as the victim side's workflows reach them."""

    def __init__(self, engine: "AsyncEngine") -> None:
        self._engine = engine

    @activity.defn(name="record_victim_contact")
    async def record(self, batch: VictimBatch) -> int:
        """Write what is not yet written of one contact; doing it again is safe."""
        from victims.records import write

        try:
            return await write(self._engine, batch)
        except Exception as error:
            raise _unsaid(error, "the victim records could not be written") from None

    @activity.defn(name="join_case")
    async def join(self, joining: Joining) -> KeyStages | None:
        """From now on the contact hears of its case; what was last heard of it, if anything."""
        from victims.records import join

        try:
            return await join(self._engine, joining)
        except Exception as error:
            raise _unsaid(error, "the victim records could not be written") from None

    @activity.defn(name="leave_case")
    async def leave(self, joining: Joining) -> None:
        """The contact is over: it hears no more of the case."""
        from victims.records import leave

        try:
            await leave(self._engine, joining)
        except Exception as error:
            raise _unsaid(error, "the victim records could not be written") from None


class VictimNotices:
    """What passes over the wall. ``victims`` seals what it sends; ``cases`` does not, as no case worker has the key."""

    def __init__(self, engine: "AsyncEngine", victims: Client, cases: Client) -> None:
        self._engine, self._victims, self._cases = engine, victims, cases

    @activity.defn(name="hear_key_stages")
    async def hear(self, heard: KeyStages) -> int:
        """Pass a case's key stages on to every contact that hears of it; how many there were."""
        from victims.records import hear

        try:
            now, contacts = await hear(self._engine, heard)
            message = KeyStagesHeard(heard=now).model_dump(mode="json", exclude_none=True)
            for contact_id in contacts:
                await self._signal(self._victims, contact_workflow_id(contact_id), message)
        except Exception as error:
            raise _unsaid(error, "key stages could not be passed on") from None
        return len(contacts)

    @activity.defn(name="tell_case")
    async def tell_case(self, trigger: Trigger) -> bool:
        """Give a case a trigger; whether there is such an open case. The case knows a repeat by its id."""
        try:
            # The id of the case's workflow is client.workflow_id's.
            return await self._signal(self._cases, f"case-{trigger.case_id}", trigger.message)
        except Exception as error:
            raise _unsaid(error, "the case could not be told") from None

    async def _signal(self, temporal: Client, workflow_id: str, message: object) -> bool:
        try:
            await temporal.get_workflow_handle(workflow_id).signal("tell_later", message)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True


def _unsaid(error: Exception, words: str) -> ApplicationError:
    """A failure that shows its kind and nothing of what it was about."""
    name = type(error).__name__
    return ApplicationError(f"{words}: {name}", type=name)
