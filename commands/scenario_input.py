"""Reading a scenario: the whole file is read and checked before anything starts.

Every line that is wrong gets a message that names the line and the field and says what to write. What was written is
never repeated in a message: an address typed into the wrong field must not end up in a log.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ValidationError

from commands.scenario_fields import Problem, one_of, problems_of, unknown_field, with_dates
from commands.scenario_text import ScenarioError, Wrong, lines_of, object_of, printable, read_text
from commands.scenario_time import BadTime, Written, first_moment, written
from models.case import CaseStart
from models.events import EVENT, Event, Source
from models.requests import REQUEST, AnyRequest
from models.roles import Role
from models.scenario import (
    EVENT_TYPES,
    KINDS,
    MOMENT,
    OFFSET,
    REQUEST_TYPES,
    AnyLine,
    DecisionLine,
    DoneLine,
    EndLine,
    EventLine,
    NoteLine,
    RequestLine,
    StartLine,
    Telling,
    WaiveLine,
)
from policy.calendar import CURRENT, LONDON, Calendar, london_date
from policy.explain import day_in_words
from policy.in_force import Policy
from policy.known_versions import in_force_on, policy
from policy.stages.chart import opening_stage


@dataclass(frozen=True)
class Step:
    """One line, checked: when it is told and, for an event, a request or a completion, what it says."""

    number: int
    at: datetime
    line: AnyLine
    event: Event | None = None
    request: AnyRequest | None = None
    done_at: datetime | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """A file that can be played. ``number`` is that of the line that starts the case."""

    number: int
    line: StartLine
    first: datetime
    start: CaseStart
    steps: tuple[Step, ...]


def read_scenario(source: str, calendar: Calendar = CURRENT) -> Scenario:
    """Read and check a file, or standard input for ``-``. Raises ScenarioError with everything that is wrong."""
    return scenario_of(read_text(source), calendar)


def scenario_of(text: str, calendar: Calendar = CURRENT) -> Scenario:
    """Check the text of a scenario. Raises ScenarioError with everything that is wrong."""
    return _Reading(calendar).read(text)


class _Reading:
    """One file being read: what was found wrong so far, and the moment the next line may not go behind."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._problems: list[str] = []
        self._number = 0
        self._started = False
        self._start: tuple[int, StartLine, CaseStart] | None = None
        self._first: datetime | None = None
        self._last: tuple[int, datetime] | None = None
        self._ended: int | None = None

    def read(self, text: str) -> Scenario:
        steps: list[Step] = []
        for self._number, raw in lines_of(text):
            try:
                steps += self._take(raw)
            except Wrong as wrong:
                self._note(*wrong.problems)
        if not self._started and not self._problems:
            self._problems.append("the file is empty: its first line starts a case, see docs/scenarios.md")
        if self._problems or self._start is None or self._first is None:
            raise ScenarioError(self._problems)
        number, line, start = self._start
        return Scenario(number, line, self._first, start, tuple(steps))

    def _note(self, *problems: Problem) -> None:
        for name, words in problems:
            where = f"{printable(name)}: " if name else ""
            self._problems.append(f"line {self._number}: {where}{words}")

    def _take(self, raw: str) -> Iterator[Step]:
        """What one line adds to the scenario; nothing when it starts the case or only says something before that."""
        try:
            said = object_of(raw)
            model = _kind_of(said)
        except Wrong:
            self._started = True  # whatever this line was meant to be, the next is not to be blamed for it
            raise
        if not self._started and model is not NoteLine:
            self._started = True
            self._open(said, model)
            return
        line = self._line(said, model)
        if self._started:
            yield from self._step(line)

    def _line(self, said: dict[str, Any], model: type[AnyLine]) -> AnyLine:
        try:
            return model.model_validate(said)
        except ValidationError as error:
            raise Wrong(*problems_of(error, model)) from None

    # The first line --------------------------------------------------------------------------------------------

    def _open(self, said: dict[str, Any], model: type[AnyLine]) -> None:
        if model is not StartLine:
            raise Wrong(("", "the first line starts the case; put the line with the field start before this one"))
        self._count_from(said.get("at"))
        problems = with_dates(StartLine, said, self._day)[1]  # what a profile would pass over in silence
        try:
            line = StartLine.model_validate(said)
        except ValidationError as error:
            raise Wrong(*problems, *problems_of(error, StartLine)) from None
        self._note(*problems)
        if self._first is None:
            return
        opening = self._event(line.opening, self._first, "opening.")
        if opening_stage(opening, opening.type) is None:
            raise Wrong(("opening.event", "a case opens with court_report_requested, or with sentence_passed to prison"
                                          " or to an order"))  # fmt: skip
        about = line.model_dump(include={"crn", "prison_number", "team", "spo", "head_of_pdu"}, exclude_none=True)
        start = CaseStart.model_validate(
            {
                "case_id": f"rehearsal-{line.start}",
                "profile": line.profile,
                "opening": opening,
                "rehearsal_from": self._first,
                **about,
            }
        )
        self._start = (self._number, line, start)

    def _count_from(self, at: object) -> None:
        """The moment every offset counts from; also of a first line that is otherwise wrong, to check the rest."""
        if not isinstance(at, str) or not (OFFSET.fullmatch(at) or MOMENT.fullmatch(at)):
            return
        try:
            self._first = first_moment(at)
            self._last = (self._number, self._first)
        except BadTime as wrong:
            self._note(("at", str(wrong)))

    # The other lines -------------------------------------------------------------------------------------------

    def _step(self, line: AnyLine) -> Iterator[Step]:
        if isinstance(line, StartLine):
            raise Wrong(("start", "the case is already started; one file plays one case"))
        if self._ended is not None and not isinstance(line, NoteLine):
            raise Wrong(("", f"comes after the end in line {self._ended}; move the end line down"))
        if isinstance(line, EndLine):
            self._ended = self._number
        if self._first is None or self._last is None:
            return
        at = self._told_at(line.at, *self._last)
        match line:
            case EventLine():
                yield Step(self._number, at, line, event=self._event(line, at))
            case RequestLine():
                yield Step(self._number, at, line, request=self._request(line, at))
            case DoneLine():
                yield self._done(line, at)
            case WaiveLine():
                self._known_work("waive", line.waive)
                yield Step(self._number, at, line)
            case DecisionLine():
                yield self._decision(line, at)
            case _:
                yield Step(self._number, at, line)

    def _told_at(self, text: str | None, before: int, earliest: datetime) -> datetime:
        """When a line is told; where that is wrong, the moment of the line before, so that the rest can be checked."""
        if text is None:
            return earliest
        try:
            at = self._written("at", text).at_or_after(earliest)
        except Wrong as wrong:
            self._note(*wrong.problems)
            return earliest
        if at < earliest:
            order = "put the lines in the order they were told, and say with occurred when it happened"
            self._note(("at", f"{_in_words(at)} is before line {before} ({_in_words(earliest)}); {order}"))
            return earliest
        self._last = (self._number, at)
        return at

    def _event(self, told: Telling, at: datetime, path: str = "") -> Event:
        model = EVENT_TYPES.get(told.event)
        if model is None:
            raise Wrong((f"{path}event", one_of(told.event, EVENT_TYPES)))
        fields, problems = with_dates(model, told.fields, self._day)
        for name in _ENVELOPE.keys() & fields.keys():
            problems.append((name, f"write {_ENVELOPE[name]} in place of this"))
            del fields[name]
        own = f"line-{self._number}"
        if told.event_id and told.event_id.startswith("line-") and told.event_id != own:
            problems.append(("event_id", "ids that begin with line- stand for lines without one; write another"))
        said = {
            **fields,
            "event_id": told.event_id or own,
            "occurred_at": self._before(f"{path}occurred", told.occurred, at),
            **({"identified_at": self._before(f"{path}known", told.known, at)} if told.known else {}),
            **({"incident_ref": told.incident_ref} if told.incident_ref else {}),
            **_reporter(told),
        }
        return EVENT.validate_python(_valid(model, said, problems, path))

    def _request(self, line: RequestLine, at: datetime) -> AnyRequest:
        model = REQUEST_TYPES.get(line.request)
        if model is None:
            raise Wrong(("request", one_of(line.request, REQUEST_TYPES)))
        fields, problems = with_dates(model, line.fields, self._day)
        for name in ("request_id", "asked_at", "asked_by", "type"):
            if name in fields:
                problems.append((name, "not a known field; the line itself says who asks, and when"))
        who = {"asked_by": line.by or "somebody", "role": line.role or Role.OTHER_STAFF}
        said = {**fields, "request_id": f"line-{self._number}", "asked_at": at, **who}
        return REQUEST.validate_python(_valid(model, said, problems))

    def _done(self, line: DoneLine, at: datetime) -> Step:
        self._known_work("done", line.done)
        rule = self._policy.rules[line.done]
        if rule.form is None and line.expect is None:
            if rule.decided_by is not None:
                raise Wrong(("done", f'closes with a decision; write {{"decision": "{rule.decided_by.value}", …}}'))
            raise Wrong(("done", "closes by itself when the event it waits for is told; write that event"))
        evidence, problems = with_dates(rule.form, line.evidence, self._day, "evidence.") if rule.form else ({}, [])
        if problems:
            raise Wrong(*problems)
        done_at = self._before("occurred", line.occurred, at)
        return Step(self._number, at, line, done_at=done_at, evidence=evidence)

    def _decision(self, line: DecisionLine, at: datetime) -> Step:
        options = self._policy.decisions[line.decision].options
        if line.option not in options and line.expect is None:
            raise Wrong(("option", f"write one of {', '.join(options)}"))
        return Step(self._number, at, line, done_at=self._before("occurred", line.occurred, at))

    @property
    def _policy(self) -> Policy:
        """What is in force on the day the case of the file opens."""
        assert self._first is not None
        return policy(in_force_on(london_date(self._first)))

    def _known_work(self, name: str, kind: str) -> None:
        if kind not in self._policy.rules:
            raise Wrong((name, one_of(kind, self._policy.rules)))

    # Moments ---------------------------------------------------------------------------------------------------

    def _written(self, name: str, text: str) -> Written:
        assert self._first is not None
        try:
            return written(text, self._first, self._calendar)
        except BadTime as wrong:
            raise Wrong((name, str(wrong))) from None

    def _before(self, name: str, text: str | None, at: datetime) -> datetime:
        """When something happened that is told at ``at``; the same moment when nothing is said."""
        return at if text is None else self._written(name, text).at_or_before(at)

    def _day(self, text: str) -> date:
        """A date or an offset in a field of an event or a form. Raises BadTime."""
        if self._first is None:
            raise BadTime("nothing to count from: the first line has no date")
        return written(text, self._first, self._calendar).day


_ENVELOPE = {"type": "event", "occurred_at": "occurred", "identified_at": "known", "reported_by": "by"}
"""Names an event has in the API, and what a scenario writes instead."""


def _kind_of(said: dict[str, Any]) -> type[AnyLine]:
    """Which kind of line this is. Raises Wrong when it is none, or several."""
    kinds = [kind for kind in KINDS if kind in said]
    if len(kinds) > 1 and "note" in kinds:
        kinds.remove("note")
    if len(kinds) == 1:
        return KINDS[kinds[0]]
    if kinds:
        raise Wrong(("", f"says more than one thing ({', '.join(kinds)}); write one line for each"))
    hints = [unknown_field(name, KINDS) for name in said if name != "at"]
    hint = next((h.partition("; ")[2] for h in hints if "; " in h), "")
    words = f"says nothing that can be played; write one of the fields {', '.join(KINDS)}"
    raise Wrong(("", f"{words}{f' ({hint})' if hint else ''}"))


def _valid(model: type[BaseModel], said: dict[str, Any], problems: list[Problem], path: str = "") -> BaseModel:
    """What a line says as a model of ours. Raises Wrong with these problems and its own."""
    try:
        read = model.model_validate(said)
    except ValidationError as error:
        known = {name for name, _ in problems}
        problems = [*problems, *(p for p in problems_of(error, model) if p[0] not in known)]
    if problems:
        raise Wrong(*((f"{path}{name}", words) for name, words in problems))
    return read


def _reporter(told: Telling) -> dict[str, Any]:
    """Who reports: the case system, unless the line says who or in which role."""
    found: dict[str, Any] = {}
    if told.by or told.role:
        role = told.role or Role.OTHER_STAFF
        found = {"role": role, "reported_by": told.by or role.value.replace("_", "-"), "source": Source.STAFF}
    if told.source:
        found["source"] = told.source
    return found


def _in_words(instant: datetime) -> str:
    return f"{day_in_words(london_date(instant))} {instant.astimezone(LONDON):%H:%M}"
