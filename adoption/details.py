"""The second CSV file of a caseload, one row an item: facts, work, decisions and allowed requests, by case."""

import json
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from adoption.said import Item
from models.decisions import DecisionMade
from models.events import EVENT_TYPES
from models.forms.form import Form
from models.past import NOT_KNOWN, Part
from models.requests import AnyRequest
from models.roles import Role
from models.words import CaseId, Ref, StaffId, Text
from policy.known_versions import versions

WHAT: dict[str, Part] = {"fact": "facts", "done": "done", "let_go": "done", "decision": "decisions",
                         "allowed": "allowed"}  # fmt: skip
"""What a row can tell, and where in the past it belongs."""


def _lower(text: Any) -> str:
    return str(text).strip().lower()


class DetailColumns(BaseModel):
    """The columns every row may have. Any other column is a field of what the row tells, by its own name."""

    model_config = ConfigDict(extra="forbid")

    case: CaseId = Field(description="the case, as in the first file")
    what: Annotated[str, BeforeValidator(_lower)] = Field(
        pattern="^(fact|done|let_go|decision|allowed)$", description="fact, done, let_go, decision or allowed"
    )
    name: Annotated[str, BeforeValidator(_lower)] = Field(
        pattern="^[a-z][a-z0-9_]*$", description="type of fact or request, kind of work or decision (listed below)"
    )
    on: str = Field(description="when it happened, was done, decided or allowed")
    known_on: str | None = Field(default=None, description="of a fact: when it was known, if later")
    by: StaffId | None = Field(default=None, description="who reported, did or decided it, by staff id")
    role: Role | None = Field(default=None, description="their role")
    subject: Ref | None = Field(default=None, description="of work and decisions: whom or what it is about")
    reason: Text | None = Field(default=None, description="of what was let go, and of a decision: why")


def requests() -> dict[str, type[BaseModel]]:
    """Every request by its type."""
    return {m.model_fields["type"].default: m for m in get_args(get_args(AnyRequest)[0])}


def forms() -> dict[str, type[Form]]:
    """The form of every kind of work that has one."""
    return {kind: rule.form for v in versions() for kind, rule in v.known_rules.items() if rule.form is not None}


def other_columns() -> set[str]:
    """Every field that a column may be named after."""
    models: list[type[BaseModel]] = [*EVENT_TYPES.values(), *forms().values(), *requests().values(), DecisionMade]
    return {name for model in models for name in model.model_fields}


def item_of(row: DetailColumns, more: dict[str, str], line: int, file: str) -> Item:
    """What a row tells, in the fields of the JSON form. What does not fit is found when it is read as that."""
    part = WHAT[row.what]
    said = {name: v for name, v in (("by", row.by), ("role", row.role and row.role.value)) if v}
    match row.what:
        case "fact":
            who = {"reported_by" if name == "by" else name: v for name, v in said.items()}
            known = {"identified_at": row.known_on} if row.known_on else {}
            fields = typed(EVENT_TYPES.get(row.name), more)
            return Item(part, {"type": row.name, "occurred_at": row.on, **known, **who, **fields}, line, file)
        case "done" | "let_go":
            about = {"subject": row.subject} if row.subject else {}
            why = {"let_go_because": row.reason} if row.what == "let_go" else {}
            evidence = typed(forms().get(row.name), more)
            return Item(
                part, {"work": row.name, "at": row.on, **about, **said, **why, "evidence": evidence}, line, file
            )
        case "decision":
            about = {name: v for name, v in (("subject", row.subject), ("rationale", row.reason)) if v}
            who = {"decided_by": row.by or NOT_KNOWN, "role": (row.role or Role.COMMUNITY_PRACTITIONER).value}
            fields = typed(DecisionMade, more)
            return Item(part, {"kind": row.name, "decided_at": row.on, **about, **who, **fields}, line, file)
        case _:
            who = {"asked_by": row.by or NOT_KNOWN, "role": (row.role or Role.COMMUNITY_PRACTITIONER).value}
            fields = typed(requests().get(row.name), more)
            return Item(part, {"type": row.name, "asked_at": row.on, **who, **fields}, line, file)


def typed(model: type[BaseModel] | None, cells: dict[str, str]) -> dict[str, Any]:
    """The cells of a row by field: a list has semicolons, part of a field a dot in its column's name; or it is JSON."""
    found: dict[str, Any] = {}
    for name, text in cells.items():
        first, _, inner = name.partition(".")
        if inner:
            found.setdefault(first, {})[inner] = text
            continue
        found[name] = _value(model, name, text)
    return found


def _value(model: type[BaseModel] | None, name: str, text: str) -> Any:
    if text[:1] in "[{":
        try:
            return json.loads(text)
        except ValueError:
            return text
    listed = model is not None and name in model.model_fields and _is_list(model.model_fields[name].annotation)
    return [part.strip() for part in text.split(";") if part.strip()] if listed else text


def _is_list(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin is Annotated or origin in {Union, UnionType}:
        return any(map(_is_list, get_args(annotation)))
    return origin is list
