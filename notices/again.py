"""Posting again what could go nowhere, once the file of notices says where to."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col

from models.notice_tables import DeliveryRow, InboxRow
from models.notices import Channel, Rank
from models.tables import CaseRow, NoticeRow
from notices.inbox import items
from notices.posting import Posted, deliveries_of, keep, post_notice
from notices.settings import NoticeSettings
from records.engine import writing


async def post_again(engine: AsyncEngine, settings: NoticeSettings) -> int:
    """Post what the settings now have a person or an address for; how many of them there are."""
    count = 0
    async with writing(engine) as connection:
        nowhere = select(DeliveryRow.__table__).where(col(DeliveryRow.channel) == Channel.NOWHERE)  # type: ignore[attr-defined]
        for row in (await connection.execute(nowhere)).mappings().all():
            stuck = DeliveryRow(**row)
            found = await _found(connection, settings, stuck)
            if found is None or any(d["channel"] == Channel.NOWHERE for d in found.deliveries):
                continue
            await keep(connection, found)
            await connection.execute(delete(DeliveryRow).where(col(DeliveryRow.id) == stuck.id))
            count += 1
    return count


async def _found(connection: AsyncConnection, settings: NoticeSettings, stuck: DeliveryRow) -> Posted | None:
    """Where it can go now. A digest needs nothing but an address: what it would have told is still waiting."""
    if stuck.case_id is None or stuck.notice_id is None:
        return Posted() if settings.reached(stuck.person or "") else None
    if stuck.person is not None:
        mine = (
            col(InboxRow.person) == stuck.person,
            col(InboxRow.case_id) == stuck.case_id,
            col(InboxRow.notice_id) == stuck.notice_id,
        )
        told = await items(connection, mine)
        return Posted(deliveries=[d for item in told for d in deliveries_of(settings, stuck.person, item)])
    notice, team = await _notice(connection, stuck.case_id, stuck.notice_id)
    if notice is None:
        return None
    found = Posted()
    post_notice(settings, stuck.case_id, team, notice, Rank.GRAVE if stuck.grave else Rank.PROMPT, found)
    return found


async def _notice(
    connection: AsyncConnection, case_id: str, notice_id: str
) -> tuple[dict[str, Any] | None, str | None]:
    this = (col(NoticeRow.case_id) == case_id, col(NoticeRow.notice_id) == notice_id)
    row = (await connection.execute(select(NoticeRow.__table__).where(*this))).mappings().first()  # type: ignore[attr-defined]
    team = await connection.scalar(select(col(CaseRow.team)).where(col(CaseRow.case_id) == case_id))
    return (dict(row) if row else None), team
