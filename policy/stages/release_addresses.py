"""Addresses put forward for HDC, and for overnight ROTL as by HDC: section 9.4 (EV-51, AM-12, AM-16, AM-52)."""

from collections.abc import Callable, Iterable, Iterator

from models.case import AddressState, Case, ReleaseAddress
from models.duties import Duty
from models.enquiries import Agency, EnquiryState
from models.events.custody import ConsentWithdrawn, RotlAddressProposed
from models.events.sentence import HdcAddressProposed
from models.forms.form import Form
from models.forms.release import ReleaseAddressChecks
from models.outcome import NoticeClass
from models.requests import ApproveHdcAddress, ApproveRotlAddress
from models.roles import Role
from policy import defaults
from policy.demands import Ask, Cancel, Demand, Note, Open, Tell
from policy.process import START, Happening, Move, Process, allowed, cancelled, done, opened, told, waived
from policy.responses.enquiries import key_of
from policy.rules import DutyRule, Missing
from policy.situation import Situation

CLAUSES = ("PF-9.4a", "PF-9.4b", "PF-9.4c", "PF-9.4d", "PF-9.4e", "PF-9.4f")


def ruled_out(form: ReleaseAddressChecks) -> bool:
    """Whether the check refuses the address: by choice, without consent, or for a risk to somebody there."""
    return form.decision == "refuse" or form.occupier_consent == "refused" or form.risk_to_others


def _approvable(case: Case, duty: Duty, form: Form) -> Iterable[Missing]:
    """An address to approve needs consent, no risk, and both replies, here and read (GU-04 to GU-06)."""
    assert isinstance(form, ReleaseAddressChecks)
    if form.decision == "refuse":
        return
    if form.occupier_consent == "refused":
        yield Missing("decision", "PF-9.4c", "the main occupier does not consent: refuse the address (GU-04)")
    if form.risk_to_others:
        yield Missing("decision", "PF-9.4f", "somebody at the address is at risk: refuse the address (GU-06)")
    asked = (
        (Agency.POLICE, "police_reviewed", form.police_reviewed, "PF-9.4a"),
        (Agency.CHILDRENS_SERVICES, "childrens_services_reviewed", form.childrens_services_reviewed, "PF-9.4b"),
    )
    for agency, name, reviewed, clause in asked:
        enquiry = case.enquiries.get(key_of(agency, duty.subject or ""))
        if not reviewed or enquiry is None or not enquiry.settled:
            yield Missing(name, clause, "the reply about the address has not come and been reviewed (GU-05)")


HDC_ADDRESS_CHECK = DutyRule(
    kind="hdc_address_check",
    title="Check the address put forward for home detention curfew",
    clauses=CLAUSES,
    form=ReleaseAddressChecks,
    budget=defaults.HDC_CHECKS,
    owner=Role.COMMUNITY_PRACTITIONER,
    check=_approvable,
)
ROTL_ADDRESS_CHECK = DutyRule(
    kind="rotl_address_check",
    title="Check the address put forward for overnight release on temporary licence (project rule)",
    clauses=("AM-12", *CLAUSES),
    form=ReleaseAddressChecks,
    budget=defaults.HDC_CHECKS,
    owner=Role.COMMUNITY_PRACTITIONER,
    check=_approvable,
)


def on_hdc_address(_s: Situation, event: HdcAddressProposed) -> Iterator[Demand]:
    """An HDC address is put forward: ask both agencies, ask the occupier, think of those there (PF-9.4)."""
    yield from _check(HDC_ADDRESS_CHECK, event.address)


def on_rotl_address(_s: Situation, event: RotlAddressProposed) -> Iterator[Demand]:
    """A ROTL address gets the checks of an HDC address: the framework's contents promise them (AM-12)."""
    if not defaults.ROTL_CHECKED_AS_HDC:
        yield Note("ROTL addresses are not checked here: the project rule is switched off (AM-12)")
        return
    yield from _check(ROTL_ADDRESS_CHECK, event.address)
    yield Note("checked as an HDC address is: a project rule, not the framework's own (AM-12)")


def _check(rule: DutyRule, address: str) -> Iterator[Demand]:
    yield Open(rule, address)
    yield Ask(Agency.POLICE, address)
    yield Ask(Agency.CHILDRENS_SERVICES, address)


CONSENT_WITHDRAWN = "consent to a release address is withdrawn: it may not be used (GU-04)"


def consent_withdrawn(s: Situation, event: ConsentWithdrawn) -> Iterator[Demand]:
    """Without consent the address may not be used: the check falls away, and the manager hears (GU-04)."""
    for rule in RULES:
        yield Cancel(rule.kind, "the main occupier no longer consents", event.address)
    if any(event.address in register(s.before) for register in (hdc, rotl)):
        yield Tell(Role.SPO, NoticeClass.IMMEDIATE, CONSENT_WITHDRAWN)


Register = Callable[[Case], dict[str, ReleaseAddress]]


def hdc(case: Case) -> dict[str, ReleaseAddress]:
    """The addresses put forward for home detention curfew."""
    return case.hdc


def rotl(case: Case) -> dict[str, ReleaseAddress]:
    """The addresses put forward for overnight release on temporary licence."""
    return case.rotl


def _not_ruled_out(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, ReleaseAddressChecks) and not ruled_out(h.form)


def _process(name: str, title: str, rule: DutyRule, request: str, register: Register) -> Process:
    def checked(case: Case, h: Happening) -> None:
        """What the check found is what the guards of approval look at (GU-04 to GU-06)."""
        assert isinstance(h.form, ReleaseAddressChecks) and h.subject
        address, form = register(case)[h.subject], h.form
        address.occupier_consented = form.occupier_consent != "refused"
        address.risk_to_others = form.risk_to_others
        address.state = AddressState.REFUSED if ruled_out(form) else AddressState.PROPOSED
        read = {Agency.POLICE: form.police_reviewed, Agency.CHILDRENS_SERVICES: form.childrens_services_reviewed}
        for agency, reviewed in read.items():
            enquiry = case.enquiries.get(key_of(agency, h.subject))
            if reviewed and enquiry and enquiry.state is EnquiryState.ANSWERED:
                enquiry.state = EnquiryState.REVIEWED

    def approved(case: Case, h: Happening) -> None:
        assert isinstance(h.request, ApproveHdcAddress | ApproveRotlAddress)
        register(case)[h.request.address].state = AddressState.APPROVED

    return Process(
        name=name,
        title=title,
        clauses=rule.clauses,
        moves=(
            Move(START, opened(rule), "to check"),
            Move("to check", done(rule), "checked", "nothing rules it out", _not_ruled_out, checked),
            Move("to check", done(rule), "refused", "no consent, a risk, or by choice", learn=checked),
            Move("to check", waived(rule), "unchecked"),
            Move("to check", cancelled(rule), "overtaken"),
            Move("checked", opened(rule), "to check"),
            *(
                Move(state, told("consent_withdrawn", "address"), "refused", "consent is withdrawn")
                for state in ("to check", "checked", "approved")
            ),
            Move("checked", allowed(request, "address"), "approved", learn=approved),
            Move("approved", opened(rule), "to check"),
        ),
        ends=("refused", "unchecked", "overtaken"),
        about="address",
        owes={"to check": (rule.kind,)},
    )


PROCESSES = (
    _process("hdc_address", "Address for home detention curfew", HDC_ADDRESS_CHECK, "approve_hdc_address", hdc),
    _process("rotl_address", "Address for overnight temporary release", ROTL_ADDRESS_CHECK, "approve_rotl_address",
             rotl),
)  # fmt: skip

RULES = (HDC_ADDRESS_CHECK, ROTL_ADDRESS_CHECK)
