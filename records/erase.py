"""Erasing a case from the records: who it was and what was said are gone, and what happened when can still be counted.

Every word that is not one of ours (``policy.known_words``) is replaced by a mark: a reference, a name, a number of a
person, a member of staff, a sentence. Within the case the same word has the same mark, so that what belongs together
still does; between cases nothing joins them. Dates, numbers, the team and policy's own words stay. The case gets a new
id.
"""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from models.intake_tables import DeliveryRow, MessageRow, NumberRow
from models.notice_tables import DeliveryRow as NoticeDeliveryRow
from models.notice_tables import InboxRow
from models.outgoing_tables import OutgoingRow, WebhookRow
from models.tables import (
    CaseRow,
    DecisionRow,
    DutyClauseRow,
    DutyRow,
    EscalationClauseRow,
    EscalationRow,
    EventRow,
    FindingRow,
    NoticeRow,
    OrderRow,
    Recorded,
    RestrictionRow,
    table_of,
)
from policy.known_words import known_words
from records.engine import writing
from records.write import lock

ERASED = "erased-"
"""How the new id of an erased case begins."""

_KEPT: tuple[type[Recorded], ...] = (
    CaseRow, EventRow, DutyRow, DutyClauseRow, DecisionRow, OrderRow, NoticeRow, EscalationRow, EscalationClauseRow,
)  # fmt: skip
"""Tables whose rows stay, without what was said; those that others refer to first."""

_GONE: tuple[type[Recorded], ...] = (
    InboxRow, NoticeDeliveryRow, WebhookRow, OutgoingRow, NumberRow, DeliveryRow, FindingRow, RestrictionRow,
)  # fmt: skip
"""Tables whose rows go: those that refer to others first."""

_AS_THEY_ARE = frozenset({"team", "policy_version", "calendar_version"})
_WITHOUT = frozenset({"crn", "prison_number"})
_DAY_OR_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([T ].*)?")
_PARTS = re.compile(r"([:/,]+)")


async def erase(engine: AsyncEngine, case_id: str) -> str | None:
    """Erase a case, in one transaction; its new id, or none when the records have no such case."""
    async with writing(engine) as connection:
        if await lock(connection, case_id) is None:
            return None
        tag = secrets.token_hex(8)
        new = f"{ERASED}{tag}"
        await _forget_messages(connection, case_id)
        for model in _GONE:
            await connection.execute(delete(table_of(model)).where(table_of(model).c.case_id == case_id))
        rows = {model: await _rows(connection, table_of(model), case_id) for model in _KEPT}
        for model in reversed(_KEPT):
            await connection.execute(delete(table_of(model)).where(table_of(model).c.case_id == case_id))
        marks = Marks(tag[:8])
        for model, found in rows.items():
            if found:
                await connection.execute(insert(table_of(model)), [_without(row, new, marks) for row in found])
        cases = table_of(CaseRow)
        await connection.execute(update(cases).where(cases.c.merged_into == case_id).values(merged_into=new))
        return new


class Marks:
    """The marks of one case: the same word, the same mark. ``tag`` is in each, so that no two cases share one."""

    def __init__(self, tag: str) -> None:
        self._tag = tag
        self._marks: dict[str, str] = {}

    def of(self, said: Any) -> Any:
        """Something without what was said in it."""
        match said:
            case str():
                return self._text(said)
            case Mapping():
                return {self._text(name): self.of(value) for name, value in said.items()}
            case list():
                return [self.of(one) for one in said]
            case _:
                return said

    def _text(self, text: str) -> str:
        if text in known_words() or _DAY_OR_MOMENT.fullmatch(text):
            return text
        if any(map(str.isspace, text)):
            return self._mark(text)
        return "".join(part if _PARTS.fullmatch(part) else self._word(part) for part in _PARTS.split(text))

    def _word(self, word: str) -> str:
        return word if not word or word in known_words() or word.isdigit() else self._mark(word)

    def _mark(self, text: str) -> str:
        return self._marks.setdefault(text, f"{self._tag}.{len(self._marks) + 1}")


def _without(row: Mapping[str, Any], new: str, marks: Marks) -> dict[str, Any]:
    said = {name: value if name in _AS_THEY_ARE else marks.of(value) for name, value in row.items()}
    return {**said, **dict.fromkeys(_WITHOUT & row.keys()), "case_id": new}


async def _rows(connection: AsyncConnection, table: Table, case_id: str) -> list[dict[str, Any]]:
    found = await connection.execute(select(table).where(table.c.case_id == case_id))
    return [dict(row) for row in found.mappings()]


async def _forget_messages(connection: AsyncConnection, case_id: str) -> None:
    """What other systems sent, as it came, where it was about no other case."""
    messages, facts = table_of(MessageRow), table_of(DeliveryRow)
    mine = select(facts.c.message).where(facts.c.case_id == case_id)
    others = select(facts.c.message).where(facts.c.case_id != case_id)
    gone = {"raw": b"", "mended": None, "key": None, "words": None}
    await connection.execute(
        update(messages).where(messages.c.number.in_(mine), messages.c.number.not_in(others)).values(**gone)
    )
