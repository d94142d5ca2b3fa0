"""The work of a team as whoever manages it sees it: numbers first, then a table of each, the worst first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from api.audiences.listed import CaseListed, DutyListed, EscalationListed, Listed, OrderListed, RestrictedRow
from api.routes.overview import Counted, HowWorkStands, Late
from models.decisions import DecisionKind
from policy.calendar import london_date
from web.views.words import day, moment, plain, role


@dataclass(frozen=True)
class Tag:
    """How a row stands, in a word and a colour of the design system."""

    colour: str
    words: str


@dataclass(frozen=True)
class Line:
    """One row: on whose case, what of it, how it stands, and what to do. Of a restricted case only that it is one.

    ``at`` is the place on the page of the case.
    """

    case_id: str
    person: str
    cells: tuple[str, ...] = ()
    tag: Tag | None = None
    at: str = ""
    do: tuple[str, str] | None = None
    restricted: bool = False


@dataclass(frozen=True)
class Listing:
    """One list of the API as a table: ``rows`` is how an answer is read, ``also`` are filters its page passes on."""

    slug: str
    title: str
    none: str
    path: str
    rows: Any
    columns: tuple[str, ...]
    line: Callable[[Any, date], Line]
    asked: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()


def lines(listing: Listing, rows: Sequence[Any], today: date) -> list[Line]:
    """The rows of a list."""
    return [_restricted(one) if isinstance(one, RestrictedRow) else listing.line(one, today) for one in rows]


def _restricted(row: RestrictedRow) -> Line:
    return Line(row.case_id, row.case_id, restricted=True)


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def _ahead(on: date, today: date) -> Tag:
    """How far ahead a day is; red where it has gone by."""
    if on < today:
        return Tag("red", f"{_days((today - on).days)} ago")
    return Tag("grey", "Today" if on == today else f"In {_days((on - today).days)}")


def _work(one: DutyListed, today: date) -> Line:
    about = f" (about {'the person' if one.subject == 'person' else one.subject})" if one.subject else ""
    who = one.held_by or f"Nobody ({role(one.owner)})"
    cells = (one.title + about, who, day(one.due_on))
    return Line(one.case_id, one.crn or one.case_id, cells, _stands(one, today), one.duty_id)


def _stands(one: DutyListed, today: date) -> Tag:
    late = f"{_days((today - one.due_on).days)} overdue" if one.overdue and one.due_on else ""
    if one.grave:
        return Tag("red", f"Grave, {late}" if late else "Grave")
    return Tag("orange", late) if late else Tag("grey", "Open")


def _escalation(one: EscalationListed, today: date) -> Line:
    to = role(one.to_role)
    cells = (one.about, f"{one.to_staff} ({to})" if one.to_staff else to[:1].upper() + to[1:], moment(one.at))
    if one.acknowledged_at is not None:
        tag = Tag("green", f"Looked at by {one.acknowledged_by}")
    else:
        waiting = (today - london_date(one.at)).days
        tag = Tag("orange", f"Waiting {_days(waiting)}" if waiting else "New today")
    do = (f"/cases/{one.case_id}/decide?kind={DecisionKind.OVERSIGHT.value}", "Record oversight")
    return Line(one.case_id, one.crn or one.case_id, cells, tag, do=do)


def _practitioner(one: CaseListed) -> str:
    held = {"pom": one.pom, "community_practitioner": one.community_practitioner}
    return held.get(one.responsible) or one.pom or one.community_practitioner or "Nobody"


def _of(one: CaseListed, cells: tuple[str, ...], tag: Tag | None = None) -> Line:
    return Line(one.case_id, one.crn or one.case_id, cells, tag)


def _release(one: CaseListed, today: date) -> Line:
    assert one.release_on is not None
    return _of(one, (_practitioner(one), plain(one.rosh), day(one.release_on)), _ahead(one.release_on, today))


def _handover(one: CaseListed, today: date) -> Line:
    assert one.handover_on is not None
    to = one.community_practitioner or "Nobody yet"
    return _of(one, (one.pom or "Nobody", to, day(one.handover_on)), _ahead(one.handover_on, today))


def _order(one: OrderListed, today: date) -> Line:
    cells = (plain(one.kind).capitalize(), one.responsible or "Nobody", day(one.ends_on))
    return Line(one.case_id, one.crn or one.case_id, cells, _ahead(one.ends_on, today))


def _unheld(one: CaseListed, today: date) -> Line:
    missing = role(one.missing_role) if one.missing_role else ""
    cells = (plain(one.stage).capitalize(), day(one.stage_since), missing[:1].upper() + missing[1:])
    return _of(one, cells, Tag("orange", _days((today - one.stage_since).days)))


def _case(one: CaseListed, _: date) -> Line:
    due = day(one.next_due) if one.next_due else "Nothing due"
    tag = Tag("orange", f"{one.overdue} overdue") if one.overdue else Tag("green", "On time")
    return _of(one, (plain(one.stage).capitalize(), plain(one.rosh), due, str(one.open_duties)), tag)


_OF_WORK = ("Person", "What", "Who", "By when", "Status")
_LATE = ("late_at_least", "late_at_most")

_DUTIES, _ESCALATIONS = Listed[DutyListed], Listed[EscalationListed]
_CASES, _ORDERS = Listed[CaseListed], Listed[OrderListed]

OVERDUE = Listing(
    "overdue", "Overdue work", "There is no overdue work.", "/v1/duties", _DUTIES, _OF_WORK, _work,
    {"overdue": "true"}, (*_LATE, "held_by"),
)  # fmt: skip
REVIEWS = Listing(
    "reviews", "Changes not yet reviewed", "Every change has been reviewed.", "/v1/duties", _DUTIES, _OF_WORK, _work,
    {"kind": "review"},
)  # fmt: skip
ESCALATIONS = Listing(
    "escalations", "Escalations to look at", "No escalation waits for a manager to look at it.", "/v1/escalations",
    _ESCALATIONS, ("Person", "About", "To", "Since", "Status", "Do"), _escalation,
    {"unacknowledged": "true", "oldest_first": "true"},
)  # fmt: skip
ALL_ESCALATIONS = Listing(
    "open-escalations", "Open escalations", "There are no open escalations.", "/v1/escalations",
    _ESCALATIONS, ("Person", "About", "To", "Since", "Status", "Do"), _escalation,
    {"open": "true", "oldest_first": "true"},
)  # fmt: skip
UNHELD = Listing(
    "without-practitioner", "Cases without a practitioner", "Every case has its practitioners.",
    "/v1/cases-without-practitioner", _CASES, ("Person", "Stage", "Since", "Who is missing", "Status"), _unheld,
)  # fmt: skip
RELEASES = Listing(
    "releases", "Releases in the next 28 days", "There are no releases in the next 28 days.", "/v1/releases",
    _CASES, ("Person", "Practitioner", "Risk of serious harm", "Expected on", "Status"), _release,
    {"passed": "true"},
)  # fmt: skip
HANDOVERS = Listing(
    "handovers", "Handovers in the next 56 days", "There are no handovers in the next 56 days.", "/v1/handovers",
    _CASES, ("Person", "From", "To", "On", "Status"), _handover, {"passed": "true"},
)  # fmt: skip
ORDERS = Listing(
    "orders", "Protective orders ending in the next 28 days", "No protective orders end in the next 28 days.",
    "/v1/protective-orders-ending", _ORDERS, ("Person", "Order", "Practitioner", "Ends on", "Status"), _order,
)  # fmt: skip
CASES = Listing(
    "cases", "Cases", "There are no cases.", "/v1/cases", _CASES,
    ("Person", "Stage", "Risk of serious harm", "Next due", "Open work", "Status"), _case, {}, ("held_by",),
)  # fmt: skip
WORK = Listing("work", "Open work", "There is no open work.", "/v1/duties", _DUTIES, _OF_WORK, _work, {},
               ("held_by",))  # fmt: skip

SECTIONS = (OVERDUE, ESCALATIONS, REVIEWS, UNHELD, RELEASES, HANDOVERS, ORDERS)
"""On the page, in this order: what is late or waits for a manager, then what nobody holds, then what is ahead."""

LISTINGS = {one.slug: one for one in (*SECTIONS, ALL_ESCALATIONS, CASES, WORK)}


def address(slug: str, team: str | None, **more: object) -> str:
    """Where a list of a team is, or of all teams."""
    asked = {"team": team or "", **{name: value for name, value in more.items() if value is not None}}
    return f"/team{f'/{slug}' if slug else ''}?{urlencode(asked)}"


def said(found: Counted) -> str:
    """A number as it is shown."""
    return f"More than {found.count:,}" if found.or_more else f"{found.count:,}"


@dataclass(frozen=True)
class Card:
    """One number, what it is of, and where that is."""

    number: str
    words: str
    to: str
    late: bool


def cards(stands: HowWorkStands, team: str | None) -> list[Card]:
    """The first screen: each number leads to what it counts. Overdue work by age, the oldest first."""
    late = [_card(one, _age(one), _late_address(one, team), late=True) for one in reversed(stands.overdue)]
    return [
        *late,
        _card(stands.escalations, ESCALATIONS.title, address("escalations", team), late=True),
        _card(stands.reviews, REVIEWS.title, address("reviews", team)),
        _card(stands.cases_without_practitioner, UNHELD.title, address("without-practitioner", team), late=True),
        _card(stands.releases, "Releases in 28 days", address("releases", team)),
        _card(stands.handovers, "Handovers in 56 days", address("handovers", team)),
        _card(stands.protective_orders_ending, "Orders ending in 28 days", address("orders", team)),
    ]


def _card(found: Counted, words: str, to: str, late: bool = False) -> Card:
    return Card(said(found), words, to, late and found.count > 0)


def _age(one: Late) -> str:
    if one.to_days is None:
        return f"Overdue more than {one.from_days - 1} days"
    return f"Overdue {one.from_days} to {one.to_days} days"


def _late_address(one: Late, team: str | None) -> str:
    return address("overdue", team, late_at_least=one.from_days, late_at_most=one.to_days)


def narrowed(asked: Mapping[str, str | None]) -> str:
    """What the page of a list is narrowed to, in words; empty when it is whole."""
    low, high, staff = asked.get("late_at_least"), asked.get("late_at_most"), asked.get("held_by")
    whose = f"held by {staff}" if staff else ""
    late = f"{low} to {high} days overdue" if low and high else f"{low} days overdue or more" if low else ""
    return ", ".join(part for part in (whose, late) if part)
