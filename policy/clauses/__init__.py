"""The catalogue as code: every row of the framework by its id. ``policy.coverage`` says which are built."""

from policy.clauses import (
    decisions,
    events,
    guards,
    interventions,
    section_02_definition,
    section_04_outcomes,
    section_06_identification,
    section_07_assessment,
    section_08_risk_management_plan,
    section_09_release,
    section_10_sentence_plan,
    section_11_review,
    section_12_interventions,
    section_13_information,
    section_15_multi_agency,
    section_16_disclosure,
    section_17_victim_contact,
    section_18_safeguarding,
    storage,
    timings,
)
from policy.clauses.clause import Clause

CLAUSES: dict[str, Clause] = {
    clause.id: clause
    for module in (
        decisions,
        events,
        guards,
        interventions,
        section_02_definition,
        section_04_outcomes,
        section_06_identification,
        section_07_assessment,
        section_08_risk_management_plan,
        section_09_release,
        section_10_sentence_plan,
        section_11_review,
        section_12_interventions,
        section_13_information,
        section_15_multi_agency,
        section_16_disclosure,
        section_17_victim_contact,
        section_18_safeguarding,
        storage,
        timings,
    )
    for clause in module.CLAUSES
}
"""Every row by its id, obligations first."""
