"""What was typed, as it is read back to whoever typed it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from web.fields.field import Field
from web.views.words import day, moment, plain


def written(fields: Sequence[Field], said: dict[str, Any]) -> list[tuple[str, str]]:
    """Each answer under the label of its field; what was left empty is left out."""
    found = [(one, _at(said, one.name.split("."))) for one in fields]
    return [(one.label, _words(one, value)) for one, value in found if value not in (None, [], {})]


def _at(said: Any, path: list[str]) -> Any:
    for name in path:
        said = said.get(name) if isinstance(said, dict) else None
    return said


def _words(one: Field, value: Any) -> str:
    match one.kind:
        case "day":
            return day(date.fromisoformat(value))
        case "moment":
            return moment(datetime.fromisoformat(value))
        case "choice" | "yes_no" | "confirm":
            return next((o.words for o in one.options if o.says == value and type(o.says) is type(value)), "Yes")
        case "choices":
            return ", ".join(plain(part) for part in value)
        case "references" | "lines":
            return ", ".join(value)
        case "rows":
            return "; ".join(", ".join(plain(part) for part in row.values()) for row in value)
        case "reasons":
            return "; ".join(f"{name}: {words}" for name, words in value.items())
    return str(value)
