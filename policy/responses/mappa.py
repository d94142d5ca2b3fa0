"""MAPPA: eligibility, level, the panel's own dates, and what the prison owes it (sections 9.2e and 15.5 to 15.10)."""

from collections.abc import Iterator
from datetime import date

from models.case import Case
from models.decisions import DecisionKind
from models.events.agencies import MappaMeeting, MappaStatus, SerialAbuseOrStalking
from models.forms.multi_agency import CustodyInformation, MappaPrepared
from models.multi_agency import MappaCategory
from models.roles import Role
from policy import defaults
from policy.demands import Cancel, Demand, Note, Open, Settle
from policy.process import ANYWHERE, START, Happening, Move, Process, cancelled, decided, done, opened, told, waived
from policy.responses.multi_agency import MAPPA_DECISION, mappa_decision
from policy.rules import DutyRule
from policy.situation import Situation
from policy.stages.count_back import MAPPA_MEETING, RELEASE_PLANNING
from policy.stages.mappa_notice import MAPPA_LEVEL_NOTICE, tell_the_prison
from policy.stages.pre_release import planning_is_open
from policy.standing import Standing

MAPPA_PREPARATION = DutyRule(
    kind="mappa_preparation",
    title="Prepare for the MAPPA panel's next meeting",
    clauses=("PF-15.8a",),
    form=MappaPrepared,
    budget=defaults.IMMEDIATELY,
)
"""Due on the day the panel itself set (TI-31)."""

CUSTODY_INFORMATION = DutyRule(
    kind="mappa_custody_information",
    title="Give MAPPA the prison's information ahead of release",
    clauses=("PF-15.10a",),
    form=CustodyInformation,
    budget=defaults.working_days(10),
    owner=Role.POM,
)
"""At key points of the sentence and on release (TI-37); the day is a project default."""


def mappa_status(s: Situation, event: MappaStatus) -> Iterator[Demand]:
    """Found eligible, or a level set or changed (EV-30): the prison hears in time; with no level, one is decided."""
    if event.category is MappaCategory.NONE:
        for rule in (MAPPA_PREPARATION, MAPPA_LEVEL_NOTICE, CUSTODY_INFORMATION):
            yield Cancel(rule.kind, "no longer under MAPPA")
        return
    if event.level is None and not s.case.profile.mappa_level:
        yield from mappa_decision(s)
        return
    if event.level is not None and event.level > 1:
        yield Settle(MAPPA_DECISION.kind, reason=f"level {event.level} was set")
    if event.level is not None and event.level != s.before.profile.mappa_level and planning_is_open(s.case):
        yield from tell_the_prison(s.case, s.happened, "MAPPA level set")


def mappa_meeting(s: Situation, event: MappaMeeting) -> Iterator[Demand]:
    """The panel met (PF-15.8a): the case waits for the day it set, and somebody prepares."""
    if s.case.mappa.last_meeting != s.happened:
        return
    if s.before.mappa.last_meeting != s.happened or s.case.mappa.next_meeting is None:
        yield Cancel(MAPPA_PREPARATION.kind, "the panel has met")
    if s.case.mappa.next_meeting is None:
        yield Note("the panel set no further meeting")
        return
    actions = f"ours to report on: {', '.join(event.actions)}" if event.actions else None
    if s.before.mappa.last_meeting == s.happened and s.case.open_duty(MAPPA_PREPARATION.kind):
        yield Note("the next meeting was corrected: its preparation moves with it")
        return
    yield Open(MAPPA_PREPARATION, counts_to=MAPPA_MEETING, clause="PF-15.8a", started_by="the panel met", note=actions)


def serial_abuse_or_stalking(s: Situation, _event: SerialAbuseOrStalking) -> Iterator[Demand]:
    """Evidence of serial abuse or stalking: assess for level 2 or 3, whatever the category (EV-31, PF-15.9a)."""
    yield from mappa_decision(s)


def _level_set(case: Case, h: Happening) -> None:
    """The level that was decided is the case's level from now on (EV-30)."""
    case.profile = case.profile.model_copy(update={"mappa_level": int((h.option or "")[-1])})


def _prison_to_be_told(case: Case, h: Happening) -> Iterator[Demand]:
    if planning_is_open(case):
        yield from tell_the_prison(case, h.day, "MAPPA level decided")


def _level(_case: Case, h: Happening) -> bool:
    return (h.option or "").startswith("level_")


def _over(_case: Case, h: Happening) -> bool:
    return isinstance(h.event, MappaStatus) and h.event.category is MappaCategory.NONE


def _has_level(_case: Case, h: Happening) -> bool:
    return isinstance(h.event, MappaStatus) and h.event.level is not None and not _over(_case, h)


def _nothing_to_decide(case: Case, h: Happening) -> bool:
    return _has_level(case, h) and case.open_duty(MAPPA_DECISION.kind) is None


def _meets_again(case: Case, _h: Happening) -> bool:
    return case.mappa.next_meeting is not None


def _settled(_case: Case, h: Happening) -> bool:
    """Closed by the level that was told, and by no decision of ours."""
    return h.duty is not None and h.duty.closed is not None and "decision" not in h.duty.closed.evidence


MAPPA = Process(
    name="mappa",
    title="MAPPA",
    clauses=("PF-15.9a", "PF-15.3b", "PF-9.2e"),
    moves=(
        Move(ANYWHERE, opened(MAPPA_DECISION), "to decide"),
        Move(ANYWHERE, decided(DecisionKind.MAPPA), "level set", "a level", _level, _level_set, _prison_to_be_told),
        Move(ANYWHERE, told("mappa_status"), "level set", "a level, and nothing to decide", _nothing_to_decide),
        Move("to decide", decided(DecisionKind.MAPPA, "category_3"), "referred in category 3"),
        Move("to decide", decided(DecisionKind.MAPPA, "not_referred"), "not referred"),
        Move("to decide", done(MAPPA_DECISION), "level set", "a level is held", _settled),
        Move("to decide", waived(MAPPA_DECISION), "let go"),
        Move("to decide", cancelled(MAPPA_DECISION), "let go"),
        Move("level set", told("mappa_status"), "no longer under MAPPA", "category none", _over),
    ),
    ends=("referred in category 3", "not referred", "let go", "no longer under MAPPA"),
    owes={"to decide": (MAPPA_DECISION.kind,)},
)

PANEL = Process(
    name="mappa_panel",
    title="MAPPA level 2 or 3 panel",
    clauses=("PF-15.8a",),
    moves=(
        Move(ANYWHERE, opened(MAPPA_PREPARATION), "to prepare"),
        Move("to prepare", done(MAPPA_PREPARATION), "prepared"),
        Move("to prepare", waived(MAPPA_PREPARATION), "prepared", "let go"),
        Move("to prepare", cancelled(MAPPA_PREPARATION), "met, nothing set"),
    ),
    ends=("met, nothing set",),
    owes={"to prepare": (MAPPA_PREPARATION.kind,)},
)


def _prison_informs(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(
        CUSTODY_INFORMATION, since=h.day, counts_to=RELEASE_PLANNING, clause="PF-15.10a", started_by="release ahead"
    )


FROM_CUSTODY = Process(
    name="mappa_custody_information",
    title="MAPPA information from custody",
    clauses=("PF-15.10a",),
    moves=(
        Move(START, opened(MAPPA_LEVEL_NOTICE), "to give", "release is being planned", then=_prison_informs),
        Move("to give", done(CUSTODY_INFORMATION), "given"),
        Move("to give", waived(CUSTODY_INFORMATION), "let go"),
        Move("to give", cancelled(CUSTODY_INFORMATION), "let go"),
    ),
    ends=("given", "let go"),
    owes={"to give": (CUSTODY_INFORMATION.kind,)},
)

PROCESSES = (MAPPA, PANEL, FROM_CUSTODY)


def _level_held(case: Case, _today: date) -> bool:
    return bool(case.profile.mappa_level)


STANDING = (
    Standing(
        name="mappa_guidance",
        words="Follow the MAPPA guidance, and the level 1 framework where that is the level held",
        clauses=("PF-15.5a",),
        who="practitioner",
        applies=lambda case: case.under_mappa,
        met=_level_held,
    ),
)

RULES = (MAPPA_PREPARATION, CUSTODY_INFORMATION)
