"""The questions that several interventions ask. Each answers with what speaks against, what to ask, or nothing."""

from collections.abc import Iterator

from models.needs import Gender, ReoffendingRisk, SaraLevel
from models.risk import RoshLevel
from policy.interventions.facts import Facts
from policy.interventions.judgement import Check, Finding, ask, barred, unknown

_RISKS = list(ReoffendingRisk)


def for_men(clause: str, guard: str | None = None) -> Check:
    """Men only; where the gender is recorded as another, the treatment manager says."""

    def check(facts: Facts) -> Iterator[Finding]:
        if facts.needs.gender is None:
            yield unknown("gender", clause)
        elif facts.needs.gender is Gender.WOMAN:
            yield barred("for men", clause, guard)
        elif facts.needs.gender is Gender.OTHER:
            yield ask("for men: the treatment manager says whether it suits", clause, guard)

    return check


def for_women(clause: str) -> Check:
    """Women only."""

    def check(facts: Facts) -> Iterator[Finding]:
        if facts.needs.gender is None:
            yield unknown("gender", clause)
        elif facts.needs.gender is not Gender.WOMAN:
            yield barred("for women", clause)

    return check


def in_custody_only(facts: Facts) -> Iterator[Finding]:
    """Kaizen runs in custody (GU-32)."""
    if not facts.in_custody:
        yield barred("runs in custody only", "PF-12.8b", "GU-32")


def in_community_only(facts: Facts) -> Iterator[Finding]:
    """Structured interventions and toolkits are approved for the community (GU-33)."""
    if facts.in_custody:
        yield barred("approved for the community only", "PF-12.4a", "GU-33")


def learning_challenges(facts: Facts) -> Iterator[Finding]:
    """For people with learning difficulties or challenges (12.10)."""
    if facts.needs.learning_challenges is None:
        yield unknown("whether there are learning challenges", "section 12.10")
    elif not facts.needs.learning_challenges:
        yield barred("for people with learning challenges", "section 12.10")


def reoffending_from(lowest: ReoffendingRisk) -> Check:
    """The risk of reoffending is this or higher (12.10)."""

    def check(facts: Facts) -> Iterator[Finding]:
        risk = facts.needs.reoffending_risk
        if risk is None:
            yield unknown("the risk of reoffending", "section 12.10")
        elif _RISKS.index(risk) < _RISKS.index(lowest):
            yield barred(f"the risk of reoffending must be {lowest.value} or higher", "section 12.10")

    return check


def high_risk(clause: str) -> Check:
    """Risk of serious harm is high or very high."""

    def check(facts: Facts) -> Iterator[Finding]:
        if facts.rosh is RoshLevel.UNKNOWN:
            yield unknown("the risk of serious harm", clause)
        elif not facts.high_risk:
            yield barred("for high or very high risk", clause)

    return check


def violent_or_sexual(facts: Facts) -> Iterator[Finding]:
    """Convicted of violent or sexual offences (Kaizen, 12.2)."""
    if facts.needs.violent_or_sexual_conviction is None:
        yield unknown("whether convicted of a violent or sexual offence", "PF-12.8b")
    elif not facts.needs.violent_or_sexual_conviction:
        yield barred("for people convicted of violent or sexual offences", "PF-12.8b")


def intimate_abuse(facts: Facts) -> Iterator[Finding]:
    """Familial abuse alone makes nobody eligible for BBR (GU-30)."""
    if not facts.intimate:
        yield barred("no intimate partner abuse is recorded: familial abuse alone", "PF-12.14b", "GU-30")


def heterosexual_abuse(facts: Facts) -> Iterator[Finding]:
    """BBR is written for heterosexual relationships; nobody is left out unasked (GU-31, AM-25)."""
    if facts.needs.heterosexual_relationship is None:
        yield unknown("whether the abuse was in a heterosexual relationship", "PF-12.12a")
    elif not facts.needs.heterosexual_relationship:
        yield ask("written for abuse in heterosexual relationships: the treatment manager says", "PF-12.12a", "GU-31")


def sara_for_programme(facts: Facts) -> Iterator[Finding]:
    """The inspectorate's threshold, where the framework gives none: SARA medium or higher (INS-D18)."""
    if facts.needs.sara_level is None:
        yield unknown("the level on the SARA", "INS-D18")
    elif facts.needs.sara_level is SaraLevel.LOW:
        yield barred("the SARA is low: a structured intervention fits", "INS-D18")


def familial_abuse(facts: Facts) -> Iterator[Finding]:
    """For familial abuse."""
    if not facts.familial:
        yield barred("for familial abuse", "PF-12.14b")


def harm_is_shown(facts: Facts) -> Iterator[Finding]:
    """Complex needs are no bar unless evidence shows no benefit, or harm (PF-12.15a, IN-16)."""
    if facts.record.harm_shown:
        yield barred("excluded for complex needs, on evidence of no benefit or harm", "PF-12.15a")
