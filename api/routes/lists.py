"""The lists people work from: duties, escalations, cases, and what is ahead; mine, my team's, or a team's."""

from collections.abc import Awaitable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Query

from api.access import OnCase, TheCaller, check_list, on_case
from api.audiences.listed import (
    CaseListed,
    DutyListed,
    Entry,
    EscalationListed,
    Listed,
    OrderListed,
    case_listed,
    duty_listed,
    entries,
    escalation_listed,
    listed,
    order_listed,
)
from api.auth.principal import Principal
from api.permissions import Action, Relation
from api.problems import InvalidRequest
from api.queries import DaysAhead, Flag, InstantAsked, ThePage
from api.service import Service, TheService
from models.duties import DutyState
from models.risk import RoshLevel
from models.roles import Role
from models.sentence import Stage
from models.tables import CaseRow
from models.words import Ref, StaffId
from policy.calendar import london_date
from records import lists
from records.overview import HANDOVERS_WITHIN, ORDERS_WITHIN, RELEASES_WITHIN

T = TypeVar("T")

router = APIRouter(prefix="/v1", tags=["lists"])

Mine = Annotated[Flag, Query(description="only one's own: what one holds, is to do, or was told")]
Team = Annotated[Ref | None, Query(description="only of cases this team has; without it, and without mine, of all")]
HeldBy = Annotated[StaffId | None, Query(description="only what this member of staff holds; not with mine")]
Clause = Annotated[str | None, Query(pattern=r"^[A-Z]{2,3}-[A-Za-z0-9.]{1,12}$", description="such as PF-10.8a")]
Kind = Annotated[str | None, Query(pattern=r"^[a-z][a-z_]{1,59}$")]
Within = Annotated[DaysAhead, Query(description="so many days from today, which counts")]


@router.get("/cases")
async def list_cases(
    who: TheCaller,
    service: TheService,
    page: ThePage,
    mine: Mine = False,
    team: Team = None,
    stage: Stage | None = None,
    rosh: RoshLevel | None = None,
    by: lists.CaseOrder = lists.CaseOrder.NEXT_DUE,
    held_by: HeldBy = None,
) -> Listed[CaseListed]:
    """Cases that are not closed, unless `stage` says closed; the next due first."""
    relation = check_list(who, Action.LIST_WORK, mine=mine, team=team)
    held_by = _held_by(who, mine, held_by)
    wanted = lists.CasesWanted(team=team, stage=stage, rosh=rosh, held_by=held_by, by=by)
    found = await _asked(lists.cases(service.records, wanted, page))
    return await listed(service.records, who, relation, found, case_listed)


@router.get("/duties")
async def list_duties(
    who: TheCaller,
    service: TheService,
    page: ThePage,
    mine: Mine = False,
    team: Team = None,
    stage: Stage | None = None,
    clause: Clause = None,
    kind: Kind = None,
    overdue: Annotated[Flag, Query(description="only those past their due day")] = False,
    due_within: Annotated[DaysAhead | None, Query(description="only those due in so many days, today included")] = None,
    state: Annotated[DutyState, Query(description="open ones unless another state is named")] = DutyState.OPEN,
    held_by: HeldBy = None,
    late_at_least: Annotated[DaysAhead | None, Query(description="only those at least so many days past due")] = None,
    late_at_most: Annotated[DaysAhead | None, Query(description="only those due, at most so many days ago")] = None,
) -> Listed[DutyListed]:
    """Duties, the first due first: one's own, a team's, overdue, due soon, by stage, by clause."""
    relation = check_list(who, Action.LIST_WORK, mine=mine, team=team)
    dated = overdue or any(one is not None for one in (due_within, late_at_least, late_at_most))
    if dated and state is not DutyState.OPEN:
        raise InvalidRequest(errors=[{"field": "query.state", "words": "only open duties are overdue or due soon"}])
    now = service.now()
    wanted = lists.DutiesWanted(
        held_by=_held_by(who, mine, held_by),
        team=team,
        stage=stage,
        clause=clause,
        kind=kind,
        state=state,
        overdue_at=now if overdue else None,
        due_within=due_within,
        late_at_least=late_at_least,
        late_at_most=late_at_most,
        today=london_date(now),
    )
    found = await _asked(lists.duties(service.records, wanted, page))
    return await listed(service.records, who, relation, found, duty_listed(now, own=mine))


@router.get("/escalations")
async def list_escalations(
    who: TheCaller,
    service: TheService,
    page: ThePage,
    mine: Mine = False,
    team: Team = None,
    clause: Clause = None,
    since: InstantAsked | None = None,
    open: Annotated[Flag, Query(description="only those of which some work is still open")] = False,
    unacknowledged: Annotated[Flag, Query(description="only those no manager has looked at since (DE-15)")] = False,
    oldest_first: Flag = False,
) -> Listed[EscalationListed]:
    """Escalations, the newest first unless told otherwise.

    A manager acknowledges one by recording the decision `oversight` on its case.
    """
    relation = check_list(who, Action.LIST_WORK, mine=mine, team=team)
    to_staff = who.staff if mine else None
    wanted = lists.EscalationsWanted(
        to_staff=to_staff, team=team, clause=clause, since=since, open=open, unacknowledged=unacknowledged,
        oldest_first=oldest_first,
    )  # fmt: skip
    found = await _asked(lists.escalations(service.records, wanted, page))
    return await listed(service.records, who, relation, found, escalation_listed(own=mine))


# What is ahead ------------------------------------------------------------------------------------------------------


def _ahead(service: Service, who: str, mine: bool, team: str | None, within: int, passed: bool) -> lists.AheadWanted:
    today = london_date(service.now())
    return lists.AheadWanted(today=today, within=within, passed=passed, team=team, held_by=who if mine else None)


Passed = Annotated[Flag, Query(description="also those whose day has gone by without being reported")]


@router.get("/releases")
async def list_releases(
    who: TheCaller,
    service: TheService,
    page: ThePage,
    mine: Mine = False,
    team: Team = None,
    within: Within = RELEASES_WITHIN,
    passed: Passed = False,
) -> Listed[CaseListed]:
    """Cases in custody by the day their release is expected on, the soonest first."""
    relation = check_list(who, Action.LIST_WORK, mine=mine, team=team)
    wanted = _ahead(service, who.staff, mine, team, within, passed)
    return await _cases(service, who, relation, lists.releases(service.records, wanted, page))


@router.get("/handovers")
async def list_handovers(
    who: TheCaller,
    service: TheService,
    page: ThePage,
    mine: Mine = False,
    team: Team = None,
    within: Within = HANDOVERS_WITHIN,
    passed: Passed = False,
) -> Listed[CaseListed]:
    """Cases in custody by the day the community becomes responsible, the soonest first."""
    relation = check_list(who, Action.LIST_WORK, mine=mine, team=team)
    wanted = _ahead(service, who.staff, mine, team, within, passed)
    return await _cases(service, who, relation, lists.handovers(service.records, wanted, page))


@router.get("/protective-orders-ending")
async def list_orders_ending(
    who: TheCaller,
    service: TheService,
    page: ThePage,
    mine: Mine = False,
    team: Team = None,
    within: Within = ORDERS_WITHIN,
) -> Listed[OrderListed]:
    """Protective orders in force by the day they end, the soonest first. Whom they protect is in the case."""
    relation = check_list(who, Action.LIST_WORK, mine=mine, team=team)
    today, held_by = london_date(service.now()), who.staff if mine else None
    wanted = lists.OrdersWanted(today=today, within=within, team=team, held_by=held_by)
    found = await _asked(lists.orders_ending(service.records, wanted, page))
    return await listed(service.records, who, relation, found, order_listed)


@router.get("/cases-without-practitioner")
async def list_unheld(
    who: TheCaller,
    service: TheService,
    page: ThePage,
    team: Team = None,
    role: Annotated[Role | None, Query(description="pom or community_practitioner")] = None,
    stage: Stage | None = None,
) -> Listed[CaseListed]:
    """Cases on which nobody holds a role that somebody should, the longest in their stage first."""
    relation = check_list(who, Action.LIST_WORK, mine=False, team=team)
    wanted = lists.UnheldWanted(role=role, stage=stage, team=team)
    return await _cases(service, who, relation, lists.without_practitioner(service.records, wanted, page))


# The history of one case --------------------------------------------------------------------------------------------


@router.get("/cases/{case_id}/history")
async def read_history(
    on: Annotated[OnCase, Depends(on_case(Action.READ_CASE))],
    service: TheService,
    page: ThePage,
    oldest_first: Flag = False,
) -> Listed[Entry]:
    """What the case was told, what was decided, work opened and closed, what was escalated; the newest first.

    It comes from the records, a moment behind the case itself.
    """
    wanted = lists.TimelineWanted(case_id=on.case.case_id, newest_first=not oldest_first)
    found = await _asked(lists.timeline(service.records, wanted, page))
    return Listed(items=list(entries(found, on.audience)), next=found.next)


def _held_by(who: Principal, mine: bool, held_by: str | None) -> str | None:
    """Whose work a list is of; everybody's if None. Raises InvalidRequest."""
    if mine and held_by is not None:
        raise InvalidRequest(errors=[{"field": "query.held_by", "words": "say mine or held_by, not both"}])
    return who.staff if mine else held_by


async def _cases(
    service: Service, who: TheCaller, relation: Relation, asked: Awaitable[lists.Page[CaseRow]]
) -> Listed[CaseListed]:
    return await listed(service.records, who, relation, await _asked(asked), case_listed)


async def _asked(list_: Awaitable[T]) -> T:
    try:
        return await list_
    except lists.BadCursor:
        raise InvalidRequest(errors=[{"field": "query.after", "words": "no cursor of this list"}]) from None
