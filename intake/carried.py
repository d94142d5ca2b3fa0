"""Two cases become one: the case that goes on is told first, with all the other knew; then the other closes."""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col

from client import CaseClient, CaseNotReached, CaseProblem, NoSuchCase
from intake.states import Sent
from models.brought import Brought, BroughtDuty
from models.case import Case
from models.duties import Duty
from models.events import Event
from models.events.sentence import RecordsMerged
from models.intake_tables import DeliveryRow
from records.engine import reading


class NotCarried(CaseProblem):
    """The case that was to go on did not take the other: so the other does not close."""


async def carried_into(engine: AsyncEngine, cases: CaseClient, event: Event, number: int) -> Event:
    """The event as the case is to be told it. Raises CaseNotReached while it is not yet its turn, and NotCarried."""
    if not isinstance(event, RecordsMerged):
        return event
    if event.absorbed_case is not None:
        return await _with_what_it_brings(engine, cases, event, event.absorbed_case, number)
    if event.surviving_case is not None:
        await _after_the_other(engine, event.surviving_case, number)
    return event


async def _with_what_it_brings(
    engine: AsyncEngine, cases: CaseClient, event: RecordsMerged, absorbed: str, number: int
) -> RecordsMerged:
    earlier = exists().where(
        col(DeliveryRow.case_id) == absorbed,
        col(DeliveryRow.state) == Sent.WAITING.value,
        col(DeliveryRow.number) < number,
    )
    async with reading(engine).connect() as connection:
        if await connection.scalar(select(earlier)):
            raise CaseNotReached("the absorbed case has still facts to come")
    try:
        case = await cases.show(absorbed)
    except NoSuchCase:  # finished long ago: its records stay, and nothing is owed on it
        return event
    return event.model_copy(update={"brought": brought_by(case)})


async def _after_the_other(engine: AsyncEngine, surviving: str, number: int) -> None:
    async with reading(engine).connect() as connection:
        state = await _state_of_the_other(connection, surviving, number)
    if state == Sent.WAITING.value:
        raise CaseNotReached("the case that goes on is to be told first")
    if state == Sent.REFUSED.value:
        raise NotCarried("the case that goes on did not take it")


async def _state_of_the_other(connection: AsyncConnection, surviving: str, number: int) -> str | None:
    message = select(col(DeliveryRow.message)).where(col(DeliveryRow.number) == number).scalar_subquery()
    other = select(col(DeliveryRow.state)).where(
        col(DeliveryRow.message) == message, col(DeliveryRow.case_id) == surviving
    )
    return await connection.scalar(other.order_by(col(DeliveryRow.number).desc()).limit(1))


def brought_by(case: Case) -> Brought:
    """What a case brings along when it is absorbed."""
    return Brought(
        partners=list(case.partners.values()),
        people_at_risk=list(case.people_at_risk.values()),
        orders=list(case.orders.values()),
        rosh=case.rosh,
        mappa_level=case.profile.mappa_level,
        mappa_category=case.mappa.category,
        addresses=case.addresses,
        unsafe_addresses=case.unsafe_addresses,
        duties=[_duty(duty) for duty in case.open_duties],
    )


def _duty(duty: Duty) -> BroughtDuty:
    clock = duty.leading_clock or duty.clocks[0]
    return BroughtDuty(
        kind=duty.kind,
        subject=duty.subject,
        counted_from=clock.counted_from,
        budget=clock.budget,
        counts_to=clock.counts_to,
        clause=clock.clause,
        grave=duty.grave,
    )
