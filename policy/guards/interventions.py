"""The choice of an intervention: sections 12.2 to 12.15 and 6.5 (GU-30 to GU-35)."""

from collections.abc import Iterable

from models.case import Case
from models.requests import ChooseIntervention
from models.sentence import ACCREDITED, Programme, Stage
from policy.interventions.community import DASO
from policy.interventions.facts import Facts, facts_of
from policy.interventions.judgement import Finding, Verdict
from policy.interventions.register import covering
from policy.refusal import Refusal


def refuses(case: Case, asked: ChooseIntervention) -> Iterable[Refusal]:
    """Every reason why this may not be chosen; empty when it may."""
    if case.stage is Stage.CLOSED:
        yield Refusal("supervision has ended: nothing is chosen now", "PF-12.9a", "stage")
        return
    facts = facts_of(case)
    if asked.intervention == "daso":
        yield from _daso(facts, asked)
        return
    yield from _unfit(asked.intervention, facts, asked)
    if asked.leaves_time is False and asked.intervention in ACCREDITED and asked.short_sentence_reason is None:
        words = "the sentence leaves no time to complete it: say why it is chosen all the same (GU-35)"
        yield Refusal(words, "PF-12.7a", "short_sentence_reason")


def _daso(facts: Facts, asked: ChooseIntervention) -> Iterable[Refusal]:
    if asked.daso_reason is None:
        for finding in DASO.judge(facts).findings:
            if finding.verdict is not Verdict.ELIGIBLE:
                yield Refusal(f"{finding.words}: say why all the same (GU-34)", finding.clause, "daso_reason")


def _unfit(programme: Programme, facts: Facts, asked: ChooseIntervention) -> Iterable[Refusal]:
    """What bars it refuses; what else speaks against it passes with the treatment manager's advice (AM-25)."""
    row = covering(programme, facts)
    for finding in row.judge(facts).findings if row else ():
        if finding.bars:
            yield Refusal(str(finding), finding.clause, "intervention")
        elif _needs_advice(finding) and asked.advice is None:
            yield Refusal(f"record what the treatment manager advised: {finding}", finding.clause, "advice")


def _needs_advice(finding: Finding) -> bool:
    return finding.known and finding.verdict is not Verdict.ELIGIBLE
