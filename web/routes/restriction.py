"""Restricting who may look into a case, and ending that."""

from collections.abc import Sequence
from datetime import UTC, datetime

from starlette.responses import Response
from starlette.routing import Route

from api.audiences.cases import CaseForColleague
from api.permissions import Action
from api.routes.cases import Restriction, RestrictionShown
from models.restriction import REASON_WORDS
from web.asking import Declined
from web.fields.control import controls
from web.fields.faults import Fault, faults_of, in_order, unanswered
from web.fields.field import Field, Option
from web.fields.summary import summed_up
from web.fields.typed import Typed, read_typed
from web.forms import Form
from web.on_case import case_of, path_of
from web.telling import on
from web.views.may import may
from web.visit import Visit, signed_in

_REASONS = tuple(Option(one.value, words, one.value) for one, words in REASON_WORDS.items())
FIELDS = [
    Field(
        "reason", "choice", "Why is it restricted?", "Project default: these reasons are ours.",
        "Select why the case is restricted", required=True, options=_REASONS,
    ),
    Field(
        "allowed", "references", "Who else may look into it",
        "Staff ids with a space between them, such as com-7 com-8. Whoever the case names may always look.",
    ),
]  # fmt: skip


async def restriction(visit: Visit) -> Response:
    """Restrict the case, change who may look into it, or end the restriction."""
    if not may(visit.me, Action.RESTRICT_CASE):
        raise Declined(403, "not-permitted")
    case = await case_of(visit)
    now = await visit.ask.get(RestrictionShown, f"{path_of(visit)}/restriction")
    if visit.request.method == "GET":
        return _asked(visit, case, now, _as_it_is(now))
    match visit.form.one("step"):
        case "end":
            return visit.page("restriction_end.html", "End the restriction", **on(visit))
        case "ended":
            await visit.ask.delete(f"{path_of(visit)}/restriction")
            return _done(visit, "The restriction has ended")
    return await _restrict(visit, case, now)


async def _restrict(visit: Visit, case: CaseForColleague, now: RestrictionShown) -> Response:
    typed = read_typed(FIELDS, visit.form, datetime.now(UTC))
    found = [*unanswered(FIELDS, typed.said, typed.faults), *_shut_out(visit, case, typed)]
    if faults := in_order(FIELDS, typed.faults, found):
        return _asked(visit, case, now, visit.form, faults)
    try:
        await visit.ask.put(Restriction, f"{path_of(visit)}/restriction", typed.said)
    except Declined as declined:
        if not declined.errors:
            raise
        return _asked(visit, case, now, visit.form, faults_of(FIELDS, declined.errors))
    return _done(visit, "The case is restricted")


def _shut_out(visit: Visit, case: CaseForColleague, typed: Typed) -> list[Fault]:
    """Whoever restricts a case is to be able to end it: they stand on the list where the case does not name them."""
    may_look = {*case.practitioners.values(), *typed.said.get("allowed", [])}
    words = f"Add yourself ({visit.me.staff}): the case does not name you, and you could no longer look into it"
    return [] if visit.me.staff in may_look else [Fault("allowed", words)]


def _as_it_is(now: RestrictionShown) -> Form:
    reason = now.reason.value if now.reason else ""
    return Form((("reason", reason), ("allowed-other", " ".join(now.allowed))))


def _asked(
    visit: Visit, case: CaseForColleague, now: RestrictionShown, form: Form, faults: Sequence[Fault] = ()
) -> Response:
    return visit.page(
        "restriction.html", "Restrict the case", 422 if faults else 200, now=now, **on(visit),
        controls=controls(FIELDS, form, faults, fresh=False), faults=summed_up(FIELDS, faults),
        named=sorted(set(case.practitioners.values())),
    )  # fmt: skip


def _done(visit: Visit, done: str) -> Response:
    return visit.page("restriction_done.html", done, done=done, **on(visit))


ROUTES = [Route("/cases/{case_id:str}/restriction", signed_in(restriction), methods=["GET", "POST"])]
