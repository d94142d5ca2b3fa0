"""Every row of the intervention table, and what may come next for one person."""

from models.sentence import Programme
from policy.interventions.community import (
    COMMUNITY,
    FIRST_STEPS,
    RAR,
    SRT,
    STEPPING_STONES,
    STRUCTURED_INTERVENTION,
    WOMENS_STRUCTURED,
)
from policy.interventions.facts import Facts
from policy.interventions.judgement import Intervention, Judgement, Verdict
from policy.interventions.programmes import BBR_ADF, KAIZEN, KAIZEN_FAMILIAL, PROGRAMMES

INTERVENTIONS: dict[str, Intervention] = {
    one.name: one for one in sorted((*PROGRAMMES, *COMMUNITY), key=lambda one: one.id)
}
"""Every row by its name, in the order of the catalogue."""


def covering(programme: Programme, facts: Facts) -> Intervention | None:
    """The row that a choice is judged by; none for a programme the framework does not name."""
    if programme is Programme.KAIZEN:
        return KAIZEN if facts.intimate else KAIZEN_FAMILIAL
    return next((one for one in INTERVENTIONS.values() if programme in one.programmes), None)


ROUTES = (BBR_ADF, SRT, STRUCTURED_INTERVENTION, STEPPING_STONES, WOMENS_STRUCTURED, FIRST_STEPS, RAR)
"""What to consider when a programme cannot be done, in the text's order (PF-12.9e to g, AM-26)."""


def next_routes(facts: Facts) -> list[tuple[Intervention, Judgement]]:
    """The routes not ruled out for this person, in order, each with what is judged of it."""
    judged = [(one, one.judge(facts)) for one in ROUTES]
    return [(one, judgement) for one, judgement in judged if judgement.verdict is not Verdict.NOT_ELIGIBLE]
