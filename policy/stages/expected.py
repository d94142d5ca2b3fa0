"""What is expected of everyone all the time, by sections 4, 6 and 7: shown on the case, and never a task."""

from datetime import date

from models.case import Case
from models.duties import Duty
from policy.responses.enquiries import AWAIT, SEND
from policy.responses.programmes import DASO_REFERRAL, PROGRAMME_REFERRAL
from policy.stages.court_report import COURT_REPORT
from policy.stages.custody import POM_CHECKS
from policy.stages.supervision import START_CHECKS
from policy.standing import Standing

_SEARCHES = frozenset({COURT_REPORT.kind, POM_CHECKS.kind, START_CHECKS.kind})
_ASKING = frozenset(rule.kind for rule in (*SEND.values(), *AWAIT.values()))
_REFERRALS = frozenset({PROGRAMME_REFERRAL.kind, DASO_REFERRAL.kind})


def _none_late(case: Case, today: date, kinds: frozenset[str]) -> bool:
    def late(duty: Duty) -> bool:
        return duty.due_on is not None and duty.due_on < today

    return not any(late(duty) for duty in case.open_duties if duty.kind in kinds)


def _searched(case: Case, _today: date) -> bool:
    return not any(duty.kind in _SEARCHES for duty in case.open_duties)


def _pursued(case: Case, today: date) -> bool:
    return _none_late(case, today, _ASKING)


def _first(case: Case, today: date) -> bool:
    return _none_late(case, today, _REFERRALS) and not any(
        duty.grave and duty.due_on is not None and duty.due_on < today for duty in case.open_duties
    )


def _in_prison(case: Case) -> bool:
    return case.in_prison


STANDING = (
    Standing(
        "looks_for_signs",
        "Look for signs of domestic abuse, with professional curiosity, at court and at every allocation",
        ("PF-4.1a",),
        "all staff",
        met=_searched,
    ),
    Standing(
        "investigative_stance",
        "Keep an investigative stance: each request for information has an answer or is being chased",
        ("PF-4.1b",),
        "all staff",
        met=_pursued,
    ),
    Standing(
        "priority_work",
        "Give priority to work that cuts domestic abuse reoffending and serious harm: no such work is late",
        ("PF-4.1h",),
        "all staff",
        met=_first,
    ),
    Standing(
        "identification_goes_on",
        "Identify domestic abuse all through the sentence, from many sources and beyond the index offence",
        ("PF-6.1a",),
        "all staff",
    ),
    Standing(
        "reflects_on_bias",
        "Reflect on one's own experience and possible bias when assessing",
        ("PF-6.4a",),
        "staff and managers",
    ),
    Standing(
        "keyworker_reads_records",
        "The keyworker reads the records that there are",
        ("PF-6.8f",),
        "keyworker",
        applies=_in_prison,
    ),
)
