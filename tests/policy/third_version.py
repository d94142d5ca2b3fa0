"""A policy version of somebody else's, written as docs/policy-versions.md says: it changes a little of everything."""

from datetime import date

from models.decisions import DecisionKind
from models.duties import Budget, Unit
from models.forms.form import Confirmed
from policy.rules import DutyRule
from policy.version import Also, Option, OptionsChange, PolicyVersion, Withdrawn

SAFETY_CALL = DutyRule(
    kind="safety_call",
    title="Ask the independent adviser to call the new partner",
    clauses=("TRIAL-1",),
    form=Confirmed,
    budget=Budget(count=3, unit=Unit.WORKING_DAYS, source="TRIAL-1"),
)

AREA_REFERRAL = DutyRule(
    kind="area_referral",
    title="Refer to the area panel",
    clauses=("TRIAL-4",),
    form=Confirmed,
    budget=Budget(count=20, unit=Unit.WORKING_DAYS, source="TRIAL-4"),
)

TRIAL = PolicyVersion(
    id="2030-trial",
    title="A trial in one area",
    source="an area's own instruction",
    in_force_from=date(2030, 1, 1),
    follows="2023-07",
    rules=(SAFETY_CALL, AREA_REFERRAL),
    withdraws=(
        Withdrawn("start_checks", "the court does them", "TRIAL-2"),
        Withdrawn("mappa_decision", "the area panel decides", "TRIAL-4", replaced_by="area_referral"),
    ),
    intervals={
        "review": Budget(count=10, unit=Unit.WORKING_DAYS, source="TRIAL-3"),
        "initial_assessment": Budget(count=5, unit=Unit.WORKING_DAYS, source="TRIAL-3"),
        "enforcement_decision_grave": Budget(count=3, unit=Unit.WORKING_DAYS),
        "court_report": Budget(count=10, unit=Unit.WORKING_DAYS),
        "licence_conditions_weeks": 9,
    },
    options=(
        OptionsChange(
            DecisionKind.ENFORCEMENT,
            "TRIAL-5",
            gains=(Option("final_warning", "a warning before breach, by the manager", stands_for="warning"),),
        ),
    ),
    also=(Also("new_partner", "safety_call", "TRIAL-1"),),
)

VERSIONS = (TRIAL,)
