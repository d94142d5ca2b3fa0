"""Every event the system takes, and the one type that tells them apart by ``type``."""

from typing import Annotated, Any, get_args

from pydantic import BeforeValidator, Field, TypeAdapter

from models.events import (
    agencies,
    court,
    custody,
    enquiries,
    homicide_review,
    licence,
    life,
    orders,
    plans,
    programmes,
    registers,
    safeguarding,
    sentence,
    signs,
    victim_liaison,
    withdrawal,
)
from models.events.fact import Fact, Source

_FORMER_NAMES = {"person_as_victim": "found_to_be_victim"}
"""Types of event that stand in histories and records under a name that another type has taken over."""


def _by_its_present_name(said: Any) -> Any:
    former = said.get("type") if isinstance(said, dict) else None
    return {**said, "type": _FORMER_NAMES[former]} if isinstance(former, str) and former in _FORMER_NAMES else said


Event = Annotated[
    sentence.CourtReportRequested
    | sentence.CurfewConsidered
    | sentence.SentencePassed
    | sentence.ReceivedIntoCustody
    | sentence.PractitionerAllocated
    | sentence.CaseTransferred
    | sentence.DatesChanged
    | sentence.Released
    | sentence.Recalled
    | sentence.ApprovedPremisesLeft
    | sentence.HdcAddressProposed
    | sentence.ProgrammeRequired
    | sentence.ProgrammeStarted
    | sentence.ProgrammeCompleted
    | sentence.RiskOfSeriousHarmChanged
    | sentence.SupervisionEnded
    | sentence.Died
    | sentence.RecordsMerged
    | life.NewRelationship
    | life.RelationshipEnded
    | life.PartnerPregnant
    | life.PregnancyEnded
    | life.PartnerDetailsRefused
    | life.ContactWithChildren
    | life.AddressChanged
    | life.SubstanceMisuse
    | life.DomesticAbuseIncident
    | life.ConcernIdentified
    | life.ImminentRisk
    | life.ContactWithProtectedPerson
    | life.DvdsOutcome
    | life.DisclosureMade
    | life.PartnerInContact
    | life.OtherSignificantChange
    | life.WorryingBehaviour
    | life.Stalking
    | life.SuicideOrSelfHarm
    | life.RiskRising
    | life.RiskFalling
    | life.MeasuresNotEnough
    | plans.ObjectiveDelivered
    | orders.ProtectiveOrderMade
    | orders.OrderVariationApplied
    | orders.OrderVaried
    | orders.OrderRevoked
    | orders.OrderBreached
    | orders.LicenceConditionBreached
    | enquiries.EnquiryAnswered
    | court.ProtectiveBailEnded
    | signs.SignsNoticed
    | signs.FoundToBeVictim
    | signs.PrisonContactSought
    | victim_liaison.LiaiseWithVlo
    | victim_liaison.ReReferToVlu
    | victim_liaison.RiskInformationFromVlo
    | agencies.ThirdPartyInformation
    | orders.BreachConcluded
    | licence.ConditionToPutForward
    | licence.ConditionPutForward
    | licence.ConditionDecided
    | licence.LicenceVariationRequested
    | custody.RotlAddressProposed
    | custody.EarlyAllocationAgreed
    | custody.ReleasedFromRemand
    | custody.ConsentWithdrawn
    | homicide_review.DeathInReviewScope
    | homicide_review.HomicideReviewClosed
    | agencies.MappaStatus
    | agencies.MappaMeeting
    | agencies.MaracMeeting
    | agencies.MaracAction
    | agencies.SerialAbuseOrStalking
    | agencies.HighRiskToPerson
    | safeguarding.ChildrenAtRisk
    | safeguarding.ChildrenLeftAtRisk
    | safeguarding.ChildProtection
    | safeguarding.CarerOfAdult
    | safeguarding.AdultSafeguardingPlan
    | safeguarding.ContactWithChildEnded
    | safeguarding.ContactRestrictionRaised
    | programmes.NeedsAssessed
    | programmes.ProgrammeSuitability
    | programmes.ProgrammeSession
    | programmes.ProgrammeAbsence
    | programmes.DasoInformation
    | registers.RegistrationRemoved
    | withdrawal.FactWithdrawn,
    Field(discriminator="type"),
    BeforeValidator(_by_its_present_name),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
"""Reads and writes any event."""

EVENT_TYPES: dict[str, type[Event]] = {kind.model_fields["type"].default: kind for kind in get_args(get_args(Event)[0])}
"""Every event by the name of its type."""

__all__ = ["EVENT", "EVENT_TYPES", "Event", "Fact", "Source"]
