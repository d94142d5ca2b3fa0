"""Where somebody can go: the places of the navigation, each for whoever may do what it is for."""

from dataclasses import dataclass

from api.permissions import Action
from api.routes.whoami import Me
from web.views.may import may_anywhere


@dataclass(frozen=True)
class Place:
    """A page of the navigation, and what one has to be allowed to do, on any case or list, to see it."""

    address: str
    name: str
    action: Action


PLACES = (
    Place("/team", "My team", Action.OVERSEE),
    Place("/work", "My work today", Action.LIST_WORK),
    Place("/cases", "My cases", Action.LIST_WORK),
    Place("/find", "Find a case", Action.REPORT_EVENT),
    Place("/operations/quarantine", "Operations", Action.MEND_QUARANTINE),
    Place("/policy", "Policy", Action.READ_POLICY),
    Place("/operations/policy", "Policy in use", Action.WATCH_OPERATIONS),
)
"""In the order in which they stand: whoever manages lands on the team, an operator on the quarantine."""


def places(me: Me) -> list[Place]:
    """The places somebody can go to."""
    return [one for one in PLACES if may_anywhere(me, one.action)]


def landing(me: Me) -> str:
    """Where somebody lands who has signed in: the first of their places."""
    return places(me)[0].address
