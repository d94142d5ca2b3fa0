"""Accredited programmes, and the rules over them: IN-01 to IN-05, IN-09, IN-10, IN-13 to IN-16 and IN-22."""

from collections.abc import Iterator
from dataclasses import replace

from models.needs import Gender, ReoffendingRisk
from models.sentence import Programme
from policy.interventions.checks import (
    familial_abuse,
    for_men,
    for_women,
    harm_is_shown,
    heterosexual_abuse,
    high_risk,
    in_custody_only,
    intimate_abuse,
    learning_challenges,
    reoffending_from,
    sara_for_programme,
    violent_or_sexual,
)
from policy.interventions.facts import Facts
from policy.interventions.judgement import Finding, Intervention, Verdict, ask, barred, unknown

BBR = Intervention(
    "IN-01",
    "bbr",
    "a man, abuse in a heterosexual intimate relationship, SARA medium or higher",
    ("PF-12.9a", "PF-12.8b", "PF-12.14b"),
    (for_men("PF-12.9a", "GU-31"), intimate_abuse, heterosexual_abuse, sara_for_programme, harm_is_shown),
    frozenset({Programme.BBR}),
)


def _bbr_first(facts: Facts) -> Iterator[Finding]:
    """Alternative delivery is for those whose eligibility is confirmed (AM-24)."""
    judged = BBR.judge(facts)
    if judged.verdict is Verdict.NOT_ELIGIBLE:
        yield from (replace(f, words=f"BBR itself: {f.words}") for f in judged.findings if f.verdict is judged.verdict)
    elif judged.verdict is Verdict.ASK:
        yield from judged.findings


def _adf_possible(facts: Facts) -> Iterator[Finding]:
    if facts.record.adf_possible is None:
        yield unknown("whether interventions staff can deliver it another way", "PF-12.9e")
    elif not facts.record.adf_possible:
        yield barred("alternative delivery is not possible", "PF-12.9e")


BBR_ADF = Intervention(
    "IN-02",
    "bbr_adf",
    "eligible for BBR but not for a group, or unable to complete one",
    ("PF-12.9e",),
    (_bbr_first, _adf_possible),
    frozenset({Programme.BBR_ADF}),
)

_KAIZEN = (for_men("PF-12.8b"), in_custody_only, high_risk("PF-12.8b"), harm_is_shown)

KAIZEN = Intervention(
    "IN-03",
    "kaizen",
    "a man in custody, high or very high risk, convicted of violent or sexual offences",
    ("PF-12.8b",),
    (*_KAIZEN, violent_or_sexual),
    frozenset({Programme.KAIZEN}),
)
NMS = Intervention(
    "IN-04",
    "nms",
    "a man with learning challenges, medium or higher risk of reoffending",
    ("section 12.10",),
    (for_men("section 12.10"), learning_challenges, reoffending_from(ReoffendingRisk.MEDIUM), harm_is_shown),
    frozenset({Programme.NMS}),
)
BNM_PLUS = Intervention(
    "IN-05",
    "bnm_plus",
    "a man with learning challenges, high or very high risk of reoffending",
    ("section 12.10",),
    (for_men("section 12.10"), learning_challenges, reoffending_from(ReoffendingRisk.HIGH), harm_is_shown),
    frozenset({Programme.BNM_PLUS}),
)


def _by_need(facts: Facts) -> Iterator[Finding]:
    if not facts.familial:
        yield ask("named for familial abuse: the programme team says whether the need fits", "PF-12.14b")


TSP = Intervention(
    "IN-09",
    "tsp",
    "familial abuse, by criminogenic need",
    ("PF-12.14b",),
    (_by_need, harm_is_shown),
    frozenset({Programme.TSP}),
)
KAIZEN_FAMILIAL = Intervention(
    "IN-10",
    "kaizen_familial",
    "familial abuse, high risk, in custody",
    ("PF-12.14b",),
    (familial_abuse, *_KAIZEN),
    frozenset({Programme.KAIZEN}),
)


def _assess_her(facts: Facts) -> Iterator[Finding]:
    if facts.needs.gender is Gender.WOMAN:
        yield ask("a woman is assessed for a suitable accredited programme", "PF-12.11a")


def _assess_with_care(facts: Facts) -> Iterator[Finding]:
    """Asked by the relationship: it is all that is recorded, and never anything more personal."""
    if facts.needs.heterosexual_relationship is None:
        yield unknown("whether the abuse was in a heterosexual relationship", "PF-12.12a")
    elif facts.needs.heterosexual_relationship:
        yield barred("no rule of its own for a heterosexual relationship", "PF-12.12a")
    else:
        yield ask("assess for suitability, with responsivity in mind; not left out unasked (AM-25)", "PF-12.12a")


WOMEN = Intervention(
    "IN-13",
    "accredited_programme_women",
    "assess for an accredited programme",
    ("PF-12.11a",),
    (for_women("PF-12.11a"), _assess_her),
)
LGBT = Intervention(
    "IN-14",
    "accredited_programme_lgbt",
    "assess for an accredited programme, with responsivity in mind",
    ("PF-12.12a",),
    (_assess_with_care,),
)


def _on_the_pathway(facts: Facts) -> Iterator[Finding]:
    needs = facts.needs
    if needs.opd_screened_in is None or needs.abuse_conviction is None:
        yield unknown("whether screened into the OPD pathway, and convicted of abuse", "PF-12.13a")
    elif not (needs.opd_screened_in and needs.abuse_conviction):
        yield barred("not on the OPD pathway with a conviction that involves abuse", "PF-12.13a")
    else:
        route = "Kaizen" if facts.in_custody else "BBR"
        yield ask(f"the treatment manager first, then refer to {route} where eligible", "PF-12.13a")


OPD = Intervention(
    "IN-15",
    "opd_pathway",
    "the treatment manager first, then BBR or Kaizen",
    ("PF-12.13a", "PF-12.13b"),
    (for_men("PF-12.13a"), _on_the_pathway),
)


def _no_bar(facts: Facts) -> Iterator[Finding]:
    if facts.needs.complex_needs and not facts.record.harm_shown:
        yield ask("no bar without evidence of no benefit or harm; alternative delivery may do", "PF-12.15b")


COMPLEX_NEEDS = Intervention(
    "IN-16",
    "complex_needs",
    "no complex needs are known that the treatment manager must weigh",
    ("PF-12.15a", "PF-12.15b", "PF-12.15c"),
    (harm_is_shown, _no_bar),
)


def _history(_facts: Facts) -> Iterator[Finding]:
    yield barred("IDAP and CDVP run no more: they are recorded as past programmes only", "section 3.11")


HISTORICAL = Intervention(
    "IN-22",
    "historical_programmes",
    "past history only",
    ("section 3.11",),
    (_history,),
)

PROGRAMMES = (
    BBR, BBR_ADF, KAIZEN, NMS, BNM_PLUS, TSP, KAIZEN_FAMILIAL, WOMEN, LGBT, OPD, COMPLEX_NEEDS, HISTORICAL,
)  # fmt: skip
