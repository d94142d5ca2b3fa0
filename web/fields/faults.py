"""What the API finds wrong with a form, said at the field in the words of the design system."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from web.fields.field import Field

_NOT_WORDS = frozenset({"body", "evidence"})


@dataclass(frozen=True)
class Fault:
    """Something to mend. ``field`` is its name, empty where it is about no one field; ``clauses`` what asks for it."""

    field: str
    words: str
    clause: str = ""


def faults_of(fields: Sequence[Field], errors: Iterable[Mapping[str, str]]) -> list[Fault]:
    """The faults that the API names, each at its field."""
    return list(dict.fromkeys(_fault(fields, one) for one in errors))


def in_order(fields: Sequence[Field], typed: Mapping[str, str], found: Iterable[Fault]) -> list[Fault]:
    """All there is to mend, in the order of the page; of what could not be read only that is said."""
    own = [Fault(name, words) for name, words in typed.items()]
    places = {one.name: number for number, one in enumerate(fields)}
    others = [fault for fault in found if fault.field not in typed]
    return sorted([*own, *others], key=lambda fault: places.get(fault.field, len(places)))


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


def _words(one: Field, error: Mapping[str, str]) -> str:
    match error.get("code"):
        case "missing" | "too_short" | "string_too_short" | "literal_error" if (
            one.kind == "confirm" or error["code"] != "literal_error"
        ):
            return one.missing
        case "string_pattern_mismatch":
            return f"{one.label} must be a reference of lower case letters, numbers and dashes, such as partner-1"
        case "string_too_long":
            return (
                f"{one.label} must be 2,000 characters or fewer" if one.kind == "text" else f"{one.label} is too long"
            )
        case "too_long":
            return f"{one.label} may have 100 entries at most"
        case "value_error":
            return f"{one.label}: {error['words'].removeprefix('Value error, ')}"
        case "greater_than_equal" | "less_than_equal":
            return f"{one.label}: {error['words'].removeprefix('Input ')}"
    if error.get("code"):
        return f"{one.label} is not of the kind asked for"
    return f"{one.label}: {error['words']}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
