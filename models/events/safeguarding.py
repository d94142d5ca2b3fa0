"""Events on the safety of children, of adults and of the person themselves (section 18); and unwanted contact."""

from typing import Literal

from pydantic import Field

from models.events.fact import Fact
from models.words import Day, Ref, Refs


class ChildrenAtRisk(Fact):
    """Children were found to be at risk from domestic abuse (EV-44)."""

    type: Literal["children_at_risk"] = "children_at_risk"
    children: Refs = Field(min_length=1)


class ChildrenLeftAtRisk(Fact):
    """The response of children's services is feared to leave children at risk (EV-45).

    ``about`` is whom the referral was about: a child or a partner; none for the children of the case.
    """

    type: Literal["children_left_at_risk"] = "children_left_at_risk"
    about: Ref | None = None


class ChildProtection(Fact):
    """A child protection conference was called, or a child protection or child in need plan made (EV-46)."""

    type: Literal["child_protection"] = "child_protection"
    child: Ref
    what: Literal["conference_called", "child_protection_plan", "child_in_need_plan"]
    conference_on: Day | None = None


class CarerOfAdult(Fact):
    """The person is the carer of an adult with care and support needs (EV-47)."""

    type: Literal["carer_of_adult"] = "carer_of_adult"
    adult: Ref


class AdultSafeguardingPlan(Fact):
    """A safeguarding plan for an adult was made, with actions for us (EV-48)."""

    type: Literal["adult_safeguarding_plan"] = "adult_safeguarding_plan"
    adult: Ref


class ContactWithChildEnded(Fact):
    """The person's contact with a child was cut or ended (EV-65)."""

    type: Literal["contact_with_child_ended"] = "contact_with_child_ended"
    child: Ref
    significant: bool = Field(default=False, description="whether it may bear on reoffending or serious harm")


class ContactRestrictionRaised(Fact):
    """The unwanted prisoner contact team has to weigh contact with somebody (EV-24), never said by whom (ST-19)."""

    type: Literal["contact_restriction_raised"] = "contact_restriction_raised"
    person: Ref
