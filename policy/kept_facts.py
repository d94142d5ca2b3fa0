"""Keeping what a case is told, so that a fact can be taken back: the facts folded again without it say what is so then.

What work and decisions put onto a case is in no fold. So a value goes back only where it is still the one that the
facts gave it; where work has touched it since, it stays, and is named.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from models.case import Case
from models.enquiries import Enquiry
from models.events import EVENT, Fact
from models.kept_facts import Changed, KeptFact
from models.sentence import Stage
from policy.calendar import london_date
from policy.defaults import KEEP_FACTS
from policy.facts.absorb import absorb
from policy.patch import merge_patch
from policy.process import START

Known = dict[str, Any]
"""What facts say about a case, as plain data."""

OF_FACTS = frozenset({
    "addresses", "as_victim", "breach_running", "conditions", "contacts", "crn", "custody", "dates", "failures", "hdc",
    "history_marker", "homicide_review", "in_approved_premises", "mappa", "marac", "orders", "partners",
    "people_at_risk", "practitioners", "profile", "programme", "programme_finished", "programme_record",
    "relationship_condition", "rosh", "rotl", "sentences", "team", "tier", "unsafe_addresses",
})  # fmt: skip
"""The parts of a case that facts say. Replies to requests are judged by what was asked: those are not folded."""

_NOBODY = {
    "case_id": "nobody",
    "policy_version": "",
    "calendar_version": "",
    "stage": Stage.COURT_REPORT,
    "stage_since": date(1970, 1, 1),
}


def known_of(case: Case) -> Known:
    """What a case knows from facts."""
    return case.model_dump(mode="json", exclude_none=True, include=set(OF_FACTS))


def keep(case: Case, event: Fact, stage: Stage, opens: bool = False) -> KeptFact:
    """Keep a fact that is about to be taken in, and the sum of those too old to be kept one by one."""
    if case.began is None:
        case.began = known_of(case)
    said = event.model_dump(mode="json", exclude_defaults=True, exclude={"event_id"})
    kept = KeptFact(said={**said, "type": getattr(event, "type", "")}, stage=stage, opens=opens or None)
    case.facts[event.event_id] = kept
    while len(case.facts) > KEEP_FACTS:
        oldest = next(iter(case.facts))
        case.began = folded(case.began, {oldest: case.facts.pop(oldest)})
    return kept


def note_changes(kept: KeptFact, case: Case, before: Case, known: Known) -> None:
    """Note with a fact what of the case it changed, once everything that follows from it is done."""
    was, asked = before.processes, before.enquiries
    kept.was = merge_patch(known_of(case), known) or None
    kept.processes = {k: (was.get(k, START), v) for k, v in case.processes.items() if v != was.get(k)} or None
    changed = [key for key in {**asked, **case.enquiries} if asked.get(key) != case.enquiries.get(key)]
    kept.enquiries = {
        key: Changed(before=asked.get(key), after=_copy(case.enquiries.get(key))) for key in changed
    } or None


def _copy(enquiry: Enquiry | None) -> Enquiry | None:
    return enquiry.model_copy() if enquiry is not None else None


def event_of(id: str, kept: KeptFact) -> Fact:
    """A kept fact as the event it was."""
    return EVENT.validate_python({**kept.said, "event_id": id})


def folded(began: Known, facts: Mapping[str, KeptFact], without: str = "") -> Known:
    """What the facts that stand say together, in the order they were told, on top of what was known before them."""
    case = Case.model_validate({**_NOBODY, **began})
    for id, kept in facts.items():
        if id != without and kept.stands:
            event = event_of(id, kept)
            case.stage = kept.stage
            absorb(event, case, london_date(event.occurred_at))
    return known_of(case)


def take_back(case: Case, without: str) -> list[str]:
    """Have what one fact alone said go back to what the others say. Returns each part that could not, in words."""
    assert case.began is not None
    held = {d.subject for d in case.open_duties if d.subject}
    now, left = known_of(case), list[str]()
    says = folded(case.began, case.facts, without)
    told = list(case.facts)
    earlier = folded(case.began, {id: case.facts[id] for id in told[: told.index(without)]})
    _as_before(says, earlier, case.facts[without].was or {}, now)
    _undo(now, folded(case.began, case.facts), says, held, (), left)
    new = Case.model_validate({**_NOBODY, **now})
    for name in OF_FACTS:
        setattr(case, name, getattr(new, name))
    return left


def _as_before(says: Known, earlier: Known, was: Known, now: Known) -> None:
    """Where no later fact says otherwise, what stood before the fact stands again, work's own doing included."""
    for name, value in was.items():
        here, there = says.get(name), earlier.get(name)
        if isinstance(value, dict) and isinstance(here, dict):
            held = now.get(name)
            _as_before(here, there if isinstance(there, dict) else {}, value, held if isinstance(held, dict) else {})
        elif here != there:
            continue
        elif value is None:
            says.pop(name, None)
        elif isinstance(value, dict) and isinstance(now.get(name), dict):
            says[name] = _patched(now[name], value)
        elif not isinstance(value, dict):
            says[name] = value


def _patched(held: Known, patch: Known) -> Known:
    """A merge patch carried out (RFC 7396)."""
    left = {name: value for name, value in held.items() if name not in patch}
    for name, value in patch.items():
        inside = held.get(name)
        if value is not None:
            left[name] = _patched(inside, value) if isinstance(inside, dict) and isinstance(value, dict) else value
    return left


def _undo(now: Known, said: Known, says: Known, held: Collection[str], at: tuple[str, ...], left: list[str]) -> None:
    """Turn what the facts said into what they say, wherever it is still what the case has."""
    for name in dict.fromkeys([*said, *says]):
        was, is_, here = said.get(name), says.get(name), now.get(name)
        if was == is_ or here == is_:
            continue
        if isinstance(was, dict) and isinstance(is_, dict) and isinstance(here, dict):
            _undo(here, was, is_, held, (*at, name), left)
        elif isinstance(was, list) and isinstance(is_, list) and isinstance(here, list):
            now[name] = _without(here, was, is_)
        elif here != was or (is_ is None and name in held):
            left.append(": ".join([*at, name]).replace("_", " "))
        elif is_ is None:
            del now[name]
        else:
            now[name] = is_


def _without(here: list[Any], was: list[Any], is_: list[Any]) -> list[Any]:
    """A list less what the fact alone put on it, and with what it took off."""
    if here == was:
        return list(is_)
    found = list(here)
    for gone in _less(was, is_):
        if gone in found:
            found.remove(gone)
    return [*found, *(one for one in _less(is_, was) if one not in found)]


def _less(one: Iterable[Any], other: Iterable[Any]) -> list[Any]:
    left = list(one)
    for each in other:
        if each in left:
            left.remove(each)
    return left
