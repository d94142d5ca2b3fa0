"""What the records knew at an instant, of the cases asked about: work, events, decisions and escalations by kind."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from models.duties import Clock, DutyState
from models.tables import CaseRow, DecisionRow, DutyRow, EscalationRow, EventRow
from policy.calendar import london_date
from records.engine import reading
from records.measures.measure import Asked
from records.withdrawn import can_be, withdrawn

Found = TypeVar("Found")
Row = TypeVar("Row", bound=SQLModel)
Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Work:
    """A duty as it stood at an instant."""

    row: DutyRow
    as_of: datetime

    @property
    def case_id(self) -> str:
        """The case it is owed in."""
        return self.row.case_id

    @property
    def kind(self) -> str:
        """What work it is."""
        return self.row.kind

    @property
    def opened_on(self) -> date:
        """The London day it was opened."""
        return london_date(self.row.opened_at)

    @property
    def closed_at(self) -> datetime | None:
        """When it ended, if it had by then."""
        closed = self.row.closed_at
        return closed if closed is not None and closed <= self.as_of else None

    @property
    def state(self) -> DutyState:
        """Where it stood."""
        return DutyState(self.row.state) if self.closed_at is not None else DutyState.OPEN

    @property
    def is_open(self) -> bool:
        """Whether it was still owed."""
        return self.state is DutyState.OPEN

    @property
    def done(self) -> bool:
        """Whether it was done."""
        return self.state is DutyState.DONE

    @property
    def owed(self) -> bool:
        """Whether it was not let go: neither waived nor overtaken."""
        return self.state in {DutyState.OPEN, DutyState.DONE}

    @property
    def done_on(self) -> date | None:
        """The day the work was done."""
        said = self.row.body.get("closed", {}).get("done_on") if self.done else None
        if said is not None:
            return date.fromisoformat(said)
        return london_date(self.closed_at) if self.done and self.closed_at is not None else None

    @property
    def evidence(self) -> dict[str, Any]:
        """What shows that it was done; nothing while it is not."""
        return dict(self.row.body.get("closed", {}).get("evidence", {})) if self.done else {}

    @cached_property
    def clocks(self) -> list[Clock]:
        """The clocks that ran on it by then."""
        read = (Clock.model_validate(c) for c in self.row.body.get("clocks", []))
        today = london_date(self.as_of)
        return [c for c in read if c.recorded_on <= today]

    @property
    def due(self) -> date | None:
        """By when it was due, as its clocks stood then; for ended work the day it had been due."""
        return min((d for c in self.clocks if (d := due_then(c, self.as_of)) is not None), default=None)

    @property
    def leading(self) -> Clock | None:
        """The clock that set the day."""
        due = self.due
        return next((c for c in self.clocks if due is not None and due_then(c, self.as_of) == due), None)

    @property
    def overdue(self) -> bool:
        """Whether it was still owed after its day."""
        due = self.due
        return self.is_open and due is not None and due < london_date(self.as_of)

    @property
    def late(self) -> bool:
        """Whether it was done after its day."""
        return self.done and self.row.late


def due_then(clock: Clock, at: datetime) -> date | None:
    """The day a clock fell due as it stood at an instant; none while it was suspended or once it was superseded."""
    later = [m for m in clock.moved if m.at > at]
    if later:
        return later[0].was
    return None if clock.moved and clock.moved[-1].now is None else clock.due_on


@dataclass(frozen=True)
class Told:
    """An event as it was told. ``said`` is the event's own fields."""

    row: EventRow
    said: dict[str, Any]

    @property
    def case_id(self) -> str:
        """The case it was told to."""
        return self.row.case_id

    @property
    def type(self) -> str:
        """The event's type."""
        return self.row.type

    @property
    def happened_on(self) -> date:
        """The London day it happened."""
        return london_date(self.row.occurred_at)

    @property
    def heard_on(self) -> date:
        """The London day the case was told."""
        return london_date(self.row.recorded_at)

    @property
    def led_to(self) -> set[str]:
        """The ids of the duties it opened or joined."""
        return {line["id"] for name in ("opened", "joined") for line in self.row.led_to.get(name, [])}


class Known:
    """The records as they were at the instant asked about, read once for each kind of thing."""

    def __init__(self, engine: AsyncEngine, asked: Asked) -> None:
        self.asked = asked
        self.today = london_date(asked.as_of)
        self._engine = reading(engine)
        self._kept: dict[object, Any] = {}

    async def once(self, find: Callable[["Known"], Awaitable[Found]]) -> Found:
        """Something worked out of these records, worked out once."""
        if find not in self._kept:
            self._kept[find] = await find(self)
        found: Found = self._kept[find]
        return found

    async def cases(self) -> dict[str, CaseRow]:
        """The cases there were, as they stand now; how they stood then is told by their events and work."""
        there = select(col(EventRow.case_id)).where(col(EventRow.recorded_at) <= self.asked.as_of)
        statement = select(CaseRow).where(*self._mine(), col(CaseRow.case_id).in_(there))
        return {c.case_id: c for c in await self._read(("cases",), statement)}

    async def stages(self) -> dict[str, str]:
        """The stage each case had reached."""
        last = (
            select(col(EventRow.case_id), func.max(col(EventRow.sequence)).label("sequence"))
            .where(col(EventRow.recorded_at) <= self.asked.as_of)
            .group_by(col(EventRow.case_id))
            .subquery()
        )
        on = and_(col(EventRow.case_id) == last.c.case_id, col(EventRow.sequence) == last.c.sequence)
        statement = select(EventRow).join(last, on).join(CaseRow, _of(EventRow)).where(*self._mine())
        return {row.case_id: str(row.led_to["stage"]) for row in await self._read(("stages",), statement)}

    async def work(self, *kinds: str) -> list[Work]:
        """Duties of these kinds that were opened by then."""
        return await self._work(("work", *kinds), col(DutyRow.kind).in_(kinds))

    async def open_work(self) -> list[Work]:
        """Every duty that was open."""
        closed = col(DutyRow.closed_at)
        return await self._work(("open work",), or_(closed.is_(None), closed > self.asked.as_of))

    async def ended_work(self) -> list[Work]:
        """Every duty that was done or waived by then."""
        states = (DutyState.DONE.value, DutyState.WAIVED.value)
        conditions = (col(DutyRow.closed_at) <= self.asked.as_of, col(DutyRow.state).in_(states))
        return await self._work(("ended work",), *conditions)

    async def escalated_work(self) -> dict[tuple[str, str], Work]:
        """Every duty of a case in which something was escalated, by case and id."""
        cases = select(col(EscalationRow.case_id)).where(col(EscalationRow.at) <= self.asked.as_of)
        found = await self._work(("escalated work",), col(DutyRow.case_id).in_(cases))
        return {(w.case_id, w.row.duty_id): w for w in found}

    async def openings(self) -> list[Told]:
        """The message that opened each case."""
        return await self._told(("openings",), col(EventRow.kind) == "opened")

    async def events(self, *types: str) -> list[Told]:
        """Events of these types that were told by then, in the order they were told."""
        return await self._told(("events", *types), col(EventRow.type).in_(types))

    async def decisions(self, *kinds: str) -> list[DecisionRow]:
        """Decisions of these kinds that were made by then."""
        conditions = (*self._mine(), col(DecisionRow.kind).in_(kinds), col(DecisionRow.decided_at) <= self.asked.as_of)
        statement = select(DecisionRow).join(CaseRow, _of(DecisionRow)).where(*conditions)
        return await self._read(("decisions", *kinds), statement.order_by(col(DecisionRow.decided_at)))

    async def escalations(self) -> list[EscalationRow]:
        """What had gone up the ladder by then."""
        conditions = (*self._mine(), col(EscalationRow.at) <= self.asked.as_of)
        statement = select(EscalationRow).join(CaseRow, _of(EscalationRow)).where(*conditions)
        return await self._read(("escalations",), statement.order_by(col(EscalationRow.at)))

    async def _work(self, key: object, *conditions: Condition) -> list[Work]:
        wanted = (*self._mine(), col(DutyRow.opened_at) <= self.asked.as_of, *conditions)
        statement = select(DutyRow).join(CaseRow, _of(DutyRow)).where(*wanted)
        order = (col(DutyRow.opened_at), col(DutyRow.case_id), col(DutyRow.duty_id))
        return [Work(row, self.asked.as_of) for row in await self._read(key, statement.order_by(*order))]

    async def _told(self, key: object, *conditions: Condition) -> list[Told]:
        wanted = (*self._mine(), col(EventRow.recorded_at) <= self.asked.as_of, *conditions)
        statement = select(EventRow).join(CaseRow, _of(EventRow)).where(*wanted)
        order = (col(EventRow.case_id), col(EventRow.sequence), col(EventRow.event_id))
        rows = await self._read(key, statement.order_by(*order))
        gone = await self._withdrawn()
        return [Told(row, _said(row)) for row in rows if not (can_be(row.kind, row.type) and _id(row) in gone)]

    async def _withdrawn(self) -> frozenset[tuple[str, str]]:
        """The events that never were, as far as it was known by then: nothing counts them."""
        if "withdrawn" not in self._kept:
            async with self._engine.connect() as connection:
                self._kept["withdrawn"] = frozenset(await withdrawn(connection, *self._mine(), as_of=self.asked.as_of))
        found: frozenset[tuple[str, str]] = self._kept["withdrawn"]
        return found

    def _mine(self) -> list[Condition]:
        found: list[Condition] = []
        if not self.asked.rehearsals:
            found.append(col(CaseRow.rehearsal).is_(False))
        if self.asked.team is not None:
            found.append(col(CaseRow.team) == self.asked.team)
        return found

    async def _read(self, key: object, statement: SelectOfScalar[Row]) -> list[Row]:
        if key not in self._kept:
            async with AsyncSession(self._engine, expire_on_commit=False) as session:
                self._kept[key] = list((await session.exec(statement)).all())
        found: list[Row] = self._kept[key]
        return found


def _of(row: type[DutyRow | EventRow | DecisionRow | EscalationRow]) -> Condition:
    return col(row.case_id) == col(CaseRow.case_id)


def _id(row: EventRow) -> tuple[str, str]:
    return row.case_id, row.event_id


def _said(row: EventRow) -> dict[str, Any]:
    said = row.body.get("event") or row.body.get("start", {}).get("opening", {})
    return dict(said)


def by_case(items: Iterable[Found], case_id: Callable[[Found], str]) -> dict[str, list[Found]]:
    """Things by the case they belong to."""
    found: dict[str, list[Found]] = {}
    for item in items:
        found.setdefault(case_id(item), []).append(item)
    return found
