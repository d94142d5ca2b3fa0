"""Who a fact is put down to: a person reports in their own name; a case system passes on who reported it there."""

from collections.abc import Iterable
from typing import TypeVar

from api.auth.principal import Principal
from api.permissions import Action, Relation, allowing
from api.problems import WrongRole
from models.events import Fact, Source
from models.roles import Role

F = TypeVar("F", bound=Fact)


def put_down_to(who: Principal, fact: F, relations: Iterable[Relation], action: Action = Action.REPORT_EVENT) -> F:
    """The fact, put down to whoever reports it. Raises WrongRole.

    What a case system says of who reported it stands. A person reports as themselves, in the role the fact names or in
    the only role they have for it; where they do not say what their source is, it is staff.
    """
    roles = [one for r in relations for one in allowing(who, action, r) if isinstance(one, Role)]
    if Role.CASE_SYSTEM in roles:
        return fact
    given = fact.model_fields_set
    role = fact.role if "role" in given else roles[0] if len(roles) == 1 else None
    if role not in roles:
        raise WrongRole()
    source = fact.source if "source" in given else Source.STAFF
    return fact.model_copy(update={"reported_by": who.staff, "role": role, "source": source})
