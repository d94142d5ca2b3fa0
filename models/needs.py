"""What is known of the person that bears on which intervention suits. Absent means not known; nothing is needed."""

from enum import StrEnum

from pydantic import Field

from models.words import Said


class Gender(StrEnum):
    """As the referral guides divide it; a programme for men is judged by this."""

    MAN = "man"
    WOMAN = "woman"
    OTHER = "other"


class SaraLevel(StrEnum):
    """Risk on the SARA; the inspectorate also calls medium moderate."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class ReoffendingRisk(StrEnum):
    """Risk of reoffending, in rising order."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very_high"


class PastProgramme(StrEnum):
    """A programme done in the past. The integrated and community programmes run no more: history only (IN-22)."""

    IDAP = "idap"
    CDVP = "cdvp"
    BBR = "bbr"
    KAIZEN = "kaizen"
    OTHER = "other"


class Needs(Said):
    """The facts that eligibility is judged by. A field that is absent is not known."""

    gender: Gender | None = None
    heterosexual_relationship: bool | None = Field(
        default=None, description="the abuse was in a heterosexual intimate relationship (AM-25)"
    )
    learning_challenges: bool | None = Field(default=None, description="learning difficulties or challenges (12.10)")
    complex_needs: bool | None = Field(default=None, description="mental ill health or substance misuse (12.15)")
    sara_level: SaraLevel | None = None
    reoffending_risk: ReoffendingRisk | None = None
    opd_screened_in: bool | None = Field(default=None, description="screened into the OPD pathway (12.13)")
    abuse_conviction: bool | None = Field(default=None, description="convicted of an offence that involved abuse")
    violent_or_sexual_conviction: bool | None = None
    stalking_behaviour: bool | None = Field(default=None, description="stalking behaviours are seen (12.17)")
    past_programmes: list[PastProgramme] | None = None
