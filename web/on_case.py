"""The case that a form is about, as whoever fills it in has it, and whether it changed while they did."""

from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import Field, RootModel

from api.audiences.cases import AnyCase, CaseForColleague, RestrictedCase
from api.audiences.listed import Entry, Listed
from web.asking import Declined, segment
from web.forms import Form
from web.views.timeline import Happened, timeline
from web.visit import Visit

SEEN, SEEN_AT = "seen", "seen_at"
"""Fields of a form that say which version of the case it was shown with, and when."""

_NEWEST = 50


class CaseRead(RootModel[AnyCase]):
    """A case, whichever audience it is for."""

    root: AnyCase = Field(discriminator="audience")


@dataclass(frozen=True)
class Stale:
    """The case changed: what was told since, and the id of everything in its history since then."""

    happened: list[Happened]
    ids: frozenset[str]


def path_of(visit: Visit) -> str:
    """Where the API has the case of a page."""
    return f"/v1/cases/{segment(visit.request.path_params['case_id'])}"


async def case_of(visit: Visit) -> CaseForColleague:
    """The case, for a page that needs to show some of it. Raises Declined."""
    found = (await visit.ask.get(CaseRead, path_of(visit))).root
    if isinstance(found, RestrictedCase):
        raise Declined(403, "restricted-case")
    return found


async def case_if_shown(visit: Visit) -> CaseForColleague | None:
    """The case, or none where they may not look into it: what they know of it they may tell all the same."""
    try:
        return await case_of(visit)
    except Declined as declined:
        if declined.status == 403:
            return None
        raise


def marks(case: CaseForColleague | None) -> list[tuple[str, str]]:
    """What a form carries to say which version of the case it was shown with."""
    return [(SEEN, str(case.version if case else 0)), (SEEN_AT, datetime.now(UTC).isoformat())]


def seen(form: Form) -> list[tuple[str, str]]:
    """What a form carried: whoever mends it still looks at the case as it was."""
    return [(SEEN, form.one(SEEN)), (SEEN_AT, form.one(SEEN_AT))]


def has_changed(form: Form, case: CaseForColleague) -> bool:
    """Whether the case is another than the form was shown with."""
    return form.one(SEEN) != str(case.version)


async def what_changed(visit: Visit) -> Stale:
    """What the case was told since a form was shown, as far as this reader may see it and the records have it."""
    newest = await visit.ask.get(Listed[Entry], f"{path_of(visit)}/history", limit=_NEWEST)
    since = _moment(visit.form.one(SEEN_AT))
    entries = [one for one in newest.items if isinstance(one, Entry) and one.at > since]
    return Stale(timeline(entries), frozenset(one.id for one in entries))


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
