"""Every policy version there is: those of the project, and any that somebody else adds (docs/policy-versions.md)."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from models.case import Case
from policy.in_force import Policy, base, following
from policy.rules import DutyRule
from policy.version import PolicyVersion
from policy.versions import VERSIONS

_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}")


class BadVersion(ValueError):
    """A policy version that cannot be: says which, what is wrong with it and what to do."""

    def __init__(self, version: str, words: str) -> None:
        super().__init__(f"policy version {version}: {words}")


class UnknownVersion(LookupError):
    """No policy version has this id."""

    def __init__(self, version: str) -> None:
        known = ", ".join(_KNOWN)
        super().__init__(f"there is no policy version {version}: known are {known}; see docs/policy-versions.md")


_KNOWN: dict[str, Policy] = {}


def add(*versions: PolicyVersion) -> None:
    """Make versions known, each after the one it follows. Raises BadVersion, and then adds none that is wrong."""
    before = dict(_KNOWN)
    try:
        for version in versions:
            _KNOWN[version.id] = _built(version)
    except BadVersion:
        _KNOWN.clear()
        _KNOWN.update(before)
        raise


def _built(version: PolicyVersion) -> Policy:
    if version.id in _KNOWN:
        raise BadVersion(version.id, "there is one already with this id; give it another")
    if version.follows is None:
        if _KNOWN:
            raise BadVersion(version.id, f"say which version it follows: {' or '.join(_KNOWN)}")
        return base(version)
    if version.follows not in _KNOWN:
        raise BadVersion(version.id, f"follows {version.follows}, which is not known; add that one first")
    before = _KNOWN[version.follows]
    for words in _faults(version, before):
        raise BadVersion(version.id, words)
    return following(version, before)


def _faults(version: PolicyVersion, before: Policy) -> Iterator[str]:
    kinds = {*before.rules, *(rule.kind for rule in version.rules)}
    if not _ID.fullmatch(version.id):
        yield "its id is written with lower case letters, digits, dots and dashes, 40 at most"
    if version.in_force_from < before.version.in_force_from:
        yield f"is in force from a day before {before.id}, which it follows"
    for name in version.intervals:
        yield from _not_among(name, before.intervals, "interval")
        if isinstance(version.intervals[name], int) != isinstance(before.intervals.get(name), int):
            yield f"interval {name} is {'a number' if isinstance(before.intervals[name], int) else 'a budget'}"
    for gone in version.withdraws:
        yield from _not_among(gone.kind, before.rules, "kind of work to withdraw")
        if gone.replaced_by is not None:
            yield from _not_among(gone.replaced_by, kinds - {w.kind for w in version.withdraws}, "kind of work")
    for also in version.also:
        yield from _not_among(also.opened, kinds, "kind of work")
        yield from _not_among(also.asks_for, kinds, "kind of work")
    for change in version.options:
        options = before.decisions[change.decision].options
        for name in (*change.loses, *(o.stands_for for o in change.gains if o.stands_for)):
            yield from _not_among(name, options, f"option of {change.decision.value}")


def _not_among(name: str, known: Iterable[str], what: str) -> Iterator[str]:
    names = list(known)
    if name not in names:
        near = " or ".join(get_close_matches(name, names, n=2))
        yield f"there is no {what} {name}{f'; did you mean {near}?' if near else ''}"


@contextmanager
def added(*versions: PolicyVersion) -> Iterator[None]:
    """Make versions known for a while, as a test does."""
    add(*versions)
    try:
        yield
    finally:
        remove(*(version.id for version in versions))


def remove(*ids: str) -> None:
    """Forget versions that were added. No open case may be on one of them."""
    for version in ids:
        del _KNOWN[version]


def policy(version: str) -> Policy:
    """What is in force under a version. Raises UnknownVersion."""
    if version not in _KNOWN:
        raise UnknownVersion(version)
    return _KNOWN[version]


def policy_of(case: Case) -> Policy:
    """What is in force on a case. Raises UnknownVersion on a worker that does not have the case's version."""
    return policy(case.policy_version)


def in_force_on(day: date) -> str:
    """The version under which a case opens on a day: the last in force by then, or the first there is."""
    begun = [p.version for p in _KNOWN.values() if p.version.in_force_from <= day]
    return max(begun, key=lambda v: v.in_force_from).id if begun else next(iter(_KNOWN))


def versions() -> list[Policy]:
    """Every version, in the order they were made known."""
    return list(_KNOWN.values())


@dataclass(frozen=True)
class Period:
    """A rule as it stands in one version, and the days between which that is the rule; open-ended without ``until``."""

    version: str
    rule: DutyRule
    since: date
    until: date | None = None


def periods(kind: str) -> list[Period]:
    """Every form the rule of a kind of work has had, along the line of versions to the newest, with its dates."""
    found: list[Period] = []
    for p in _line(versions()[-1]):
        rule, day = p.rules.get(kind), p.version.in_force_from
        last = found[-1] if found and found[-1].until is None else None
        if last is not None and rule == last.rule:
            continue
        if last is not None:
            found[-1] = Period(last.version, last.rule, last.since, day)
        if rule is not None:
            found.append(Period(p.id, rule, day))
    return found


def _line(newest: Policy) -> list[Policy]:
    line = [newest]
    while line[0].version.follows is not None:
        line.insert(0, _KNOWN[line[0].version.follows])
    return line


add(*VERSIONS)
