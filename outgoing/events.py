"""Our own domain events, in the shape of HMPPS: identifiers, dates and states, and nothing that anybody said.

A duty that is sensitive is told without its kind and clauses: they could show that a disclosure is under way.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.roles import Role
from models.sentence import Stage
from models.words import CaseId, Instant, Said


class Identifier(Said):
    """A number the person is known by."""

    type: Literal["CRN", "NOMS"]
    value: str


class PersonReference(Said):
    """Whom the event is about."""

    identifiers: list[Identifier]


class OfCase(Said):
    """What every event of ours says."""

    caseId: CaseId


class CaseOpened(OfCase):
    """A case was opened."""

    stage: Stage


class StageChanged(OfCase):
    """The case moved to another stage of the sentence."""

    stage: Stage
    previousStage: Stage


class CaseClosed(OfCase):
    """The case was closed; ``mergedInto`` is the case it was absorbed into."""

    previousStage: Stage
    mergedInto: CaseId | None = None


class OfDuty(OfCase):
    """A piece of work: by its id, with what it is where that is not sensitive."""

    dutyId: str
    kind: str | None = None
    clauses: list[str] = Field(default_factory=list)
    owner: Role
    dueOn: date | None = None
    sensitive: bool


class EscalationRaised(OfCase):
    """Somebody further up was told."""

    escalationId: str
    toRole: Role
    dutyIds: list[str]


Information = CaseOpened | StageChanged | CaseClosed | OfDuty | EscalationRaised

TYPES: dict[str, tuple[type[Information], str]] = {
    "throughcare.case.opened": (CaseOpened, "A case was opened"),
    "throughcare.stage.changed": (StageChanged, "A case moved to another stage of the sentence"),
    "throughcare.case.closed": (CaseClosed, "A case was closed"),
    "throughcare.duty.opened": (OfDuty, "A piece of work is owed"),
    "throughcare.duty.overdue": (OfDuty, "A piece of work passed its due date"),
    "throughcare.duty.done": (OfDuty, "A piece of work was done"),
    "throughcare.duty.waived": (OfDuty, "A piece of work was let go by a manager"),
    "throughcare.duty.cancelled": (OfDuty, "A piece of work is no longer owed"),
    "throughcare.escalation.raised": (EscalationRaised, "Somebody further up was told"),
}
"""Every type of event of ours, what it says and what it means."""


class DomainEvent(Said):
    """An event as it is sent."""

    eventType: str
    version: Literal[1] = 1
    description: str
    occurredAt: Instant
    detailUrl: str | None = None
    additionalInformation: Annotated[Information, Field(union_mode="left_to_right")]
    personReference: PersonReference
