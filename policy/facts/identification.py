"""What signs of the person's own abuse say about the case."""

from datetime import date

from models.case import Case
from models.events.signs import FoundToBeVictim
from policy.facts.absorb import Odd, absorb


@absorb.register
def _(event: FoundToBeVictim, case: Case, day: date) -> list[Odd]:
    case.as_victim = event.found
    case.unsafe_addresses = list(dict.fromkeys([*case.unsafe_addresses, *event.unsafe_addresses]))
    return []
