"""What makes it lawful to share information about a person (section 13.1)."""

from enum import StrEnum


class LawfulBasis(StrEnum):
    """Why information may be shared (PF-13.1a). Part 3 of the Data Protection Act 2018 covers law enforcement."""

    PREVENT_OR_DETECT_CRIME = "prevent_or_detect_crime"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGAL_OBLIGATION = "legal_obligation"
