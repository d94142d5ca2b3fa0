"""What the intake does by itself: deliver, ask for details, take in messages whose case opened meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import structlog
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from intake.deliver import Deliverer
from intake.details import Details, NoDetails, TryLater
from intake.quarantine import BY_ITSELF, NoSuchMessage, replay
from intake.settle import quarantined, settle, write_down
from intake.states import State
from intake.take import no_message_is_to_blame, understand
from models.intake_tables import MessageRow, NamedRow, NumberRow
from models.tables import CaseRow
from records.engine import reading, writing

LOG = structlog.get_logger("throughcare.intake")

T = TypeVar("T")

LOOKS_EVERY = 0.5
"""Seconds between looks while there is nothing to do (project default)."""

LOOKS_FOR_CASES_EVERY = 5.0
"""Seconds between looks for cases that opened meanwhile (project default)."""

ASKS_FOR = timedelta(minutes=1)
"""How long a message is one process's to ask about."""

ASKS_TIMES = 12
"""Attempts to get details, the last ones an hour apart, before a person looks (project default)."""

AT_A_TIME = 20


class Intake:
    """Everything the intake does by itself."""

    def __init__(self, engine: AsyncEngine, deliverer: Deliverer, details: Details | None = None) -> None:
        self._engine, self._deliverer, self._details = engine, deliverer, details

    async def run(self) -> None:
        """Work until cancelled. When the records fail, it waits and goes on."""
        await asyncio.gather(self._over_and_over(self._work, LOOKS_EVERY),
                             self._over_and_over(self.take_in_the_known, LOOKS_FOR_CASES_EVERY))  # fmt: skip

    async def _over_and_over(self, work: Callable[[], Awaitable[int]], pause: float) -> None:
        while True:
            try:
                done = await work()
            except SQLAlchemyError as error:
                LOG.warning("the records could not be reached", error=type(error).__name__)
                done = 0
            except Exception as error:  # whatever it is, the messages behind it must not wait for a restart
                LOG.error("the intake stumbled and goes on", error=type(error).__name__)
                done = 0
            if not done:
                await asyncio.sleep(pause)

    async def _work(self) -> int:
        return await self._deliverer.deliver() + await self.ask_for_details()

    async def drain(self) -> None:
        """Do all that can be done now, and come back."""
        while await self.take_in_the_known() + await self._work():
            pass

    async def take_in_the_known(self) -> int:
        """Take in what waits in quarantine for a person who has a case by now; how many."""
        found = select(col(NamedRow.message)).distinct().where(_is_known()).limit(AT_A_TIME)
        async with reading(self._engine).connect() as connection:
            numbers = list((await connection.scalars(found.order_by(col(NamedRow.message)))).all())
        known = 0
        for number in numbers:
            with suppress(NoSuchMessage):  # a person, or another process, was faster
                known += await self._or_aside(number, self._replay(number))
        return known

    async def _replay(self, number: int) -> bool:
        again = await replay(self._engine, number, BY_ITSELF, can_ask=self._details is not None)
        return again.reason != "unknown_person"

    async def _or_aside(self, number: int, work: Awaitable[T]) -> T | bool:
        """Work on one message; one that stumbles is put aside for a person, so that those behind it have their turn."""
        try:
            return await work
        except NoSuchMessage:
            raise
        except Exception as error:
            if await no_message_is_to_blame(self._engine, error):
                raise
            LOG.error("a message could not be taken in again", message=number, error=type(error).__name__)
        async with writing(self._engine) as connection:
            await write_down(connection, number, quarantined("unreadable_fields"), datetime.now(UTC))
        return False

    async def ask_for_details(self) -> int:
        """Ask for the details of messages that wait for them; how many."""
        if self._details is None:
            return 0
        await self._ask_for_those_never_asked_for()
        now = datetime.now(UTC)
        asking = and_(col(MessageRow.state) == State.ASKING.value, col(MessageRow.next_try_at) <= now)
        found = select(MessageRow.__table__).where(asking).limit(AT_A_TIME)  # type: ignore[attr-defined]
        async with reading(self._engine).connect() as connection:
            rows = (await connection.execute(found.order_by(col(MessageRow.number)))).all()
        mine = [row for row in rows if await self._is_mine(row.number, now)]
        for row in mine:
            await self._or_aside(row.number, self._ask(row.number, row.mended or row.raw, row.tries + 1))
        return len(mine)

    async def _ask_for_those_never_asked_for(self) -> None:
        """What came while no service was configured, or by a door that did not know of one, is asked for now."""
        never = and_(
            col(MessageRow.state) == State.QUARANTINED.value,
            col(MessageRow.reason) == "needs_details",
            col(MessageRow.tries) == 0,
        )
        async with reading(self._engine).connect() as connection:
            found = select(MessageRow.__table__).where(never).order_by(col(MessageRow.number))  # type: ignore[attr-defined]
            rows = (await connection.execute(found.limit(AT_A_TIME))).all()
        for row in rows:
            with suppress(NoSuchMessage):
                await self._or_aside(row.number, self._begin_to_ask(row.number))

    async def _begin_to_ask(self, number: int) -> None:
        again = await replay(self._engine, number, BY_ITSELF, can_ask=True)
        if again.state == State.QUARANTINED.value:
            await self._asked_in_vain(number)

    async def _asked_in_vain(self, number: int) -> None:
        async with writing(self._engine) as connection:
            await connection.execute(update(MessageRow).where(col(MessageRow.number) == number).values(tries=1))

    async def _is_mine(self, number: int, now: datetime) -> bool:
        """Put off the next attempt, so that no other process asks meanwhile; false when one was faster."""
        due = and_(col(MessageRow.state) == State.ASKING.value, col(MessageRow.next_try_at) <= now)
        later = update(MessageRow).where(col(MessageRow.number) == number, due)
        async with writing(self._engine) as connection:
            taken = await connection.execute(later.values(next_try_at=now + ASKS_FOR, tries=col(MessageRow.tries) + 1))
        return bool(taken.rowcount)

    async def _ask(self, number: int, raw: bytes, tries: int) -> None:
        assert self._details is not None
        one = understand(raw)
        assert one.told is not None and one.told.detail_url is not None
        try:
            answer = await self._details.ask(one.told.detail_url)
        except NoDetails as error:
            await self._give_up(number, str(error))
        except TryLater as error:
            if tries >= ASKS_TIMES:
                await self._give_up(number, str(error))
            else:
                await self._later(number, timedelta(seconds=min(10 * 2**tries, 3600)))
        else:
            detailed = understand(raw, details=answer)
            async with writing(self._engine) as connection:
                await settle(connection, number, detailed.told, detailed.meaning, datetime.now(UTC))

    async def _later(self, number: int, pause: timedelta) -> None:
        again = update(MessageRow).where(col(MessageRow.number) == number)
        async with writing(self._engine) as connection:
            await connection.execute(again.values(next_try_at=datetime.now(UTC) + pause))

    async def _give_up(self, number: int, words: str) -> None:
        async with writing(self._engine) as connection:
            await write_down(connection, number, quarantined("needs_details", words), datetime.now(UTC))


def _is_known() -> ColumnElement[bool]:
    """Whether a case is known by the number a message names."""
    real = col(CaseRow.rehearsal).is_(False)
    crn = select(col(CaseRow.crn)).where(col(CaseRow.crn) == col(NamedRow.number), real).exists()
    noms = select(col(CaseRow.crn)).where(col(CaseRow.prison_number) == col(NamedRow.number), real).exists()
    learnt = (
        select(col(NumberRow.case_id))
        .where(col(NumberRow.kind) == col(NamedRow.kind), col(NumberRow.number) == col(NamedRow.number))
        .exists()
    )
    return or_(and_(col(NamedRow.kind) == "crn", crn), and_(col(NamedRow.kind) == "noms", noms), learnt)
