"""Keeping what a case is told, so that a fact can be taken back: the facts folded again without it say what is so then.

What work and decisions put onto a case is in no fold. So a value goes back only where it is still the one that the
facts gave it; where work has touched it since, it stays, and is named.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.case import Case
from models.enquiries import Enquiry
from models.events import EVENT, Fact
from models.kept_facts import Changed, KeptFact, Was
from models.sentence import Stage
from policy.calendar import london_date
from policy.defaults import KEEP_FACTS
from policy.facts.absorb import absorb
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
    kept.was = list(_changes(known, known_of(case))) or None
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


def folded(began: Known, facts: Mapping[str, KeptFact], without: str = "", even_withdrawn: bool = False) -> Known:
    """What the facts that stand say together, in the order they were told, on top of what was known before them."""
    case = Case.model_validate({**_NOBODY, **began})
    for id, kept in facts.items():
        if id != without and (kept.stands or (even_withdrawn and kept.withdrawn is not None)):
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
    said, found = folded(case.began, case.facts), _tree(case.facts[without].was or [])
    told = list(case.facts)
    before = {id: case.facts[id] for id in told[: told.index(without)]}
    _as_before(says, folded(case.began, before), found, now)
    _as_found(said, says, folded(case.began, before, even_withdrawn=True), found)
    _undo(now, said, says, held, (), left)
    new = Case.model_validate({**_NOBODY, **now})
    for name in OF_FACTS:
        setattr(case, name, getattr(new, name))
    return left


@dataclass(frozen=True)
class _Found:
    """What a fact found where it changed something; none where there was nothing."""

    value: Any


_Tree = dict[str, Any]
"""What a fact found, by the names that lead to each change."""


def _tree(was: Iterable[Was]) -> _Tree:
    found: _Tree = {}
    for one in was:
        branch = found
        for name in one.path[:-1]:
            branch = branch.setdefault(name, {})
        branch[one.path[-1]] = _Found(one.value)
    return found


def _changes(before: Known, after: Known, at: tuple[str, ...] = ()) -> Iterator[Was]:
    """Each value that is another afterwards, as it was before."""
    for name in dict.fromkeys([*before, *after]):
        one, other = before.get(name), after.get(name)
        if isinstance(one, dict) and isinstance(other, dict):
            yield from _changes(one, other, (*at, name))
        elif one != other:
            yield Was(path=[*at, name], value=one)


def _as_before(says: Known, earlier: Known, found: _Tree, now: Known) -> None:
    """Where no later fact says otherwise, what stood before the fact stands again, work's own doing included."""
    for name, one in found.items():
        here, there, held = says.get(name), earlier.get(name), now.get(name)
        if isinstance(one, dict) and isinstance(here, dict):
            _as_before(here, _inside(there), one, _inside(held))
        elif here == there:
            _put(says, name, one.value if isinstance(one, _Found) else _restored(held, one))


def _as_found(said: Known, says: Known, before: Known, found: _Tree) -> None:
    """What the fact found as it says it, and no fact had said, is work's own doing, and stands."""
    for name in dict.fromkeys([*said, *says]):
        one, other, there = said.get(name), says.get(name), before.get(name)
        branch = found.get(name, {})
        if one == other or isinstance(branch, _Found):
            continue
        if isinstance(one, dict) and isinstance(other, dict):
            _as_found(one, other, _inside(there), branch)
        elif not branch and there != one:
            _put(says, name, one)


def _restored(held: Any, found: _Tree) -> Any:
    """A part of the case with each change in it taken back."""
    if not isinstance(held, dict):
        return held
    part = dict(held)
    for name, one in found.items():
        _put(part, name, one.value if isinstance(one, _Found) else _restored(part.get(name), one))
    return part


def _put(part: Known, name: str, value: Any) -> None:
    if value is None:
        part.pop(name, None)
    else:
        part[name] = value


def _inside(part: Any) -> Known:
    return part if isinstance(part, dict) else {}


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
