"""Safeguarding adults: sections 18.4 to 18.6. An adult in the person's care, and the person as a victim themselves."""

from collections.abc import Iterator

from models.case import Case
from models.events.safeguarding import AdultSafeguardingPlan, CarerOfAdult
from models.events.signs import FoundToBeVictim
from models.forms.safeguarding import AdultPlanTakenUp, AdultReferral, AdultSafeguarded, OwnProtection
from models.sentence import Stage
from policy import defaults
from policy.demands import Demand, Note, Open
from policy.process import ANYWHERE, Happening, Move, Process, cancelled, done, opened, waived
from policy.rules import DutyRule
from policy.situation import Situation
from policy.standing import Standing

# 18.4 The person is the carer of an adult with care and support needs --------------------------------------------

ADULT_REFERRAL = DutyRule(
    kind="adult_referral",
    title="Refer the adult in the person's care to adult social care",
    clauses=("PF-18.4a",),
    form=AdultReferral,
    budget=defaults.ADULT_REFERRAL,
    waivable=False,
)

ADULT_SAFEGUARDED = DutyRule(
    kind="adult_safeguarding",
    title="Record what adult social care says; flags and both plans address the risk",
    clauses=("PF-18.4b", "PF-18.4c", "PF-18.4d"),
    form=AdultSafeguarded,
    budget=defaults.ENQUIRY_REPLY,
    waivable=False,
)


def carer(s: Situation, event: CarerOfAdult) -> Iterator[Demand]:
    """The adult is referred; what comes of it follows (EV-47)."""
    yield Open(ADULT_REFERRAL, event.adult, since=s.identified)


def _what_comes_of_it(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(ADULT_SAFEGUARDED, h.subject, since=h.day, clause="PF-18.4b", started_by="adult referred")


SAFEGUARDING_ADULT = Process(
    name="adult_at_risk",
    title="Safeguarding an adult in the person's care",
    clauses=("PF-18.4a", "PF-18.4b", "PF-18.4c", "PF-18.4d"),
    moves=(
        Move(ANYWHERE, opened(ADULT_REFERRAL), "to refer"),
        Move("to refer", done(ADULT_REFERRAL), "answer awaited", then=_what_comes_of_it),
        Move("to refer", cancelled(ADULT_REFERRAL), "overtaken"),
        Move("answer awaited", done(ADULT_SAFEGUARDED), "safeguarded"),
        Move("answer awaited", cancelled(ADULT_SAFEGUARDED), "overtaken"),
    ),
    ends=("safeguarded", "overtaken"),
    about="adult",
    owes={"to refer": (ADULT_REFERRAL.kind,), "answer awaited": (ADULT_SAFEGUARDED.kind,)},
)

# 18.5 The person as a victim --------------------------------------------------------

IDENTIFY_VICTIM = Standing(
    "identified_as_victim_or_not",
    "Find out whether the person is a victim of domestic abuse themselves, or at risk of it",
    ("PF-18.5a",),
    "prison and probation staff",
    met=lambda case, _today: case.as_victim is not None,
)
WOMENS_NEEDS = Standing(
    "needs_of_women",
    "Meet women's specific needs in induction, assessment and interventions: twice as many have been abused",
    ("PF-18.5b",),
    "all staff",
    applies=lambda case: case.profile.women_estate,
)

OWN_PROTECTION = DutyRule(
    kind="own_protection",
    title="Put the person's own protection and needs into both plans",
    clauses=("PF-18.5c",),
    form=OwnProtection,
    budget=defaults.OWN_PROTECTION,
)


def as_victim(s: Situation, event: FoundToBeVictim) -> Iterator[Demand]:
    """A victim, or at risk: both plans protect them, and no curfew confines them with whom they fear (EV-49)."""
    if event.found == "neither":
        yield Note("recorded: the person is not known to be a victim, nor at risk")
        return
    yield Open(OWN_PROTECTION, since=s.identified)
    if event.unsafe_addresses or s.case.stage is Stage.COURT_REPORT:
        yield Note("propose no curfew that would confine the person with whoever abuses them (GU-03)")


# 18.6 A safeguarding plan for an adult --------------------------------------------------------

ADULT_PLAN = DutyRule(
    kind="adult_safeguarding_plan",
    title="Take up our actions in the adult's safeguarding plan, in both of ours too",
    clauses=("PF-18.6a", "PF-18.6b"),
    form=AdultPlanTakenUp,
    budget=defaults.SAFEGUARDING_PLAN,
)


def adult_plan(s: Situation, event: AdultSafeguardingPlan) -> Iterator[Demand]:
    """Adult social care made a plan with actions for us (EV-48)."""
    yield Open(ADULT_PLAN, event.adult, since=s.identified)


TAKING_UP = Process(
    name="adult_plan",
    title="Safeguarding plan for an adult",
    clauses=("PF-18.6a", "PF-18.6b"),
    moves=(
        Move(ANYWHERE, opened(ADULT_PLAN), "actions to take up"),
        Move("actions to take up", done(ADULT_PLAN), "in our plans"),
        Move("actions to take up", waived(ADULT_PLAN), "let go"),
        Move("actions to take up", cancelled(ADULT_PLAN), "let go"),
    ),
    ends=("in our plans", "let go"),
    about="adult",
    owes={"actions to take up": (ADULT_PLAN.kind,)},
)

PROCESSES = (SAFEGUARDING_ADULT, TAKING_UP)

STANDING = (IDENTIFY_VICTIM, WOMENS_NEEDS)

RULES = (ADULT_REFERRAL, ADULT_SAFEGUARDED, OWN_PROTECTION, ADULT_PLAN)
