"""What if: what would follow from something before it happens. Nothing is told to the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.responses import Response
from starlette.routing import Route

from api.audiences.cases import CaseForColleague
from api.permissions import Action
from policy.what_if import Supposed
from web.asking import Declined
from web.fields.faults import faults_of, in_order
from web.fields.field import Field
from web.fields.typed import Typed
from web.forms import Form
from web.on_case import case_of, path_of
from web.telling import Telling, ask, choose, event, fields_on, on, read
from web.views.event_kinds import TITLES, may_report, supposable
from web.views.may import may
from web.views.written import written
from web.visit import MARK, Visit, signed_in

WHAT_IF = Telling(
    "What if", "what-if", "Select what might happen, to see what would follow. Nothing is recorded.", "suppose",
    "See what would follow", Action.PREVIEW,
)  # fmt: skip

_BEFORE = "before"
"""The field in which a form carries what was supposed before it: of each what was typed."""

_AT_MOST = 20
"""As many facts as the API takes together."""


@dataclass(frozen=True)
class Supposition:
    """One thing that might happen: its kind, and what was typed of it."""

    kind: str
    form: Form
    fields: Sequence[Field]
    typed: Typed

    @property
    def title(self) -> str:
        """What it is called."""
        return TITLES[self.kind]

    @property
    def written(self) -> list[tuple[str, str]]:
        """What was typed, read back."""
        return written(self.fields, self.typed.said)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What was typed, to be sent again."""
        return self.form.but(MARK, "step", "event_id", _BEFORE)


async def what_if(visit: Visit) -> Response:
    """The whole way of asking; everything typed travels with the form, and nothing is in the address."""
    if not may(visit.me, Action.PREVIEW):
        raise Declined(403, "not-permitted")
    case = await case_of(visit)
    kind, step = visit.form.one("type"), visit.form.one("step")
    if visit.request.method == "GET":
        return choose(visit, WHAT_IF, supposable())
    if kind not in TITLES:
        return choose(visit, WHAT_IF, supposable(), "Select what might happen", _carried(visit.form))
    one = await _supposed(visit, case, kind, visit.form)
    match step:
        case "more":
            return choose(visit, WHAT_IF, supposable(), kept=[*_carried(visit.form), (_BEFORE, urlencode(one.pairs))])
        case "suppose":
            return await _answer(visit, case, one)
    return _asked(visit, one, fresh=step != "change")


async def _answer(visit: Visit, case: CaseForColleague, one: Supposition) -> Response:
    """What would follow from this and what was supposed before it, or what is to be mended."""
    before = await _before(visit, case)
    facts = [event(each.kind, each.form, each.typed) for each in (*before, one)]
    try:
        found = await visit.ask.post(Supposed, f"{path_of(visit)}/what-if", {"facts": facts})
    except Declined as declined:
        if not declined.errors and not one.typed.faults:
            raise
        return _asked(visit, one, declined=declined)
    if one.typed.faults:
        return _asked(visit, one)
    return visit.page(
        "what_if.html", WHAT_IF.title, **on(visit), found=found, supposed=[*before, one], last=one,
        kept=[*one.pairs, *_carried(visit.form)], more=len(facts) < _AT_MOST,
        reportable=[each for each in (*before, one) if may_report(each.kind, visit.me.capacities)],
    )  # fmt: skip


def _asked(visit: Visit, one: Supposition, fresh: bool = False, declined: Declined | None = None) -> Response:
    errors = declined.errors if declined else ()
    faults = [] if fresh else in_order(one.fields, one.typed.faults, faults_of(one.fields, errors))
    return ask(visit, WHAT_IF, one.kind, one.fields, _carried(visit.form), faults, fresh)


async def _supposed(visit: Visit, case: CaseForColleague, kind: str, form: Form) -> Supposition:
    fields = await fields_on(visit, WHAT_IF, kind, case)
    return Supposition(kind, form, fields, read(fields, form))


def _carried(form: Form) -> list[tuple[str, str]]:
    return [(_BEFORE, said) for said in form.all(_BEFORE)]


async def _before(visit: Visit, case: CaseForColleague) -> list[Supposition]:
    """What was supposed before, as it was typed. What is no form of ours is left out."""
    forms = [Form(tuple(parse_qsl(said, keep_blank_values=True))) for said in visit.form.all(_BEFORE)[: _AT_MOST - 1]]
    found = [await _supposed(visit, case, one.one("type"), one) for one in forms if one.one("type") in TITLES]
    return [one for one in found if not one.typed.faults]


ROUTES = [Route("/cases/{case_id:str}/what-if", signed_in(what_if), methods=["GET", "POST"])]
