"""Making the daily digests: one for a person and day, and none when there is nothing to say."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col

from models.notice_tables import DeliveryRow, DigestRow, InboxRow
from models.notices import Channel, DeliveryState, DigestPage
from notices.inbox import items
from notices.posting import NO_ADDRESS, Posted, delivery_id, keep
from notices.settings import NoticeSettings
from notices.words import digest
from policy.calendar import LONDON, Calendar, london_date
from records.engine import reading, writing

CLOCKS_DIFFER = timedelta(minutes=5)
"""The server that starts a run may be ahead of the worker's clock by this much."""

PEOPLE = 100
"""People on a page."""


def digest_day(settings: NoticeSettings, now: datetime, calendar: Calendar) -> date | None:
    """The day whose digests may be made at this moment; none on a day off, before its time, or in quiet hours.

    What waits then waits for the next working morning: nothing is lost, and nobody hears twice.
    """
    day = london_date(now)
    begins = datetime.combine(day, settings.digest_at, LONDON) - CLOCKS_DIFFER
    if not settings.sends or not calendar.is_working_day(day) or now < begins or settings.quiet(now, calendar):
        return None
    return day


async def people_waiting(engine: AsyncEngine, after: str | None) -> DigestPage:
    """The next people for whom something waits, in the order of their ids."""
    statement = select(col(InboxRow.person)).where(col(InboxRow.waits).is_(True))
    if after is not None:
        statement = statement.where(col(InboxRow.person) > after)
    statement = statement.distinct().order_by(col(InboxRow.person)).limit(PEOPLE)
    async with reading(engine).connect() as connection:
        people = list(await connection.scalars(statement))
    return DigestPage(people=people, more=len(people) == PEOPLE)


async def make_digest(engine: AsyncEngine, settings: NoticeSettings, person: str, day: date) -> bool:
    """Make a person's digest of a day, ready to be sent; false when it was made before or there is nothing to say.

    Somebody who is away gets none until they are back. Somebody without an address gets none: theirs is shown to an
    operator, and what it would have said goes on waiting.
    """
    if any(a.person == person and a.on(day) for a in settings.absences):
        return False
    channels = [c for c in settings.reached(person) if c is not Channel.NOTIFY_TEXT]
    waiting = (col(InboxRow.person) == person, col(InboxRow.waits).is_(True))
    async with writing(engine) as connection:
        if await connection.scalar(select(col(InboxRow.person)).where(*waiting).limit(1)) is None:
            return False
        if not channels:
            await keep(connection, Posted(deliveries=[_without_address(person, day)]))
            return False
        if not await _first(connection, person, day):
            return False
        await connection.execute(update(InboxRow).where(*waiting).values(waits=False, told_on=day))
        told = await items(connection, (col(InboxRow.person) == person, col(InboxRow.told_on) == day))
        said = digest(day, told, settings.link)
        await keep(connection, Posted(deliveries=[_delivery(person, channel, day, said) for channel in channels]))
    return True


async def _first(connection: AsyncConnection, person: str, day: date) -> bool:
    """Whether nobody else makes this digest: of two at once the other waits here, and then finds it made."""
    table = DigestRow.__table__  # type: ignore[attr-defined]
    inserting = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    row = {"person": person, "day": day, "made_at": datetime.now(UTC)}
    made = inserting.values(row).on_conflict_do_nothing().returning(table.c.person)
    return await connection.scalar(made) is not None


def _delivery(person: str, channel: Channel, day: date, said: tuple[str, str]) -> dict[str, Any]:
    now = datetime.now(UTC)
    return DeliveryRow(
        id=delivery_id(person, channel, "digest", day.isoformat()),
        person=person,
        channel=channel.value,
        digest_on=day,
        grave=False,
        subject=said[0],
        body=said[1],
        state=DeliveryState.WAITING.value,
        made_at=now,
        due_at=now,
    ).model_dump()


def _without_address(person: str, day: date) -> dict[str, Any]:
    """One for all days, so that an operator sees it once."""
    stuck = _delivery(person, Channel.NOWHERE, day, ("Throughcare: daily digest", ""))
    return {
        **stuck,
        "id": delivery_id(person, Channel.NOWHERE, "digest"),
        "state": DeliveryState.FAILED.value,
        "due_at": None,
        "fault": NO_ADDRESS,
    }
