"""The id that ties a request to its log lines: taken from the caller when it is well-formed, else made here.

It is logged as it is, so only what can be no name is well-formed: a UUID, or the hexadecimal id of a trace.
"""

import re
import uuid
from contextvars import ContextVar

HEADER = "X-Correlation-Id"
_WELL_FORMED = re.compile(r"[A-Fa-f0-9][A-Fa-f0-9-]{7,63}")
_CURRENT: ContextVar[str] = ContextVar("correlation_id", default="")


def take(given: str | None) -> str:
    """Begin a request: with the caller's id when that is 8 to 64 hexadecimal digits and dashes, else with a new one."""
    id = given if given is not None and _WELL_FORMED.fullmatch(given) else str(uuid.uuid4())
    _CURRENT.set(id)
    return id


def current() -> str:
    """The id of the request that is being worked on; empty outside of one."""
    return _CURRENT.get()
