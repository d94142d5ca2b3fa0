"""Intervals the framework does not give. Each is ours, and is labelled "project default" wherever it is shown.

Figures marked INS-P are the test values an inspection of practice suggests; all are the project's own choice (AM-01).
A policy version may change any of them by its name, in lower case (docs/policy-versions.md).
"""

from models.duties import Budget, Unit


def working_days(count: int) -> Budget:
    """A project-default budget in working days."""
    return Budget(count=count, unit=Unit.WORKING_DAYS)


def days(count: int) -> Budget:
    """A project-default budget in calendar days."""
    return Budget(count=count, unit=Unit.DAYS)


IMMEDIATELY = working_days(1)
"""What "immediately" and "promptly" come to when a deadline must be set (TI-20, TI-33)."""

SEND_ENQUIRY = working_days(2)  # INS-P06
ENQUIRY_CURRENT_DAYS = 28
"""How long an answer serves routine checks: nobody is asked the same question twice while it does."""
ENQUIRY_REPLY = working_days(10)  # INS-P03: escalate
HDC_CHECKS = working_days(SEND_ENQUIRY.count + ENQUIRY_REPLY.count + 1)
"""An address for release waits for two replies: as long as they may take, and a day to weigh them."""
REVIEW = working_days(5)  # INS-P02
REVIEW_GRAVE = working_days(1)  # INS-P02, INS-P12
REVIEW_MATCHED_TRIGGER = working_days(2)
DISCLOSURE_DECISION = working_days(2)  # INS-P06
POSSIBLE_RELATIONSHIP = days(7)  # INS-P15
NEW_PARTNER = working_days(5)
MULTI_AGENCY_DECISION = working_days(5)
MULTI_AGENCY_DECISION_GRAVE = working_days(1)
MARAC_REFERRAL = working_days(2)
MARAC_ACTION = working_days(10)
MAPPA_AND_MARAC = working_days(5)
ENFORCEMENT_DECISION = working_days(2)  # INS-P17
ENFORCEMENT_DECISION_GRAVE = working_days(1)  # INS-S13: after an arrest, or contact that an order forbids
ADDRESS_CHECK = working_days(2)
CHILDREN_DECISION = working_days(2)
INITIAL_ASSESSMENT = working_days(15)  # INS-P01
START_CHECKS = working_days(5)
POST_SENTENCE_PAPERS = working_days(2)
COURT_REPORT = working_days(15)
ADJOURNMENT_DECISION = working_days(1)
CURFEW_CHECKS = working_days(10)
NUMBER_CHECK = working_days(5)
CONCERN_WITHOUT_OASYS = working_days(2)
POM_ALLOCATION = working_days(2)
POM_CHECKS = working_days(10)
RISK_FROM_CUSTODY = working_days(2)
ALLOCATION = working_days(2)
HANDOVER_ACCEPTANCE = working_days(2)  # INS-Q42
FIRST_CONTACT_SHORT = working_days(5)  # INS-P04, short-sentence branch
NEW_PARTNER_DASO = working_days(5)  # INS-P07
AFTER_DISCLOSURE = working_days(2)
PUT_CONDITION_FORWARD = working_days(5)
LICENCE_VARIATION = working_days(5)
MAKE_DISCLOSURE = working_days(5)
INFORMAL_CONVERSATION = working_days(5)
DVDS_PANEL = days(28)
CONTACT_RESTRICTION = working_days(2)
CHILDREN_REFERRAL = working_days(1)
CHILDREN_REFERRAL_OUTCOME = working_days(10)
SAFEGUARDING_PLAN = working_days(5)
CONTACT_LOSS = working_days(5)
ADULT_REFERRAL = working_days(2)
OWN_PROTECTION = working_days(5)
CUSTODY_REFERRAL = working_days(10)
CHOSEN_PROGRAMME_REFERRAL = working_days(5)
ALTERNATIVE_ROUTE = working_days(10)
OTHER_ROUTE = days(84)
JUSTIFY_LOWER_RISK = working_days(5)
HISTORY_MARKER = working_days(5)
ACCOUNT_FOR_CASE = working_days(5)
PUT_RIGHT = working_days(2)
PUT_RIGHT_GRAVE = working_days(1)

PLAN_MONITORING_EVERY = days(28)
"""Until a plan says how often; one always does (PF-8.3d)."""
SENTENCE_PLAN = working_days(15)  # no date in the text (AM-45)
OBJECTIVE_REASONS = working_days(5)
INFORMATION_CURRENT_DAYS = 84
"""How old the newest look at the risk may be and still count as current (PF-7.2d)."""
OVERSIGHT_DAYS = {"standard": 84, "enhanced": 28, "intensive": 14}
"""How often a manager looks at a case, by the level set for it (PF-11.4a; the Touchpoints Model is not in the text)."""

DASO_CONTACT_EVERY = days(28)  # INS-P08
VLO_FIRST_CONTACT = working_days(5)
VLO_CONTACT_EVERY = days(56)
KEY_STAGE_TO_VLO = working_days(5)
"""How soon the victim liaison officer hears of a key stage."""
SESSIONS_MISSED_AT_MOST = 2  # INS-D21
PROGRAMME_WAIT_WEEKS = (12, 26, 52)  # INS-P11
PROGRAMME_IDLE_DAYS = 28  # INS-P10
ORDER_CHECK_EVERY = days(28)  # INS-P09
PURPOSEFUL_CONTACT_EVERY = days(21)  # INS-P16
POLICE_ENQUIRY_EVERY = days(84)  # INS-D08

ROTL_CHECKED_AS_HDC = True
"""Project rule: an address for overnight ROTL gets the checks of an HDC address, unless switched off (AM-12)."""

ADJOURNMENT_QUESTION_WORKING_DAYS = 3
"""Working days before the hearing at which a reply still out raises the question of an adjournment."""
PRE_RELEASE_MONTHS = 8
"""Pre-release planning opens this many months before the earliest release."""
FIRST_CONTACT_WEEKS = 12  # INS-P04
LICENCE_CONDITIONS_WEEKS = 6  # INS-P05
READINESS_ALERT_DAYS = 14
LATE_REALLOCATION_WEEKS = 13  # INS-P14
CLOSED_CASE_LISTENS_DAYS = 90
"""How long a closed case still takes late facts before its workflow ends."""
KEEP_CLOSED_DUTIES_DAYS = 365
"""How long a finished duty stays in the workflow; the records keep it for good."""
KEEP_NEWEST = 200
"""How many incidents, flags, decisions and steps stay in the workflow; the records keep them all."""
KEEP_FACTS = 200
"""How many facts stay in the workflow so that one can be withdrawn; what older ones said is kept as one sum."""

for _name, _value in list(globals().items()):
    # Each budget knows its own name, so that a clock says which interval set it. Keep this last in the file.
    if isinstance(_value, Budget):
        globals()[_name] = _value.model_copy(update={"name": _name.lower()})
