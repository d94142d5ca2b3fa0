"""Licence conditions: what kind, and where each stands between being asked for and being on the licence."""

from enum import StrEnum

from models.words import Held, Ref, Text


class ConditionKind(StrEnum):
    """What a condition asks of the person (TY-30)."""

    RELATIONSHIP = "relationship_disclosure"
    EXCLUSION_ZONE = "exclusion_zone"
    RESIDENCY_RESTRICTION = "residency_restriction"
    LOCATION_MONITORING = "location_monitoring"
    SPECIFIED_RESIDENCE = "specified_residence"
    PROGRAMME = "programme"
    NON_ACCREDITED_INTERVENTION = "non_accredited_intervention"
    NO_CONTACT = "no_contact"
    OTHER = "other_additional"


PROTECTS_A_VICTIM = (
    ConditionKind.EXCLUSION_ZONE,
    ConditionKind.RESIDENCY_RESTRICTION,
    ConditionKind.LOCATION_MONITORING,
    ConditionKind.SPECIFIED_RESIDENCE,
)
"""The four that are considered in every case (PF-9.2b)."""

CONDITION_6B: Ref = "condition-6b"
"""The condition to tell of developing relationships, by the number it has on a licence (PF-9.2a)."""


class ConditionState(StrEnum):
    """Where a condition stands."""

    REQUESTED = "requested"
    PUT_FORWARD = "put_forward"
    AGREED = "agreed"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"


class LicenceCondition(Held):
    """One condition. ``must_go_forward``: it is put forward whatever is thought of it (GU-22); why is not held here."""

    ref: Ref
    kind: ConditionKind = ConditionKind.OTHER
    state: ConditionState = ConditionState.REQUESTED
    must_go_forward: bool = False
    supported: bool | None = None
    mirrors_order: Ref | None = None
    reason: Text | None = None

    @property
    def stands(self) -> bool:
        """Whether it has been put forward and not been refused or found not to be needed."""
        return self.state in {ConditionState.PUT_FORWARD, ConditionState.AGREED}
