"""How long what is kept of a case stays, and what one run of erasing did."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from models.words import CaseId, Held


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class CaseTerms(_Section):
    """Years after a case was closed, by the stage it was in before. All are project defaults: there is no clause."""

    court_report: int = Field(default=1, ge=1, le=120, description="no sentence came, or none under supervision")
    custody: int = Field(default=6, ge=1, le=120, description="closed in custody: death or a transfer")
    licence: int = Field(default=6, ge=1, le=120, description="closed at the end of the licence")
    post_sentence_supervision: int = Field(default=6, ge=1, le=120, description="closed at the end of supervision")
    community_order: int = Field(default=6, ge=1, le=120, description="closed at the end of the order")


class MessageTerms(_Section):
    """Days after which messages go, whatever becomes of their case. Each is a project default."""

    read_notices: int = Field(default=365, ge=1, description="from the inbox, after they were read")
    sent_notices: int = Field(default=90, ge=1, description="e-mails and texts, after they were handed over")
    received_messages: int = Field(default=365, ge=1, description="the text of messages of other systems, once settled")


class VictimTerms(_Section):
    """Years after a victim's contact was over. A project default: there is no clause."""

    contacts: int = Field(default=6, ge=1, le=120, description="a victim's contact, after it was over")


class Terms(_Section):
    """All terms of one installation. Those of the victim side are read there."""

    cases: CaseTerms = Field(default_factory=CaseTerms)
    messages: MessageTerms = Field(default_factory=MessageTerms)
    victims: VictimTerms = Field(default_factory=VictimTerms)


class DueCase(Held):
    """A closed case whose time to be kept is over."""

    case_id: CaseId
    closed_on: date
    ended_in: str
    kept_until: date


class DueContact(Held):
    """A victim's contact whose time to be kept is over."""

    contact_id: CaseId
    ended_on: date
    kept_until: date


class ErasedContacts(Held):
    """What a run on the victim side did so far, and what it carries on when its workflow continues as new."""

    contacts: int = 0
    kept_after_all: int = Field(default=0, description="held, or still open on the server, when their turn came")
    cases: int = Field(default=0, description="cases of which what was heard went too")
    after: CaseId | None = None


class DueContacts(Held):
    """Some contacts that may go, and where to go on, if anywhere."""

    contacts: list[CaseId] = Field(default_factory=list)
    after: CaseId | None = None


class DuePage(Held):
    """Some cases that may go, and where to go on, if anywhere."""

    cases: list[CaseId] = Field(default_factory=list)
    after: CaseId | None = None


class Dropped(Held):
    """How many messages went."""

    read_notices: int = 0
    sent_notices: int = 0
    received_messages: int = 0

    @property
    def any(self) -> bool:
        """Whether any did."""
        return bool(self.read_notices or self.sent_notices or self.received_messages)


class Erased(Held):
    """What a run did so far, and what it carries on when its workflow continues as new."""

    cases: int = 0
    kept_after_all: int = Field(default=0, description="held, or still open on the server, when their turn came")
    dropped: Dropped = Field(default_factory=Dropped)
    after: CaseId | None = None
    cases_done: bool = False
