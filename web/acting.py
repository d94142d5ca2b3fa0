"""Acts on a case that somebody looked at: their form, sent once under a key of its own and with the version seen."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from starlette.responses import Response

from api.audiences.cases import CaseForColleague
from api.audiences.receipts import ReceiptShown
from api.permissions import Action
from policy.clauses import CLAUSES
from web.asking import Declined
from web.fields.acting_as import acting_as, in_role
from web.fields.choices import with_choices
from web.fields.control import controls
from web.fields.faults import Fault, faults_of, in_order, unanswered
from web.fields.field import Field
from web.fields.summary import summed_up
from web.fields.typed import Typed, read_typed
from web.forms import Form
from web.on_case import SEEN, Stale, case_of, marks, path_of, seen, what_changed
from web.visit import Visit

_KEY = re.compile(r"[0-9a-f]{32}")
_SEEN = re.compile(r"\d{1,9}")


@dataclass(frozen=True)
class Act:
    """What is done: its words, where its page and its route are, its fields, and what travels with the form.

    ``to`` is the route below the case, ``within`` the name under which it takes the answers where it has one;
    ``then`` says where to go on from there, ``action`` what it is to do it, ``usual`` the role whose work it is.
    """

    title: str
    page: str
    action: Action
    to: str
    fields: Sequence[Field]
    button: str
    done: str
    about: Sequence[tuple[str, str]] = ()
    clauses: Sequence[str] = ()
    carried: Mapping[str, str] | None = None
    within: str | None = None
    usual: str = ""
    then: tuple[str, str] | None = None


async def begin(visit: Visit, case: CaseForColleague, act: Act) -> Response:
    """The form, empty, with a key under which it acts once."""
    return _shown(visit, case, _asking_role(visit, act), fresh=True)


def _asking_role(visit: Visit, act: Act) -> Act:
    return replace(act, fields=[*act.fields, *acting_as(visit.me, act.action, act.usual)])


async def send(visit: Visit, case: CaseForColleague, act: Act) -> Response:
    """Do it with what was typed, or say what is to be mended, with everything typed kept."""
    act = _asking_role(visit, replace(act, fields=with_choices(act.fields, case)))
    typed = read_typed(act.fields, visit.form, datetime.now(UTC))
    if faults := [*in_order(act.fields, typed.faults, unanswered(act.fields, typed.said, typed.faults))]:
        return _shown(visit, case, act, faults)
    try:
        receipt = await visit.ask.post(ReceiptShown, f"{path_of(visit)}/{act.to}", _body(act, typed), _headers(visit))
    except Declined as declined:
        return await _declined(visit, act, case, declined)
    return visit.page(
        "done.html",
        "Recorded",
        case_id=case.case_id,
        done=act.done,
        again=receipt.duplicate,
        led_to=receipt,
        shown=True,
        then=act.then,
    )


async def _declined(visit: Visit, act: Act, case: CaseForColleague, declined: Declined) -> Response:
    if declined.kind == "stale-version":
        return _shown(visit, await case_of(visit), act, stale=await what_changed(visit))
    if not declined.errors:
        raise declined
    return _shown(visit, case, act, in_order(act.fields, {}, faults_of(act.fields, declined.errors)))


def _shown(
    visit: Visit,
    case: CaseForColleague,
    act: Act,
    faults: Sequence[Fault] = (),
    stale: Stale | None = None,
    fresh: bool = False,
) -> Response:
    fields = with_choices(act.fields, case)
    status = 409 if stale else 422 if faults else 200
    asks = {one.clause: CLAUSES[one.clause].asks for one in faults if one.clause in CLAUSES}
    version = marks(case) if fresh or stale else seen(visit.form)
    return visit.page(
        "act.html", act.title, status, act=act, case_id=case.case_id, stale=stale, asks=asks,
        controls=controls(fields, visit.form, faults, fresh=fresh), faults=summed_up(fields, faults),
        kept=[*(act.carried or {}).items(), ("key", _key(visit.form)), *version],
    )  # fmt: skip


def _body(act: Act, typed: Typed) -> dict[str, Any]:
    told, role = in_role(typed.said)
    said = {act.within: told} if act.within else told
    return {**said, **role, **(act.carried or {})}


def _headers(visit: Visit) -> dict[str, str]:
    version = visit.form.one(SEEN)
    return {"Idempotency-Key": _key(visit.form), "If-Match": f'"{version if _SEEN.fullmatch(version) else 0}"'}


def _key(form: Form) -> str:
    found = form.one("key")
    return found if _KEY.fullmatch(found) else uuid4().hex
