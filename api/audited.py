"""What is written to the audit trail of each request, so that no route can forget it.

An act is written down before it is done and again with how it ended; reading is written down before the answer leaves.
Nothing is shown, and no act begun, that cannot be written down. An act that was done stands, whatever happens to the
second entry.
"""

import hashlib
import json
import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import correlation
from api.answers import problem_answer
from api.auth.principal import Principal
from api.problems import AuditUnavailable
from api.versions import sequence_of
from audit.entry import Entry, Outcome, written
from audit.trail import NotWritten, Trail

LOG = structlog.get_logger("throughcare.api")

NO_CASE_IN_IT = frozenset({
    "me", "list_measures", "list_clauses", "show_clause", "show_coverage", "show_duty_kind", "calculate_dates",
})  # fmt: skip
"""Routes that show nothing of any case and change nothing: only that they were refused is written down."""

READS = frozenset({
    "decode_sealed", "find_cases", "find_sign_ins", "preview_event", "what_if", "calculate_dates", "search_audit",
})  # fmt: skip
"""Routes that only read although something is sent to them."""

_MACHINE_MADE = re.compile(r"[0-9A-Fa-f-]{16,64}")

_PATH = ("duty", "number", "measure_id", "step")
_SAID = frozenset({
    "mine", "stage", "rosh", "by", "overdue", "due_within", "late_at_least", "late_at_most", "state", "since", "open",
    "unacknowledged", "within", "passed", "role", "limit", "oldest_first", "unread", "from", "to", "as_of", "reason",
})  # fmt: skip
"""Parameters of lists that can only hold words of ours, numbers and dates."""

_NAMED = frozenset({"team", "held_by", "kind", "clause", "case"})
"""Parameters in which any reference could be put: written down when something was found by them, as it is then one."""


@dataclass
class Noted:
    """What is known so far of one request."""

    scope: Scope
    trail: Trail
    now: Callable[[], datetime]
    who: str | None = None
    capacities: str = ""
    case_id: str | None = None
    shown: int | None = None
    of: str | None = None
    policy: str | None = None
    restricted: bool = False
    begun: bool = False

    @property
    def action(self) -> str:
        """The route: what was asked, in one word of ours."""
        return str(getattr(self.scope.get("endpoint"), "__name__", ""))

    @property
    def is_act(self) -> bool:
        """Whether it changes something."""
        return self.scope["method"] not in {"GET", "HEAD"} and self.action not in READS

    async def write(self, outcome: Outcome, **more: Any) -> None:
        """Add an entry. Raises NotWritten."""
        assert self.who is not None
        entry = Entry(
            written(self.now()),
            self.who,
            self.capacities,
            self.action,
            outcome.value,
            self.case_id,
            correlation_id=_id_of_request(),
            **more,
        )
        await self.trail.append(entry)


def _id_of_request() -> str:
    """The correlation id, or a digest of one that could be a word: callers may choose it."""
    id = correlation.current()
    if _MACHINE_MADE.fullmatch(id):
        return id
    return f"sha256-{hashlib.sha256(id.encode()).hexdigest()[:32]}"


_NOTED: ContextVar[Noted | None] = ContextVar("audited", default=None)


def by(who: Principal) -> None:
    """Note who asks."""
    by_name(who.subject, "+".join(sorted(one.value for one in who.capacities)))


def by_name(subject: str, capacities: str = "") -> None:
    """Note who asks, where their token gives them nothing here."""
    if noted := _NOTED.get():
        noted.who, noted.capacities = subject, capacities


def on(case_id: str) -> None:
    """Note which case it is about: one that is there, since what names no case may be anything."""
    if noted := _NOTED.get():
        noted.case_id = case_id


def showing(count: int) -> None:
    """Note how many rows, or messages, are in the answer."""
    if noted := _NOTED.get():
        noted.shown = count


def of_somebody(subject: str) -> None:
    """Note whose sign-ins, or whose entries of the trail, it is about."""
    if noted := _NOTED.get():
        noted.of = subject


def of_policy(version: str) -> None:
    """Note which policy version it is about: one that there is."""
    if noted := _NOTED.get():
        noted.policy = version


def as_restricted() -> None:
    """Note that only that the case is there is told."""
    if noted := _NOTED.get():
        noted.restricted = True


async def begin() -> None:
    """Write down that an act is about to be done, once whoever asks may do it. Raises AuditUnavailable."""
    noted = _NOTED.get()
    if noted is None or noted.begun or not noted.is_act:
        return
    try:
        await noted.write(Outcome.BEGUN)
    except NotWritten:
        raise AuditUnavailable() from None
    noted.begun = True


class Audited:
    """Holds each answer of the API until the trail has its entry."""

    def __init__(self, app: ASGIApp, trail: Trail, now: Callable[[], datetime]) -> None:
        self._app = app
        self._trail = trail
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; write down what came of it; then answer."""
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._app(scope, receive, send)
            return
        noted = Noted(scope, self._trail, self._now)
        token = _NOTED.set(noted)
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        try:
            await self._app(scope, receive, hold)
        except BaseException:
            await _ended(noted, 500, Headers(), b"")
            raise
        finally:
            _NOTED.reset(token)
        if not held:
            return
        if not await _ended(noted, *_of(held)):
            await problem_answer(AuditUnavailable())(scope, receive, send)
            return
        for message in held:
            await send(message)


async def _ended(noted: Noted, status: int, headers: Headers, body: bytes) -> bool:
    """Write down how it ended; whether the answer may go out."""
    refused = status in {401, 403, 404}
    if noted.who is None or (noted.action in NO_CASE_IN_IT and not refused):
        return True
    try:
        await noted.write(
            _outcome(noted, status),
            asked=_asked(noted) if status < 400 else None,
            shown=noted.shown if status < 400 else None,
            version=sequence_of(headers.get("etag")),
            problem=_problem(body) if status >= 400 else None,
        )
    except NotWritten:
        LOG.error("an audit entry could not be written", correlation_id=correlation.current(), status=status)
        return noted.begun or status >= 400
    return True


def _outcome(noted: Noted, status: int) -> Outcome:
    if status >= 500:
        return Outcome.FAILED
    if status >= 400:
        return Outcome.REFUSED
    return Outcome.RESTRICTED if noted.restricted else Outcome.DONE


def _asked(noted: Noted) -> str | None:
    """Which one of several things, or which list: nothing that a caller could have made up."""
    path: dict[str, Any] = noted.scope.get("path_params", {})
    said = [f"{name}={path[name]}" for name in _PATH if name in path] + ([f"of={noted.of}"] if noted.of else [])
    said += [f"policy={noted.policy}"] if noted.policy else []
    for name, value in sorted(dict(parse_qsl(noted.scope["query_string"].decode("latin-1"))).items()):
        if name in _SAID or (name in _NAMED and noted.shown):
            said.append(f"{name}={value}")
        elif name in _NAMED:
            said.append(f"{name}=?")
        elif name == "after":
            said.append("a later page")
    return " ".join(said) or None


def _problem(body: bytes) -> str | None:
    try:
        return str(json.loads(body)["type"]).rsplit(":", 1)[-1]
    except (ValueError, KeyError, TypeError):
        return None


def _of(held: list[Message]) -> tuple[int, Headers, bytes]:
    start = held[0]
    body = b"".join(message.get("body", b"") for message in held[1:])
    return start["status"], Headers(raw=start["headers"]), body
