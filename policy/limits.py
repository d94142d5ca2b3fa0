"""How much one case may hold, so that a runaway system cannot make a case too large to be worked on.

Every figure is a project default, many times what any real case has. A fact beyond one is refused to whoever tells it,
who is a person or has one to ask. Grave events and moves of the sentence are never refused by a limit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from models.duties import DutyState
from models.events import Fact
from policy.gravity import is_grave
from policy.refusal import Refusal
from policy.stages.chart import MOVES

State = Mapping[str, Any]

OPEN_DUTIES = 200
"""Pieces of work that are owed."""

CAUSES = 2000
"""What work was asked for by, over all of it: each event that joins a piece of work stays with it."""

THINGS = 100
"""People of one kind, orders, conditions, addresses."""

_ENDS = frozenset({
    "breach_concluded", "case_transferred", "condition_decided", "contact_with_child_ended", "enquiry_answered",
    "order_revoked", "practitioner_allocated", "programme_completed", "records_merged", "registration_removed",
    "relationship_ended",
})  # fmt: skip
"""Facts that end something, say who holds the case or answer what was asked: they are how a case gets smaller."""


@dataclass(frozen=True)
class _Things:
    """Things a case knows by reference, and the fields of events that name one."""

    where: str
    words: str
    named_in: tuple[str, ...]


_KNOWN = (
    _Things("partners", "partners", ("partner",)),
    _Things("people_at_risk", "people at risk", ("person", "child", "children", "victim")),
    _Things("orders", "protective orders", ("order",)),
    _Things("conditions", "licence conditions", ("condition",)),
    _Things("addresses", "addresses", ("address",)),
    _Things("sentences", "sentences", ("sentence",)),
)


def beyond(state: State, event: Fact) -> list[Refusal]:
    """Why a fact is more than a case takes; nothing where it is not."""
    said = event.model_dump(mode="json", exclude_none=True)
    if is_grave(said) or said.get("type") in MOVES | _ENDS:
        return []
    return [*_too_much_work(state), *_too_many_things(state, said)]


def _too_much_work(state: State) -> Iterator[Refusal]:
    duties = state.get("duties", {}).values()
    if sum(duty["state"] == DutyState.OPEN for duty in duties) >= OPEN_DUTIES:
        yield Refusal(f"{_most(OPEN_DUTIES, 'open pieces of work')}: do, waive or end some of it")
    if sum(len(duty["clocks"]) for duty in duties) >= CAUSES:
        yield Refusal(f"{_most(CAUSES, 'causes of work')}: {_LOOK}")


def _too_many_things(state: State, said: Mapping[str, Any]) -> Iterator[Refusal]:
    for things in _KNOWN:
        known = set(state.get(things.where, ()))
        for field in things.named_in:
            named = said.get(field, [])
            new = set(named if isinstance(named, list) else [named]) - known
            if new and len(known) + len(new) > THINGS:
                yield Refusal(f"{_most(THINGS, things.words)}: {_LOOK}", field=field)


_LOOK = "look whether the system that tells it runs away; whoever operates this service can say more"


def _most(number: int, what: str) -> str:
    return f"a case holds at most {number} {what} (project default)"
