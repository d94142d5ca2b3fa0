"""What a caseload file says of one case, read into the case's start and its past; whatever is wrong is named by line.

Nothing of what was written is ever repeated: an address typed into the wrong column must not end up in a log.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pydantic import Field, ValidationError

from adoption.moments import BadMoment, moment
from models.case import CaseStart
from models.events import EVENT_TYPES
from models.past import NotUsed, Part, Past
from models.words import MayLook, Said
from policy.known_versions import versions

MOST_BYTES = 1_500_000
"""A Temporal server takes two million in one message; the rest is left for what wraps it."""

OPAQUE = "write an opaque reference: lower case letters, digits and dashes, such as partner-1; never a name"


@dataclass(frozen=True)
class Problem:
    """Something that could not be used: where it stands, and what to do. ``file`` is named if it is not the first."""

    line: int | None
    words: str
    field: str | None = None
    file: str = ""

    def __str__(self) -> str:
        where = " ".join(part for part in (self.file, f"line {self.line}" if self.line else "") if part)
        named = f"{self.field}: " if self.field else ""
        return f"{where}: {named}{self.words}" if where else f"{named}{self.words}"


class Unreadable(Exception):
    """A file, or a row of it, that cannot be used at all."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(map(str, self.problems)))


@dataclass(frozen=True)
class Item:
    """One item of the past as it was written, and where."""

    part: Part
    said: dict[str, Any]
    line: int
    file: str = ""


@dataclass(frozen=True)
class SaidOfCase:
    """Everything the files say of one case, as plain data."""

    line: int
    case: dict[str, Any]
    items: list[Item] = field(default_factory=list)


class Access(Said):
    """Who may look into the case."""

    restricted_to: MayLook | None = Field(
        default=None,
        description="the case is restricted: who may look into it beside those it names, by staff id; empty if nobody",
    )


@dataclass(frozen=True)
class Row:
    """One case ready to be adopted. ``digest`` stands for all that was said of it; ``lines`` has each item's place.

    ``restricted_to`` is none where the case is not restricted.
    """

    line: int
    start: CaseStart
    restricted_to: Sequence[str] | None
    past: Past
    digest: str
    lines: Mapping[tuple[Part, int], tuple[int, str]]

    def problem(self, unused: NotUsed) -> Problem:
        """Where in the files an item stands that could not be used."""
        line, file = self.lines.get((unused.part, unused.index), (self.line, ""))
        return Problem(line, unused.words, f"{unused.part} {unused.field}" if unused.field else unused.part, file)


def row_of(said: SaidOfCase) -> tuple[Row, list[Problem]]:
    """One case, and what of it could not be read. Raises Unreadable when the case itself cannot be."""
    digest = _digest([said.case, [(i.part, i.said) for i in said.items]])
    start, settled, access = _start_of(said)
    problems: list[Problem] = []
    past: dict[str, list[Any]] = {"facts": [], "done": [], "decisions": [], "allowed": []}
    lines: dict[tuple[Part, int], tuple[int, str]] = {}
    for number, item in enumerate(said.items):
        try:
            read = _read(item, number)
        except Unreadable as wrong:
            problems += wrong.problems
            continue
        lines[item.part, len(past[item.part])] = (item.line, item.file)
        past[item.part].append(read)
    row = Row(said.line, start, access.restricted_to, settled.model_copy(update=past), digest, lines)
    if len(row.past.model_dump_json(exclude_none=True)) > MOST_BYTES:
        raise Unreadable([Problem(said.line, "too much for one case: leave out the oldest work that was done")])
    return row, problems


_PAST_FIELDS = ("settled_to", "still_open")


def _start_of(said: SaidOfCase) -> tuple[CaseStart, Past, Access]:
    case = dict(said.case)
    looking = {name: case.pop(name) for name in Access.model_fields if name in case}
    rest = {name: case.pop(name) for name in _PAST_FIELDS if name in case}
    opening = case.get("opening")
    if isinstance(opening, dict):
        case["opening"] = {"event_id": "opening", **_with_moments(opening, Problem(said.line, "", "opening"))}
    try:
        start, past = CaseStart.model_validate(case), Past.model_validate(rest)
        access = Access.model_validate(looking)
    except ValidationError as error:
        raise Unreadable(problems_of(error, said.line)) from None
    if start.rehearsal_from is not None:
        raise Unreadable([Problem(said.line, "a case that is adopted is no rehearsal: leave it out", "rehearsal_from")])
    unknown = [_unknown_work(s.work) for s in past.still_open]
    if any(unknown):
        raise Unreadable(Problem(said.line, words, "still_open") for words in unknown if words)
    return start, past, access


def _unknown_work(kind: str) -> str | None:
    known = {k for version in versions() for k in version.known_rules}
    if kind in known:
        return None
    near = get_close_matches(kind, known, n=1)
    return "there is no such kind of work" + (f"; did you mean {near[0]}?" if near else ": docs/adoption.md lists them")


_IDS: dict[Part, str] = {"facts": "event_id", "decisions": "decision_id", "allowed": "request_id"}
_PARTS = {name: info.annotation for name, info in Past.model_fields.items()}


def _read(item: Item, number: int) -> Any:
    at = Problem(item.line, "", None, item.file)
    said = _with_moments(item.said, at)
    if item.part in _IDS:
        said = {_IDS[item.part]: f"adopted-{_digest([number, item.said])[:16]}", **said}
    if item.part == "facts" and str(said.get("type")) not in EVENT_TYPES:
        raise Unreadable([Problem(item.line, _no_such_fact(said.get("type")), "type", item.file)])
    if item.part == "done" and (words := _unknown_work(str(said.get("work")))):
        raise Unreadable([Problem(item.line, words, "work", item.file)])
    try:
        read = Past.model_validate({item.part: [said]})
    except ValidationError as error:
        raise Unreadable(problems_of(error, item.line, item.file, passing=2)) from None
    return getattr(read, item.part)[0]


def _no_such_fact(said: Any) -> str:
    near = get_close_matches(str(said), EVENT_TYPES, n=1)
    return "there is no such fact" + (f"; did you mean {near[0]}?" if near else ": docs/scenarios.md lists them")


_MOMENTS = {"occurred_at": 10, "identified_at": 10, "at": 17, "decided_at": 16, "asked_at": 16}
"""Fields that are moments, and the hour that a day alone stands for: facts before decisions before work done."""


def _with_moments(said: Mapping[str, Any], at: Problem) -> dict[str, Any]:
    found = dict(said)
    for name in _MOMENTS.keys() & found.keys():
        if isinstance(found[name], str):
            try:
                found[name] = moment(found[name], _MOMENTS[name])
            except BadMoment as wrong:
                named = f"{at.field}.{name}" if at.field else name
                raise Unreadable([Problem(at.line, str(wrong), named, at.file)]) from None
    return found


def problems_of(error: ValidationError, line: int, file: str = "", passing: int = 0) -> list[Problem]:
    """What is wrong, field by field; the first ``passing`` parts of each field's place are ours."""
    return [
        Problem(line, words_of(p), ".".join(_place(p["loc"][passing:])) or None, file)
        for p in error.errors(include_input=False, include_url=False)
    ]


def _place(parts: Iterable[int | str]) -> list[str]:
    """The fields on the way; a union puts the name of its member among them, which is none."""
    return [str(part) for part in parts if str(part) not in EVENT_TYPES]


def words_of(problem: Any) -> str:
    """What one validation error says, with nothing of what was written."""
    match problem["type"]:
        case "string_pattern_mismatch":
            return OPAQUE
        case "extra_forbidden":
            return "is no field here: docs/adoption.md lists them"
        case "union_tag_invalid" | "union_tag_not_found":
            return "say which kind: docs/scenarios.md lists them"
        case _:
            return str(problem["msg"]).removeprefix("Value error, ")


def _digest(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()
