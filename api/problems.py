"""Every problem the API answers with (RFC 9457): its type, its status, when it comes and what to do about it.

The types are stable; ``docs/problems.md`` is written from this module. No problem repeats what was sent.
"""

import secrets
from collections.abc import Mapping
from typing import Any, ClassVar

from fastapi_problem.error import StatusProblem

TYPE_URI = "urn:throughcare:problem:{type}"
"""What every ``type`` looks like."""

AGAIN_IN_SECONDS = 5
"""When to try again after a 503 (project default)."""


class ApiProblem(StatusProblem):
    """One kind of problem. ``mend`` says what whoever asked can do about it."""

    type_: str
    title: str
    status: int
    mend: ClassVar[str]

    def __init__(self, detail: str | None = None, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail or self.mend, headers=dict(headers or {}), **more)


# Who asks -----------------------------------------------------------------------------------------------------------


class TokenMissing(ApiProblem):
    """No bearer token came with the request."""

    type_, title, status = "token-missing", "No token", 401
    mend = "Send a token of the issuer this service trusts: Authorization: Bearer …"


class TokenInvalid(ApiProblem):
    """The token cannot be read, is not signed by the issuer with RS256, or is not meant for this service or time."""

    type_, title, status = "token-invalid", "The token is not accepted", 401
    mend = "Get a new token from the issuer; it must be signed with RS256 and carry this service's issuer and audience."


class TokenExpired(ApiProblem):
    """The token's time is over."""

    type_, title, status = "token-expired", "The token has expired", 401
    mend = "Get a new token from the issuer."


class TokenEnded(ApiProblem):
    """An operator ended what whoever asks was signed in with."""

    type_, title, status = "token-ended", "This sign-in was ended", 401
    mend = "Sign in again, or get a new token from the issuer, half a minute after it was ended or later."


class SignInTooWeak(ApiProblem):
    """The act needs a sign-in that is fresher, or by stronger means; the header WWW-Authenticate says which."""

    type_, title, status = "sign-in-too-weak", "Sign in again for this", 401
    mend = "Sign in at the issuer again as WWW-Authenticate says, and send the same request with the new token."


class NoRole(ApiProblem):
    """The token carries none of the authorities of this service, or no user or client to put acts down to."""

    subject: str | None = None
    """Whoever the token names, where it names somebody."""

    type_, title, status = "no-role", "The token gives no role here", 403
    mend = "Ask for one of the authorities that docs/permissions.md lists."


class NotPermitted(ApiProblem):
    """The role may not do this, or not on a case that stands to it as this one does."""

    type_, title, status = "not-permitted", "Not permitted", 403
    mend = "See docs/permissions.md for who may do what; somebody named on the case, or its manager, may be able to."


class RestrictedCase(ApiProblem):
    """Access to the case is restricted to those named on it and their managers."""

    type_, title, status = "restricted-case", "Restricted", 403
    mend = "Ask the manager of the case whether you may have access to it."


class WrongRole(ApiProblem):
    """The role to act in is not one the token gives, or the token gives several and none was chosen."""

    type_, title, status = "wrong-role", "Say in which of your roles you act", 403
    mend = "Give `role` as one of the roles that your token gives you."


# What is asked for --------------------------------------------------------------------------------------------------


class NotFound(ApiProblem):
    """There is nothing at this path."""

    type_, title, status = "not-found", "Nothing here", 404
    mend = "docs/openapi.json lists every path."


class UnknownCase(ApiProblem):
    """No case has this id."""

    type_, title, status = "unknown-case", "No such case", 404
    mend = "Check the id, or start the case first."


class UnknownThing(ApiProblem):
    """The case is there, but not the duty, escalation, clause or measure asked for."""

    type_, title, status = "unknown-thing", "No such thing", 404
    mend = "Read the list it should be in, and take an id from there."


class MethodNotAllowed(ApiProblem):
    """The path is there, but not with this method; the header Allow says which it takes."""

    type_, title, status = "method-not-allowed", "Method not allowed", 405
    mend = "Use one of the methods in the header Allow."


class MalformedRequest(ApiProblem):
    """The request cannot be read at all."""

    type_, title, status = "malformed-request", "The request cannot be read", 400
    mend = "Send a well-formed HTTP request."


class BodyTooLarge(ApiProblem):
    """The body is larger than this service takes."""

    type_, title, status = "body-too-large", "The body is too large", 413
    mend = "Send a smaller body: one case, one event or one act at a time."


class BodyTooSlow(ApiProblem):
    """The body did not come in good time."""

    type_, title, status = "body-too-slow", "The body took too long", 408
    mend = "Send the same request again, with the same ids, over a connection that is quick enough."


class UnsupportedMediaType(ApiProblem):
    """The body is not said to be JSON."""

    type_, title, status = "unsupported-media-type", "Send JSON", 415
    mend = "Send JSON, with Content-Type: application/json."


class InvalidRequest(ApiProblem):
    """A field, a parameter or a header is missing or not as described; ``errors`` names each, never its value."""

    type_, title, status = "invalid-request", "Something in the request is not right", 422
    mend = "Mend what `errors` names."


# What policy and the case say ---------------------------------------------------------------------------------------


class Refused(ApiProblem):
    """Policy refuses it; ``errors`` gives each reason, with its clause where there is one."""

    type_, title, status = "refused", "Refused", 422
    mend = "See `errors`: each has what is missing or what forbids it, and the clause."


class CaseFinished(ApiProblem):
    """The case is closed and takes no more facts."""

    type_, title, status = "case-finished", "The case is finished", 409
    mend = "Read the case; open a new one if there is a new sentence."


class OtherRollout(ApiProblem):
    """Another policy version is being applied to the open cases: two would take the cases from each other."""

    type_, title, status = "other-rollout", "Another policy version is being applied", 409
    mend = "Wait until it is done, or stop it, then apply this one."


class CaseFull(ApiProblem):
    """The case holds more than any real case has; ``errors`` says of what. Grave events are still taken."""

    type_, title, status = "case-full", "The case holds too much", 409
    mend = "See `errors`; if it is a real case, tell the operators, and tell the case what is grave all the same."


class VersionRequired(ApiProblem):
    """The act needs the version of the case that was acted on, in the header If-Match."""

    type_, title, status = "version-required", "Say which version of the case you saw", 428
    mend = "Read the case and send its ETag as If-Match."


class StaleVersion(ApiProblem):
    """The case has changed since the version that was acted on. Nothing was done."""

    type_, title, status = "stale-version", "The case has changed", 412
    mend = "Read the case again, look at what changed, and send its new ETag as If-Match."


class StaleMessage(ApiProblem):
    """Somebody did something with the message in quarantine since it was looked at. Nothing was done."""

    type_, title, status = "stale-message", "The message was worked on meanwhile", 412
    mend = "Look at the message again, and send its new version as If-Match."


# Doing things once --------------------------------------------------------------------------------------------------


class KeyRequired(ApiProblem):
    """The act needs an Idempotency-Key, so that sending it twice does it once."""

    type_, title, status = "idempotency-key-required", "Send an Idempotency-Key", 400
    mend = "Send a new Idempotency-Key with each act, and the same one when you send the same act again."


class KeyInUse(ApiProblem):
    """A request with this Idempotency-Key is still being worked on."""

    type_, title, status = "idempotency-key-in-use", "The same request is under way", 409
    mend = "Wait, then send the same request again: it is answered with what the first led to."


class KeyReused(ApiProblem):
    """The Idempotency-Key was used for another request."""

    type_, title, status = "idempotency-key-reused", "The key belongs to another request", 422
    mend = "Send a new Idempotency-Key."


# More than is served ------------------------------------------------------------------------------------------------


class TooManyRequests(ApiProblem):
    """More is asked by one sender, or of one case, than is served; ``detail`` says how much, Retry-After when again.

    An event that is grave (docs/api.md) is taken all the same.
    """

    type_, title, status = "too-many-requests", "Too many requests", 429
    mend = "Wait as long as Retry-After says, then send the same request again, with the same ids."

    def __init__(self, served: str, again_in_seconds: int) -> None:
        words = f"At most {served} are served (project default, or as the operators set it). {self.mend}"
        super().__init__(words, {"Retry-After": str(again_in_seconds)})


# Faults of ours -----------------------------------------------------------------------------------------------------


class InternalError(ApiProblem):
    """A fault of ours. Nothing is said of it here; the correlation id finds it in the logs."""

    type_, title, status = "internal-error", "Something went wrong here", 500
    mend = "Send the same request again; if it happens again, tell the operators the correlation id."


class _Unavailable(ApiProblem):
    status = 503

    def __init__(self, detail: str | None = None, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail, {"Retry-After": str(AGAIN_IN_SECONDS), **(headers or {})}, **more)


class CasesUnavailable(_Unavailable):
    """The Temporal server cannot be reached, or no worker answers for the case."""

    type_, title = "cases-unavailable", "Cases cannot be reached at the moment"
    mend = "Send the same request again in a little while, with the same ids: nothing is done twice."


class RecordsUnavailable(_Unavailable):
    """The records database cannot be reached, or is not of this release."""

    type_, title = "records-unavailable", "The records cannot be reached at the moment"
    mend = "Send the same request again in a little while, with the same ids: nothing is done twice."


class AuditUnavailable(_Unavailable):
    """The audit trail cannot be written, so nothing is shown and no act is begun: who sees what must be on record."""

    type_, title = "audit-unavailable", "The audit trail cannot be written at the moment"
    mend = "Send the same request again in a little while, with the same ids: nothing was shown or done."


class Overloaded(_Unavailable):
    """More is asked of the service by all together than it can do. Nothing was done."""

    type_, title = "overloaded", "The service is busy"
    mend = "Wait as long as Retry-After says, then send the same request again, with the same ids."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": str(1 + secrets.randbelow(AGAIN_IN_SECONDS))})


class KeysUnavailable(_Unavailable):
    """The issuer's keys cannot be fetched, so no token can be checked."""

    type_, title = "keys-unavailable", "Tokens cannot be checked at the moment"
    mend = "Send the same request again in a little while."


PROBLEMS: tuple[type[ApiProblem], ...] = (
    MalformedRequest,
    KeyRequired,
    TokenMissing,
    TokenInvalid,
    TokenExpired,
    TokenEnded,
    SignInTooWeak,
    NoRole,
    NotPermitted,
    RestrictedCase,
    WrongRole,
    NotFound,
    UnknownCase,
    UnknownThing,
    MethodNotAllowed,
    BodyTooSlow,
    KeyInUse,
    CaseFinished,
    OtherRollout,
    CaseFull,
    StaleVersion,
    StaleMessage,
    BodyTooLarge,
    UnsupportedMediaType,
    InvalidRequest,
    KeyReused,
    Refused,
    VersionRequired,
    TooManyRequests,
    InternalError,
    CasesUnavailable,
    RecordsUnavailable,
    AuditUnavailable,
    KeysUnavailable,
    Overloaded,
)
"""Every problem there is, by status."""


_BEFORE = """\
# Problems

Every error of the HTTP API is `application/problem+json` (RFC 9457). `type` and `title` are of the list below and stay
as they are; `detail` says what to do; `correlation_id` finds the request in the logs, and is in the header
`X-Correlation-Id` of every answer; `errors`, where there are any, names each field at fault or each reason, with its
clause. Nothing that was sent is repeated. Written from `api/problems.py` by `make api-docs`.
"""


def problems_page() -> str:
    """The page ``docs/problems.md``."""
    lines = [*_BEFORE.splitlines(), "", "| status | type | when | what to do |", "| --- | --- | --- | --- |"]
    for kind in sorted(PROBLEMS, key=lambda one: (one.status, PROBLEMS.index(one))):
        when = " ".join((kind.__doc__ or "").split())
        lines.append(f"| {kind.status} | `{TYPE_URI.format(type=kind.type_)}` | {when} | {kind.mend} |")
    return "\n".join(lines) + "\n"
