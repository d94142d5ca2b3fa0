"""The statechart of the sentence: every move the system knows, and nothing else.

A fact that finds no row here is kept and flagged; a request is refused. The drawing in ``docs/`` is made
from this table.
"""

from collections.abc import Callable
from dataclasses import dataclass

from models.case import Case
from models.events import Fact
from models.events.sentence import Released, SentencePassed, SupervisionEnded
from models.sentence import CUSTODIAL, ORDERS, Stage
from policy.calendar import london_date

Condition = Callable[[Case, Fact], bool]


@dataclass(frozen=True)
class Transition:
    """From one stage to another on an event, under a condition said in words."""

    source: Stage
    event: str
    target: Stage
    words: str = ""
    when: Condition = lambda _case, _event: True


def _custody(_case: Case, event: Fact) -> bool:
    return isinstance(event, SentencePassed) and event.kind in CUSTODIAL


def _order(_case: Case, event: Fact) -> bool:
    return isinstance(event, SentencePassed) and event.kind in ORDERS


def _nothing_to_supervise(_case: Case, event: Fact) -> bool:
    return isinstance(event, SentencePassed) and event.kind not in CUSTODIAL | ORDERS


def _on_licence(_case: Case, event: Fact) -> bool:
    return isinstance(event, Released) and event.kind != "unconditional"


def _unconditional(_case: Case, event: Fact) -> bool:
    return isinstance(event, Released) and event.kind == "unconditional"


def _ended(*what: str) -> Condition:
    return lambda _case, event: isinstance(event, SupervisionEnded) and event.what in what


def _pss_follows(_case: Case, event: Fact) -> bool:
    return (
        isinstance(event, SupervisionEnded) and event.what == "licence" and event.followed_by_post_sentence_supervision
    )


def _no_pss(_case: Case, event: Fact) -> bool:
    if not isinstance(event, SupervisionEnded) or event.what not in {"licence", "sentence"}:
        return False
    return not event.followed_by_post_sentence_supervision


def _order_runs_on(case: Case, event: Fact) -> bool:
    """Whether an order made beside the custodial sentence outlasts it."""
    day = london_date(event.occurred_at)
    return any(s.kind in ORDERS and s.runs_on(day) for s in case.sentences.values())


def _both(*conditions: Condition) -> Condition:
    return lambda case, event: all(holds(case, event) for holds in conditions)


_pss_over = _ended("post_sentence_supervision", "sentence")


def _absorbed(_case: Case, event: Fact) -> bool:
    return getattr(event, "surviving_case", None) is not None


COURT, CUSTODY, LICENCE = Stage.COURT_REPORT, Stage.CUSTODY, Stage.LICENCE
PSS, ORDER, CLOSED = Stage.POST_SENTENCE_SUPERVISION, Stage.COMMUNITY_ORDER, Stage.CLOSED
OUTSIDE = (COURT, LICENCE, PSS, ORDER)
LIVE = (COURT, CUSTODY, LICENCE, PSS, ORDER)

CHART: tuple[Transition, ...] = (
    Transition(COURT, "sentence_passed", CUSTODY, "custodial sentence (TR-04)", _custody),
    Transition(COURT, "sentence_passed", ORDER, "community or suspended sentence order (TR-05)", _order),
    Transition(COURT, "sentence_passed", CLOSED, "nothing to supervise", _nothing_to_supervise),
    Transition(CUSTODY, "sentence_passed", CUSTODY, "further custodial sentence", _custody),
    Transition(CUSTODY, "sentence_passed", CUSTODY, "an order beside custody", _order),
    Transition(CUSTODY, "received_into_custody", CUSTODY, "reception or transfer (TR-06, TR-07)"),
    Transition(
        CUSTODY, "released", LICENCE, "release on licence, HDC, parole or life licence (TR-12, TR-13)", _on_licence
    ),
    Transition(CUSTODY, "released", ORDER, "release to an order still running", _both(_unconditional, _order_runs_on)),
    Transition(CUSTODY, "released", CLOSED, "release with nothing to supervise", _unconditional),
    Transition(CUSTODY, "supervision_ended", CLOSED, "the sentence ended in custody", _ended("sentence", "licence")),
    Transition(CUSTODY, "supervision_ended", CUSTODY, "an order beside custody ended", _ended("order")),
    Transition(LICENCE, "approved_premises_left", LICENCE, "move-on from approved premises (TR-15)"),
    Transition(LICENCE, "recalled", CUSTODY, "recall (TR-18, TR-19)"),
    Transition(LICENCE, "sentence_passed", CUSTODY, "new custodial sentence", _custody),
    Transition(LICENCE, "sentence_passed", LICENCE, "an order beside the licence", _order),
    Transition(
        LICENCE, "supervision_ended", PSS, "licence ends, post-sentence supervision begins (TR-22)", _pss_follows
    ),
    Transition(
        LICENCE, "supervision_ended", ORDER, "licence ends, the order beside it runs on", _both(_no_pss, _order_runs_on)
    ),
    Transition(LICENCE, "supervision_ended", CLOSED, "licence ends, nothing follows (TR-24)", _no_pss),
    Transition(LICENCE, "supervision_ended", LICENCE, "an order beside the licence ended", _ended("order")),
    Transition(PSS, "approved_premises_left", PSS, "move-on from approved premises (TR-15)"),
    Transition(PSS, "sentence_passed", CUSTODY, "new custodial sentence", _custody),
    Transition(PSS, "sentence_passed", ORDER, "new order", _order),
    Transition(PSS, "supervision_ended", ORDER, "supervision ends, an order runs on", _both(_pss_over, _order_runs_on)),
    Transition(PSS, "supervision_ended", CLOSED, "supervision ends (TR-24)", _pss_over),
    Transition(PSS, "supervision_ended", PSS, "an order beside the supervision ended", _ended("order")),
    Transition(ORDER, "sentence_passed", CUSTODY, "re-sentenced, or suspended sentence activated", _custody),
    Transition(ORDER, "sentence_passed", ORDER, "a further or replacing order", _order),
    Transition(ORDER, "supervision_ended", CLOSED, "order ends or is revoked (TR-24)", _ended("order", "sentence")),
    *(Transition(stage, "received_into_custody", stage, "held on remand, or ahead of a recall") for stage in OUTSIDE),
    *(
        Transition(stage, "sentence_passed", stage, "a sentence with nothing to supervise", _nothing_to_supervise)
        for stage in (CUSTODY, LICENCE, PSS, ORDER)
    ),
    *(Transition(stage, "died", CLOSED, "death") for stage in LIVE),
    *(Transition(stage, "records_merged", CLOSED, "absorbed into another case", _absorbed) for stage in LIVE),
)

MOVES = frozenset(t.event for t in CHART) - {"records_merged"}
"""Events that only make sense as a move on the chart; without a row they are flagged, and change nothing."""

TURNS = frozenset({"released", "recalled", "supervision_ended"})
"""Moves that can come more than once: one dated before the present stage began is an old one, told again."""


def find(case: Case, event: Fact, event_type: str) -> Transition | None:
    """The move this event makes from the case's present stage, if the chart has one."""
    return next((t for t in CHART if t.source is case.stage and t.event == event_type and t.when(case, event)), None)


OPENINGS = {"court_report_requested": Stage.COURT_REPORT}
"""How a case may begin besides at sentencing."""


def opening_stage(event: Fact, event_type: str) -> Stage | None:
    """The stage a case begins in; none when a case cannot begin with this event."""
    if event_type in OPENINGS:
        return OPENINGS[event_type]
    if not isinstance(event, SentencePassed):
        return None
    return Stage.CUSTODY if event.kind in CUSTODIAL else Stage.COMMUNITY_ORDER if event.kind in ORDERS else None
