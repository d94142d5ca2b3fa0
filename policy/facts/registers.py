"""What a change of the registers says about the case."""

from datetime import date

from models.case import Case
from models.events.registers import RegistrationRemoved
from policy.facts.absorb import Odd, absorb


@absorb.register
def _(event: RegistrationRemoved, case: Case, day: date) -> list[Odd]:
    case.history_marker = case.history_marker or event.history_marker
    return []
