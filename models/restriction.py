"""Why access to a case is restricted. A choice and not a text: a text would say of somebody what nobody is to know."""

from enum import StrEnum


class RestrictionReason(StrEnum):
    """Why few may look into a case (project default)."""

    KNOWN_TO_STAFF = "known_to_staff"
    DANGER = "danger"
    PUBLIC_ATTENTION = "public_attention"
    OTHER = "other"


REASON_WORDS: dict[RestrictionReason, str] = {
    RestrictionReason.KNOWN_TO_STAFF: "Somebody on the case is known or related to staff",
    RestrictionReason.DANGER: "Somebody would be in danger if it were known",
    RestrictionReason.PUBLIC_ATTENTION: "The case has public attention",
    RestrictionReason.OTHER: "Another reason, which a manager knows",
}
