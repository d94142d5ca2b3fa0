"""The tables of ``docs/adoption.md`` made from the code: the columns of both files, the fields of the JSON form."""

import re
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from adoption.columns import CaseColumns
from adoption.details import DetailColumns
from adoption.said import Access
from commands.scenario_docs import kind_of
from models.case import CaseStart
from models.past import Past, PastWork, StillOpen

DOCS = Path(__file__).parents[1] / "docs" / "adoption.md"
_MARK = re.compile(r"(<!-- made from the code: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_WRITTEN = {"_a_day": "a date", "_a_list": "a list, with semicolons", "_lower": "a name"}
_NOT_HERE = {"rehearsal_from"}
_AS_A_WHOLE = {
    ("CaseStart", "opening"): "an event: `court_report_requested` or `sentence_passed`",
    ("CaseStart", "profile"): "an object",
    ("Past", "facts"): "a list of events",
    ("Past", "done"): "a list, see below",
    ("Past", "decisions"): "a list of decisions",
    ("Past", "allowed"): "a list of requests",
    ("Past", "still_open"): "a list, see below",
    ("PastWork", "evidence"): "an object",
}
"""What stands for a type that has a table of its own."""


def current(text: str) -> str:
    """The page with every part that is made from the code as it should be."""
    return _MARK.sub(lambda found: f"{found[1]}\n{table(_PARTS[found[2]])}\n\n{found[3]}", text)


def table(model: type[BaseModel]) -> str:
    """A row for each field of a model."""
    rows = ["| name | what to write | |", "| --- | --- | --- |"]
    for name, info in model.model_fields.items():
        if name not in _NOT_HERE:
            needed = " (needed)" if info.is_required() else ""
            what = _AS_A_WHOLE.get((model.__name__, name)) or _written(info)
            rows.append(f"| `{name}`{needed} | {what} | {info.description or ''} |")
    return "\n".join(rows)


def _written(info: FieldInfo) -> str:
    functions = [getattr(getattr(m, "func", None), "__name__", "") for m in _metadata(info)]
    said = next((_WRITTEN[name] for name in functions if name in _WRITTEN), None)
    if said is None:
        return kind_of(info.annotation, info.metadata)
    inside = kind_of(info.annotation, info.metadata).removeprefix("a list of ")
    return f"{said}: {inside}" if said.startswith("a list") and inside != "text" else said


def _metadata(info: FieldInfo) -> list[Any]:
    """Of the field and, where it may be empty, of what it is when it is not."""
    inner = [m for part in get_args(info.annotation) for m in getattr(part, "__metadata__", ())]
    return [*info.metadata, *inner]


_PARTS: dict[str, type[BaseModel]] = {
    "columns": CaseColumns,
    "details": DetailColumns,
    "start": CaseStart,
    "access": Access,
    "past": Past,
    "work": PastWork,
    "still_open": StillOpen,
}

if __name__ == "__main__":
    DOCS.write_text(current(DOCS.read_text(encoding="utf-8")), encoding="utf-8")
