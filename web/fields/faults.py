"""What the API finds wrong with a form, said at the field in the words of the design system."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policy.clauses import CLAUSES
from web.fields.field import Field
from web.views.words import plain

_NOT_WORDS = frozenset({"body", "evidence"})


@dataclass(frozen=True)
class Fault:
    """Something to mend. ``field`` is its name, empty where it is about no one field; ``clauses`` what asks for it."""

    field: str
    words: str
    clause: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a page of the clause."""
        return self.clause in CLAUSES


def faults_of(fields: Sequence[Field], errors: Iterable[Mapping[str, str]]) -> list[Fault]:
    """The faults that the API names, each at its field."""
    return list(dict.fromkeys(_fault(fields, one) for one in errors))


def in_order(fields: Sequence[Field], typed: Mapping[str, str], found: Iterable[Fault]) -> list[Fault]:
    """All there is to mend, in the order of the page; of what could not be read only that is said."""
    own = [Fault(name, words) for name, words in typed.items()]
    places = {one.name: number for number, one in enumerate(fields)}
    others = [fault for fault in found if fault.field not in typed]
    return sorted([*own, *others], key=lambda fault: places.get(fault.field, len(places)))


def unanswered(fields: Sequence[Field], said: Mapping[str, Any], but: Collection[str]) -> list[Fault]:
    """The fields that must be answered and are not."""
    return [
        Fault(one.name, one.missing) for one in fields if one.required and one.name not in but and _lacks(one, said)
    ]


def _lacks(one: Field, said: Any) -> bool:
    for name in one.name.split("."):
        if not isinstance(said, Mapping) or name not in said:
            return True
        said = said[name]
    return False


def _fault(fields: Sequence[Field], error: Mapping[str, str]) -> Fault:
    one = _field(fields, error.get("field", ""))
    clause = error.get("clause", "")
    if one is None:
        return Fault("", _sentence(error["words"]), clause)
    return Fault(one.name, _words(one, error), clause)


def _field(fields: Sequence[Field], where: str) -> Field | None:
    """The field at a place: the longest name that the place has within it, whatever stands before and after."""
    parts = [part for part in where.split(".") if part not in _NOT_WORDS]
    best: tuple[int, Field] | None = None
    for one in fields:
        name = one.name.split(".")
        if any(parts[at : at + len(name)] == name for at in range(len(parts))) and (
            best is None or len(name) > best[0]
        ):
            best = len(name), one
    return best[1] if best else None


_MISSING = ("Field required", "List should have at least", "String should have at least", "Input should be True")
_NAME = re.compile(r"\b[a-z]+(_[a-z]+)+\b")
"""A name of ours within the words of policy."""

_SHAPE = ("String should match pattern",)
_MODELS_OWN = re.compile(r"^(Field|Input|List|String|Value|Dictionary)\b.*")
"""How pydantic begins, where the case passes on what it says of evidence."""


def _words(one: Field, error: Mapping[str, str]) -> str:
    code, said = error.get("code", ""), error["words"]
    if code in {"missing", "too_short", "string_too_short"} or said.startswith(_MISSING):
        return one.missing
    if code == "string_pattern_mismatch" or said.startswith(_SHAPE):
        return f"{one.label} must be a reference of lower case letters, numbers and dashes, such as partner-1"
    if code == "string_too_long" or said.startswith("String should have at most"):
        return f"{one.label} must be {'2,000 characters or fewer' if one.kind == 'text' else 'shorter'}"
    if code == "too_long":
        return f"{one.label} may have 100 entries at most"
    if said.startswith("Value error, "):
        return f"{one.label}: {said.removeprefix('Value error, ').partition(' (')[0]}"
    if code in {"greater_than_equal", "less_than_equal"} or said.startswith("Input should be "):
        return f"{one.label} should be {said.removeprefix('Input should be ').partition(' (')[0]}"
    if code or _MODELS_OWN.match(said):
        return f"{one.label} is not of the kind asked for"
    words = _NAME.sub(lambda name: plain(name[0]), said)
    return _sentence(words) if one.kind == "reasons" else f"{one.label}: {words}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
