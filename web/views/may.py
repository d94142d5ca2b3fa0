"""What a page offers somebody to do: what their capacities allow on cases of theirs. The API decides."""

from api.auth.principal import CAPACITIES
from api.permissions import Action, Relation, allows
from api.routes.whoami import Me


def may(me: Me, action: Action) -> bool:
    """Whether there are cases on which they may do it."""
    return any(allows(CAPACITIES[one], action, Relation.OWN) for one in me.capacities)


def may_anywhere(me: Me, action: Action) -> bool:
    """Whether there is anything at all, a case or none, on which they may do it."""
    return any(allows(CAPACITIES[one], action, relation) for one in me.capacities for relation in Relation)
