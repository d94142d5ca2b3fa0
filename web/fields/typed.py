"""What was typed into fields as the JSON that the API reads, and what of it cannot be read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from policy.calendar import LONDON
from web.fields.field import Field
from web.fields.labels import in_a_sentence
from web.forms import Form

ANOTHER = "*another"
"""What the browser sends for "another" thing; no reference begins so."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")
_NOON = time(12)
_NOTHING: Any = object()


@dataclass
class Typed:
    """What was typed: ``said`` as JSON, and what is wrong with it by the name of the field."""

    said: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


class _Fault(Exception):
    """What was typed cannot be read; the text says what to do."""


def read_typed(fields: Iterable[Field], form: Form, now: datetime) -> Typed:
    """What was typed into these fields. What is left empty is not said; ``now`` is taken for a time not given today."""
    typed = Typed()
    for one in fields:
        try:
            found = _read(one, form, now)
        except _Fault as fault:
            typed.faults[one.name] = str(fault)
            continue
        if found is not _NOTHING:
            _put(typed.said, one.name.split("."), found)
    return typed


def rows_typed(one: Field, form: Form) -> int:
    """How many rows a field of several was shown with; at least one."""
    return max(
        (int(m[1]) + 1 for name, _ in form.pairs if (m := re.match(rf"{re.escape(one.name)}~(\d{{1,2}})~", name))),
        default=1,
    )


def in_row(part: Field, one: Field, row: int) -> str:
    """The name of a part of a field in one of its rows."""
    return f"{one.name}~{row}~{part.leaf}"


def _put(said: dict[str, Any], path: list[str], found: Any) -> None:
    for name in path[:-1]:
        said = said.setdefault(name, {})
    said[path[-1]] = found


def _read(one: Field, form: Form, now: datetime) -> Any:
    match one.kind:
        case "choice" | "yes_no":
            return _chosen(one, form.one(one.name))
        case "choices":
            ticked = set(form.all(one.name))
            return [o.says for o in one.options if o.value in ticked] or _empty(one)
        case "confirm":
            return True if form.one(one.name) == "yes" else _NOTHING
        case "number":
            return _number(one, form.one(one.name))
        case "day":
            return _or_nothing(_day(one, form), date.isoformat)
        case "moment":
            return _moment(one, form, now)
        case "reference":
            return _reference(one, form)
        case "references":
            others = re.split(r"[\s,]+", form.one(f"{one.name}-other"))
            return list(dict.fromkeys([*form.all(one.name), *filter(None, others)])) or _empty(one)
        case "lines":
            return [line.strip() for line in form.one(one.name).splitlines() if line.strip()] or _empty(one)
        case "reasons":
            return _reasons(one, form)
        case "rows":
            return _rows(one, form, now)
    return form.one(one.name).replace("\r\n", "\n") or _NOTHING


def _empty(one: Field) -> Any:
    """None of several: said where the model asks for an answer, as an empty list may be one."""
    return [] if one.required else _NOTHING


def _chosen(one: Field, value: str) -> Any:
    return next((o.says for o in one.options if o.value == value), _NOTHING)


def _number(one: Field, text: str) -> Any:
    if not text:
        return _NOTHING
    if not re.fullmatch(r"\d{1,9}", text):
        raise _Fault(f"{one.label} must be a whole number, such as 28")
    return int(text)


def _or_nothing(found: date | None, write: Any) -> Any:
    return _NOTHING if found is None else write(found)


def _day(one: Field, form: Form) -> date | None:
    parts = {part: form.one(f"{one.name}-{part}") for part in ("day", "month", "year")}
    if not any(parts.values()):
        return None
    if lacking := [part for part, text in parts.items() if not text]:
        raise _Fault(f"{one.label} must include a {' and '.join(lacking)}")
    month = parts["month"].lower()
    number = str(_MONTHS.index(month[:3]) + 1) if month[:3] in _MONTHS else month
    if not re.fullmatch(r"\d{4}", parts["year"]):
        raise _Fault(f"{one.label}: year must include 4 numbers")
    try:
        return date(int(parts["year"]), int(number), int(parts["day"]))
    except ValueError:
        raise _Fault(f"{one.label} must be a real date") from None


def _moment(one: Field, form: Form, now: datetime) -> Any:
    day, text = _day(one, form), form.one(f"{one.name}-time")
    if day is None:
        if text:
            raise _Fault(f"Enter the {in_a_sentence(one.label)}")
        return _NOTHING
    here = now.astimezone(LONDON)
    if not text:
        return (now if day == here.date() else datetime.combine(day, _NOON, LONDON)).isoformat()
    found = _TIME.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise _Fault(f"{one.label}: time must be between 00:00 and 23:59, such as 14:30")
    return datetime.combine(day, time(int(found[1]), int(found[2])), LONDON).isoformat()


def _reference(one: Field, form: Form) -> Any:
    chosen, other = form.one(one.name), form.one(f"{one.name}-other")
    if other and chosen not in {"", ANOTHER}:
        raise _Fault(f"{one.label}: select one of those listed, or enter another, not both")
    if chosen == ANOTHER or not chosen:
        return other or _NOTHING
    return chosen


def _reasons(one: Field, form: Form) -> Any:
    said = {o.value: form.one(f"{one.name}~{o.value}") for o in one.options}
    return {value: text for value, text in said.items() if text} or ({} if one.required else _NOTHING)


def _rows(one: Field, form: Form, now: datetime) -> Any:
    found = []
    for number in range(rows_typed(one, form)):
        within: dict[str, Any] = {}
        for part in one.parts:
            value = _read(_at(part, one, number), form, now)
            if value is not _NOTHING:
                within[part.leaf] = value
        if within:
            found.append(within)
    return found or _empty(one)


def _at(part: Field, one: Field, row: int) -> Field:
    return Field(in_row(part, one, row), part.kind, part.label, options=part.options)
