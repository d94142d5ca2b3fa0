"""The fields of events, requests and forms as a scenario writes them: dates may be offsets, nothing is passed over."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from commands.scenario_time import BadTime
from models.scenario import HOW_TO_WRITE, MOMENT, OFFSET

Day = Callable[[str], date]
"""Works out a date or an offset. Raises BadTime."""

Problem = tuple[str, str]
"""The field at fault, and what is wrong and what to do."""


def with_dates(model: type[BaseModel], fields: dict[str, Any], day: Day, path: str = "") -> tuple[Any, list[Problem]]:
    """The fields with every offset worked out, and what is wrong with any date or unknown field of ``model``.

    Only what pydantic would let pass or could not explain is reported here; the rest is its own to report.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in fields.items():
        if name not in model.model_fields:
            if model.model_config.get("extra") == "ignore":
                problems.append((f"{path}{name}", unknown_field(name, model.model_fields)))
            else:
                found[name] = value
            continue
        found[name], wrong = _read(model.model_fields[name].annotation, value, day, f"{path}{name}")
        problems += wrong
    return found, problems


def _read(annotation: Any, value: Any, day: Day, path: str) -> tuple[Any, list[Problem]]:
    types = set(_types(annotation))
    if date in types and datetime not in types and value is not None:
        return _read_date(value, day, path)
    inner = next((t for t in types if isinstance(t, type) and issubclass(t, BaseModel)), None)
    if inner is not None and isinstance(value, dict):
        return with_dates(inner, value, day, f"{path}.")
    if inner is not None and isinstance(value, list):
        read = [_read(inner, item, day, f"{path}.{n}") for n, item in enumerate(value)]
        return [item for item, _ in read], [problem for _, wrong in read for problem in wrong]
    return value, []


def _read_date(value: Any, day: Day, path: str) -> tuple[Any, list[Problem]]:
    if not isinstance(value, str) or not (OFFSET.fullmatch(value) or MOMENT.fullmatch(value)):
        return None, [(path, HOW_TO_WRITE)]
    if ":" in value:
        return None, [(path, "a day is needed here, without a clock time")]
    try:
        return day(value).isoformat(), []
    except BadTime as wrong:
        return None, [(path, str(wrong))]


def _types(annotation: Any) -> Iterator[Any]:
    """Every plain type an annotation is made of: ``list[Ref] | None`` gives ``str``."""
    if get_origin(annotation) in {Union, UnionType, Annotated, list, dict}:
        for part in get_args(annotation):
            yield from _types(part)
    else:
        yield annotation


def problems_of(error: ValidationError, known: type[BaseModel], path: str = "") -> list[Problem]:
    """Each thing pydantic found, in the words of a scenario. Values are never repeated."""
    found = error.errors(include_input=False, include_url=False, include_context=True)
    return [(f"{path}{_where(problem)}", _words(problem, known)) for problem in found]


def _where(problem: ErrorDetails) -> str:
    return ".".join(str(part) for part in problem["loc"] if part != "[key]")


def _words(problem: ErrorDetails, known: type[BaseModel]) -> str:
    match problem["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return unknown_field(str(problem["loc"][-1]), _fields_at(known, problem["loc"][:-1]))
        case "enum" | "literal_error":
            expected = str(problem.get("ctx", {}).get("expected", "")).replace("'", "").replace("True", "true")
            return f"write {'' if ' or ' not in expected else 'one of '}{expected}"
        case "string_pattern_mismatch" if "0,59" in str(problem.get("ctx", {})):
            return "write an opaque reference such as partner-1: lower case, digits, dashes; never a name or an address"
        case "string_pattern_mismatch" if "0,39" in str(problem.get("ctx", {})):
            return "write an id such as com-1: lower case, digits, dashes; never a name"
        case _:
            return problem["msg"].removeprefix("Value error, ")


def _fields_at(model: type[BaseModel], path: tuple[int | str, ...]) -> Iterable[str]:
    """The fields of the object that a path of pydantic's leads to."""
    for part in path:
        if isinstance(part, int):
            continue
        info = model.model_fields.get(part)
        inner = [t for t in _types(info.annotation) if isinstance(t, type) and issubclass(t, BaseModel)] if info else []
        if not inner:
            return ()
        model = inner[0]
    return model.model_fields


def unknown_field(name: str, known: Any) -> str:
    """That a field is not known here, and which one may be meant."""
    close = get_close_matches(name, [n for n in known if n != "fields"], n=1)
    return f"not a known field; did you mean {close[0]}?" if close else "not a known field"


def one_of(name: object, known: Any) -> str:
    """What to write in place of an unknown name: those that look like it, or all."""
    names, written = list(known), str(name)[:80]
    close = get_close_matches(written, names, n=1, cutoff=0.8) or get_close_matches(written, names, n=3, cutoff=0.5)
    if close:
        return f"unknown; did you mean {' or '.join(close)}?"
    return f"unknown; write one of {', '.join(sorted(names))}"
