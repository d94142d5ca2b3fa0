"""The court as a whole process: the report, an adjournment, and the papers handed on after sentence (PH-01, PH-03)."""

from collections.abc import Iterator

from models.case import Case
from models.decisions import DecisionKind
from models.events.sentence import DatesChanged
from models.sentence import Stage
from policy.demands import Cancel, Demand
from policy.process import ANYWHERE, START, Happening, Move, Process, cancelled, decided, done, opened, told, waived
from policy.stages.adjournment import ADJOURNMENT, outstanding, question
from policy.stages.court_report import COURT_REPORT, report
from policy.stages.sentencing import POST_SENTENCE_PAPERS

WRITING, TO_DECIDE, ADJOURNED, GIVEN = "being written", "adjournment to decide", "adjourned", "given to the court"
PAPERS, HANDED_ON, LET_GO = "papers to pass on", "papers acknowledged", "let go"


def _ask_about_adjournment(case: Case, h: Happening) -> Iterator[Demand]:
    decided_already = any(d.kind is DecisionKind.ADJOURNMENT for d in case.decisions.values())
    if case.stage is Stage.COURT_REPORT and h.duty and not h.duty.is_open and not decided_already:
        yield from question(case, "report done without it")


def _write_again(case: Case, _h: Happening) -> Iterator[Demand]:
    if case.open_duty(COURT_REPORT.kind) is None:
        yield report(case, "adjournment asked for", "bring the report up to date with what comes")


def _all_came(case: Case, _h: Happening) -> bool:
    return not outstanding(case)


def _no_question(_case: Case, _h: Happening) -> Iterator[Demand]:
    yield Cancel(ADJOURNMENT.kind, "everything that was asked for has come")


def _over(case: Case, _h: Happening) -> bool:
    return case.stage is Stage.CLOSED


def _unwritten(case: Case, _h: Happening) -> bool:
    return case.open_duty(COURT_REPORT.kind) is not None


def _new_hearing(_case: Case, h: Happening) -> bool:
    return isinstance(h.event, DatesChanged) and h.event.dates.hearing is not None


_NOT_ADJOURNED = (
    decided(DecisionKind.ADJOURNMENT, "do_not_ask"),
    cancelled(ADJOURNMENT),
    waived(ADJOURNMENT),
)

COURT = Process(
    name="court",
    title="Court report, and papers after sentence",
    clauses=("PF-6.5a", "PF-6.5b2", "PF-6.7e", "PF-6.7f", "PF-6.7g"),
    moves=(
        Move(START, opened(COURT_REPORT), WRITING),
        Move(GIVEN, opened(COURT_REPORT), WRITING),
        Move(WRITING, done(COURT_REPORT), GIVEN, then=_ask_about_adjournment),
        Move(WRITING, opened(ADJOURNMENT), TO_DECIDE),
        Move(GIVEN, opened(ADJOURNMENT), TO_DECIDE),
        *(
            Move(source, decided(DecisionKind.ADJOURNMENT, "ask"), ADJOURNED, then=_write_again)
            for source in (WRITING, GIVEN, TO_DECIDE)
        ),
        Move(TO_DECIDE, cancelled(ADJOURNMENT), LET_GO, "the case is over", _over),
        *(Move(TO_DECIDE, on, WRITING, "the report is not done", _unwritten) for on in _NOT_ADJOURNED),
        *(Move(TO_DECIDE, on, GIVEN) for on in _NOT_ADJOURNED),
        Move(TO_DECIDE, told("enquiry_answered"), TO_DECIDE, "all has come", _all_came, then=_no_question),
        Move(ADJOURNED, told("dates_changed"), WRITING, "a new hearing is set", _new_hearing),
        Move(ADJOURNED, done(COURT_REPORT), GIVEN),
        *(Move(s, on(COURT_REPORT), LET_GO) for s in (WRITING, ADJOURNED) for on in (waived, cancelled)),
        Move(ANYWHERE, opened(POST_SENTENCE_PAPERS), PAPERS),
        Move(PAPERS, done(POST_SENTENCE_PAPERS), HANDED_ON),
        *(Move(PAPERS, on(POST_SENTENCE_PAPERS), LET_GO) for on in (waived, cancelled)),
    ),
    ends=(HANDED_ON, LET_GO),
    owes={
        WRITING: (COURT_REPORT.kind,),
        TO_DECIDE: (ADJOURNMENT.kind,),
        ADJOURNED: (COURT_REPORT.kind,),
        PAPERS: (POST_SENTENCE_PAPERS.kind,),
    },
)
"""Protection never waits for it: imminent risk and the end of protective bail open work of their own (PF-6.5k)."""

PROCESSES = (COURT,)
