"""Who asks, and what they may do on the case they ask about."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request, Security
from fastapi.security import HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials

from api import audited
from api.audiences.audience import Audience, audience_of
from api.auth.identified import identified
from api.auth.principal import Principal
from api.permissions import ASK_FOR_STRENGTH, Action, Relation, allowing, anywhere
from api.problems import NoRole, NotPermitted, RestrictedCase, WrongRole
from api.service import Service, TheService
from client import Look
from models.case import Case
from models.roles import Role
from models.words import CaseId
from records import restrictions

_BEARER = HTTPBearer(auto_error=False, bearerFormat="JWT", description="A token of the issuer: docs/api.md")


async def caller(
    request: Request,
    _: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
) -> Principal:
    """Whoever asks. Raises what is wrong with their token."""
    try:
        who = identified(request.scope)
    except NoRole as refused:
        if refused.subject is not None:
            audited.by_name(refused.subject)
        raise
    audited.by(who)
    return who


TheCaller = Annotated[Principal, Depends(caller)]


@dataclass(frozen=True)
class OnCase:
    """Somebody on a case: who, what they may do there, and the case as it stands."""

    who: Principal
    action: Action
    relation: Relation
    look: Look

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.look.case

    @property
    def audience(self) -> Audience:
        """As which audience they read it."""
        return audience_of(self.who, self.relation)

    @property
    def named_as(self) -> frozenset[str]:
        """The roles in which the case names them."""
        held = self.case.practitioners.items()
        return frozenset(role.value for role, staff in held if staff == self.who.staff and self.who.kind == "user")

    def acting_as(self, role: Role | None) -> Role:
        """The role in which they act: the one they say, or the only one that lets them. Raises WrongRole."""
        may = [one for one in allowing(self.who, self.action, self.relation) if isinstance(one, Role)]
        if role is None:
            if len(may) != 1:
                raise WrongRole()
            return may[0]
        if role not in may:
            raise WrongRole()
        return role


TheCase = Annotated[CaseId, Path(description="The case's own opaque id.")]


def may(action: Action) -> Callable[..., Awaitable[Principal]]:
    """Whoever asks, when they may do this where it is about no one case. Raises NotPermitted and AuditUnavailable."""

    async def allowed(who: TheCaller, service: TheService) -> Principal:
        if not allowing(who, action, Relation.NO_CASE):
            raise NotPermitted()
        _check_strength(service, who, action)
        await audited.begin()
        return who

    return allowed


def on_case(action: Action) -> Callable[..., Awaitable[OnCase]]:
    """Whoever asks on the case of the path, when they may do this there.

    Raises RestrictedCase, NotPermitted, NoSuchCase and AuditUnavailable. Who may not do it on any case is told so
    before the case is looked for.
    """

    async def allowed(case_id: TheCase, who: TheCaller, service: TheService) -> OnCase:
        if not anywhere(who, action):
            raise NotPermitted()
        found = await stands(service, who, case_id)
        if not allowing(who, action, found[0]):
            raise RestrictedCase() if found[0] is Relation.RESTRICTED else NotPermitted()
        _check_strength(service, who, action)
        await audited.begin()
        return OnCase(who, action, *found)

    return allowed


def _check_strength(service: Service, who: Principal, action: Action) -> None:
    """Raises SignInTooWeak."""
    if action in ASK_FOR_STRENGTH:
        service.strength.check(who)


async def stands(service: Service, who: Principal, case_id: str) -> tuple[Relation, Look]:
    """How a case stands to somebody, and the case. Raises NoSuchCase, CaseNotReached and SQLAlchemyError."""
    look = await service.cases.look(case_id)
    audited.on(case_id)
    restricted_to = await restrictions.allowed(service.records, case_id)
    return relation_to(who, look.case.practitioners.values(), look.case.team, restricted_to), look


def relation_to(
    who: Principal, named: Collection[str | None], team: str | None, restricted_to: Collection[str] | None
) -> Relation:
    """How a case that names these people and has this team stands to somebody; ``restricted_to`` when restricted."""
    person = who.kind == "user"
    if person and who.staff in named:
        return Relation.OWN
    if restricted_to is not None and not (person and who.staff in restricted_to):
        return Relation.RESTRICTED
    return Relation.TEAM if team is not None and team in who.teams else Relation.OTHER


def of_list(who: Principal, *, mine: bool, team: str | None) -> Relation:
    """How a list stands to somebody: their own work, a team of theirs, or any other."""
    if mine:
        return Relation.OWN
    return Relation.TEAM if team is not None and team in who.teams else Relation.OTHER


def check_list(who: Principal, action: Action, *, mine: bool, team: str | None) -> Relation:
    """How a list stands to somebody, when they may have it. Raises NotPermitted."""
    relation = of_list(who, mine=mine, team=team)
    if not allowing(who, action, relation):
        raise NotPermitted()
    return relation
