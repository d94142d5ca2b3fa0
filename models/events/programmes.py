"""Events of programmes and of the domestic abuse safety officer: sections 12 and 17.7."""

from typing import Literal

from pydantic import Field

from models.events.fact import Fact
from models.needs import Needs
from models.sentence import Programme


class NeedsAssessed(Needs, Fact):
    """What bears on the choice of an intervention was found out, or found to have changed."""

    type: Literal["needs_assessed"] = "needs_assessed"


class ProgrammeSuitability(Fact):
    """The programme team decided whether the person can do the programme; EV-41 when not."""

    type: Literal["programme_suitability"] = "programme_suitability"
    programme: Programme
    suitable: bool
    reason: Literal["ineligible", "not_for_a_group", "unable", "complex_needs", "not_offered", "other"] = Field(
        default="other", description="why not, when not suitable; not offered is demand management (INS-D20)"
    )
    adf_possible: bool | None = Field(default=None, description="whether alternative delivery is possible (IN-02)")


class ProgrammeSession(Fact):
    """A session of the programme was attended."""

    type: Literal["programme_session"] = "programme_session"
    programme: Programme


class ProgrammeAbsence(Fact):
    """A session was missed, for whatever reason: more than two remove the person (INS-D21)."""

    type: Literal["programme_absence"] = "programme_absence"
    programme: Programme


class DasoInformation(Fact):
    """The DASO has something new; what it is stays with the DASO and the risk management plan (EV-27)."""

    type: Literal["daso_information"] = "daso_information"
    significant: bool = Field(description="whether it may change the risk: then a review opens")
