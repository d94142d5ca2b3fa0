"""What erasing does on the victim side: find contacts whose time is over, erase them one by one.

There is one key for all contacts: what the Temporal server keeps of one that is over goes when its own retention ends.
"""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from temporalio import activity
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.victim_contact import contact_workflow_id
from models.retention import DueContacts, Terms
from policy.calendar import london_date

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

AT_A_TIME = 200
"""Contacts looked at in one step."""


class VictimRetention:
    """The victim records and the terms. Without terms nothing is ever due."""

    def __init__(self, temporal: Client, records: "AsyncEngine", terms: Terms | None) -> None:
        self._temporal, self._records, self._terms = temporal, records, terms

    @activity.defn(name="contacts_to_erase")
    async def contacts_to_erase(self, after: str | None) -> DueContacts:
        """The next contacts whose time is over."""
        from victims.retention import due

        if self._terms is None:
            return DueContacts()
        try:
            found, more = await due(self._records, self._terms.victims, _today(), after=after, limit=AT_A_TIME)
        except Exception as error:
            raise _unsaid(error) from None
        return DueContacts(contacts=[one.contact_id for one in found], after=more)

    @activity.defn(name="erase_contact")
    async def erase_contact(self, contact_id: str) -> bool:
        """Erase one contact, if its time is still over and its workflow has ended; whether it was erased."""
        from victims.retention import erase

        if self._terms is None:
            return False
        try:
            if await self._runs(contact_id):
                return False
            return await erase(self._records, self._terms.victims, _today(), contact_id)
        except Exception as error:
            raise _unsaid(error) from None

    @activity.defn(name="forget_cases")
    async def forget_cases(self) -> int:
        """Drop what was heard of cases that are long over and of which no contact is kept; how many."""
        from victims.retention import forget_cases

        if self._terms is None:
            return 0
        try:
            return await forget_cases(self._records, self._terms.victims, _today())
        except Exception as error:
            raise _unsaid(error) from None

    async def _runs(self, contact_id: str) -> bool:
        """Whether its workflow still goes on: then it may yet write."""
        try:
            described = await self._temporal.get_workflow_handle(contact_workflow_id(contact_id)).describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return described.status is WorkflowExecutionStatus.RUNNING


def _today() -> date:
    return london_date(datetime.now(UTC))


def _unsaid(error: Exception) -> ApplicationError:
    """A failure that shows its kind and nothing of what it was about."""
    name = type(error).__name__
    return ApplicationError(f"what is due could not be erased: {name}", type=name)
