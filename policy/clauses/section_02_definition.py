"""Section 2: definition and outcomes."""

from policy.clauses.clause import Clause, Strength, evidence

CLAUSES: tuple[Clause, ...] = (
    Clause(
        id="PF-2.4a",
        section="2.4",
        strength=Strength.SHOULD,
        who="POM / PP / report writer (the text names no one)",
        phase="any",
        when="anyone committing DA, intimate partner or wider family",
        asks="Consider for interventions that fit their needs and for risk management measures as required",
        done="Intervention and risk measures considered, outcome held",
        home=evidence("initial_assessment", "interventions_considered"),
    ),
)
