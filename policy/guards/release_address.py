"""An address for HDC, or for ROTL as for HDC: section 9.4 (GU-04 to GU-06). It is never approved on silence."""

from collections.abc import Iterable

from models.case import AddressState, Case
from models.enquiries import Agency, EnquiryState
from models.requests import ApproveHdcAddress, ApproveRotlAddress
from models.sentence import Stage
from policy import defaults
from policy.refusal import Refusal
from policy.responses.enquiries import key_of

_ASKED = {Agency.POLICE: ("police", "PF-9.4a"), Agency.CHILDRENS_SERVICES: ("children's services", "PF-9.4b")}


def refuses(case: Case, asked: ApproveHdcAddress | ApproveRotlAddress) -> Iterable[Refusal]:
    """Every reason why this address may not be approved; empty when it may."""
    rotl = isinstance(asked, ApproveRotlAddress)
    what = "ROTL" if rotl else "HDC"
    if case.stage is not Stage.CUSTODY:
        yield Refusal(f"an address for {what} is approved while the person is in custody", "PF-9.4a", "stage")
    address = (case.rotl if rotl else case.hdc).get(asked.address)
    if address is None:
        yield Refusal(f"no address {asked.address} has been put forward for {what}", "PF-9.4a", "address")
        return
    if address.state is AddressState.APPROVED:
        yield Refusal(f"{asked.address} is already approved", "PF-9.4a", "address")
    if rotl and not defaults.ROTL_CHECKED_AS_HDC:
        return
    if address.state is AddressState.REFUSED:
        yield Refusal(f"the check of {asked.address} refused it: put it forward again to check afresh", "DE-13",
                      "address")  # fmt: skip
    if address.occupier_consented is None:
        yield Refusal("the main occupier's informed consent has not been obtained (GU-04)", "PF-9.4c", "address")
    if address.occupier_consented is False:
        yield Refusal("the main occupier does not consent (GU-04)", "PF-9.4c", "address")
    for agency, (words, clause) in _ASKED.items():
        enquiry = case.enquiries.get(key_of(agency, asked.address))
        if enquiry is None or enquiry.state is not EnquiryState.REVIEWED:
            said = f"{words} information on the address has not been obtained and reviewed (GU-05)"
            yield Refusal(said, clause, "address")
    if address.risk_to_others is not False:
        yield Refusal(
            "a risk to others at the address is identified, or not answered (GU-06)", "section 9.4", "address"
        )
