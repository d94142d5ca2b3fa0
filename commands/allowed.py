"""How much the API serves, by the environment."""

import os

from limits import RateLimitItem, parse

from api.load.allowed import LEAST_AT_ONCE, Allowed
from commands.settings import SetUpProblem

AT_ONCE = "THROUGHCARE_API_AT_ONCE"
PERSON = "THROUGHCARE_RATE_PERSON"
SYSTEM = "THROUGHCARE_RATE_SYSTEM"
GRAVE = "THROUGHCARE_RATE_GRAVE"
CASE = "THROUGHCARE_RATE_CASE"
NO_TOKEN = "THROUGHCARE_RATE_NO_TOKEN"


def allowed() -> Allowed:
    """What is set, and our own defaults for the rest. Raises SetUpProblem."""
    usual = Allowed()
    return Allowed(
        person=_rate(PERSON, usual.person),
        system=_rate(SYSTEM, usual.system),
        no_token=_rate(NO_TOKEN, usual.no_token),
        grave=_rate(GRAVE, usual.grave),
        case=_rate(CASE, usual.case),
        at_once=_at_once(usual.at_once),
    )


def _rate(setting: str, usual: RateLimitItem) -> RateLimitItem:
    said = os.environ.get(setting)
    if said is None:
        return usual
    try:
        rate = parse(said)
    except ValueError:
        raise SetUpProblem(f"{setting} is no rate: say how many in how long, such as 300/10 seconds") from None
    if rate.amount < 1:
        raise SetUpProblem(f"{setting} would serve nobody: say at least 1")
    return rate


def _at_once(usual: int) -> int:
    said = os.environ.get(AT_ONCE)
    if said is None:
        return usual
    if not said.isascii() or not said.isdigit() or int(said) < LEAST_AT_ONCE:
        raise SetUpProblem(f"{AT_ONCE} is how many requests are worked on at once: say {LEAST_AT_ONCE} or more")
    return int(said)
