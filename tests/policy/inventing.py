"""Values for any field of any model, from a plain random generator: what requests and odd evidence are made of.

Whatever a model asks for can be invented from its own annotations, so that new forms and requests need nothing here.
"""

from datetime import date, datetime, timedelta
from enum import Enum
from random import Random
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

NAMED: dict[str, tuple[str, ...]] = {
    "address": ("address-1", "address-2"),
    "child": ("child-1", "child-2"),
    "condition": ("condition-1", "condition-6b"),
    "contact": ("contact-1", "contact-2"),
    "number": ("number-1",),
    "order": ("order-1", "order-2"),
    "partner": ("partner-1", "partner-2"),
    "person": ("partner-1", "victim-1"),
    "reaches_child": ("child-1", "child-2"),
    "subjects": ("person", "partner-1", "victim-1"),
}
"""References that mean something elsewhere in the case; any other text is just a reference."""

_WORDS = ("reference-1", "police", "measures await the MARAC", "lives alone", "2026-04-01")
_FIRST = date(2025, 6, 1)


def fields_of(model: type[BaseModel], random: Random, leave_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Every field the model needs, and some of those it does not."""
    return {
        name: invented(info, name, random)
        for name, info in model.model_fields.items()
        if name not in leave_out and (info.is_required() or random.random() < 0.5)
    }


def changed(model: type[BaseModel], usual: dict[str, Any], random: Random) -> dict[str, Any]:
    """The usual evidence with something else in some field, with a field missing, or with nonsense in one."""
    given = dict(usual)
    for _ in range(random.randint(1, 3)):
        name = random.choice(list(model.model_fields))
        match random.randint(0, 9):
            case 0:
                given.pop(name, None)
            case 1:
                given[name] = random.choice([None, "", 7, [], {}, "Jane Smith"])
            case _:
                given[name] = invented(model.model_fields[name], name, random)
    return given


def invented(info: FieldInfo, name: str, random: Random) -> Any:
    """A value that fits a field, as plain data."""
    return _of(info.annotation, name, random)


def _of(annotation: Any, name: str, random: Random) -> Any:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _of(parts[0], name, random)
    if origin in {Union, UnionType}:
        return _of(random.choice(parts), name, random)
    if origin is Literal:
        return random.choice(parts)
    if origin is list:
        return [_of(parts[0], name, random) for _ in range(random.randint(0, 2))]
    if origin is dict:
        return {_of(parts[0], name, random): _of(parts[1], name, random) for _ in range(random.randint(0, 2))}
    return _plain(annotation, name, random)


def _plain(kind: Any, name: str, random: Random) -> Any:
    if kind is type(None):
        return None
    if kind is bool:
        return random.random() < 0.5
    if kind is int:
        return random.randint(0, 3)
    if issubclass(kind, Enum):
        return random.choice([word.value for word in kind])
    if issubclass(kind, BaseModel):
        return fields_of(kind, random)
    if issubclass(kind, datetime):
        return f"{_day(random)}T10:00:00Z"
    if issubclass(kind, date):
        return _day(random)
    return random.choice(NAMED.get(name, _WORDS))


def _day(random: Random) -> str:
    return (_FIRST + timedelta(days=random.randint(0, 600))).isoformat()
