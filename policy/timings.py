"""Every timing of the framework, and the interval of this code that it is (section 7 of the catalogue).

Nothing is copied: each names the budget, the count-back or the constant that the rules themselves use.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from models.ages import CHILD_ABUSE_UNDER, CHILD_UNDER, DOMESTIC_ABUSE_FROM
from models.duties import PROJECT_DEFAULT, Budget
from policy import defaults
from policy.helplines import ENGLAND, UNWANTED_CONTACT, WALES, Helpline
from policy.responses import home_visit, mappa, programmes
from policy.stages.count_back import KEY_STAGE, MAPPA_MEETING, MAPPA_NOTICE, MAPPA_NOTICE_MONTHS, RELEASE_PLANNING
from policy.stages.sentencing import VICTIM_SCHEME_FROM_MONTHS
from policy.versions.v2022_09_26 import VERSION

Interval = Budget | str
"""A budget, or the words of a date that is counted back to."""


@dataclass(frozen=True)
class Timing:
    """One timing. ``work`` is the interval of each kind of duty it applies to; ``value`` a constant, no interval.

    ``guards`` are those that hold something back until it is time. ``given_by`` says whose an interval is where it is
    a date counted back to, which does not say so itself: a clause, or a project default.
    """

    words: str
    unit: str
    work: Mapping[str, Interval] = field(default_factory=dict)
    value: int | date | str | tuple[Helpline, ...] | None = None
    guards: tuple[str, ...] = ()
    given_by: str = PROJECT_DEFAULT

    @property
    def sources(self) -> set[str]:
        """Who gives its intervals: clauses, or "project default"."""
        budgets = [each for each in self.work.values() if isinstance(each, Budget)]
        counted = len(budgets) < len(self.work) or self.value is not None
        return {*(budget.source for budget in budgets), *((self.given_by,) if counted else ())}


TIMINGS: dict[str, Timing] = {
    "TI-01": Timing("first home visit, high or very high risk", "working days", {"home_visit": home_visit.START_HIGH}),
    "TI-02": Timing("first home visit, all other cases", "weeks", {"home_visit": home_visit.START_OTHER}),
    "TI-03": Timing("home visit after a concern", "working days", {"home_visit": home_visit.CONCERN}),
    "TI-04": Timing("programme referral", "weeks", {"programme_referral": programmes.PROGRAMME_REFERRAL.budget}),
    "TI-05": Timing("DASO referral, BBR cases", "days", {"daso_referral": programmes.DASO_REFERRAL.budget}),
    "TI-06": Timing(
        "tell the prison the MAPPA level",
        "months",
        {"mappa_level_notice": MAPPA_NOTICE},
        MAPPA_NOTICE_MONTHS,
        given_by="PF-9.2e",
    ),
    "TI-07": Timing(
        "refer again to the victim liaison unit", "months", {"vlu_re_referral": KEY_STAGE}, given_by="PF-17.4b"
    ),
    "TI-08": Timing("victim contact scheme", "months", value=VICTIM_SCHEME_FROM_MONTHS, given_by="section 17.1"),
    "TI-10": Timing("both parties, and a homicide review", "years", value=DOMESTIC_ABUSE_FROM, given_by="section 2.1"),
    "TI-11": Timing("a child", "years", value=CHILD_UNDER, given_by="section 2.1"),
    "TI-12": Timing("child abuse, not domestic abuse", "years", value=CHILD_ABUSE_UNDER, given_by="section 18.7"),
    "TI-13": Timing("unwanted prisoner contact team", "hours", value=(UNWANTED_CONTACT,), given_by="section 16.2"),
    "TI-14": Timing("domestic abuse helplines", "hours", value=(ENGLAND, WALES), given_by="PF-16.14d"),
    "TI-16": Timing("the framework in force", "date", value=VERSION.in_force_from, given_by="front page"),
    "TI-20": Timing(
        "immediately",
        "in words",
        {"residence": defaults.IMMEDIATELY, "residence_after_bail": defaults.IMMEDIATELY},
    ),
    "TI-21": Timing("as soon as possible after arrival", "in words", {"risk_from_custody": defaults.RISK_FROM_CUSTODY}),
    "TI-22": Timing(
        "on allocation, or after release on licence",
        "in words",
        {"pom_checks": defaults.POM_CHECKS, "start_checks": defaults.START_CHECKS},
    ),
    "TI-23": Timing("on reception", "in words", {"pom_allocation": defaults.POM_ALLOCATION}),
    "TI-24": Timing(
        "when the case is allocated",
        "in words",
        {"initial_assessment": defaults.INITIAL_ASSESSMENT, "handover_acceptance": defaults.HANDOVER_ACCEPTANCE},
    ),
    "TI-25": Timing("following sentencing", "in words", {"post_sentence_papers": defaults.POST_SENTENCE_PAPERS}),
    "TI-26": Timing(
        "periodically throughout the sentence", "in words", {"periodic_police_enquiry": defaults.POLICE_ENQUIRY_EVERY}
    ),
    "TI-27": Timing("whenever a significant change", "in words", {"review": defaults.REVIEW}),
    "TI-28": Timing("where necessary", "in words", {"review": defaults.REVIEW}),
    "TI-29": Timing("throughout the sentence", "in words", {"purposeful_contact": defaults.PURPOSEFUL_CONTACT_EVERY}),
    "TI-30": Timing(
        "set by the plan itself; ours until it is", "in words", {"plan_monitoring": defaults.PLAN_MONITORING_EVERY}
    ),
    "TI-31": Timing(
        "set by the MAPPA panel", "in words", {mappa.MAPPA_PREPARATION.kind: MAPPA_MEETING}, given_by="PF-15.8a"
    ),
    "TI-32": Timing("sooner than ten working days, where viable", "in words", {"home_visit": home_visit.CONCERN}),
    "TI-33": Timing("promptly", "in words", {"immediate_disclosure": defaults.IMMEDIATELY}),
    "TI-34": Timing("at the earliest stage", "in words", {"licence_conditions": RELEASE_PLANNING}),
    "TI-35": Timing("as early as possible in release planning", "in words", {"licence_conditions": RELEASE_PLANNING}),
    "TI-36": Timing("regularly", "in words", {"daso_contact": defaults.DASO_CONTACT_EVERY}),
    "TI-37": Timing("at key points", "in words", {mappa.CUSTODY_INFORMATION.kind: RELEASE_PLANNING}),
    "TI-38": Timing("before adding a number; until assessed", "in words", guards=("GU-14", "GU-15")),
    "TI-39": Timing("before proposing a curfew; before approving HDC", "in words", guards=("GU-01", "GU-05")),
    "TI-40": Timing("not waiting for a MARAC", "in words", guards=("GU-20",)),
    "TI-41": Timing("no set time, by judgement", "in words", {"other_route": defaults.OTHER_ROUTE}),
    "TI-42": Timing("after escalation actions", "in words", {"review": defaults.REVIEW}),
    "TI-43": Timing("following a disclosure", "in words", {"after_disclosure": defaults.AFTER_DISCLOSURE}),
}
"""Every timing of the catalogue that is a matter for a case, by its id."""
