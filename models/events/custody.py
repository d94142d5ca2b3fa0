"""Events of custody besides reception and release: temporary release, early allocation, the end of remand."""

from typing import Literal

from models.events.fact import Fact
from models.words import Ref


class RotlAddressProposed(Fact):
    """An address is put forward for overnight release on temporary licence (AM-12)."""

    type: Literal["rotl_address_proposed"] = "rotl_address_proposed"
    address: Ref


class EarlyAllocationAgreed(Fact):
    """The community agreed to take the case early (EV-61, PF-15.10b)."""

    type: Literal["early_allocation_agreed"] = "early_allocation_agreed"


class ReleasedFromRemand(Fact):
    """Held while under supervision, and let out again with no release from a sentence: supervision goes on."""

    type: Literal["released_from_remand"] = "released_from_remand"


class ConsentWithdrawn(Fact):
    """The main occupier of an address for HDC or ROTL no longer consents (GU-04)."""

    type: Literal["consent_withdrawn"] = "consent_withdrawn"
    address: Ref
