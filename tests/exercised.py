"""Holds the tests to what they cite: a test that cites a row of the catalogue must exercise its rule.

While a test runs, what policy is made to decide is noted: duties opened and ended, evidence given or found missing,
decisions, guards, events. At the end of a whole run each citation is compared with what its test exercised.
"""

import json
import re
from collections import defaultdict
from collections.abc import Generator, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from commands.citations import ID, citations
from models.case import Case
from models.outcome import Outcome
from policy import decide as deciding
from policy.catalogue import RULES
from policy.clauses import CLAUSES
from policy.clauses.clause import Clause, Kind
from policy.decisions import DECISIONS
from policy.guards.register import GUARDS
from policy.key_dates import KeyDate
from policy.refusal import Refused
from policy.standing import Standing
from policy.victims import decide as victim_deciding
from policy.victims.duties import VICTIM_RULES

Touch = tuple[str, ...]

_GUARD = re.compile(r"GU-\d\d")
_REAL = deciding.decide
_REAL_VICTIM = victim_deciding.decide
_SHOWN_BY = Standing.shown_by
_KEY_DATE = KeyDate.__init__
_current: set[Touch] = set()
_TESTS: dict[str, set[Touch]] = defaultdict(set)


def _decide(state: Any, message: Any, *more: Any, **named: Any) -> Any:
    _asked(state, message)
    try:
        outcome = _REAL(state, message, *more, **named)
    except Refused as refused:
        kind = _kind_completed(state, message)
        for reason in refused.reasons:
            _current.add(("evidence", kind, (reason.field or "").removeprefix("evidence.")))
            _current.add(("clause", reason.clause or ""))
            _current.update(("guard", id) for id in _GUARD.findall(str(reason)))
        raise
    receipt = outcome.receipt
    if message.kind == "completed":  # the form was judged as a whole, what it leaves out with it
        kind = _kind_completed(state, message)
        _current.update(("evidence", kind, name) for name in _fields(kind))
    for line in (*receipt.opened, *receipt.joined, *receipt.moved, *receipt.closed):
        _current.add(("duty", line.kind))
        _current.update(("clause", id) for id in ID.findall(line.why))
    said = [*receipt.notes, *receipt.flags, *(n.about for n in receipt.notices)]
    _current.update(("guard", id) for text in said for id in _GUARD.findall(text))
    return outcome


def _decide_victim(state: Any, message: Any, *more: Any) -> Any:
    """The same for the victim side, whose messages and rules are its own."""
    kind = ""
    if message.kind == "reported":
        _current.add(("event", message.event.type))
    if message.kind == "completed":
        kind = str((state or {}).get("duties", {}).get(message.duty, {}).get("kind", ""))
        _current.update(("evidence", kind, name) for name in message.evidence)
    try:
        outcome = _REAL_VICTIM(state, message, *more)
    except Refused as refused:
        for reason in refused.reasons:
            _current.add(("evidence", kind, (reason.field or "").removeprefix("evidence.")))
            _current.update({("clause", reason.clause or ""), *(("guard", id) for id in _GUARD.findall(str(reason)))})
        raise
    _current.update(("duty", d.kind) for d in (*outcome.receipt.opened, *outcome.receipt.closed))
    _current.update(("clause", c) for d in outcome.receipt.opened for c in VICTIM_RULES[d.kind].clauses)
    for trigger in outcome.triggers:
        _current.add(("event", trigger.message["event"]["type"]))
    return outcome


def _asked(state: Any, message: Any) -> None:
    match message.kind:
        case "opened":
            _current.add(("event", message.start.opening.type))
        case "reported":
            _current.add(("event", message.event.type))
        case "decided":
            _current.add(("decision", message.decision.kind.value))
            _current.add(("clause", DECISIONS[message.decision.kind].clause))
            _current.update(("decision field", name) for name in message.decision.model_fields_set)
        case "asked":
            _current.add(("request", message.request.type))
        case "completed":
            kind = _kind_completed(state, message)
            _current.add(("duty", kind))
            fields = _fields(kind)
            for name in message.completion.evidence:
                _current.add(("evidence", kind, name))
                about = fields[name].description or "" if name in fields else ""
                _current.update(("guard", id) for id in _GUARD.findall(about))


def _fields(kind: str) -> dict[str, Any]:
    rule = RULES.get(kind)
    return dict(rule.form.model_fields) if rule and rule.form else {}


def _kind_completed(state: Any, message: Any) -> str:
    if message.kind != "completed" or not state:
        return ""
    return str(state.get("duties", {}).get(message.completion.duty, {}).get("kind", ""))


def _shown_by(self: Standing, case: Case, today: date) -> bool | None:
    _current.add(("standing", self.name))
    return _SHOWN_BY(self, case, today)


def _key_date(self: KeyDate, **given: Any) -> None:
    _KEY_DATE(self, **given)
    _current.add(("clause", self.clause))


def seen_in(state: dict[str, Any], outcomes: Iterable[Outcome]) -> None:
    """A test begins from a case that was driven before: what it was told and holds counts as the test's own."""
    _current.update(("duty", str(d["kind"])) for d in state.get("duties", {}).values())
    told = (row for outcome in outcomes for row in outcome.rows if row["table"] == "events")
    _current.update(("event", str(row["type"])) for row in told)


deciding.decide = _decide
victim_deciding.decide = _decide_victim  # type: ignore[assignment]
Standing.shown_by = _shown_by  # type: ignore[method-assign]
type.__setattr__(KeyDate, "__init__", _key_date)


def _needed(clause: Clause) -> Touch | None:
    home = clause.home
    match home.kind:
        case Kind.DUTY | Kind.RECURRING:
            return ("duty", home.name)
        case Kind.EVIDENCE:
            return ("evidence", home.name, home.field)
        case Kind.GUARD if GUARDS[home.name].by_design:
            return None
        case Kind.DECISION | Kind.GUARD | Kind.EVENT | Kind.STANDING:
            return (home.kind.value, home.name)
        case _:
            return None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Note what one test exercises, under its own name: its parameters together."""
    _current.clear()
    result = yield
    file = Path(item.location[0]).as_posix()
    name = "::".join(part.partition("[")[0] for part in item.nodeid.split("::")[1:])
    _TESTS[f"{file}::{name}"] |= _current
    return result


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of a parallel run hands over what it noted; the last one compares."""
    found = {name: sorted(map(list, touched)) for name, touched in _TESTS.items()}
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["exercised"] = json.dumps(found)
        return
    if not _whole_files(session):
        return
    unfounded = sorted(_unfounded())
    if unfounded:
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        assert reporter is not None
        for line in unfounded:
            reporter.write_line(f"cites without exercising: {line}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker noted."""
    noted = getattr(node, "workeroutput", {}).get("exercised", "{}")
    for name, touched in json.loads(noted).items():
        _TESTS[name] |= {tuple(t) for t in touched}


def _whole_files(session: pytest.Session) -> bool:
    """Whether every test of each file ran, and passed: a part of a test's parameters proves nothing."""
    option = session.config.option
    chosen = option.keyword or option.markexpr or any("::" in each for each in session.config.args)
    return not chosen and session.exitstatus == pytest.ExitCode.OK


def _unfounded() -> list[str]:
    """Each citation whose test did not exercise the row's rule."""
    found = []
    for cited, tests in citations(Path(__file__).parent).items():
        needed = _needed(CLAUSES[cited]) if cited in CLAUSES else None
        for test in sorted(tests & set(_TESTS)) if needed else ():
            if not {needed, ("clause", cited)} & _TESTS[test]:
                found.append(f"{test}: {cited} ({', '.join(needed or ())})")
    return found
