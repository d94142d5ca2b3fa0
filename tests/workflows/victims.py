"""One victim's contact on a Temporal server, beside the case it belongs to."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import WorkflowHandle

from activities.victim_contact import contact_workflow_id
from models.victims.contact import VictimContact, VictimStart
from models.victims.events import VICTIM_EVENT
from models.victims.messages import VictimDutyDone, VictimReceipt
from sealing.keyring import Keyring
from tests.workflows.once import once
from tests.workflows.one_case import Server
from victim_client import VictimClient

_numbers = count(1)


@dataclass
class VictimStore:
    """The victim side's own database and key."""

    engine: AsyncEngine
    keyring: Keyring
    file: Path


@dataclass
class OneContact:
    """One contact, told things by its officer."""

    server: Server
    store: VictimStore
    case_id: str
    queue: str = field(default_factory=lambda: f"victims-{uuid4()}")
    id: str = field(default_factory=lambda: f"contact-{uuid4().hex[:12]}")

    def __post_init__(self) -> None:
        self.client = VictimClient(self.server.client, self.store.keyring, self.queue)

    @property
    def workflow(self) -> WorkflowHandle[Any, Any]:
        """The contact's workflow, through the client that has the key."""
        return self.client.temporal.get_workflow_handle(contact_workflow_id(self.id))

    async def open(self, **start: Any) -> VictimReceipt:
        """Open the contact of a victim of a violent offence with 24 months of custody, unless the test says else."""
        about = {"contact_id": self.id, "case_id": self.case_id, "victim": "victim-9", "vlo": "vlo-3"}
        said = {**about, "vlu_manager": "vlu-1", "offence": "specified_violent", "custody_months": 24, **start}
        return await self.client.open(VictimStart.model_validate({**said, "occurred_at": await self.now()}))

    async def tell(self, what: str, /, event_id: str | None = None, **said: Any) -> VictimReceipt:
        """Tell of an event that happens now."""
        about = {"occurred_at": await self.now(), "reported_by": "vlo-3", "event_id": event_id or f"v{next(_numbers)}"}
        return await self.client.tell(self.id, VICTIM_EVENT.validate_python({"type": what, **about, **said}))

    async def complete(self, kind: str, **evidence: Any) -> VictimReceipt:
        """Complete the open duty of this kind, now."""
        [duty] = [d for d in (await self.show()).open_duties if d.kind == kind]
        about = {"completion_id": f"vd{next(_numbers)}", "duty": duty.id, "done_at": await self.now()}
        done = VictimDutyDone.model_validate({**about, "done_by": "vlo-3", "evidence": evidence})
        return await self.client.complete(self.id, done)

    async def now(self) -> datetime:
        """The server's time."""
        return (await self.server.get_current_time()).astimezone(UTC)

    async def show(self) -> VictimContact:
        """The contact as its workflow has it."""
        return await self.client.show(self.id)

    async def kinds(self) -> set[str]:
        """The kinds of open work."""
        return {d.kind for d in (await self.show()).open_duties}

    async def when(self, enough: Any) -> VictimContact:
        """The contact once it is so."""
        return await once(self.show, enough)

    async def settled(self) -> None:
        """Wait until everything is in the records and with the case."""

        async def waiting() -> dict[str, Any]:
            return await self.client.waiting_for(self.id)

        await once(waiting, lambda w: w["joined"] and not w["unrecorded"] and not w["untold"])
