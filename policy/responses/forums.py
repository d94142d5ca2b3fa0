"""More than one forum at once, and the lifer who killed a partner: sections 15.4, 15.14h, 15.14i and 15.17."""

from collections.abc import Iterator
from datetime import date

from models.case import Case
from models.decisions import DecisionKind
from models.forms.multi_agency import BothInPlace
from models.sentence import Stage
from policy import defaults
from policy.demands import Demand, Open
from policy.process import (
    ANYWHERE,
    START,
    Happening,
    Move,
    Process,
    What,
    announced,
    cancelled,
    decided,
    done,
    opened,
    told,
    waived,
)
from policy.responses.disclosure import NEW_PARTNER
from policy.responses.multi_agency import LIFER_FORUM, MAPPA_DECISION, WITH_CHECKS, WITH_DETAILS
from policy.rules import DutyRule
from policy.stages.supervision import START_CHECKS
from policy.standing import Standing

BOTH_IN_PLACE = DutyRule(
    kind="mappa_and_marac",
    title="Tell partners that MAPPA and MARAC are both in place; see that all agencies are in the MAPPA work",
    clauses=("PF-15.14h", "PF-15.14i"),
    form=BothInPlace,
    budget=defaults.MAPPA_AND_MARAC,
)


def _both(case: Case, _h: Happening) -> bool:
    return case.under_mappa and case.at_marac


def _not_both(case: Case, h: Happening) -> bool:
    return not _both(case, h)


def _tell_partners(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(BOTH_IN_PLACE, since=h.day, clause="PF-15.14h", started_by="MAPPA and MARAC are both in place")


LINKED = "partners told"

BOTH = Process(
    name="mappa_and_marac",
    title="MAPPA and MARAC together",
    clauses=("PF-15.14h", "PF-15.14i"),
    moves=(
        *(
            Move(START, on, "partners to tell", "both in place", _both, then=_tell_partners)
            for on in (told("mappa_status"), told("marac_meeting"), decided(DecisionKind.MAPPA))
        ),
        Move("partners to tell", done(BOTH_IN_PLACE), LINKED),
        Move("partners to tell", waived(BOTH_IN_PLACE), LINKED, "let go"),
        Move("partners to tell", cancelled(BOTH_IN_PLACE), "no longer both"),
        Move(LINKED, told("mappa_status"), "no longer both", "MAPPA is over", _not_both),
    ),
    ends=("no longer both",),
    owes={"partners to tell": (BOTH_IN_PLACE.kind,)},
)


def _choose_the_level(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(MAPPA_DECISION, since=h.day, clause="PF-15.17b", started_by="the lifer forum chose MAPPA")


LET_GO = "the work that it was part of was let go"
TO_DECIDE = "to decide"


def _alone(case: Case, h: Happening) -> Iterator[Demand]:
    if case.stage is not Stage.CLOSED:
        yield Open(LIFER_FORUM, h.subject, since=h.day, clause="PF-15.17a", grave=True, started_by=LET_GO)


def _each_alone(case: Case, h: Happening) -> Iterator[Demand]:
    for key, state in list(case.processes.items()):
        name, _, partner = key.partition("/")
        if name == LIFER.name and state == WITH_CHECKS and case.stage is not Stage.CLOSED:
            yield Open(LIFER_FORUM, partner, since=h.day, clause="PF-15.17a", grave=True, started_by=LET_GO)


def _forum(state: str) -> tuple[Move, ...]:
    return (
        Move(state, decided(DecisionKind.LIFER_FORUM, "mappa_2_3"), "to MAPPA", then=_choose_the_level),
        Move(state, decided(DecisionKind.LIFER_FORUM, "marac"), "to MARAC"),
        Move(state, decided(DecisionKind.LIFER_FORUM, "neither"), "neither"),
    )


LIFER = Process(
    name="lifer_forum",
    title="Forum for a lifer who killed a partner",
    clauses=("PF-15.17a", "PF-15.17b", "PF-15.17c"),
    moves=(
        Move(ANYWHERE, announced(What.SET, "lifer_forum_new_partner"), WITH_DETAILS),
        Move(ANYWHERE, announced(What.SET, "lifer_forum_start_checks"), WITH_CHECKS),
        Move(ANYWHERE, opened(LIFER_FORUM), TO_DECIDE),
        *(move for state in (WITH_DETAILS, WITH_CHECKS, TO_DECIDE) for move in _forum(state)),
        Move(WITH_DETAILS, waived(NEW_PARTNER), TO_DECIDE, "let go", then=_alone),
        Move(WITH_DETAILS, cancelled(NEW_PARTNER), "overtaken"),
        Move(TO_DECIDE, cancelled(LIFER_FORUM), "overtaken"),
    ),
    ends=("to MAPPA", "to MARAC", "neither", "overtaken"),
    about="partner",
    owes={TO_DECIDE: (LIFER_FORUM.kind,), WITH_DETAILS: (NEW_PARTNER.kind,)},
)
"""What it is part of cannot be done before it is decided; it has a duty of its own only where that work is let go."""

LIFER_AT_THE_START = Process(
    name="lifer_at_the_start",
    title="Forum for a lifer released into a relationship",
    clauses=("PF-15.17a",),
    moves=(
        Move(ANYWHERE, announced(What.SET, "lifer_forum_start_checks"), "with the start checks"),
        Move("with the start checks", done(START_CHECKS), "decided"),
        Move("with the start checks", waived(START_CHECKS), "by itself", "let go", then=_each_alone),
        Move("with the start checks", cancelled(START_CHECKS), "by itself", "overtaken", then=_each_alone),
    ),
    ends=("decided", "by itself"),
    owes={"with the start checks": (START_CHECKS.kind,)},
)

PROCESSES = (BOTH, LIFER, LIFER_AT_THE_START)


def _linked(case: Case, _today: date) -> bool:
    return case.processes.get(BOTH.name) == LINKED


STANDING = (
    Standing(
        name="forums_linked",
        words="Forums know of each other: information is shared between them and work is not doubled",
        clauses=("PF-15.4a",),
        who="practitioner",
        applies=lambda case: case.under_mappa and case.at_marac,
        met=_linked,
    ),
)

RULES = (BOTH_IN_PLACE,)
