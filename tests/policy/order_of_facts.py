"""Whether two facts of one day, told in either order, come to the same case; and where they rightly do not."""

from collections.abc import Iterator
from copy import copy
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.lives.drawing import drawing
from tests.policy.anything import EVENTS, events
from tests.policy.told import Told

TURNS = frozenset({
    "court_report_requested", "sentence_passed", "received_into_custody", "released_from_remand", "released",
    "recalled", "supervision_ended", "died", "records_merged",
})  # fmt: skip
"""The facts that say where the sentence stands."""

ANY = frozenset({*EVENTS})

_BEGIN = frozenset({"new_relationship", "partner_pregnant", "partner_details_refused"})
_END = frozenset({"relationship_ended", "pregnancy_ended", "disclosure_made"})
_CALLS_FOR_MAPPA = frozenset({
    "domestic_abuse_incident", "order_breached", "contact_with_protected_person", "protective_order_made",
    "serial_abuse_or_stalking", "stalking",
})  # fmt: skip
_BRING_SOMEBODY = frozenset({
    "child_protection", "contact_with_children", "children_at_risk", "domestic_abuse_incident", "new_relationship",
    "partner_details_refused", "partner_pregnant",
})  # fmt: skip
_HARM = frozenset({"contact_with_protected_person", "domestic_abuse_incident", "order_breached", "stalking"})
_PUT_FORWARD = frozenset({"hdc_address_proposed", "rotl_address_proposed"})

MATTERS: dict[str, tuple[tuple[frozenset[str], frozenset[str]], ...]] = {
    "Where the sentence stands": ((TURNS, ANY),),
    "Said twice, and otherwise": tuple((frozenset({name}), frozenset({name})) for name in sorted(ANY)),
    "A reply and its question": (
        (frozenset({"enquiry_answered"}), ANY),
        (frozenset({"case_transferred"}), frozenset({"practitioner_allocated"})),
    ),
    "What the safety officer says and the exchange it belongs to": (
        (frozenset({"daso_information"}), frozenset({"order_variation_applied"})),
    ),
    "A court's word on contact and a contact of that day": (
        (frozenset({"order_varied", "order_revoked"}), frozenset({"contact_with_protected_person"})),
    ),
    "The start and the end of one thing": (
        (_BEGIN, _END),
        (_PUT_FORWARD, frozenset({"consent_withdrawn"})),
        (frozenset({"condition_to_put_forward"}), frozenset({"condition_decided"})),
        (frozenset({"mappa_meeting"}), frozenset({"mappa_status"})),
        (frozenset({"programme_required", "programme_started"}), frozenset({"programme_completed"})),
        (frozenset({"new_relationship"}), frozenset({"partner_details_refused"})),
        (frozenset({"re_refer_to_vlu"}), frozenset({"liaise_with_vlo"})),
    ),
    "A refusal to name somebody and harm to them": ((frozenset({"partner_details_refused"}), _HARM),),
    "A move and somebody not known before": ((frozenset({"address_changed"}), _BRING_SOMEBODY),),
    "A MAPPA level and what calls for a decision on one": ((frozenset({"mappa_status"}), _CALLS_FOR_MAPPA),),
}
"""Where the order of two facts of one day rightly matters; ``docs/order-of-facts.md`` has the reason of each."""


def may_matter(one: str, other: str) -> bool:
    """Whether the order of facts of these two types may make a difference."""
    pairs = (pair for matters in MATTERS.values() for pair in matters)
    return any((one in a and other in b) or (other in a and one in b) for a, b in pairs)


def same_day(told: Told) -> datetime:
    """Ten in the morning of the next day, after whatever the clock brings until then."""
    told.now = (told.now + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
    told.strike_until_now()
    return told.now


def both_orders(told: Told, one: dict[str, Any], other: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the case comes to when two facts of the day are told in one order and in the other."""
    now = same_day(told)
    facts = [_of_the_day(fact, now, number) for number, fact in enumerate((one, other))]
    return _after(told, facts), _after(told, facts[::-1])


def _of_the_day(fact: dict[str, Any], now: datetime, number: int) -> dict[str, Any]:
    happened = now - timedelta(hours=1 + number)
    said = {name: value for name, value in fact.items() if name not in {"happened", "known", "incident_ref"}}
    return {**said, "event_id": f"of-the-day-{number}", "occurred_at": happened.isoformat()}


def _after(told: Told, facts: list[dict[str, Any]]) -> dict[str, Any]:
    twin = copy(told)
    twin.log, twin.allowed, twin.stages, twin.fired = [*told.log], [*told.allowed], {*told.stages}, {*told.fired}
    for fact in facts:
        twin.now += timedelta(minutes=1)
        twin.count += 1
        twin.tell({"kind": "reported", "event": fact})
    return shown(twin)


def shown(told: Told) -> dict[str, Any]:
    """What a case comes to: open work and when it is due, stage, partners, orders and risk.

    Who is at risk counts, and whether it is a child; the first word for who they are to the person stands.
    """
    case, state = told.case, told.state
    duties = sorted((d.kind, d.subject or "", str(d.due_on)) for d in case.open_duties)
    told_of = {name: state.get(name) for name in ("stage", "partners", "orders", "rosh")}
    at_risk = {ref: person.child for ref, person in case.people_at_risk.items()}
    return {"duties": duties, "at_risk": at_risk, **told_of}


def unlike(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """How two cases differ, in words."""
    found = [f"{name}: {one[name]} or {other[name]}" for name in one if name != "duties" and one[name] != other[name]]
    first, second = ({tuple(d) for d in case["duties"]} for case in (one, other))
    return [*found, *(f"only in one order: {duty}" for duty in sorted(first ^ second))]


def differing(told: Told, random: Random, pairs: int) -> Iterator[str]:
    """Tell a case so many pairs of facts in both orders; each pair that differs and may not, in words."""
    if not told.state or told.finished:
        return
    draw = drawing(random)
    for _ in range(pairs):
        one, other = draw(events()), draw(events())
        if may_matter(one["type"], other["type"]):
            continue
        differences = unlike(*both_orders(told, one, other))
        if differences:
            yield f"the order of {one} and {other} matters: {'; '.join(differences)}"
