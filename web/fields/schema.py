"""Fields from the JSON Schema of a model, so that a form asks for what the API takes and for nothing else."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal

from web.fields.field import Field, Kind, Option
from web.fields.labels import words_of_field
from web.views.words import plain

Schema = Mapping[str, Any]

_CLAUSES = re.compile(
    r"\s*\(?((?:PF|GU|DE|AM|EV|TI|ST|TY|IN|INS|EP|PH)-[\w.]+(?:, |,? and )?)+(?: and [a-z])?\)?[:;]?\s*"
    r"|\s*\(\d+\.\d+\)"
)
_CLAUSE = re.compile(r"\b(?:PF|GU|DE)-[\w.]*\w")
_REFERENCE = "^[a-z0-9][a-z0-9"
"""How the patterns of references and of staff ids begin."""

_LONG = 200
"""From this many characters on a text has several lines."""


def fields_of(schema: Schema, *, without: Collection[str] = (), aside: Collection[str] = ()) -> list[Field]:
    """The fields of a model. ``without`` are those somebody else fills in, ``aside`` those that are seldom needed."""
    return list(_fields(schema, schema.get("$defs", {}), "", frozenset(without), frozenset(aside)))


def _fields(
    schema: Schema, defs: Schema, within: str, without: frozenset[str], aside: frozenset[str]
) -> Iterator[Field]:
    needed = set(schema.get("required", ()))
    for name, said in schema["properties"].items():
        if name in without:
            continue
        one = _resolved(said, defs)
        if one.get("properties") and one.get("type") == "object":
            yield from _fields(one, defs, f"{within}{name}.", without, aside)
            continue
        yield _field(f"{within}{name}", name, one, defs, name in needed, name in aside)


def _field(path: str, name: str, said: Schema, defs: Schema, needed: bool, aside: bool) -> Field:
    kind = _kind(said, defs)
    clauses, hint = _told(said.get("description", ""))
    words = words_of_field(name, kind, hint)
    return Field(
        path, kind, words.label, words.hint, words.missing, clauses, needed, _options(said, defs, kind),
        _default(said), _parts(said, defs, path) if kind == "rows" else (), aside,
    )  # fmt: skip


def _resolved(said: Schema, defs: Schema) -> dict[str, Any]:
    """A schema without references and without the null that says it may be absent; several choices become one."""
    around = {name: value for name, value in said.items() if name not in {"$ref", "anyOf"}}
    if "$ref" in said:
        return {**_resolved(defs[said["$ref"].rsplit("/", 1)[-1]], defs), **_without_title(around)}
    if "anyOf" not in said:
        return dict(said)
    several = [_resolved(one, defs) for one in said["anyOf"] if one.get("type") != "null"]
    if len(several) == 1:
        return {**several[0], **_without_title(around)}
    return {
        **_without_title(around),
        "enum": [value for one in several for value in one.get("enum", [one.get("const")])],
    }


def _without_title(said: Schema) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name != "title"}


def _kind(said: Schema, defs: Schema) -> Kind:
    if said.get("const") is True:
        return "confirm"
    if "enum" in said or "const" in said:
        return "choice"
    match said.get("type"):
        case "boolean":
            return "yes_no"
        case "integer" | "number":
            return "number"
        case "array":
            return _kind_of_many(_resolved(said["items"], defs))
        case "object":
            return "reasons"
    return _kind_of_text(said)


def _kind_of_many(item: Schema) -> Kind:
    if "enum" in item:
        return "choices"
    if "properties" in item:
        return "rows"
    return "references" if _is_reference(item) else "lines"


def _kind_of_text(said: Schema) -> Literal["day", "moment", "reference", "text", "short"]:
    if said.get("format") == "date":
        return "day"
    if said.get("format") == "date-time":
        return "moment"
    if _is_reference(said):
        return "reference"
    return "text" if said.get("maxLength", 0) > _LONG else "short"


def _is_reference(said: Schema) -> bool:
    return str(said.get("pattern", "")).startswith(_REFERENCE)


def _options(said: Schema, defs: Schema, kind: Kind) -> tuple[Option, ...]:
    if kind == "yes_no":
        return (Option("yes", "Yes", True), Option("no", "No", False))
    where = said
    if kind == "choices":
        where = _resolved(said["items"], defs)
    elif kind == "reasons":
        where = _resolved(said.get("propertyNames", {}), defs)
    values = where.get("enum", [where["const"]] if kind == "choice" and "const" in where else [])
    return tuple(Option(str(value), _said(value), value) for value in values)


def _said(value: Any) -> str:
    words = plain(value)
    return words[:1].upper() + words[1:]


def _default(said: Schema) -> str:
    """What the model takes when nothing is said, so that it is seen before it is sent."""
    default = said.get("default")
    if isinstance(default, bool):
        return "yes" if default else "no"
    return str(default) if isinstance(default, str | int) else ""


def _parts(said: Schema, defs: Schema, path: str) -> tuple[Field, ...]:
    item = _resolved(said["items"], defs)
    return tuple(_fields(item, defs, f"{path}.", frozenset(), frozenset()))


def _told(description: str) -> tuple[tuple[str, ...], str]:
    """The clauses a description names, and what else it says."""
    clauses = tuple(dict.fromkeys(_CLAUSE.findall(description)))
    hint = _CLAUSES.sub(" ", description).replace(" ,", ",").strip(" ,;:")
    return clauses, hint
