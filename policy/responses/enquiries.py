"""Requests for information and their chasers: sections 7.2, 13.2 and 16.4. A request is not a reply."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from models.case import Case
from models.duties import Duty
from models.enquiries import Agency, Area, Enquiry, EnquiryState
from models.events.agencies import ThirdPartyInformation
from models.events.enquiries import EnquiryAnswered
from models.forms.enquiries import EnquirySent
from models.forms.form import Form
from models.outcome import NoticeClass
from policy import defaults
from policy.demands import Ask, Demand, Note, Open, Settle, Tell
from policy.ladder import REPLY
from policy.process import ANYWHERE, Happening, Move, Process, cancelled, done, opened, waived
from policy.responses.review import review
from policy.rules import DutyRule, Missing
from policy.situation import Situation

PERSON, CHILDREN = "person", "children"
"""What an enquiry is about when no reference says so: the person under sentence, or the children there may be."""

ANOTHER_FORCE = "ask the force where the partner lives, or nationally: the home force alone may not know them"


def _asks_about_the_right_people(case: Case, duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, EnquirySent)
    for ref in _asked_about(case, duty):
        if ref not in form.subjects:
            yield Missing("subjects", "PF-16.4g", f"the request must ask about {ref}, not only the person on the case")


def _asked_about(case: Case, duty: Duty) -> Iterator[str]:
    if duty.subject is None or duty.subject in {PERSON, CHILDREN}:
        return
    yield duty.subject
    partner = case.partners.get(duty.subject)
    if partner is not None and duty.kind == CHILDRENS_SERVICES_ENQUIRY.kind:
        yield from partner.children


POLICE_ENQUIRY = DutyRule(
    kind="police_enquiry",
    title="Ask the police for domestic abuse information",
    clauses=("PF-6.5b", "PF-6.5e", "PF-6.7a", "PF-7.2e", "PF-7.2f", "PF-9.4a", "PF-13.2a", "PF-16.4g"),
    form=EnquirySent,
    budget=defaults.SEND_ENQUIRY,
    check=_asks_about_the_right_people,
)
CHILDRENS_SERVICES_ENQUIRY = DutyRule(
    kind="childrens_services_enquiry",
    title="Ask children's services for safeguarding information",
    clauses=("PF-6.5b", "PF-6.5e", "PF-6.7a", "PF-6.9d2", "PF-7.2e", "PF-9.4b", "PF-13.2a", "PF-16.4g"),
    form=EnquirySent,
    budget=defaults.SEND_ENQUIRY,
    check=_asks_about_the_right_people,
)
ADULT_CARE_ENQUIRY = DutyRule(
    kind="adult_social_care_enquiry",
    title="Ask adult social care",
    clauses=("PF-7.2e", "PF-13.2a", "PF-18.4a"),
    form=EnquirySent,
    budget=defaults.SEND_ENQUIRY,
    check=_asks_about_the_right_people,
)
PERIODIC_POLICE_ENQUIRY = DutyRule(
    kind="periodic_police_enquiry",
    title="Ask the police again for domestic abuse information",
    clauses=("PF-7.2f", "PF-13.2a"),
    form=EnquirySent,
    budget=defaults.POLICE_ENQUIRY_EVERY,
    every=defaults.POLICE_ENQUIRY_EVERY,
    community_only=True,
)
"""Periodically throughout the sentence (TI-26); the interval is a project default, and no bar to asking in between."""

SEND = {
    Agency.POLICE: POLICE_ENQUIRY,
    Agency.CHILDRENS_SERVICES: CHILDRENS_SERVICES_ENQUIRY,
    Agency.ADULT_SOCIAL_CARE: ADULT_CARE_ENQUIRY,
}
"""The duty to send a request, by agency."""


def _reply(agency: Agency, words: str) -> DutyRule:
    return DutyRule(
        kind=f"{agency.value}_reply",
        title=f"Get the {words} reply",
        clauses=("PF-7.2g", "PF-13.2a", "EV-33"),
        form=None,
        budget=defaults.ENQUIRY_REPLY,
        ladder=REPLY,
    )


AWAIT = {
    Agency.POLICE: _reply(Agency.POLICE, "police"),
    Agency.CHILDRENS_SERVICES: _reply(Agency.CHILDRENS_SERVICES, "children's services"),
    Agency.ADULT_SOCIAL_CARE: _reply(Agency.ADULT_SOCIAL_CARE, "adult social care"),
}
"""The duty to get a reply, chased half-way (PF-7.2g); an answer that settles the enquiry closes it."""


def key_of(agency: Agency, about: str) -> str:
    """The key of an enquiry in the case."""
    return f"{agency.value}/{about}"


def still_current(enquiry: Enquiry, wanted: Ask, today: date) -> bool:
    """Whether the answer there is serves again: information already held is not asked for (PF-6.5b).

    For a routine check it serves for 28 days (project default). For something that happened only an answer from after
    that day does, and one from the home force alone never for somebody who may live elsewhere.
    """
    if not enquiry.settled or enquiry.answered_on is None:
        return False
    if wanted.any_force and enquiry.area_needed is Area.HOME_FORCE:
        return False
    if wanted.since is not None:
        return enquiry.answered_on > wanted.since
    return today - enquiry.answered_on <= timedelta(days=defaults.ENQUIRY_CURRENT_DAYS)


def ask_both(s: Situation, about: str, any_force: bool = False, grave: bool = False) -> Iterator[Demand]:
    """Police and children's services, about one subject."""
    yield Ask(Agency.POLICE, about, since=s.identified, any_force=any_force, grave=grave)
    yield Ask(Agency.CHILDRENS_SERVICES, about, since=s.identified, grave=grave)


def judge(enquiry: Enquiry, reply: EnquiryAnswered) -> EnquiryState:
    """Whether a reply answers the question that was asked.

    A refusal settles nothing. A search for somebody else is no reply. "Nothing known" from the home force says
    nothing of a partner who may live elsewhere.
    """
    if reply.outcome == "refused":
        return EnquiryState.REFUSED
    if reply.subjects and enquiry.about not in {PERSON, CHILDREN, *reply.subjects}:
        return EnquiryState.INVALID_REPLY
    too_narrow = enquiry.area_needed is Area.PARTNER_FORCE and reply.area in {Area.HOME_FORCE, Area.NOT_STATED}
    if reply.outcome == "nothing_known" and too_narrow:
        return EnquiryState.SCOPE_INSUFFICIENT
    return EnquiryState.ANSWERED


_UNSETTLED = {
    EnquiryState.SCOPE_INSUFFICIENT: "the search was too narrow: only the home force was asked",
    EnquiryState.INVALID_REPLY: "the agency searched for someone else",
    EnquiryState.REFUSED: "the agency refused; ask again or take it to a manager",
}


def answered(s: Situation, event: EnquiryAnswered) -> Iterator[Demand]:
    """A reply: close what it settles, keep open what it does not and say why (PF-7.2g, PF-13.2a).

    A refusal of children's services is a threshold of the whole area: the second manager hears at once (INS-F23).
    """
    enquiry = s.case.enquiries[key_of(event.agency, event.about)]
    if event.significant:
        yield from review(s)  # PF-7.2i
    if enquiry.settled:
        yield Settle(SEND[event.agency].kind, event.about, "the agency answered")
        yield Settle(AWAIT[event.agency].kind, event.about, "the agency answered")
        return
    why = _UNSETTLED[enquiry.state]
    yield Note(f"the enquiry stays open ({enquiry.state.value}): {why}")
    if enquiry.state is EnquiryState.REFUSED:
        words = f"{event.agency.value.replace('_', ' ')} refused an information request"
        yield Tell(s.manager, NoticeClass.ESCALATION, words)
        if event.agency is Agency.CHILDRENS_SERVICES:
            yield Tell(s.second_manager, NoticeClass.ESCALATION, f"{words}: take their threshold up with them")


def told_unasked(s: Situation, event: ThirdPartyInformation) -> Iterator[Demand]:
    """An agency's information is recorded by this event; a review follows if it is significant (EV-34, PF-13.2a)."""
    if event.significant:
        yield from review(s)  # PF-7.2i
        return
    yield Note("recorded; nobody has judged it a significant change")


def _asked_again(case: Case, h: Happening) -> Iterator[Demand]:
    """Once the first enquiry on the person is over, however it ended, the periodic one runs (PF-7.2f)."""
    on_the_person = (h.subject or PERSON) == PERSON
    if on_the_person and case.in_community and case.open_duty(PERIODIC_POLICE_ENQUIRY.kind) is None:
        yield Open(PERIODIC_POLICE_ENQUIRY, since=h.day, started_by="last asked")


def start_enquiries(s: Situation) -> Iterator[Demand]:
    """Both agencies on the person at the start of a supervision; what was asked or answered lately serves."""
    yield Ask(Agency.POLICE, PERSON)
    yield Ask(Agency.CHILDRENS_SERVICES, PERSON)
    last = s.case.enquiries.get(key_of(Agency.POLICE, PERSON))
    if last is not None and (last.settled or last.sent_on):  # no new enquiry may come to open it
        since = max(day for day in (last.sent_on, last.answered_on, s.happened) if day)
        yield Open(PERIODIC_POLICE_ENQUIRY, since=since, started_by="last asked")


def _was_sent(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, EnquirySent)


def _nothing(_case: Case, _h: Happening) -> Iterator[Demand]:
    yield from ()


def _process(agency: Agency, words: str) -> Process:
    """One agency asked about one subject: a request that asks again, after an answer, awaits a new reply."""
    send, reply = SEND[agency], AWAIT[agency]

    def sent(case: Case, h: Happening) -> None:
        assert isinstance(h.form, EnquirySent)
        about = h.subject or PERSON
        enquiry = case.enquiries.get(key_of(agency, about))
        if enquiry is None or enquiry.settled:
            enquiry = case.enquiries[key_of(agency, about)] = Enquiry(agency=agency, about=about, opened_on=h.day)
        enquiry.state, enquiry.sent_on, enquiry.subjects = EnquiryState.SENT, h.day, list(h.form.subjects)

    def await_reply(case: Case, h: Happening) -> Iterator[Demand]:
        yield Open(reply, h.subject or PERSON, since=h.day, started_by="request sent")
        yield from over(case, h)

    over = _asked_again if agency is Agency.POLICE else _nothing
    sends = (send, PERIODIC_POLICE_ENQUIRY) if agency is Agency.POLICE else (send,)
    return Process(
        name=f"{agency.value}_enquiry",
        title=f"Enquiry to {words}",
        clauses=("PF-7.2e", "PF-7.2g", "PF-13.2a"),
        moves=(
            Move(ANYWHERE, opened(send), "to ask"),
            *(Move(ANYWHERE, done(rule), "reply awaited", "sent", _was_sent, sent, await_reply) for rule in sends),
            Move(ANYWHERE, done(send), "answered", "answered before it was sent", then=over),
            Move("reply awaited", done(reply), "answered"),
            Move("to ask", done(reply), "answered"),
            Move("to ask", waived(send), "let go", then=over),
            Move("to ask", cancelled(send), "let go"),
            Move("reply awaited", waived(reply), "let go"),
            Move("reply awaited", cancelled(reply), "let go"),
        ),
        ends=("answered", "let go"),
        about="whom it asks about",
        nobody=PERSON,
        owes={"to ask": (send.kind,), "reply awaited": (reply.kind,)},
    )


PROCESSES = (
    _process(Agency.POLICE, "the police"),
    _process(Agency.CHILDRENS_SERVICES, "children's services"),
    _process(Agency.ADULT_SOCIAL_CARE, "adult social care"),
)
