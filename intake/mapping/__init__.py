"""What each event of another system means to a case: one file for each family."""

from intake.mapping import (  # noqa: F401  # each registers what it maps
    accommodation,
    court,
    dates,
    elsewhere,
    identity,
    licence,
    life,
    managers,
    prison,
    programmes,
    recall,
    registers,
    risk,
)
from intake.mapping.meaning import Meaning, Unclear, rule_for
from intake.told import Told


def meaning_of(told: Told) -> Meaning:
    """What the message means. Never raises: what our own rules stumble over is for a person to look at."""
    rule = rule_for(told.type) or elsewhere.rule_of(told.type)
    if rule is None:
        return Unclear("unknown_type", "a type of event that nobody has taught us: map it, or say that it is not ours")
    try:
        return rule(told)
    except Exception:
        return Unclear("unreadable_fields", "fields of this message have shapes that its type does not have")
