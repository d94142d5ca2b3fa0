"""What the records say of the system as a whole, in a handful of counting queries."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy import case as by_value
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col

from models.duties import DutyState
from models.intake_tables import DeliveryRow as FactRow
from models.intake_tables import MessageRow
from models.notice_tables import DeliveryRow, InboxRow
from models.notices import DeliveryState
from models.tables import CaseRow, DutyRow, EscalationRow, ProofRow
from policy.calendar import london_date
from records.engine import reading
from telemetry.metrics import Figures

LATENESS = ("not due yet", "up to 7 days", "8 to 28 days", "more than 28 days", "no date")
"""How late a duty is, by the day it was due. Where the groups end is a project default."""

_REAL = col(CaseRow.rehearsal).is_(False)


async def figures(engine: AsyncEngine, now: datetime) -> Figures:
    """The figures of this moment. Raises SQLAlchemyError when the database fails."""
    async with reading(engine).connect() as connection:
        found = Figures(
            open_cases=await _open_cases(connection),
            open_duties=await _open_duties(connection, now),
            escalations_of_a_day=await _escalations(connection, now),
            deliveries=await _deliveries(connection),
            longest_waiting=await _longest_waiting(connection, now),
            waits_for_a_digest=await _counted(connection, col(InboxRow.waits).is_(True)),
            intake_lag=await _age(connection, now, _FIRST_MESSAGE),
            quarantine=await _quarantine(connection),
            facts_longest_waiting=await _age(connection, now, _FIRST_FACT),
        )
        proof = (await connection.execute(_LATEST_PROOF)).first()
    if proof is not None:
        found.proof_age, found.proof_differing = (now - proof.at).total_seconds(), proof.differing
    return found


_LATEST_PROOF = select(col(ProofRow.at), col(ProofRow.differing)).order_by(col(ProofRow.at).desc()).limit(1)


async def _open_cases(connection: AsyncConnection) -> int:
    return await _counted(connection, and_(col(CaseRow.closed_on).is_(None), _REAL))


async def _counted(connection: AsyncConnection, condition: ColumnElement[bool]) -> int:
    return await connection.scalar(select(func.count()).where(condition)) or 0


async def _open_duties(connection: AsyncConnection, now: datetime) -> dict[tuple[str, str], int]:
    today, due = london_date(now), col(DutyRow.due_on)
    lateness = by_value(
        (due.is_(None), "no date"),
        (due >= today, "not due yet"),
        (due >= today - timedelta(days=7), "up to 7 days"),
        (due >= today - timedelta(days=28), "8 to 28 days"),
        else_="more than 28 days",
    )
    statement = (
        select(lateness, col(DutyRow.grave), func.count())
        .join(CaseRow, col(CaseRow.case_id) == col(DutyRow.case_id))
        .where(col(DutyRow.state) == DutyState.OPEN.value, _REAL)
        .group_by(lateness, col(DutyRow.grave))
    )
    found = {(late, grave): 0 for late in LATENESS for grave in ("no", "yes")}
    for late, grave, count in await connection.execute(statement):
        found[(late, _yes(grave))] = count
    return found


async def _escalations(connection: AsyncConnection, now: datetime) -> dict[str, int]:
    statement = (
        select(col(EscalationRow.to_role), func.count())
        .join(CaseRow, col(CaseRow.case_id) == col(EscalationRow.case_id))
        .where(col(EscalationRow.at) >= now - timedelta(days=1), _REAL)
        .group_by(col(EscalationRow.to_role))
    )
    return {row[0]: row[1] for row in await connection.execute(statement)}


async def _deliveries(connection: AsyncConnection) -> dict[tuple[str, str], int]:
    channel, state = col(DeliveryRow.channel), col(DeliveryRow.state)
    statement = select(channel, state, func.count()).group_by(channel, state)
    return {(row[0], row[1]): row[2] for row in await connection.execute(statement)}


async def _longest_waiting(connection: AsyncConnection, now: datetime) -> dict[str, float]:
    """How long after it was made; one tried in vain counts from the beginning."""
    statement = (
        select(col(DeliveryRow.grave), func.min(col(DeliveryRow.made_at)))
        .where(col(DeliveryRow.state) == DeliveryState.WAITING.value)
        .group_by(col(DeliveryRow.grave))
    )
    found = {"no": 0.0, "yes": 0.0}
    for grave, first in await connection.execute(statement):
        found[_yes(grave)] = max((now - first).total_seconds(), 0.0)
    return found


_FIRST_MESSAGE = select(func.min(col(MessageRow.came_at))).where(col(MessageRow.state) == "accepted")
_FIRST_FACT = (
    select(func.min(col(MessageRow.came_at)))
    .join(FactRow, col(FactRow.message) == col(MessageRow.number))
    .where(col(FactRow.state) == "waiting")
)


async def _age(connection: AsyncConnection, now: datetime, first: Select[datetime]) -> float:
    """How long ago the first of them came; 0 when there is none."""
    came_at = await connection.scalar(first)
    return max((now - came_at).total_seconds(), 0.0) if came_at else 0.0


async def _quarantine(connection: AsyncConnection) -> dict[str, int]:
    statement = (
        select(col(MessageRow.reason), func.count())
        .where(col(MessageRow.state) == "quarantined")
        .group_by(col(MessageRow.reason))
    )
    return {str(row[0]): row[1] for row in await connection.execute(statement)}


def _yes(said: bool) -> str:
    return "yes" if said else "no"
