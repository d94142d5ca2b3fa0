"""Structured logs without personal data: only fields on a list, values masked, errors by type and place alone."""

import copy
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import PurePath
from traceback import walk_tb
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from telemetry.redact import masked

FORMAT = "THROUGHCARE_LOGS"
"""``json`` or ``text``; without it text for people at a terminal, and JSON lines for everything else."""

ALLOWED = frozenset(
    {
        "activity_id", "activity_type", "attempt", "build", "case_id", "channel", "correlation_id", "count", "day",
        "delivery", "duration_ms", "error", "event", "exception", "fault", "kind", "left_out", "level", "logger",
        "method", "namespace", "port", "problem", "publisher", "queue", "queue_message",
        "received_times", "route", "run_id", "seconds", "sequence",
        "span_id", "state", "status", "task_queue", "timestamp", "trace_id", "type", "version", "where", "workflow_id",
        "workflow_type",
    }
)  # fmt: skip
"""The only fields that are ever logged. None of them may hold a name, an address or anything somebody wrote."""

NUMBERS = frozenset({"message"})
"""Fields that are logged when they are a number, and then only."""

HOUSE = frozenset(
    {
        "activities",
        "adoption",
        "api",
        "commands",
        "intake",
        "notices",
        "outgoing",
        "records",
        "telemetry",
        "throughcare",
    }
    | {"victims", "workflows"}
)
_ALSO_HEARD = ("temporalio", "uvicorn.error")
"""Of the loggers of other people's code these are heard from INFO on, the others from WARNING on."""

_HIDDEN = "[…]"
_LONGEST = 300
_DEEPEST, _CAUSES = 20, 5


def configure(stream: TextIO | None = None, as_json: bool | None = None) -> None:
    """Send every log of this process, whoever writes it, through the redaction to ``stream`` (standard error)."""
    at_terminal = (stream or sys.stderr).isatty()
    wanted = os.environ.get(FORMAT)
    if as_json is None:
        as_json = wanted == "json" or (wanted != "text" and not at_terminal)
    handler = logging.StreamHandler(stream) if stream else _ToStandardError()
    handler.setFormatter(_Formatter(as_json, colours=at_terminal))
    handler.addFilter(_heard)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
    _no_details_in_messages()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def redacted(_logger: WrappedLogger, _method: str, said: EventDict) -> EventDict:
    """A processor: what may be logged of one event. How many fields were left out is all that is said of the others."""
    given = {name: value for name, value in said.items() if not name.startswith("_")}
    if error := given.pop("exc_info", None):
        given["exception"] = _in_short(error)
    for details in ("temporal_activity", "temporal_workflow"):
        found = given.pop(details, None)
        given |= found if isinstance(found, Mapping) else {}
    kept = {name: _value(name, value) for name, value in given.items() if _may_be_logged(name, value)}
    left_out = len(given) - len(kept)
    return kept | ({"left_out": left_out} if left_out else {})


class _ToStandardError(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        self.stream = sys.stderr
        super().emit(record)


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Formats what structlog was told, and what was told to the standard library's loggers."""

    def __init__(self, as_json: bool, colours: bool) -> None:
        chain: list[Processor] = [
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ]
        ending: Processor = (
            structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=colours)
        )
        super().__init__(
            processors=[*chain, _from_record, redacted, ending],
            foreign_pre_chain=[],
        )

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        record = copy.copy(record)
        if not isinstance(record.msg, dict):
            record.msg, record.args = _message(record), ()
        record.error, record.exc_info, record.exc_text, record.stack_info = record.exc_info, None, None, None
        return super().format(record)


def _from_record(_logger: WrappedLogger, _method: str, said: EventDict) -> EventDict:
    """What a record of the standard library says beside its message."""
    record: logging.LogRecord = said["_record"]
    if error := getattr(record, "error", None):
        said["exc_info"] = error
    for details in ("temporal_activity", "temporal_workflow"):
        if hasattr(record, details):
            said[details] = getattr(record, details)
    return said


def _message(record: logging.LogRecord) -> str:
    """The first line of a message. Into other people's words only numbers are put: the rest may be anything."""
    ours = record.name.partition(".")[0] in HOUSE
    template = record.msg if isinstance(record.msg, str) else _HIDDEN
    args = record.args
    safe: Any
    if isinstance(args, Mapping):
        safe = {name: _argument(value, ours) for name, value in args.items()}
    else:
        safe = tuple(_argument(value, ours) for value in args or ())
    try:
        return template % safe if safe else template
    except (TypeError, ValueError, KeyError):
        return template


def _argument(value: object, ours: bool) -> object:
    if isinstance(value, int | float):
        return value
    return str(value) if ours else _HIDDEN


def _may_be_logged(name: str, value: object) -> bool:
    return name in ALLOWED or (name in NUMBERS and isinstance(value, int))


def _value(name: str, value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        if name in {"timestamp", "exception"}:
            return value
        lines = value.strip().splitlines()
        return masked(lines[0])[:_LONGEST] if lines else ""
    return f"a {type(value).__name__}"


def _in_short(said: object) -> str:
    """What went wrong, and where: no message of any error, which may quote anything."""
    error = _error(said)
    found: list[str] = []
    while error is not None and len(found) < _CAUSES:
        frames = [
            f"{PurePath(frame.f_code.co_filename).name}:{line} {frame.f_code.co_name}"
            for frame, line in walk_tb(error.__traceback__)
        ]
        found.append(" < ".join([type(error).__qualname__, *reversed(frames[-_DEEPEST:])]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "; caused by ".join(found)


def _error(said: object) -> BaseException | None:
    if isinstance(said, BaseException):
        return said
    found = said if isinstance(said, tuple) else sys.exc_info()
    return found[1] if isinstance(found[1], BaseException) else None


def _heard(record: logging.LogRecord) -> bool:
    ours = record.name.partition(".")[0] in HOUSE or isinstance(record.msg, dict)
    return ours or record.levelno >= logging.WARNING or record.name.startswith(_ALSO_HEARD)


def _no_details_in_messages() -> None:
    """Temporal's loggers put what they know of the activity into each message: it comes as fields instead."""
    from temporalio import activity, workflow

    activity.logger.activity_info_on_message = False
    workflow.logger.workflow_info_on_message = False
