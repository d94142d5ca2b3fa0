"""What is expected all the time in assessment, monitoring and oversight: sections 7.1 to 7.3, 11.1 and 11.4."""

from collections.abc import Iterable
from datetime import date, timedelta

from models.case import Case
from models.decisions import DecisionKind, DecisionMade
from models.duties import DutyState
from models.risk import RoshLevel
from models.roles import MANAGERS
from models.sentence import Stage
from policy import defaults
from policy.calendar import london_date
from policy.rules import DecisionRule, Missing
from policy.standing import Standing


def _by_a_manager(_case: Case, made: DecisionMade) -> Iterable[Missing]:
    if made.role not in MANAGERS:
        yield Missing("role", "PF-11.4a", "the level of oversight is a manager's decision")


DECISIONS = (
    DecisionRule(
        DecisionKind.OVERSIGHT,
        "DE-15",
        "Level of management oversight",
        ("standard", "enhanced", "intensive"),
        "PF-11.4a",
        about_the_person=True,
        check=_by_a_manager,
    ),
)
"""Each time a manager looks at the case the level is set or confirmed. The names of the levels are ours."""


def _overseen(case: Case, today: date) -> bool:
    """Whether a manager set or confirmed the level within the time that level allows."""
    looked = [d for d in case.decisions.values() if d.kind is DecisionKind.OVERSIGHT]
    if not looked:
        return False
    last = max(looked, key=lambda d: d.decided_at)
    allowed = timedelta(days=defaults.OVERSIGHT_DAYS[last.option])
    return today - london_date(last.decided_at) <= allowed


_LOOKS_AT_RISK = frozenset({"initial_assessment", "review", "plan_monitoring", "pom_checks", "purposeful_contact"})


def _current(case: Case, today: date) -> bool:
    """Whether somebody looked at the risk lately."""
    days = [
        d.closed.done_on
        for d in case.duties.values()
        if d.kind in _LOOKS_AT_RISK and d.state is DutyState.DONE and d.closed and d.closed.done_on
    ]
    return any(today - day <= timedelta(days=defaults.INFORMATION_CURRENT_DAYS) for day in days)


def _relationships_known(case: Case, _today: date) -> bool:
    """Whether every relationship that goes on has a date and is more than a suspicion."""
    return all(p.certainty != "suspected" for p in case.partners.values() if p.until is None)


def _supervised(case: Case) -> bool:
    return case.stage is not Stage.CLOSED


def _high_risk_in_approved_premises(case: Case) -> bool:
    high = case.headline_risk in {RoshLevel.HIGH, RoshLevel.VERY_HIGH}
    return case.stage is Stage.LICENCE and case.in_approved_premises and high


STANDING = (
    Standing(
        "professional_curiosity",
        "Interview with professional curiosity",
        ("PF-7.1c",),
        "assessor",
        _supervised,
    ),
    Standing(
        "investigative_approach",
        "Keep circumstances and risk information current",
        ("PF-7.2d",),
        "community probation practitioner",
        lambda case: case.in_community,
        _current,
    ),
    Standing(
        "relationships_monitored",
        "Watch relationships and behaviour for more risk, and for less",
        ("PF-7.2h",),
        "community probation practitioner",
        lambda case: case.in_community,
        _relationships_known,
    ),
    Standing(
        "approved_premises_vigilance",
        "Be vigilant for a new relationship, or contact with children, and report it",
        ("PF-7.3a",),
        "approved premises staff",
        _high_risk_in_approved_premises,
    ),
    Standing(
        "all_staff_feed_in",
        "Whoever works with the person feeds into the assessment and management of the risk",
        ("PF-11.1a",),
        "all staff",
        _supervised,
    ),
    Standing(
        "curious_and_alert",
        "Be curious and alert to changes, such as a new relationship",
        ("PF-11.1b",),
        "interventions, education, healthcare, unpaid work and approved premises staff",
        _supervised,
    ),
    Standing(
        "management_oversight",
        "A manager looks at the case as often as its risk and complexity ask, and after changes",
        ("PF-11.4a",),
        "manager",
        _supervised,
        _overseen,
    ),
)
