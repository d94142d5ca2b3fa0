"""Kinds of licence condition."""

from enum import StrEnum


class LicenceConditionKind(StrEnum):
    """Conditions a licence may carry (TY-30)."""

    RELATIONSHIP_DISCLOSURE = "relationship_disclosure"
    EXCLUSION_ZONE = "exclusion_zone"
    RESIDENCY_RESTRICTION = "residency_restriction"
    LOCATION_MONITORING = "location_monitoring"
    SPECIFIED_RESIDENCE = "specified_residence"
    PROGRAMME = "programme"
    NON_ACCREDITED_INTERVENTION = "non_accredited_intervention"
    NO_CONTACT = "no_contact"
    OTHER_ADDITIONAL = "other_additional"
