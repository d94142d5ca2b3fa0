"""Putting the notices of a batch into inboxes, and those that cannot wait among the deliveries. Again is safe."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from models.batch import Batch, Entry
from models.notice_tables import DeliveryRow, InboxRow
from models.notices import Channel, DeliveryState, InboxItem, Rank
from models.roles import Role
from models.tables import Recorded
from notices.rank import rank
from notices.settings import NoticeSettings
from notices.words import message
from records.engine import writing

Row = dict[str, Any]

NOBODY = "nobody holds the role on the case, and no desk is named for it"
NO_ADDRESS = "the file of notices has no address of this person"


@dataclass
class Posted:
    """What is to be written for some notices."""

    inbox: list[Row] = field(default_factory=list)
    deliveries: list[Row] = field(default_factory=list)


async def post(engine: AsyncEngine, settings: NoticeSettings, batch: Batch) -> None:
    """Post every notice of the batch, in one transaction; what was posted before stays as it is.

    A notice is for whoever held the role on the case when it was made, or covers for them on that day. Rehearsed cases
    tell nobody. Raises SQLAlchemyError when the database fails; nothing is posted then.
    """
    found = Posted()
    for entry in batch.entries:
        _post_entry(settings, batch.case_id, entry, found)
    if not found.inbox and not found.deliveries:
        return
    async with writing(engine) as connection:
        await keep(connection, found)


async def keep(connection: AsyncConnection, found: Posted) -> None:
    """Write what is not there yet."""
    for name, rows in (("inbox", found.inbox), ("deliveries", found.deliveries)):
        if rows:
            table = Recorded.metadata.tables[name]
            inserting = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
            await connection.execute(inserting.on_conflict_do_nothing(), rows)


def _post_entry(settings: NoticeSettings, case_id: str, entry: Entry, found: Posted) -> None:
    case = next((row for row in entry.rows if row.get("table") == "cases"), {})
    if case.get("rehearsal"):
        return
    touched = [row for row in entry.rows if row.get("table") == "duties"]
    for row in entry.rows:
        if row.get("table") == "notices":
            post_notice(settings, case_id, case.get("team"), row, rank(row, touched), found)


def post_notice(settings: NoticeSettings, case_id: str, team: str | None, row: Row, how: Rank, found: Posted) -> None:
    """Find who is told of one row of notices, and how."""
    at = datetime.fromisoformat(row["at"]) if isinstance(row["at"], str) else row["at"]
    held_by = row["to_staff"] or settings.desk(Role(row["to_role"]), team)
    if held_by is None:
        if how is not Rank.DIGEST:
            item = _item(case_id, row, how, at, covering=False)
            found.deliveries.append(_stuck(None, item, settings, NOBODY))
        return
    told = settings.cover(held_by, at)
    if told != held_by:
        # Whoever is away finds it on their return: in their inbox, and in the first digest.
        found.inbox.append(_copy(held_by, case_id, row, how, at, covering=False, waits=True))
    item = _item(case_id, row, how, at, covering=told != held_by)
    found.inbox.append(_copy(told, case_id, row, how, at, item.covering, waits=how is Rank.DIGEST))
    if how is not Rank.DIGEST:
        found.deliveries += deliveries_of(settings, told, item)


def _copy(person: str, case_id: str, row: Row, how: Rank, at: datetime, covering: bool, waits: bool) -> Row:
    return InboxRow(
        person=person,
        case_id=case_id,
        notice_id=row["notice_id"],
        at=at,
        rank=how.value,
        covering=covering,
        waits=waits,
    ).model_dump()


def _item(case_id: str, row: Row, how: Rank, at: datetime, covering: bool) -> InboxItem:
    return InboxItem(
        case_id=case_id,
        notice_id=row["notice_id"],
        at=at,
        kind=row["kind"],
        rank=how,
        about=row["about"],
        to_role=row["to_role"],
        duties=row["duties"],
        sensitivity=row["sensitivity"],
        covering=covering,
        read_at=None,
    )


def deliveries_of(settings: NoticeSettings, person: str, item: InboxItem) -> Iterator[Row]:
    """One delivery of a notice by each channel that reaches the person; where none does, one for the operator."""
    if not settings.sends:
        return
    channels = [c for c in settings.reached(person) if c is not Channel.NOTIFY_TEXT or item.rank == Rank.GRAVE]
    if not channels:
        yield _stuck(person, item, settings, NO_ADDRESS)
    for channel in channels:
        yield _delivery(person, item, channel, settings)


def _delivery(person: str | None, item: InboxItem, channel: Channel, settings: NoticeSettings) -> Row:
    subject, body = message(item, settings.link)
    now = datetime.now(UTC)
    return DeliveryRow(
        id=delivery_id(person, channel, item.case_id, item.notice_id),
        person=person,
        channel=channel.value,
        case_id=item.case_id,
        notice_id=item.notice_id,
        grave=item.rank == Rank.GRAVE,
        subject=subject,
        body=body,
        state=DeliveryState.WAITING.value,
        made_at=now,
        due_at=now,
    ).model_dump()


def _stuck(person: str | None, item: InboxItem, settings: NoticeSettings, fault: str) -> Row:
    delivery = _delivery(person, item, Channel.NOWHERE, settings)
    return {**delivery, "state": DeliveryState.FAILED.value, "due_at": None, "fault": fault}


def delivery_id(person: str | None, channel: Channel, *about: str) -> str:
    """The id of a delivery, always the same for the same one, which says nothing of whom or what it is about.

    GOV.UK Notify gets it as its reference, a mail server as the Message-ID.
    """
    return sha256("\n".join([person or "", channel.value, *about]).encode()).hexdigest()[:20]
