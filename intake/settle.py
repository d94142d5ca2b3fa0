"""What becomes of a message, within one transaction: facts for its case, a duplicate, not for us, or quarantine."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from intake import numbers
from intake.facts import Fact, Misshapen, fact_of, is_far_off, key_of
from intake.identity import Conflict, cases_of
from intake.known import Earlier, adds, told_before, told_lately
from intake.mapping.meaning import (
    Facts,
    Meaning,
    NeedsDetails,
    NotForUs,
    NumberChanged,
    NumberParted,
    NumbersOfOne,
    Unclear,
)
from intake.states import REASONS, Sent, State
from intake.told import Told
from models.intake_tables import DeliveryRow, MessageRow, NamedRow


@dataclass(frozen=True)
class Settled:
    """Where a message stands now."""

    state: State
    reason: str | None = None
    words: str | None = None
    duplicate_of: int | None = None
    facts: int = 0


async def settle(
    connection: AsyncConnection, number: int, told: Told | None, meaning: Meaning, now: datetime, can_ask: bool = False
) -> Settled:
    """Decide what becomes of message ``number`` and write it down."""
    settled = await _decided(connection, number, told, meaning, now, can_ask)
    await write_down(connection, number, settled, now)
    if settled.reason == "unknown_person" and told is not None:
        await _name(connection, number, told, meaning)
    return settled


async def write_down(connection: AsyncConnection, number: int, settled: Settled, now: datetime) -> None:
    """Write down where a message stands."""
    await connection.execute(delete(NamedRow).where(col(NamedRow.message) == number))
    waits = settled.state in {State.ACCEPTED, State.ASKING}
    values = {
        "state": settled.state.value,
        "reason": settled.reason,
        "words": settled.words,
        "duplicate_of": settled.duplicate_of,
        "facts": settled.facts,
        "settled_at": None if waits else now,
        "next_try_at": now if settled.state is State.ASKING else None,
    }
    await connection.execute(update(MessageRow).where(col(MessageRow.number) == number).values(**values))


def quarantined(reason: str, words: str | None = None) -> Settled:
    """To be looked at by a person, for this reason."""
    return Settled(State.QUARANTINED, reason, words or REASONS.get(reason, reason))


async def _decided(
    connection: AsyncConnection, number: int, told: Told | None, meaning: Meaning, now: datetime, can_ask: bool
) -> Settled:
    if told is None or (isinstance(meaning, Unclear) and meaning.reason in _NOT_READ):
        assert isinstance(meaning, Unclear)
        return quarantined(meaning.reason, meaning.words)
    same = await _came_before(connection, number, key_of(told))
    if same is not None:
        return Settled(State.DUPLICATE, words="the same message came before", duplicate_of=same)
    match meaning:
        case NotForUs(words, denies):
            if denies and await _was_told(connection, told, denies):
                return quarantined("contradictory", _DENIED)
            return Settled(State.NOT_FOR_US, words=words)
        case Unclear(reason, words):
            return quarantined(reason, words)
        case _ if not told.person:
            return quarantined("no_person")
        case _ if told.occurred_at is None:
            return quarantined("no_time")
        case _ if is_far_off(told.occurred_at, now):
            return quarantined("in_the_future")
        case NeedsDetails(words):
            return await _wanting(connection, told, words, can_ask)
        case NumberChanged() | NumberParted() | NumbersOfOne():
            return await _identity(connection, number, told, meaning, now)
        case Facts(drafts, denies):
            if denies and await _was_told(connection, told, denies):
                return quarantined("contradictory", _DENIED)
            return await _for_cases(connection, number, told, drafts, now)


_NOT_READ = frozenset({"not_text", "not_json", "not_an_event", "empty", "too_deep", "no_type"})


_DENIED = "an earlier message told a release, and this one says that it was none: put the case right"


async def _was_told(connection: AsyncConnection, told: Told, type_: str) -> bool:
    """Whether an earlier message told the person's case what this one says is not true."""
    if told.occurred_at is None:
        return False
    try:
        cases = await cases_of(connection, told.person)
    except Conflict:
        return False
    return any([await told_lately(connection, case, type_, told.occurred_at) for case in cases])


async def _came_before(connection: AsyncConnection, number: int, key: str) -> int | None:
    counted = [s.value for s in State if s not in {State.DISMISSED, State.DUPLICATE}]
    earlier = select(col(MessageRow.number)).where(
        col(MessageRow.key) == key, col(MessageRow.number) != number, col(MessageRow.state).in_(counted)
    )
    return await connection.scalar(earlier.order_by(col(MessageRow.number)).limit(1))


async def _wanting(connection: AsyncConnection, told: Told, words: str, can_ask: bool) -> Settled:
    """Details are asked for only about people who have a case here."""
    try:
        cases = await cases_of(connection, told.person)
    except Conflict:
        return quarantined("conflicting_numbers")
    if not cases:
        return quarantined("unknown_person")
    if can_ask and told.detail_url and told.details is None:
        return Settled(State.ASKING, "needs_details", words)
    return quarantined("needs_details", words)


async def _for_cases(
    connection: AsyncConnection, number: int, told: Told, drafts: tuple[Any, ...], now: datetime
) -> Settled:
    try:
        cases = await cases_of(connection, told.person)
    except Conflict:
        return quarantined("conflicting_numbers")
    if not cases:
        return quarantined("unknown_person")
    assert told.occurred_at is not None
    try:
        facts = [(case, fact_of(draft, told.occurred_at, case)) for case in cases for draft in drafts]
    except Misshapen:
        return quarantined("unreadable_fields")
    if any(is_far_off(fact.occurred_at, now) for _, fact in facts):
        return quarantined("in_the_future")
    return await _new_ones(connection, number, facts, now)


async def _new_ones(connection: AsyncConnection, number: int, facts: list[tuple[str, Fact]], now: datetime) -> Settled:
    """Send what is new; what an earlier message told already counts once, and what this one adds to it is added."""
    sent, before = 0, None
    for case, fact in facts:
        earlier = await told_before(connection, case, fact)
        if earlier is None:
            await send(connection, number, case, fact, now)
            sent += 1
            continue
        before = before or earlier
        sent += await _added(connection, number, case, earlier, fact, now)
    if sent:
        return Settled(State.ACCEPTED, facts=sent)
    assert before is not None
    words = "another message told the same fact before"
    return Settled(State.DUPLICATE, words=words, duplicate_of=before.message)


async def _added(
    connection: AsyncConnection, number: int, case: str, earlier: Earlier, fact: Fact, now: datetime
) -> int:
    """What the same fact, told again, says that the first telling did not."""
    found = adds(earlier, fact)
    for draft in found:
        await send(connection, number, case, fact_of(draft, fact.occurred_at, case), now)
    return len(found)


async def send(connection: AsyncConnection, number: int, case: str, fact: Fact, now: datetime) -> None:
    """Put a fact on its way to its case."""
    values = {
        "message": number,
        "case_id": case,
        "type": fact.type,
        "about": fact.about,
        "value": fact.value,
        "occurred_at": fact.occurred_at,
        "event": fact.event,
        "state": Sent.WAITING.value,
        "tries": 0,
        "next_try_at": now,
    }
    await connection.execute(insert(DeliveryRow).values(**values))


async def _identity(connection: AsyncConnection, number: int, told: Told, meaning: Meaning, now: datetime) -> Settled:
    match meaning:
        case NumberChanged():
            found = await numbers.changed(connection, number, meaning)
        case NumberParted():
            found = await numbers.parted(connection, meaning)
        case _:
            found = await numbers.of_one(connection, number, told.person)
    if found.reason:
        return quarantined(found.reason, found.words)
    assert told.occurred_at is not None
    for case, draft in found.facts:
        await send(connection, number, case, fact_of(draft, told.occurred_at, case), now)
    if found.facts:
        return Settled(State.ACCEPTED, words=found.words, facts=len(found.facts))
    return Settled(State.APPLIED, words=found.words)


async def _name(connection: AsyncConnection, number: int, told: Told, meaning: Meaning) -> None:
    """Keep whom it names, so that it is taken in when a case is known by that number."""
    named = dict.fromkeys(told.person.numbers)
    if isinstance(meaning, NumberChanged):
        named |= dict.fromkeys([(meaning.kind, meaning.gone), (meaning.kind, meaning.stays)])
    for kind, value in named:
        await connection.execute(insert(NamedRow).values(message=number, kind=kind, number=value))
