"""Whether a fact was told before, by whatever message, and what a second telling adds."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from intake.facts import Fact
from intake.mapping.meaning import Draft
from intake.states import Sent
from models.intake_tables import DeliveryRow
from policy.calendar import london_date

ABOUT_THE_SAME_TIME = timedelta(hours=2)


@dataclass(frozen=True)
class Earlier:
    """The earlier telling of a fact."""

    message: int
    event: dict[str, Any]


async def told_before(connection: AsyncConnection, case_id: str, fact: Fact) -> Earlier | None:
    """The earlier telling of the same fact on the same case, if there is one.

    The same means: of the same type and value, no further apart than its kind allows, with nothing in between that
    makes it true afresh.
    """
    draft = fact.draft
    same_thing = and_(col(DeliveryRow.type) == fact.type, col(DeliveryRow.about) == fact.about)
    around = (
        select(
            col(DeliveryRow.type),
            col(DeliveryRow.value),
            col(DeliveryRow.occurred_at),
            col(DeliveryRow.message),
            col(DeliveryRow.event),
        )
        .where(
            col(DeliveryRow.case_id) == case_id,
            col(DeliveryRow.state) != Sent.REFUSED.value,
            or_(same_thing, col(DeliveryRow.type).in_(draft.unlike)),
            col(DeliveryRow.occurred_at).between(
                fact.occurred_at - draft.same_within, fact.occurred_at + draft.same_within
            ),
        )
        .order_by(col(DeliveryRow.occurred_at), col(DeliveryRow.number))
    )
    found = (await connection.execute(around)).all()
    for neighbour in _neighbours(list(found), fact.occurred_at):
        if neighbour.type == fact.type and neighbour.value == fact.value:
            return Earlier(neighbour.message, neighbour.event)
    return None


async def told_lately(connection: AsyncConnection, case_id: str, type_: str, at: datetime) -> bool:
    """Whether a fact of this type was told of about the same time: within two hours (project default)."""
    found = select(col(DeliveryRow.number)).where(
        col(DeliveryRow.case_id) == case_id,
        col(DeliveryRow.type) == type_,
        col(DeliveryRow.state) != Sent.REFUSED.value,
        col(DeliveryRow.occurred_at).between(at - ABOUT_THE_SAME_TIME, at + ABOUT_THE_SAME_TIME),
    )
    return await connection.scalar(found.limit(1)) is not None


def _neighbours(found: list[Any], at: datetime) -> list[Any]:
    """What was told last before, and first after; and all of the very same moment."""
    before = [one for one in found if one.occurred_at < at]
    after = [one for one in found if one.occurred_at > at]
    return [*(one for one in found if one.occurred_at == at), *before[-1:], *after[:1]]


def adds(earlier: Earlier, fact: Fact) -> list[Draft]:
    """What the second telling says that the first did not, as facts of their own."""
    if fact.type != "recalled":
        return []
    length, known = str(fact.event["kind"]), str(earlier.event.get("kind", "standard"))
    if not length.startswith("fixed_term_") or known == length:
        return []
    back = _day(earlier.event) + timedelta(days=int(length.rsplit("_", 1)[1]))
    return [Draft("dates_changed", {"dates": {"post_recall_release": back.isoformat()}}, source=fact.draft.source)]


def _day(event: dict[str, Any]) -> date:
    return london_date(datetime.fromisoformat(str(event["occurred_at"])))
