"""The figures a simulated caseload is drawn from: HM Inspectorate of Probation's thematic inspection of domestic abuse
(July 2023), by the ids used in this project, and values of our own where the inspection gives none.

The inspection looked at 60 cases (6 to 7 months after their start) and, of programmes, at 83 others: no national rates.
Percentages are rounded there; a distribution is normalised before anything is drawn from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

DAYS_A_MONTH = 30.4


@dataclass(frozen=True)
class Figure:
    """A share of cases, or of things that happen in them, and where it comes from."""

    id: str
    words: str
    share: float
    source: str


# The people and their sentences ------------------------------------------------------------------------------------

WOMEN = Figure("INS-C30", "women among the people supervised", 0.10, "6 of 60")
SENTENCES: Mapping[str, float] = {"community_order": 0.37, "suspended_sentence_order": 0.17, "licence": 0.47}
"""INS-C32: what the 60 were supervised on."""
VICTIMS: Mapping[int, float] = {1: 0.42, 2: 0.33, 3: 0.17, 4: 0.03, 6: 0.05}
"""INS-C33: how many people each had abused; 6 stands for six or more."""
INTIMATE = Figure("INS-C38", "abuse of an intimate partner, now or before", 0.85, "51 of 60")
CHILDREN = Figure("INS-C41", "children to ask children's services about", 0.88, "53 of 60")
RESTRICTED_CONTACT = Figure(
    "INS-C39", "restrictions needed to protect victims (a protective order here)", 0.77, "46 of 60"
)
COURT_ADVICE = Figure("INS-C36", "advice to the court before sentence", 0.63, "38 of 60")
PROGRAMME = Figure("INS-C44", "Building Better Relationships required", 0.27, "16 of 60")
VICTIM_LIAISON = Figure("INS-C47", "a victim liaison officer involved, of prison sentences", 0.32, "9 of 28")

# What happens, and how soon it is known ---------------------------------------------------------------------------

CHANGE = Figure("INS-C43", "a significant change in the first 6.5 months of supervision", 0.88, "53 of 60")
ABUSE = Figure("INS-C72", "further abuse in the first 8 months", 0.37, "31 of 83")
KNOWN = Figure("INS-C73", "further abuse known to the practitioner at once", 0.61, "of those with police contact")
NEVER_KNOWN = Figure("INS-C73", "further abuse never known to the practitioner", 0.10, "of those with police contact")

CHANGE_MONTHS, ABUSE_MONTHS = 6.5, 8.0
CHANGES_A_DAY = -log(1 - CHANGE.share) / (CHANGE_MONTHS * DAYS_A_MONTH)
ABUSE_A_DAY = -log(1 - ABUSE.share) / (ABUSE_MONTHS * DAYS_A_MONTH)

WAITS: Mapping[tuple[int, int], float] = {(1, 5): 1, (11, 20): 4, (21, 25): 2, (29, 60): 9}
"""INS-C70: weeks waited for the programme by 16 people; the nine had not started when inspected, and 60 is our end."""
WAITED = Figure("INS-C70", "the programme started within 26 weeks, of those who have waited so long", 0.44, "7 of 16")

# What was done ----------------------------------------------------------------------------------------------------

COURT_POLICE = Figure("INS-B17", "police asked before sentence", 0.84, "32 of 38")
COURT_CHILDREN = Figure(
    "INS-B19", "children's services asked before sentence, of those with children", 0.81, "25 of 31"
)
RELEASE_WORK = Figure("INS-B24", "pre-release work sufficient (the release plan in time here)", 0.50, "half of 28")
LICENCE_CONDITIONS = Figure(
    "INS-B25", "licence conditions that fit the risk (put forward in time here)", 0.67, "two thirds of 28"
)
ASSESSED = Figure("INS-B32", "SARA not missing when due (the initial assessment in time here)", 0.75, "38 of 51")
PLANNED = Figure(
    "INS-B05", "constructive work planned, with timescales (the sentence plan in time here)", 0.52, "31 of 60"
)
VISITED = Figure("INS-B39", "home visit made where necessary", 0.40, "40 %")
POLICE_ASKED = Figure("INS-B15", "police asked during the sentence", 0.44, "26 of 59")
CHILDREN_ASKED = Figure(
    "INS-B14", "children's services asked during the sentence, of those with children", 0.36, "19 of 53"
)
REVIEWED = Figure("INS-B12", "a change found and the plan adjusted (reviewed in time here)", 0.49, "26 of 53")
IN_CONTACT = Figure("INS-B10", "contact enough to manage the case (no routine work late here)", 0.42, "25 of 60")
ENFORCED = Figure("INS-B43", "enforcement used where needed", 0.70, "70 %")

# Our own, where the inspection is silent ---------------------------------------------------------------------------

STAGES: Mapping[str, float] = {
    "court_report": 0.06,
    "custody": 0.13,
    "pre_release": 0.09,
    "supervision": 0.62,
    "post_sentence": 0.03,
    "closed": 0.07,
}
"""Where in the sentence the cases stand (ours): the inspection looked at supervision only."""
RISK: Mapping[str, float] = {"low": 0.05, "medium": 0.47, "high": 0.43, "very_high": 0.05}
"""Risk of serious harm to a known adult (ours): the inspection gives no distribution."""
CAUGHT_UP = Figure("ours", "work not done in time that was done late; the rest is still open", 0.5, "no figure")
UNALLOCATED = Figure("ours", "nobody allocated yet, of the newest supervised cases", 0.25, "no figure")
NEW_PRACTITIONER = Figure(
    "ours", "another practitioner in a year, from INS-C18 (7.4 % and 13.1 % leave)", 0.20, "no figure"
)
MAPPA = Figure("ours", "under MAPPA, of prison sentences", 0.25, "no figure")
MARAC = Figure("ours", "known to a MARAC", 0.15, "no figure")
RESTRICTED = Figure("ours", "restricted to those who work with the case", 0.02, "no figure")
OTHER_CHANGES: Mapping[str, float] = {
    "new_relationship": 0.19,
    "address_changed": 0.15,
    "substance_misuse": 0.14,
    "contact_with_children": 0.10,
    "significant_change": 0.10,
    "condition_breached": 0.09,
    "relationship_ended": 0.07,
    "order_breached": 0.06,
    "suicide_or_self_harm": 0.04,
    "risk_rising": 0.03,
    "partner_pregnant": 0.02,
    "stalking": 0.01,
}
"""What else changes, beside further abuse (ours)."""
