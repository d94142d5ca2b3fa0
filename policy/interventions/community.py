"""Structured interventions, toolkits, requirements and services: IN-06 to 08, 11, 12, 17 to 21 and 23."""

from collections.abc import Iterator

from models.needs import Gender, SaraLevel
from models.sentence import Programme
from policy.interventions.checks import familial_abuse, for_women, in_community_only
from policy.interventions.facts import Facts
from policy.interventions.judgement import Check, Finding, Intervention, Verdict, ask, barred, unknown
from policy.interventions.programmes import BBR, BBR_ADF


def _intimate(facts: Facts) -> Iterator[Finding]:
    if not facts.intimate:
        yield barred("for intimate partner abuse: a toolkit fits familial abuse", "PF-12.14c")


def _convicted(facts: Facts) -> Iterator[Finding]:
    if facts.needs.abuse_conviction is None:
        yield unknown("whether convicted of intimate partner abuse", "PF-12.9g")
    elif not facts.needs.abuse_conviction:
        yield barred("for people convicted of intimate partner abuse", "PF-12.9g")


def _unsuitable_for_bbr(facts: Facts) -> bool:
    return facts.record.suitable is False or BBR.judge(facts).verdict is Verdict.NOT_ELIGIBLE


def _lower_risk(facts: Facts) -> Iterator[Finding]:
    """SARA low; or medium and above when unsuitable for the programme (INS-D19)."""
    level = facts.needs.sara_level
    if level is None:
        yield unknown("the level on the SARA", "PF-12.9g")
    elif level is not SaraLevel.LOW and not _unsuitable_for_bbr(facts):
        yield barred("the SARA is not low, and BBR has not been found unsuitable", "INS-D19")


def _open_to_her(facts: Facts) -> Iterator[Finding]:
    if facts.needs.gender is Gender.WOMAN:
        yield ask("some are open to women: the local interventions team says", "PF-12.5a")


STRUCTURED_INTERVENTION = Intervention(
    "IN-06",
    "structured_intervention",
    "lower risk on the SARA, convicted of intimate partner abuse, in the community",
    ("PF-12.9g", "PF-12.4a", "PF-12.5a"),
    (in_community_only, _intimate, _convicted, _lower_risk, _open_to_her),
    frozenset({Programme.STRUCTURED_INTERVENTION}),
)


def _after_adf(facts: Facts) -> Iterator[Finding]:
    """The text's order: alternative delivery, then the toolkit (AM-26)."""
    if BBR_ADF.judge(facts).verdict is Verdict.NOT_ELIGIBLE:
        return
    if facts.record.adf_possible:
        yield barred("alternative delivery is possible, and comes first (AM-26)", "PF-12.9f")
    else:
        yield unknown("whether alternative delivery is possible: ask that first (AM-26)", "PF-12.9e")


SRT = Intervention(
    "IN-07",
    "srt",
    "no accredited programme, and alternative delivery is not possible",
    ("PF-12.9f", "PF-12.11b"),
    (in_community_only, _after_adf),
    frozenset({Programme.SRT}),
)


def _no_programme(facts: Facts) -> Iterator[Finding]:
    if facts.record.suitable is None:
        yield unknown("whether a programme suits", "PF-12.14c")
    elif facts.record.suitable:
        yield barred("a programme suits: the toolkit is for those whom none does", "PF-12.14c")


STEPPING_STONES = Intervention(
    "IN-08",
    "stepping_stones",
    "familial abuse, not suitable for a programme",
    ("PF-12.14c", "PF-12.4a"),
    (in_community_only, familial_abuse, _no_programme),
    frozenset({Programme.STEPPING_STONES}),
)


def _in_this_region(facts: Facts) -> Iterator[Finding]:
    if facts.needs.gender is Gender.WOMAN:
        yield ask("runs in some regions: the local interventions team says", "PF-12.5a")


WOMENS_STRUCTURED = Intervention(
    "IN-11",
    "womens_structured_interventions",
    "a woman, where the region has it",
    ("PF-12.5a",),
    (in_community_only, for_women("PF-12.5a"), _in_this_region),
    frozenset({Programme.DAWN, Programme.FIRS}),
)
FIRST_STEPS = Intervention(
    "IN-12",
    "first_steps",
    "a woman, one to one",
    ("PF-12.4a",),
    (in_community_only, for_women("section 12.11")),
    frozenset({Programme.FIRST_STEPS}),
)


def _no_programme_fits(facts: Facts) -> Iterator[Finding]:
    if not _unsuitable_for_bbr(facts):
        yield ask("for those unsuitable or ineligible for a programme: which has not been found", "PF-12.7b")


RAR = Intervention(
    "IN-17",
    "rar",
    "unsuitable or ineligible for a programme",
    ("PF-12.7b", "PF-6.5i", "PF-4.1g"),
    (_no_programme_fits,),
    frozenset({Programme.RAR}),
)


def _not_done(facts: Facts) -> Iterator[Finding]:
    if facts.finished:
        yield barred("already done in custody", "PF-9.2c")
    elif facts.record.suitable is False:
        yield ask("found unsuitable for the programme: consider a condition for other work", "PF-9.2c")
    elif facts.programme is None:
        yield unknown("which programme the plan names", "PF-9.2c")


LICENCE_CONDITION = Intervention(
    "IN-18",
    "licence_condition",
    "eligible and suitable, and not done in custody",
    ("PF-9.2c",),
    (_not_done,),
)


def _on_bbr(facts: Facts) -> Iterator[Finding]:
    if not (facts.on_bbr and facts.in_community):
        yield barred("the DASO works with victims and partners of men on BBR in the community", "PF-12.9c")


DASO = Intervention(
    "IN-19",
    "daso",
    "BBR is required in the community and not finished",
    ("PF-12.9c", "PF-16.14b", "PF-17.8a"),
    (_on_bbr,),
)


def _required_now(clause: str) -> Check:
    def check(facts: Facts) -> Iterator[Finding]:
        if not (facts.required and facts.in_community):
            yield barred("no programme is required in the community", clause)

    return check


MOTIVATIONAL_WORK = Intervention(
    "IN-20",
    "motivational_work",
    "an order or licence requires a programme",
    ("PF-12.9d",),
    (_required_now("PF-12.9d"),),
)


def _psychologists(facts: Facts) -> Iterator[Finding]:
    complex_or_high = facts.high_risk or bool(facts.needs.complex_needs)
    no_programme = facts.record.suitable is False
    if facts.needs.stalking_behaviour or (complex_or_high and (facts.in_custody or no_programme)):
        return
    yield barred("for complex or high risk in custody or with no suitable programme, and for stalking", "PF-12.16a")


PSYCHOLOGY = Intervention(
    "IN-21",
    "psychology",
    "complex or high risk with no suitable programme, or stalking",
    ("PF-12.16a", "PF-12.17a"),
    (_psychologists,),
)

REFERRAL_DESPITE_DOUBT = Intervention(
    "IN-23",
    "referral_despite_doubt",
    "extra preparatory work is no bar to the referral: refer, and discuss it",
    ("PF-12.9b",),
    (_required_now("PF-12.9b"),),
)

COMMUNITY = (
    STRUCTURED_INTERVENTION, SRT, STEPPING_STONES, WOMENS_STRUCTURED, FIRST_STEPS, RAR, LICENCE_CONDITION, DASO,
    MOTIVATIONAL_WORK, PSYCHOLOGY, REFERRAL_DESPITE_DOUBT,
)  # fmt: skip
