"""Things a person asks the system to allow. A request can be refused, with the clause that refuses it."""

from typing import Annotated, Literal, get_args

from pydantic import Field, TypeAdapter

from models.roles import Role
from models.sentence import Programme
from models.words import Instant, Ref, Said, StaffId, Text


class Request(Said):
    """Who asks, and when."""

    request_id: Ref
    asked_at: Instant
    asked_by: StaffId
    role: Role


class ProposeCurfew(Request):
    """Propose a curfew with electronic monitoring to the court (PF-6.7a to d)."""

    type: Literal["propose_curfew"] = "propose_curfew"
    address: Ref
    would_live_with_victim: bool | None = Field(
        default=None, description="a current, former or potential victim, other family included (GU-02)"
    )
    confined_with_abuser: bool | None = Field(
        default=None, description="the person is a victim of someone there (GU-03)"
    )
    occupier_spoken_to: bool = Field(default=False, description="or as the checks of the address found (PF-6.7b)")
    address_suitable: bool | None = Field(default=None, description="or as the checks found (PF-6.7c)")


class ApproveHdcAddress(Request):
    """Approve an address for home detention curfew (PF-9.4a to f)."""

    type: Literal["approve_hdc_address"] = "approve_hdc_address"
    address: Ref


class ApproveRotlAddress(Request):
    """Approve an address for overnight release on temporary licence, checked as for HDC (project rule, AM-12)."""

    type: Literal["approve_rotl_address"] = "approve_rotl_address"
    address: Ref


class CallReleaseReady(Request):
    """Call the release ready: no planning step is open and every condition asked for was put forward (GU-22)."""

    type: Literal["call_release_ready"] = "call_release_ready"


class DropCondition(Request):
    """Leave out a licence condition that is not needed, with the reason. What must go forward is never dropped."""

    type: Literal["drop_condition"] = "drop_condition"
    condition: Ref
    reason: Text


class ClearNumber(Request):
    """Put a social number on a prisoner's phone account (PF-7.5d, GU-14)."""

    type: Literal["clear_number"] = "clear_number"
    number: Ref


class AllowChildContact(Request):
    """Let a prisoner have contact with a child (PF-7.5e, GU-15)."""

    type: Literal["allow_child_contact"] = "allow_child_contact"
    child: Ref
    contact: Literal["letters", "calls", "supervised_visits", "full"]


class PassOnContactRequest(Request):
    """Pass on, for somebody else, that contact with a prisoner is unwanted (PF-16.2a, GU-39)."""

    type: Literal["pass_on_contact_request"] = "pass_on_contact_request"
    person: Ref = Field(description="with whom contact is unwanted")
    consents: bool | None = Field(default=None, description="they agree to its being passed on (GU-39)")


class ChooseIntervention(Request):
    """Choose a programme, another intervention or the DASO for this person (sections 12.2 to 12.15)."""

    type: Literal["choose_intervention"] = "choose_intervention"
    intervention: Programme | Literal["daso"]
    leaves_time: bool | None = Field(default=None, description="the sentence leaves time to complete it (GU-35)")
    advice: Text | None = Field(default=None, description="the treatment manager's or interventions team's (AM-25)")
    short_sentence_reason: Text | None = Field(default=None, description="why, though too little time is left (GU-35)")
    daso_reason: Text | None = Field(default=None, description="why a DASO without BBR (GU-34)")


class CloseCase(Request):
    """Close the case. Project rule: work still open must each be given a reason (AM-31)."""

    type: Literal["close_case"] = "close_case"
    reasons: dict[str, Text] = Field(default_factory=dict, description="duty id to reason")


AnyRequest = Annotated[
    ProposeCurfew
    | ApproveHdcAddress
    | ApproveRotlAddress
    | CallReleaseReady
    | DropCondition
    | ClearNumber
    | AllowChildContact
    | PassOnContactRequest
    | ChooseIntervention
    | CloseCase,
    Field(discriminator="type"),
]
REQUEST: TypeAdapter[AnyRequest] = TypeAdapter(AnyRequest)
"""Reads and writes any request."""

REQUEST_TYPES: dict[str, type[Request]] = {
    kind.model_fields["type"].default: kind for kind in get_args(get_args(AnyRequest)[0])
}
"""Every request by the name of its type."""


class CompleteDuty(Said):
    """A duty is done; ``evidence`` is the duty's own form."""

    completion_id: Ref
    duty: str
    done_at: Instant
    done_by: StaffId
    role: Role
    evidence: dict[str, object] = Field(default_factory=dict)


class WaiveDuty(Said):
    """A manager lets a duty go, and says why."""

    waiver_id: Ref
    duty: str
    waived_at: Instant
    waived_by: StaffId
    role: Role
    reason: Text
