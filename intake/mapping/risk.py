"""Risk of serious harm, scores and tier."""

from typing import Any

from intake.mapping.meaning import Draft, Facts, Meaning, NeedsDetails, NotForUs, facts, means
from intake.told import Told, plain
from models.risk import RiskGroup, RoshLevel, is_higher

LEVELS: dict[str, RoshLevel] = {
    **dict.fromkeys(("low", "l", "rlrh", "rskl", "green"), RoshLevel.LOW),
    **dict.fromkeys(("medium", "m", "rmrh", "rskm", "amber"), RoshLevel.MEDIUM),
    **dict.fromkeys(("high", "h", "rhrh", "rskh", "red"), RoshLevel.HIGH),
    **dict.fromkeys(("veryhigh", "v", "vh", "rvhr", "rskv", "veryhighred"), RoshLevel.VERY_HIGH),
}
"""Every spelling of a level that the services use; an unknown one is never taken for low."""

_GROUPS = {
    "knownadult": RiskGroup.KNOWN_ADULT,
    "children": RiskGroup.CHILDREN,
    "public": RiskGroup.PUBLIC,
    "staff": RiskGroup.STAFF,
    "prisoners": RiskGroup.PRISONERS,
}


def level_of(said: Any) -> RoshLevel | None:
    """The level by any of its spellings."""
    return LEVELS.get(plain(said)) if isinstance(said, str) else None


@means(
    "risk", "assessment.summary.produced", "risk.flag.tier.change", "risk-assessment.scores.determined",
    "probation-case.assessment-summary.created",
    becomes="`rosh_changed` for each group at risk, from its details: the higher of custody and community",
)  # fmt: skip
def assessed(told: Told) -> Meaning:
    """An assessment was completed: its levels by who is at risk."""
    levels = _levels(told.info) or _levels(_latest(told.details))
    if levels:
        return Facts(tuple(_changed(group, level) for group, level in levels.items()))
    if told.details is None:
        return NeedsDetails("an assessment was completed, and the message does not say with what result")
    return NotForUs("an assessment without levels of serious harm: nothing to hold, and no level is taken for low")


def _changed(group: RiskGroup, level: RoshLevel) -> Draft:
    return Draft("rosh_changed", {"group": group.value, "level": level.value}, slot=("group",))


def _latest(details: Any) -> dict[str, Any]:
    """The assessment in the details: the first of its list, or the details themselves."""
    if not isinstance(details, dict):
        return {}
    listed = details.get("assessments")
    if isinstance(listed, list):
        return next((one for one in listed if isinstance(one, dict)), {})
    return details


def _levels(said: dict[str, Any]) -> dict[RiskGroup, RoshLevel]:
    """Fields such as riskKnownAdultCommunity and riskChildrenCustody, the higher of the two for each group."""
    found: dict[RiskGroup, RoshLevel] = {}
    for name, value in said.items():
        words = plain(name).removeprefix("risk").removeprefix("to").removesuffix("community").removesuffix("custody")
        group, level = _GROUPS.get(words), level_of(value)
        if group and level and plain(name).startswith("risk"):
            found[group] = level if is_higher(level, found.get(group, RoshLevel.LOW)) else found.get(group, level)
    return found


@means(
    "risk", "risk-assessment.scores.ogrs.determined", "probation-case.risk-scores.ogrs.manual-calculation",
    becomes="`needs_assessed` with the risk of reoffending, by its band or its score (bands: project default)",
)  # fmt: skip
def reoffending(told: Told) -> Meaning:
    """The likelihood of reoffending was worked out."""
    band = level_of(told.get("OGRS4GYr2Band", "OGP2Yr2Band")) or _band(told.get("OGRS3Yr2"))
    if band is None:
        return NotForUs("scores without the one that says how likely reoffending is")
    return facts(Draft("needs_assessed", {"reoffending_risk": band.value}, slot=()))


def _band(score: Any) -> RoshLevel | None:
    if isinstance(score, bool) or not isinstance(score, int | float):
        return None
    if score < 50:
        return RoshLevel.LOW
    if score < 75:
        return RoshLevel.MEDIUM
    return RoshLevel.HIGH if score < 90 else RoshLevel.VERY_HIGH


@means(
    "risk", "risk-assessment.scores.rsr.determined",
    becomes="not for us: the risk of serious recidivism is not one of the levels a case holds",
)  # fmt: skip
def serious_recidivism(_: Told) -> Meaning:
    """The risk of serious recidivism, which is neither the risk of serious harm nor of reoffending."""
    return NotForUs("the risk of serious recidivism is not one of the levels a case holds")


@means(
    "tier", "tier.calculation.complete", "tier.calculation.changed", "OFFENDER_MANAGEMENT_TIER_CALCULATION_REQUIRED",
    becomes="not for us: a tier alone asks for nothing; a manager confirms it with the allocation",
)  # fmt: skip
def tier(_: Told) -> Meaning:
    """The tier was worked out. What it hangs on, risk and registers, has events of its own."""
    return NotForUs("a tier alone asks for nothing: the manager confirms it with the allocation (PF-6.9a)")
