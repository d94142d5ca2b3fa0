"""Facts on their way to their cases: in order for each case, tried again until the case has them, whatever is down.

Any number of processes may deliver from the same records. A fact is claimed for a while before it is sent; a process
that dies leaves a claim that lapses. Only the oldest fact of a case is ever claimed, so a case gets its facts in the
order in which they came; one that it refuses goes to quarantine and no longer stands in the way. Sending a fact twice
does no harm: a case knows it by its id. Where many wait, cases that a grave fact waits for come first.
"""

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import ColumnElement, Row, and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import aliased
from sqlmodel import col

from client import CaseClient, CaseIsFinished, CaseIsFull, CaseNotReached, CaseRefused, NoSuchCase
from intake.carried import NotCarried, carried_into
from intake.states import REASONS, Sent, State
from intake.take import no_message_is_to_blame
from models.events import EVENT, Event
from models.intake_tables import DeliveryRow, MessageRow
from models.tables import CaseRow, table_of
from policy.gravity import GRAVE_EVENTS
from records.engine import reading, writing

LOG = structlog.get_logger("throughcare.intake")

AT_A_TIME = 10
"""Cases that are told something at the same time (project default)."""

A_CLAIM_LASTS = timedelta(seconds=60)
"""Longer than any one attempt: after it another process may take the fact over (project default)."""

PATIENCE = timedelta(seconds=20)
"""How long a case may take to answer before the fact is tried again (project default)."""

PAUSES = (1, 2, 5, 10, 30)
"""Seconds before the next attempt; the last for as long as it takes (project default)."""

GIVES_UP_AFTER = 8
"""Attempts that the case itself failed, after which a person looks. Attempts that never reached it do not count."""


@dataclass(frozen=True)
class Claimed:
    """A fact that this process has taken on."""

    number: int
    message: int
    case_id: str
    event: dict[str, Any]
    tries: int


class Deliverer:
    """Delivers facts from the records to cases."""

    def __init__(self, engine: AsyncEngine, cases: CaseClient, *, name: str | None = None) -> None:
        self._engine, self._cases = engine, cases
        self._name = name or f"intake-{uuid.uuid4().hex[:12]}"

    async def deliver(self, now: datetime | None = None) -> int:
        """Deliver what can be delivered now, one fact a case; how many were claimed. Raises SQLAlchemyError."""
        claimed = await self._claim(now or datetime.now(UTC))
        await asyncio.gather(*(self._deliver(one) for one in claimed))
        return len(claimed)

    async def _claim(self, now: datetime) -> list[Claimed]:
        free = _free(now)
        found = await self._next(free)
        if not found:
            return []
        mine = {"claimed_by": self._name, "claimed_until": now + A_CLAIM_LASTS}
        claimed = []
        async with writing(self._engine) as connection:
            for row in found:
                # Another process may have been faster: then nothing is changed, and it is not ours.
                take = update(DeliveryRow).where(col(DeliveryRow.number) == row.number, free).values(**mine)
                if (await connection.execute(take)).rowcount:
                    claimed.append(Claimed(row.number, row.message, row.case_id, row.event, row.tries))
        return claimed

    async def _next(self, free: ColumnElement[bool]) -> Sequence[Row[Any]]:
        """The oldest fact of each of some cases: first of those that a grave fact waits for, then as they came."""
        heads = select(table_of(DeliveryRow)).where(free, ~_an_older_one_waits())
        in_order = heads.order_by(col(DeliveryRow.number))
        async with reading(self._engine).connect() as connection:
            waited_for = in_order.where(_a_grave_one_waits())
            grave: Sequence[Row[Any]] = (await connection.execute(waited_for.limit(AT_A_TIME))).all()
            if len(grave) == AT_A_TIME:
                return grave
            others = (await connection.execute(in_order.limit(AT_A_TIME))).all()
        mine = {row.number for row in grave}
        return [*grave, *(row for row in others if row.number not in mine)][:AT_A_TIME]

    async def _deliver(self, one: Claimed) -> None:
        try:
            event = await self._completed(EVENT.validate_python(one.event), one)
            await self._cases.report(one.case_id, event)
        except ValidationError:
            await self._refused(one, "unreadable_fields")
        except CaseIsFull:
            LOG.error("a case is full: a fact went to quarantine", case_id=one.case_id, message=one.message)
            await self._refused(one, "case_full")
        except (CaseRefused, NotCarried):
            await self._refused(one, "refused")
        except (NoSuchCase, CaseIsFinished):
            await self._no_such_case(one)
        except (CaseNotReached, TimeoutError):
            await self._again(one, one.tries)
        except Exception as error:  # a fault of ours or of the case: after some attempts it stands in nobody's way
            if await no_message_is_to_blame(self._engine, error):
                raise
            await self._failed(one)
        else:
            await self._delivered(one)

    async def _completed(self, event: Event, one: Claimed) -> Event:
        """What a case that absorbs another is told carries what was known there."""
        return await carried_into(self._engine, self._cases, event, one.number)

    async def _delivered(self, one: Claimed) -> None:
        async with writing(self._engine) as connection:
            await _settle(connection, one, Sent.DELIVERED)
            await _message_done(connection, one.message)

    async def _no_such_case(self, one: Claimed) -> None:
        """The case took its last fact long ago: what it was absorbed into takes this one, or a person looks."""
        async with writing(self._engine) as connection:
            into = await connection.scalar(select(col(CaseRow.merged_into)).where(col(CaseRow.case_id) == one.case_id))
            if into is None:
                await _to_quarantine(connection, one, "case_finished")
                return
            change = update(DeliveryRow).where(col(DeliveryRow.number) == one.number)
            await connection.execute(change.values(case_id=into, claimed_by=None, claimed_until=None))

    async def _refused(self, one: Claimed, reason: str) -> None:
        async with writing(self._engine) as connection:
            await _to_quarantine(connection, one, reason)

    async def _failed(self, one: Claimed) -> None:
        """The case could be reached and did not take it: after some attempts it no longer stands in the way."""
        if one.tries + 1 < GIVES_UP_AFTER:
            await self._again(one, one.tries + 1)
            return
        LOG.error("a fact could not be delivered", message=one.message)
        await self._refused(one, "not_delivered")

    async def _again(self, one: Claimed, tries: int) -> None:
        pause = timedelta(seconds=PAUSES[min(tries, len(PAUSES) - 1)])
        values = {"tries": tries, "next_try_at": datetime.now(UTC) + pause, "claimed_by": None, "claimed_until": None}
        async with writing(self._engine) as connection:
            await connection.execute(update(DeliveryRow).where(col(DeliveryRow.number) == one.number).values(**values))


def _free(now: datetime) -> ColumnElement[bool]:
    unclaimed = or_(col(DeliveryRow.claimed_until).is_(None), col(DeliveryRow.claimed_until) < now)
    return and_(col(DeliveryRow.state) == Sent.WAITING.value, col(DeliveryRow.next_try_at) <= now, unclaimed)


def _an_older_one_waits() -> ColumnElement[bool]:
    older = aliased(DeliveryRow)
    return exists().where(
        col(older.case_id) == col(DeliveryRow.case_id),
        col(older.state) == Sent.WAITING.value,
        col(older.number) < col(DeliveryRow.number),
    )


def _a_grave_one_waits() -> ColumnElement[bool]:
    """Whether a case has a grave fact waiting, which those before it on the same case hold up."""
    grave = aliased(DeliveryRow)
    waits = and_(col(grave.state) == Sent.WAITING.value, col(grave.type).in_(sorted(GRAVE_EVENTS)))
    return col(DeliveryRow.case_id).in_(select(col(grave.case_id)).where(waits))


async def _settle(connection: AsyncConnection, one: Claimed, state: Sent, words: str | None = None) -> bool:
    """Write down what became of a fact; false when another process, after a lapsed claim, did so before."""
    change = update(DeliveryRow).where(
        col(DeliveryRow.number) == one.number, col(DeliveryRow.state) == Sent.WAITING.value
    )
    values = {"state": state.value, "words": words, "settled_at": datetime.now(UTC), "claimed_until": None}
    return bool((await connection.execute(change.values(**values))).rowcount)


async def _message_done(connection: AsyncConnection, message: int) -> None:
    """A message is applied when each of its facts is with its case."""
    left = exists().where(col(DeliveryRow.message) == message, col(DeliveryRow.state) == Sent.WAITING.value)
    change = update(MessageRow).where(
        col(MessageRow.number) == message, col(MessageRow.state) == State.ACCEPTED.value, ~left
    )
    await connection.execute(change.values(state=State.APPLIED.value, settled_at=datetime.now(UTC)))


async def _to_quarantine(connection: AsyncConnection, one: Claimed, reason: str) -> None:
    if not await _settle(connection, one, Sent.REFUSED, REASONS[reason]):
        return
    change = update(MessageRow).where(col(MessageRow.number) == one.message)
    values = {"state": State.QUARANTINED.value, "reason": reason, "words": REASONS[reason]}
    await connection.execute(change.values(**values, settled_at=datetime.now(UTC)))
