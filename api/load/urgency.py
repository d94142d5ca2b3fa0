"""How urgent a request is: grave events before other facts and acts, and those before whatever only reads."""

import json
import re
from enum import IntEnum

from starlette.types import Scope

from intake.envelope import split
from intake.mapping.meaning import Facts
from intake.reading import Unreadable
from intake.take import understand
from policy import gravity


class Urgency(IntEnum):
    """The most urgent comes first."""

    GRAVE = 0
    ACT = 1
    READ = 2


_EVENT = re.compile(r"/v1/cases/[^/]+/events")
_ON_CASE = re.compile(r"/v1/cases/([^/]+)/.+")
_MESSAGES = "/v1/domain-events"
_ONLY_READS = re.compile(r"/v1/(cases/[^/]+/(preview|what-if)|case-search|sign-in-search|audit-search|dates)")
_MANY = 50
"""Messages that are looked at one by one; more of them at once are a backlog, which has its turn."""


def without_body(scope: Scope) -> Urgency:
    """How urgent a request is as far as its address says."""
    if scope["method"] in {"GET", "HEAD"} or _ONLY_READS.fullmatch(scope["path"]):
        return Urgency.READ
    return Urgency.ACT


def told_case(scope: Scope) -> str | None:
    """The case that a request tells something; none when it only reads, or is about none."""
    found = _ON_CASE.fullmatch(scope["path"])
    return found[1] if found and without_body(scope) is Urgency.ACT else None


def is_grave(scope: Scope, body: bytes) -> bool:
    """Whether a request tells a grave event, as far as it says so itself. Never raises."""
    if scope["method"] != "POST":
        return False
    if _EVENT.fullmatch(scope["path"]):
        return _tells_grave_event(body)
    return scope["path"] == _MESSAGES and _has_grave_message(body)


def _tells_grave_event(body: bytes) -> bool:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and gravity.is_grave(said)


def _has_grave_message(body: bytes) -> bool:
    try:
        parts = split(body)
    except Unreadable:
        return False
    return len(parts) <= _MANY and any(_means_grave(part) for part in parts)


def _means_grave(part: bytes) -> bool:
    meaning = understand(part).meaning
    return isinstance(meaning, Facts) and any(
        gravity.is_grave({**draft.fields, "type": draft.type}) for draft in meaning.drafts
    )
