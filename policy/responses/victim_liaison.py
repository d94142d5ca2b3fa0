"""The practitioner's side of victim liaison: sections 17.1 to 17.4, and 17.2b as it reaches the case.

Everything here follows from a trigger of the victim side. The case never learns why, or who asked (AM-51, ST-19).
"""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.duties import Duty
from models.events.victim_liaison import LiaiseWithVlo, ReReferToVlu, RiskInformationFromVlo
from models.forms.form import Form
from models.forms.victim_liaison import VloContact, VloInformation, VluReReferral
from models.outcome import NoticeClass
from policy import defaults
from policy.demands import Cancel, Demand, Open, Tell
from policy.ladder import CADENCE
from policy.process import ANYWHERE, Happening, Move, Process, cancelled, done, opened
from policy.responses.review import REVIEW
from policy.rules import DutyRule, Missing
from policy.situation import Situation
from policy.stages.count_back import KEY_STAGE

# 17.1 Contact with the victim liaison officer --------------------------------------------------------


def _key_stage_passed(_case: Case, duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, VloContact)
    waits = any(c.clause == "PF-17.1b" and not c.answered for c in duty.clocks)
    if waits and form.key_stage_information != "passed":
        yield Missing("key_stage_information", "PF-17.1b", "a key stage is ahead: pass on what the officer needs")


VLO_CONTACT = DutyRule(
    kind="vlo_contact",
    title="Be in contact with the victim liaison officer",
    clauses=("PF-17.1a", "PF-17.1b"),
    form=VloContact,
    budget=defaults.VLO_FIRST_CONTACT,
    every=defaults.VLO_CONTACT_EVERY,
    ladder=CADENCE,
    check=_key_stage_passed,
)
"""The POM's before the case is the community practitioner's, and theirs after (AM-34): it follows responsibility."""


def liaise(s: Situation, event: LiaiseWithVlo) -> Iterator[Demand]:
    """Contact begins (EV-58), a key stage asks for it (PF-17.1b), or it is no longer needed."""
    if event.about == "no_longer":
        yield Cancel(VLO_CONTACT.kind, "contact with this officer is no longer needed", event.contact)
        return
    note = f"the officer is {event.vlo}" if event.vlo else None
    if event.about == "contact":
        yield Cancel(VLU_RE_REFERRAL.kind, "the unit has taken it up", event.contact)
        yield Open(VLO_CONTACT, event.contact, since=s.identified, clause="PF-17.1a", note=note)
        return
    budget = defaults.KEY_STAGE_TO_VLO
    yield Open(VLO_CONTACT, event.contact, since=s.identified, budget=budget, clause="PF-17.1b", note=note)


# 17.4 Referring again to the victim liaison unit --------------------------------------------------------


def _choice_is_whole(_case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, VluReReferral)
    if form.choice == "not" and form.why_not is None:
        yield Missing("why_not", "PF-17.4a", "in a domestic abuse case one ground always holds: say why not (AM-18)")
    if form.choice == "re_refer" and form.reference is None:
        yield Missing("reference", "PF-17.4a", "give the reference of the referral that was sent")
    if form.choice == "re_refer" and not form.grounds:
        yield Missing("grounds", "PF-17.4a", "name one ground at least")


VLU_RE_REFERRAL = DutyRule(
    kind="vlu_re_referral",
    title="Refer again to the victim liaison unit",
    clauses=("PF-17.4a", "PF-17.4b", "PF-11.5d", "TI-07"),
    form=VluReReferral,
    budget=defaults.IMMEDIATELY,
    check=_choice_is_whole,
)
"""Six months ahead of the earliest key stage, and it moves with it (AM-19, TI-07); in an escalation at once."""


def re_refer(s: Situation, event: ReReferToVlu) -> Iterator[Demand]:
    """The unit is to consider another approach (EV-43; in an escalation PF-11.5d)."""
    if event.ahead_of == "escalation":
        yield Open(VLU_RE_REFERRAL, event.contact, since=s.identified, clause="PF-11.5d")
    else:
        yield Open(VLU_RE_REFERRAL, event.contact, since=s.identified, counts_to=KEY_STAGE, clause="PF-17.4b")


# 17.2b Risk information, as it reaches the case --------------------------------------------------------

VLO_INFORMATION = DutyRule(
    kind="vlo_information",
    title="Ask the victim liaison officer for the information they have, and acknowledge it",
    clauses=("PF-17.2b", "PF-11.3a"),
    form=VloInformation,
    budget=defaults.IMMEDIATELY,
    waivable=False,
)
"""What is said stays with the officer; the case holds that it was received, and whether it calls for a review."""


def risk_information(s: Situation, event: RiskInformationFromVlo) -> Iterator[Demand]:
    """The officer has something to pass on; whether it is significant the practitioner judges (EV-28, AM-17)."""
    note = f"the officer is {event.vlo}" if event.vlo else None
    yield Open(VLO_INFORMATION, event.information, since=s.identified, grave=event.grave, note=note)
    if event.grave:
        yield Tell(None, NoticeClass.IMMEDIATE, "speak to the victim liaison officer now")


def _is_significant(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, VloInformation) and h.form.significant


def _review(_case: Case, h: Happening) -> Iterator[Demand]:
    grave = h.duty is not None and h.duty.grave
    budget = defaults.REVIEW_GRAVE if grave else None
    yield Open(REVIEW, since=h.day, budget=budget, clause="PF-11.3a", grave=grave, started_by="significant information")


# The process --------------------------------------------------------

INFORMATION = Process(
    name="vlo_information",
    title="Risk information from the victim liaison officer",
    clauses=("PF-17.2b", "PF-11.3a"),
    moves=(
        Move(ANYWHERE, opened(VLO_INFORMATION), "to be received"),
        Move("to be received", done(VLO_INFORMATION), "reviewed for", "significant", _is_significant, then=_review),
        Move("to be received", done(VLO_INFORMATION), "noted"),
        Move("to be received", cancelled(VLO_INFORMATION), "overtaken"),
    ),
    ends=("reviewed for", "noted", "overtaken"),
    about="information",
    owes={"to be received": (VLO_INFORMATION.kind,)},
)

PROCESSES = (INFORMATION,)

RULES = (VLO_CONTACT, VLU_RE_REFERRAL, VLO_INFORMATION)
