"""What replies to requests for information say about the case."""

from datetime import date

from models.case import Case
from models.enquiries import Enquiry
from models.events.enquiries import EnquiryAnswered
from policy.facts.absorb import Odd, absorb
from policy.responses.enquiries import judge, key_of


@absorb.register
def _(event: EnquiryAnswered, case: Case, day: date) -> list[Odd]:
    key = key_of(event.agency, event.about)
    enquiry = case.enquiries.get(key)
    odd = []
    if enquiry is None:
        enquiry = Enquiry(agency=event.agency, about=event.about, opened_on=day)
        case.enquiries[key] = enquiry
        odd = [("unasked", "an answer to something the case did not ask")]
    if not enquiry.settled:
        enquiry.state = judge(enquiry, event)
    enquiry.answered_on = day
    return odd
