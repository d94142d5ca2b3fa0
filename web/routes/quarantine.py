"""The quarantine: what intake could not take in, looked at, mended, taken in again, or let be."""

import re
from types import NoneType
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import Route

from api.routes.domain_events import MessageTaken, Quarantine, QuarantinedMessage
from intake.states import REASONS
from web.asking import Declined, segment
from web.fields.summary import Line
from web.views import quarantine as view
from web.views.problems import problem_shown
from web.visit import Visit, signed_in

_API = "/v1/quarantine"
_TITLE = "Quarantine"
_SEEN = re.compile(r"\d{1,9}")
_TEXT, _WHY = "text", "why"

_PLAIN = {reason: words[:1].upper() + words[1:] for reason, words in REASONS.items()}


async def listed(visit: Visit) -> Response:
    """What waits for a person, the oldest first; nothing of what a message says."""
    reason, after = (visit.request.query_params.get(name) or None for name in ("reason", "after"))
    found = await visit.ask.get(Quarantine, _API, reason=reason, after=after)
    kept = {"reason": reason} if reason else {}
    following = f"/operations/quarantine?{urlencode({**kept, 'after': found.after})}" if found.after else None
    return visit.page(
        "quarantine.html", _TITLE, found=found.messages, following=following, first=after is None, reason=reason,
        reasons=_PLAIN, start=f"/operations/quarantine?{urlencode(kept)}",
    )  # fmt: skip


async def one(visit: Visit) -> Response:
    """One message: what it says, what was done with it, and what can be done."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Mend it, take it in again or let it be, as the form says; once, and only if nobody did anything meanwhile."""
    doing = {"mend": _mend, "replay": _replay, "dismiss": _dismiss}.get(visit.form.one("step"))
    if doing is None:
        raise Declined(400, "bad-form")
    try:
        return await doing(visit)
    except Declined as declined:
        if declined.kind == "stale-message":
            return await _shown(visit, stale=True)
        if declined.kind == "unknown-thing":
            raise Declined(404, "not-in-quarantine") from None
        if declined.kind == "sign-in-too-weak":
            kept = visit.form.one(_TEXT) or visit.form.one(_WHY)
            shown = problem_shown(403, declined.kind)
            return visit.page("problem.html", shown.title, 403, problem=shown, kept=kept)
        raise


async def _mend(visit: Visit) -> Response:
    text = visit.form.one(_TEXT)
    if not text:
        return await _shown(visit, Line("Enter the text of the message", "f-text", ""))
    try:
        taken = await visit.ask.put_text(MessageTaken, f"{_at(visit)}/mended", text, _headers(visit))
    except Declined as declined:
        if declined.kind != "invalid-request":
            raise
        words = declined.errors[0]["words"]
        return await _shown(visit, Line(f"The text is {words}{view.where_broken(text)}", "f-text", ""))
    return _done(visit, taken)


async def _replay(visit: Visit) -> Response:
    return _done(visit, await visit.ask.post(MessageTaken, f"{_at(visit)}/replay", {}, _headers(visit)))


async def _dismiss(visit: Visit) -> Response:
    why = visit.form.one(_WHY)
    if not why:
        return await _shown(visit, Line("Enter why nothing follows from it", "f-why", ""))
    try:
        await visit.ask.post(NoneType, f"{_at(visit)}/dismissal", {"why": why}, _headers(visit))
    except Declined as declined:
        if declined.kind != "invalid-request":
            raise
        return await _shown(visit, Line("The reason must be 2,000 characters or fewer", "f-why", ""))
    return visit.page("quarantine_done.html", "Dismissed", done="It was dismissed", said="It stays stored.", again=None)


def _done(visit: Visit, taken: MessageTaken) -> Response:
    again = taken.number if taken.state == "quarantined" else None
    said = view.WHAT_TO_DO.get(taken.reason or "", "") if again else view.on_their_way(taken)
    return visit.page("quarantine_done.html", "Taken in again", done=view.became(taken), said=said, again=again)


async def _shown(visit: Visit, fault: Line | None = None, *, stale: bool = False) -> Response:
    try:
        found = await visit.ask.get(QuarantinedMessage, _at(visit))
    except Declined as declined:
        if declined.status in {404, 422}:
            raise Declined(404, "not-in-quarantine") from None
        raise
    current = found.raw if found.mended_copy is None else found.mended_copy
    text = visit.form.one(_TEXT) if visit.form.one("step") == "mend" else view.indented(current)
    return visit.page(
        "quarantined.html", f"Message {found.number} in quarantine", 409 if stale else 422 if fault else 200,
        message=found, reason=_PLAIN.get(found.reason, found.reason), to_do=view.WHAT_TO_DO.get(found.reason, ""),
        said=view.indented(found.raw), text=text, why=visit.form.one(_WHY), can_mend=view.fits_a_form(current),
        did=view.did, fault=fault, stale=stale,
    )  # fmt: skip


def _at(visit: Visit) -> str:
    return f"{_API}/{segment(visit.request.path_params['number'])}"


def _headers(visit: Visit) -> dict[str, str]:
    seen = visit.form.one("seen")
    return {"If-Match": f'"{seen}"'} if _SEEN.fullmatch(seen) else {"If-Match": "none"}


ROUTES = [
    Route("/operations/quarantine", signed_in(listed)),
    Route("/operations/quarantine/{number}", signed_in(one), methods=["GET"]),
    Route("/operations/quarantine/{number}", signed_in(act), methods=["POST"]),
]
