"""Every word of ours that a record may hold: kinds, states, choices, clauses. All other words come from others."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from models.case import Case
from models.decisions import DecisionMade
from models.events import EVENT, EVENT_TYPES
from models.messages import MESSAGE
from models.outcome import Receipt
from models.requests import REQUEST
from policy.known_versions import versions
from policy.process import START
from policy.processes import PROCESSES
from policy.rules import DecisionRule, DutyRule


@cache
def known_words() -> frozenset[str]:
    """All of them. Takes a second the first time."""
    of_models: list[TypeAdapter[Any]] = [
        EVENT,
        REQUEST,
        MESSAGE,
        TypeAdapter(DecisionMade),
        TypeAdapter(Case),
        TypeAdapter(Receipt),
    ]
    of_models += [TypeAdapter(rule.form) for rule in _duties() if rule.form is not None]
    found = {START, *EVENT_TYPES, *(word for one in of_models for word in _said_in(one.json_schema()))}
    for duty in _duties():
        found |= {duty.kind, duty.title, *duty.clauses}
    for decision in _decisions():
        found |= {decision.kind.value, decision.title, decision.clause, *decision.options}
    for process in PROCESSES:
        found |= {process.name, *process.states}
    for version in versions():
        found.add(version.id)
    return frozenset(found)


def _duties() -> Iterator[DutyRule]:
    for version in versions():
        yield from version.known_rules.values()


def _decisions() -> Iterator[DecisionRule]:
    for version in versions():
        yield from version.decisions.values()


def _said_in(schema: Any) -> Iterator[str]:
    """The names of fields and the choices that a JSON schema knows."""
    if isinstance(schema, list):
        for part in schema:
            yield from _said_in(part)
    if not isinstance(schema, Mapping):
        return
    for name, part in schema.items():
        if name == "enum" and isinstance(part, list):
            yield from (str(one) for one in part)
        elif name == "const":
            yield str(part)
        elif name == "properties" and isinstance(part, Mapping):
            yield from part
        yield from _said_in(part)
