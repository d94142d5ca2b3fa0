"""Who may see what the records hold (TY-25): worked out from the catalogue's own rows and from what is said.

Whatever the person under sentence must not see is sensitive: what the catalogue marks so, what whoever reports it marks
so (PF-13.2b), and whatever mentions a MARAC (PF-15.15c).
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from models.case import Case
from models.decisions import Decision, DecisionKind
from models.duties import Duty
from models.events import Fact
from models.events.withdrawal import FactWithdrawn
from models.messages import Completed, Decided, Message, Opened, Reported, Unread, Waived
from models.outcome import Notice
from policy.clauses import CLAUSES
from policy.clauses.clause import Kind, Sensitivity
from policy.decisions import DECISIONS
from policy.known_versions import versions

_MARAC = re.compile(r"(?<![a-z])marac(?![a-z])", re.IGNORECASE)

_ORDER = (Sensitivity.ORDINARY, Sensitivity.SENSITIVE, Sensitivity.MAPPA_EXCLUDED)

_DISCLOSING = frozenset({DecisionKind.DISCLOSURE, DecisionKind.DISCLOSURE_METHOD})
"""Decisions about telling a partner: why is flagged sensitive (ST-14), though no row of the catalogue marks it."""


def mentions_marac(said: Any) -> bool:
    """Whether any word in a text, or in anything made of texts, is MARAC."""
    return any(_MARAC.search(text) for text in texts(said))


def texts(said: Any) -> Iterator[str]:
    """Every text in something made of lists and mappings, the mappings' keys too."""
    match said:
        case str():
            yield said
        case dict():
            yield from (text for pair in said.items() for part in pair for text in texts(part))
        case list() | tuple():
            yield from (text for part in said for text in texts(part))


def strongest(*found: Sensitivity) -> Sensitivity:
    """The strictest. What victims supply is kept apart; the little that stands here for it is sensitive."""
    here = [Sensitivity.SENSITIVE if one is Sensitivity.VICTIM_SEPARATE else one for one in found]
    return max(here, key=_ORDER.index, default=Sensitivity.ORDINARY)


@cache
def of_kind(kind: str) -> Sensitivity:
    """A kind of duty: the strictest of the clauses it answers, under any version, those of its form's fields too."""
    rules = [p.known_rules[kind] for p in versions() if kind in p.known_rules]
    rows = [CLAUSES[clause] for rule in rules for clause in rule.clauses if clause in CLAUSES]
    rows += [c for c in CLAUSES.values() if c.home.name == kind and c.home.kind in {Kind.EVIDENCE, Kind.DUTY}]
    return strongest(_of_said([rule.title for rule in rules]), *(row.sensitivity for row in rows))


@cache
def of_choice(kind: DecisionKind) -> Sensitivity:
    """A kind of decision: the strictest of its own clause and of the duties that wait for it."""
    waiting = [of_kind(rule.kind) for p in versions() for rule in p.rules.values() if rule.decided_by is kind]
    row = CLAUSES.get(DECISIONS[kind].clause)
    told = Sensitivity.SENSITIVE if kind in _DISCLOSING else Sensitivity.ORDINARY
    return strongest(told, *waiting, *((row.sensitivity,) if row else ()))


@cache
def of_event(type: str) -> Sensitivity:
    """A type of event: the strictest of the clauses whose home it is."""
    return strongest(*(c.sensitivity for c in CLAUSES.values() if c.home.kind is Kind.EVENT and c.home.name == type))


def of_duty(duty: Duty) -> Sensitivity:
    """A duty as it stands, with whatever was said in completing it."""
    said = [duty.title, *duty.notes]
    if duty.closed is None:
        return strongest(of_kind(duty.kind), _of_said(said))
    evidence = duty.closed.evidence
    marked = _marked(evidence.get("sensitive") is True)
    return strongest(of_kind(duty.kind), marked, _of_said([*said, duty.closed.reason or "", evidence]))


def of_decision(made: Decision) -> Sensitivity:
    """A recorded choice, with its reasons."""
    said = [made.rationale, made.victim_impact, made.decided_without_reason]
    return strongest(of_choice(made.kind), _of_said([text for text in said if text]))


def of_notice(notice: Notice, case: Case) -> Sensitivity:
    """A notice: the strictest of the duties it is about, and of what it says."""
    about = [of_duty(case.duties[d]) for d in notice.duties if d in case.duties]
    return strongest(_of_said(notice.about), *about)


def of_message(message: Message, body: dict[str, Any], case: Case) -> Sensitivity:
    """What was told to the case, ``body`` as plain data; what could not be read may be anything, and is sensitive."""
    said = _of_said(body)
    match message:
        case Unread():
            return Sensitivity.SENSITIVE
        case Opened(start=start):
            return strongest(said, _marked(start.opening.sensitive), of_event(start.opening.type))
        case Reported(event=event):
            return strongest(said, _marked(event.sensitive), of_event(event.type), _of_withdrawn(event, case))
        case Decided(decision=made):
            return strongest(said, of_choice(made.kind))
        case Completed(completion=done):
            return strongest(said, of_duty(case.duties[done.duty]))
        case Waived(waiver=waiver):
            return strongest(said, of_duty(case.duties[waiver.duty]))
        case _:
            return said


def _of_withdrawn(event: Fact, case: Case) -> Sensitivity:
    """A withdrawal is as sensitive as what it withdraws; of what has not come yet nobody knows."""
    if not isinstance(event, FactWithdrawn):
        return Sensitivity.ORDINARY
    kept = case.facts.get(event.withdraws)
    if kept is None:
        return Sensitivity.SENSITIVE
    return strongest(_marked(kept.said.get("sensitive") is True), of_event(kept.said["type"]), _of_said(kept.said))


def _marked(sensitive: bool) -> Sensitivity:
    return Sensitivity.SENSITIVE if sensitive else Sensitivity.ORDINARY


def _of_said(said: Any) -> Sensitivity:
    return _marked(mentions_marac(said))
