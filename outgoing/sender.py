"""Sending our events: to each subscriber in the order of each case, tried again for days, and then put aside."""

import asyncio
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import structlog
from sqlalchemy import ColumnElement, and_, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.outgoing_tables import OutgoingRow, WebhookRow
from outgoing import reach
from outgoing.signing import headers
from outgoing.subscriptions import Subscriptions
from records.engine import reading, writing

LOG = structlog.get_logger("throughcare.outgoing")

TIMEOUT = 15.0
"""Seconds a subscriber may take to answer (project default)."""

AT_A_TIME = 20
"""Webhooks under way at the same time (project default)."""

A_CLAIM_LASTS = timedelta(seconds=60)
LOOKS_EVERY = 0.5

_MINUTE, _HOUR = 60, 3600
PAUSES = (5, _MINUTE, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 14 * _HOUR, 20 * _HOUR, 24 * _HOUR)
"""Seconds before each further attempt: three days in all (project default, after Standard Webhooks)."""


@dataclass(frozen=True)
class Claimed:
    """A webhook that this process sends."""

    subscriber: str
    event: int
    event_id: str
    body: dict[str, Any]
    tries: int


class Sender:
    """Sends what is in the outbox. Any number of processes may; sent twice, an event has the same id."""

    def __init__(
        self, engine: AsyncEngine, subscriptions: Subscriptions, client: httpx.AsyncClient | None = None
    ) -> None:
        self._engine, self._to = engine, subscriptions
        self._client = client or httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False)

    async def run(self) -> None:
        """Send until cancelled. When the records fail, it waits and goes on."""
        try:
            while True:
                try:
                    sent = await self.send()
                except Exception as error:  # whatever it is, the events behind it must not wait for a restart
                    LOG.warning("the sender stumbled and goes on", error=type(error).__name__)
                    sent = 0
                if not sent:
                    await asyncio.sleep(LOOKS_EVERY)
        finally:
            await self._client.aclose()

    async def send(self, now: datetime | None = None) -> int:
        """Share out what is new and send what is due; how many were sent or tried. Raises SQLAlchemyError."""
        at = now or datetime.now(UTC)
        await self._share_out(at)
        claimed = await self._claim(at)
        await asyncio.gather(*(self._send(one, at) for one in claimed))
        return len(claimed)

    async def _share_out(self, now: datetime) -> None:
        fresh = select(OutgoingRow.__table__).where(col(OutgoingRow.shared_out).is_(False))  # type: ignore[attr-defined]
        async with reading(self._engine).connect() as connection:
            if (await connection.execute(fresh.limit(1))).first() is None:
                return
        async with writing(self._engine) as connection:
            ordered = fresh.order_by(col(OutgoingRow.number)).limit(500).with_for_update(skip_locked=True)
            events = (await connection.execute(ordered)).all()
            rows = [
                {"subscriber": one.name, "event": event.number, "case_id": event.case_id, "state": "waiting",
                 "tries": 0, "next_try_at": now}
                for event in events for one in self._to.subscribers if one.wants(event.type)
            ]  # fmt: skip
            if rows:
                await connection.execute(insert(WebhookRow), rows)
            numbers = [event.number for event in events]
            done = update(OutgoingRow).where(col(OutgoingRow.number).in_(numbers))
            await connection.execute(done.values(shared_out=True))

    async def _claim(self, now: datetime) -> list[Claimed]:
        free = _free(now)
        heads = (
            select(WebhookRow.__table__, col(OutgoingRow.event_id), col(OutgoingRow.body))  # type: ignore[attr-defined]
            .join(OutgoingRow, col(OutgoingRow.number) == col(WebhookRow.event))
            .where(
                free, ~_an_earlier_one_waits(), col(WebhookRow.subscriber).in_([s.name for s in self._to.subscribers])
            )
        )
        async with reading(self._engine).connect() as connection:
            found = (await connection.execute(heads.order_by(col(WebhookRow.event)).limit(AT_A_TIME))).all()
        if not found:
            return []
        mine = []
        async with writing(self._engine) as connection:
            for row in found:
                take = update(WebhookRow).where(_is(row.subscriber, row.event), free)
                if (await connection.execute(take.values(claimed_until=now + A_CLAIM_LASTS))).rowcount:
                    mine.append(Claimed(row.subscriber, row.event, row.event_id, row.body, row.tries))
        return mine

    async def _send(self, one: Claimed, now: datetime) -> None:
        subscriber = self._to.named(one.subscriber)
        assert subscriber is not None
        body = json.dumps(one.body, separators=(",", ":"), sort_keys=True).encode()
        signed = headers(one.event_id, int(time.time()), body, subscriber.secret)
        try:
            if not subscriber.inside:
                await reach.check(subscriber.url)
            answer = await self._client.post(
                subscriber.url, content=body, headers={"Content-Type": "application/json", **signed}
            )
        except httpx.HTTPError:
            await self._again(one, now, "no answer")
            return
        except reach.OutOfReach as refused:
            await self._again(one, now, str(refused))
            return
        if answer.is_success:
            await self._settle(one, "delivered", str(answer.status_code))
        elif answer.status_code == 410:
            await self._settle(one, "dead", "410")  # gone: they said not to try again
        else:
            await self._again(one, now, str(answer.status_code))

    async def _again(self, one: Claimed, now: datetime, answer: str) -> None:
        if one.tries >= len(PAUSES):
            LOG.error(
                "a subscriber did not take an event", subscriber=one.subscriber, event_id=one.event_id, answer=answer
            )
            await self._settle(one, "dead", answer)
            return
        values = {
            "tries": one.tries + 1,
            "next_try_at": now + timedelta(seconds=PAUSES[one.tries]),
            "claimed_until": None,
            "answer": answer,
        }
        await self._set(one, values)

    async def _settle(self, one: Claimed, state: str, answer: str) -> None:
        await self._set(one, {"state": state, "answer": answer, "settled_at": datetime.now(UTC), "claimed_until": None})

    async def _set(self, one: Claimed, values: dict[str, Any]) -> None:
        waiting = and_(_is(one.subscriber, one.event), col(WebhookRow.state) == "waiting")
        async with writing(self._engine) as connection:
            await connection.execute(update(WebhookRow).where(waiting).values(**values))


def _is(subscriber: str, event: int) -> ColumnElement[bool]:
    return and_(col(WebhookRow.subscriber) == subscriber, col(WebhookRow.event) == event)


def _free(now: datetime) -> ColumnElement[bool]:
    unclaimed = or_(col(WebhookRow.claimed_until).is_(None), col(WebhookRow.claimed_until) < now)
    return and_(col(WebhookRow.state) == "waiting", col(WebhookRow.next_try_at) <= now, unclaimed)


def _an_earlier_one_waits() -> ColumnElement[bool]:
    """A case's events go in order to each subscriber."""
    earlier = aliased(WebhookRow)
    return exists().where(
        col(earlier.subscriber) == col(WebhookRow.subscriber),
        col(earlier.case_id) == col(WebhookRow.case_id),
        col(earlier.state) == "waiting",
        col(earlier.event) < col(WebhookRow.event),
    )


@dataclass(frozen=True)
class Dead:
    """An event that a subscriber did not take."""

    subscriber: str
    event: int
    type: str
    at: datetime
    answer: str | None


async def dead(engine: AsyncEngine, subscriber: str | None = None, limit: int = 100) -> list[Dead]:
    """What was put aside, the oldest first."""
    found = (
        select(WebhookRow.__table__, col(OutgoingRow.type), col(OutgoingRow.at))  # type: ignore[attr-defined]
        .join(OutgoingRow, col(OutgoingRow.number) == col(WebhookRow.event))
        .where(col(WebhookRow.state) == "dead")
    )
    if subscriber is not None:
        found = found.where(col(WebhookRow.subscriber) == subscriber)
    async with reading(engine).connect() as connection:
        rows = (await connection.execute(found.order_by(col(WebhookRow.event)).limit(limit))).all()
    return [Dead(row.subscriber, row.event, row.type, row.at, row.answer) for row in rows]


async def send_again(engine: AsyncEngine, subscriber: str) -> int:
    """Have everything that was put aside for a subscriber sent again; how many."""
    put_aside = and_(col(WebhookRow.subscriber) == subscriber, col(WebhookRow.state) == "dead")
    values = {"state": "waiting", "tries": 0, "next_try_at": datetime.now(UTC), "settled_at": None}
    async with writing(engine) as connection:
        return int((await connection.execute(update(WebhookRow).where(put_aside).values(**values))).rowcount)
