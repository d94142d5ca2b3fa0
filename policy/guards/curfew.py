"""A curfew with electronic monitoring: sections 6.6 and 6.7 (GU-01 to GU-03)."""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.enquiries import Agency
from models.requests import ProposeCurfew
from models.sentence import Stage
from policy.refusal import Refusal
from policy.responses.enquiries import key_of

_WORDS = {Agency.POLICE: "police", Agency.CHILDRENS_SERVICES: "children's services"}


def refuses(case: Case, asked: ProposeCurfew) -> Iterable[Refusal]:
    """Every reason why this curfew may not be proposed; empty when it may."""
    if case.stage is not Stage.COURT_REPORT:
        yield Refusal("a curfew is proposed at the court report", "PF-6.7a", "stage")
    for agency in (Agency.POLICE, Agency.CHILDRENS_SERVICES):
        enquiry = case.enquiries.get(key_of(agency, asked.address))
        if enquiry is None or not enquiry.settled:
            words = f"{_WORDS[agency]} information on {asked.address} has not come: do not propose (GU-01)"
            yield Refusal(words, "PF-6.7d", "address")
    yield from _of_the_address(case, asked)


def _of_the_address(case: Case, asked: ProposeCurfew) -> Iterator[Refusal]:
    """What the request says, or where it says nothing what the checks of the address found. The worse answer counts."""
    found = case.curfews.get(asked.address)
    lives = _worse(asked.would_live_with_victim, found.would_live_with_victim if found else None)
    confined = _worse(asked.confined_with_abuser, found.confined_with_abuser if found else None)
    if asked.address in case.unsafe_addresses:
        confined = True
    if found is not None and found.ruled_out:
        yield Refusal("the checks of the address ruled the curfew out", "PF-6.7d", "address")
    if lives is None:
        yield Refusal("say whether the person would live with a victim, family included (GU-02)", "PF-6.7d",
                      "would_live_with_victim")  # fmt: skip
    if lives:
        yield Refusal("the person would live with a current, former or potential victim (GU-02)", "PF-6.7d",
                      "would_live_with_victim")  # fmt: skip
    if confined is None:
        yield Refusal(
            "say whether the person is a victim of someone there (GU-03)", "section 6.6", "confined_with_abuser"
        )
    if confined:
        yield Refusal("the person would be confined with someone who abuses them (GU-03)", "section 6.6",
                      "confined_with_abuser")  # fmt: skip
    if not (asked.occupier_spoken_to or (found and found.occupier_spoken_to)):
        yield Refusal("the main occupier has not been spoken to", "PF-6.7b", "occupier_spoken_to")
    unsuitable = _worse(_not(asked.address_suitable), not found.address_suitable if found else None)
    if unsuitable is not False:
        yield Refusal("the address has not been found suitable", "PF-6.7c", "address_suitable")


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _worse(*answers: bool | None) -> bool | None:
    """Yes if anybody says yes, no if somebody says no, and none when nobody answers."""
    given = [answer for answer in answers if answer is not None]
    return any(given) if given else None
