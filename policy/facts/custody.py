"""What temporary release, early allocation and the end of remand say about the case."""

from datetime import date

from models.case import AddressState, Case, ReleaseAddress
from models.events import custody
from policy.facts.absorb import Odd, absorb


@absorb.register
def _(event: custody.RotlAddressProposed, case: Case, day: date) -> list[Odd]:
    case.rotl[event.address] = ReleaseAddress(address=event.address)
    return []


@absorb.register
def _(event: custody.EarlyAllocationAgreed, case: Case, day: date) -> list[Odd]:
    case.profile = case.profile.model_copy(update={"early_allocation": True})
    return []


@absorb.register
def _(event: custody.ReleasedFromRemand, case: Case, day: date) -> list[Odd]:
    held, case.custody.held_since = case.custody.held_since, None
    if case.in_community:
        case.concerns_in_custody = []
    return [] if held else [("contradictory", "the case did not know the person to be held")]


@absorb.register
def _(event: custody.ConsentWithdrawn, case: Case, day: date) -> list[Odd]:
    found = [register[event.address] for register in (case.hdc, case.rotl) if event.address in register]
    for address in found:
        address.state, address.occupier_consented = AddressState.REFUSED, False
    return [] if found else [("contradictory", "no such address was put forward for HDC or ROTL")]
