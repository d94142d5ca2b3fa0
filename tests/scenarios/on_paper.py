"""Plays a scenario file on the policy alone: each line is told as the file says, and the clock runs in between."""

from pathlib import Path
from typing import Any

from commands.saying import said
from commands.scenario_input import Step, read_scenario
from models.decisions import DecisionMade
from models.events.fact import Fact
from models.requests import CompleteDuty, WaiveDuty
from models.scenario import EndLine, NoteLine, Refusable
from policy.calendar import LONDON
from policy.refusal import Refused
from tests.scenarios.service import Service


def played(path: Path) -> Service:
    """The case at the file's end. A line that cannot be told, or does not end as the file expects, fails the test."""
    scenario = read_scenario(str(path))
    start = scenario.start.model_dump(mode="json", exclude_none=True, exclude={"rehearsal_from"})
    case = Service(_text(scenario.first))
    case.send({"kind": "opened", "start": start}, _text(scenario.first))
    for step in scenario.steps:
        case.until(_text(step.at))
        if not isinstance(step.line, NoteLine | EndLine):
            _tell(case, step, path)
    return case


def _tell(case: Service, step: Step, path: Path) -> None:
    expects_refusal = isinstance(step.line, Refusable) and step.line.expect is not None
    try:
        case.send(_message(case, step), _text(step.at))
    except Refused as refused:
        assert expects_refusal, f"{path.name} line {step.number}: {refused}"
        return
    assert not expects_refusal, f"{path.name} line {step.number}: was to be refused"


def _message(case: Service, step: Step) -> dict[str, Any]:
    match said(case.case, step):
        case Fact() as event:
            return {"kind": "reported", "event": event}
        case CompleteDuty() as completion:
            return {"kind": "completed", "completion": completion}
        case WaiveDuty() as waiver:
            return {"kind": "waived", "waiver": waiver}
        case DecisionMade() as decision:
            return {"kind": "decided", "decision": decision}
        case request:
            return {"kind": "asked", "request": request}


def _text(at: Any) -> str:
    return f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}"
