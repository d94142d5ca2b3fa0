"""One way of running a command and of saying what went wrong: a clear line for each problem, never a traceback."""

import json
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from pydantic import BaseModel, ValidationError
from rich.console import Console

import exits
from client import CaseProblem, CaseRefused
from commands.fields import BadArgument
from commands.settings import SetUpProblem
from sealing.problems import KeyProblem
from telemetry.logs import configure

LOG = structlog.get_logger("throughcare")

WRONG = 2
NOT_THERE = 1
OPAQUE = "write an opaque reference: lower case letters, digits and dashes, such as partner-1; never a name"


class NotInOrder(Exception):
    """What was looked at is not as it should be; what is wrong has been said."""


def answer(work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    """Run a command: 0 when it did what was asked, 2 when the asking was wrong, 1 when something is not there."""

    async def main() -> int:
        try:
            await work()
        except CaseRefused as refused:
            return _say([_reason(r) for r in refused.reasons], WRONG)
        except ValidationError as error:
            return _say(_field_lines(error), WRONG)
        except (CaseProblem, BadArgument) as problem:
            return _say([str(problem)], WRONG)
        except NotInOrder:
            return NOT_THERE
        except (SetUpProblem, KeyProblem) as problem:
            return _say([str(problem)], NOT_THERE)
        except Exception as error:
            if _is_of_a_database(error):
                return _say([f"a database cannot be reached or used ({type(error).__name__}): {DATABASES}"], NOT_THERE)
            # What an error says may quote anything: its type and place are logged, and nothing else.
            LOG.exception("the command failed")
            return exits.FAILED
        return 0

    configure()
    return exits.run(main)


DATABASES = "is it running, and do THROUGHCARE_RECORDS and THROUGHCARE_VICTIMS name it? (docs/records.md)"


def _is_of_a_database(error: Exception) -> bool:
    """Whether a database failed. Its own words may quote a row or a password and are not repeated."""
    drivers = sys.modules.get("sqlalchemy.exc")
    return drivers is not None and isinstance(error, drivers.DBAPIError | drivers.TimeoutError)


def _say(lines: list[str], code: int) -> int:
    for line in lines:
        sys.stderr.write(f"throughcare: {line}\n")
    return code


def _reason(reason: Any) -> str:
    where = f"{reason['field']}: " if reason.get("field") else ""
    clause = f" [{reason['clause']}]" if reason.get("clause") else ""
    return f"refused: {where}{reason['words']}{clause}"


def _field_lines(error: ValidationError) -> list[str]:
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in problem["loc"])
        words = OPAQUE if problem["type"] == "string_pattern_mismatch" else problem["msg"]
        lines.append(f"{name}: {words}" if name else words)
    return lines


def print_json(value: BaseModel | list[BaseModel] | Any) -> None:
    """Print for programs: one JSON document."""
    console = Console(highlight=False, soft_wrap=True)
    if isinstance(value, BaseModel):
        console.out(value.model_dump_json(indent=2, exclude_none=True), highlight=False)
        return
    if isinstance(value, dict):
        console.out(json.dumps(value, indent=2, default=str), highlight=False)
        return
    items = [v.model_dump(mode="json") if isinstance(v, BaseModel) else v for v in value]
    console.out(json.dumps(items, indent=2, default=str), highlight=False)
