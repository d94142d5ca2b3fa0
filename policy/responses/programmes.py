"""Programmes and the DASO: sections 12.8, 12.9, 12.13, 12.15, 16.14b, 17.7 and 17.8."""

import re
from collections.abc import Iterable, Iterator

from models.case import Case
from models.duties import Budget, Closure, Duty, Unit
from models.events.programmes import DasoInformation
from models.events.sentence import ProgrammeCompleted, ProgrammeRequired, ProgrammeStarted
from models.forms.form import Form
from models.forms.programmes import CustodyReferral, DasoExchange, DasoReferral, ProgrammeReferral
from models.needs import Gender
from models.roles import Role
from models.sentence import BBR_KINDS, STRUCTURED, TOOLKITS, Programme, is_same_programme
from policy import defaults
from policy.demands import Cancel, Demand, Note, Open, Settle
from policy.ladder import CADENCE
from policy.responses.programme_routes import ALTERNATIVE_ROUTE, OTHER_ROUTE, alternative_route
from policy.responses.review import review
from policy.rules import DutyRule, Missing
from policy.situation import Situation

# 12.9 The referral, whatever else is thought needed first --------------------------------------------------------

PREPARATORY = re.compile(
    r"\b(preparatory|prepar(e|ed|ing|ation)|pre-?programme|motivation(al)?|readiness|stabilis\w*)\b"
    r"|\bnot (yet )?ready\b|\b(more|extra|other|further) work\b|\bwork (is )?(needed )?(first|before)\b",
    re.IGNORECASE,
)
"""Reasons that come to extra work being needed first; none of them holds the referral back (PF-12.9b, GU-28)."""


def _preparatory_work(reason: str) -> Iterable[Missing]:
    if PREPARATORY.search(reason):
        words = "preparatory work is no reason to hold the referral back: refer, and discuss it with staff (GU-28)"
        yield Missing("reason", "PF-12.9b", words)


def _discussed(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    """What a referral holds for this person: concerns, the OPD pathway, complex needs."""
    assert isinstance(form, ProgrammeReferral)
    needs, in_custody = case.profile, isinstance(form, CustodyReferral)
    if form.preparatory_work_first and form.concerns_discussed is None:
        clause = "PF-12.8d" if in_custody else "PF-12.9b"
        yield Missing("concerns_discussed", clause, "discuss concerns and responsivity with programme staff")
    if form.treatment_manager_discussion is None:
        if needs.opd_screened_in and needs.gender is not Gender.WOMAN:
            yield Missing("treatment_manager_discussion", "PF-12.13a", "on the OPD pathway: discuss it with them first")
        if needs.complex_needs:
            yield Missing(
                "treatment_manager_discussion", "PF-12.15b", "complex needs: discuss them, and other delivery"
            )
    if needs.complex_needs and form.sequence is None:
        yield Missing("sequence", "PF-12.15c", "set the order of work, so that needs do not undermine it")


PROGRAMME_REFERRAL = DutyRule(
    kind="programme_referral",
    title="Refer to the accredited programme",
    clauses=("PF-4.1f", "PF-12.9a", "PF-12.9b", "PF-12.13b"),
    form=ProgrammeReferral,
    budget=Budget(count=1, unit=Unit.WEEKS, source="PF-12.9a", name="programme_referral"),
    check=_discussed,
    waiver_check=_preparatory_work,
)
"""Preparatory work is no reason to hold it back (GU-28)."""

CUSTODY_REFERRAL = DutyRule(
    kind="custody_programme_referral",
    title="Refer to the treatment manager for the programme in the sentence plan",
    clauses=("PF-12.8b", "PF-12.13b"),
    form=CustodyReferral,
    budget=defaults.CUSTODY_REFERRAL,
    owner=Role.POM,
    check=_discussed,
    waiver_check=_preparatory_work,
)
"""No time is given for it in custody; the interval is a project default."""

# 12.9, 17.8 The DASO --------------------------------------------------------

DASO_REFERRAL = DutyRule(
    kind="daso_referral",
    title="Refer to the domestic abuse safety officer",
    clauses=("PF-12.9c", "PF-17.8a", "PF-16.14b"),
    form=DasoReferral,
    budget=Budget(count=15, unit=Unit.DAYS, source="PF-12.9c", name="daso_referral"),
    waivable=False,
)
"""Fifteen calendar days, read literally (AM-04); it does not wait for the programme team (AM-48)."""

NEW_INFORMATION = "daso_information"


def _fed_in(_case: Case, duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, DasoExchange)
    if not any(c.trigger == NEW_INFORMATION and not c.answered for c in duty.clocks):
        return
    if form.risk_management_plan is None:
        yield Missing("risk_management_plan", "PF-17.8c", "feed the new information into the plan")
    if form.action is None:
        yield Missing("action", "PF-17.8d", "say what was done to cut the risk to the victim, or why nothing was")


DASO_CONTACT = DutyRule(
    kind="daso_contact",
    title="Exchange with the domestic abuse safety officer",
    clauses=("PF-17.7a", "PF-17.8b"),
    form=DasoExchange,
    budget=defaults.DASO_CONTACT_EVERY,
    every=defaults.DASO_CONTACT_EVERY,
    ladder=CADENCE,
    community_only=True,
    check=_fed_in,
)
"""Regular contact (TI-36): the interval is a project default."""


def daso_information(s: Situation, event: DasoInformation) -> Iterator[Demand]:
    """Into the risk management plan, and act promptly (EV-27). The content never comes here."""
    exchanging = s.case.open_duty(DASO_CONTACT.kind) is not None
    if exchanging:
        yield Open(DASO_CONTACT, since=s.identified, budget=defaults.IMMEDIATELY, clause="PF-17.8c")
    if event.significant or not exchanging:
        yield from review(s)


# A programme is required, and completed --------------------------------------------------------


def _not_referred(programme: Programme) -> str | None:
    """Why the one-week referral does not apply to this requirement in the community."""
    if programme is Programme.KAIZEN:
        return "Kaizen runs in custody only: ask the treatment manager for another route (GU-32, PF-12.9h)"
    if programme in STRUCTURED:
        return "a structured intervention has no set time: sequence it by judgement (PF-12.9g)"
    if programme in TOOLKITS:
        return "the practitioner starts a toolkit, by judgement (PF-12.9f)"
    if programme is Programme.RAR:
        return "a rehabilitation activity requirement is matched to need in the plan (PF-4.1g)"
    return None


def programme_required(s: Situation, programme: Programme) -> Iterator[Demand]:
    """An order or licence requires a programme: refer in a week, and for BBR the DASO in fifteen days (EV-40)."""
    if not s.case.in_community:
        yield Note("the referral clocks start with the licence or order (PF-12.9a)")
        return
    why_not = _not_referred(programme)
    if why_not:
        yield Note(why_not)
        return
    since = s.case.supervision_started
    if s.case.programme_record.suitable is False:
        yield from alternative_route(s, "found unable or ineligible before")
    else:
        yield Open(PROGRAMME_REFERRAL, since=since, clause="PF-12.9a", started_by="licence or order began")
    if programme in BBR_KINDS:
        yield Open(DASO_REFERRAL, since=since, clause="PF-12.9c", started_by="licence or order began")
        for partner in s.case.partners.values():
            if partner.until is None:
                yield _named_too(s, partner.ref)


def _named_too(s: Situation, partner: str) -> Open:
    """A partner known when BBR begins is named in the one referral, which is then due when a partner's is (IN-19)."""
    return Open(
        DASO_REFERRAL,
        since=s.identified,
        budget=defaults.NEW_PARTNER_DASO,
        started_by="new partner while on BBR",
        note=f"name {partner} in it too",
    )


def named_in_open_referral(s: Situation, partner: str) -> Iterator[Demand]:
    """A partner who becomes known while the one referral is still to be made goes with it (IN-19)."""
    known = s.before.partners.get(partner)
    if (known is None or known.until is not None) and s.case.open_duty(DASO_REFERRAL.kind):
        yield _named_too(s, partner)


def required(s: Situation, event: ProgrammeRequired) -> Iterator[Demand]:
    """A requirement made known after the start."""
    yield from programme_required(s, event.programme)


def started(s: Situation, event: ProgrammeStarted) -> Iterator[Demand]:
    """It has begun, so it was referred to; or the person is back on it."""
    if is_same_programme(event.programme, s.case.programme):
        for rule in (PROGRAMME_REFERRAL, CUSTODY_REFERRAL, ALTERNATIVE_ROUTE):
            yield Settle(rule.kind, reason="the programme has begun")


def completed(s: Situation, event: ProgrammeCompleted) -> Iterator[Demand]:
    """Finished in custody or community: no referral is needed any more (PF-9.2c, PF-12.9a, AM-49)."""
    if not is_same_programme(event.programme, s.case.programme):
        return
    if not event.finished:
        yield Note(
            "left incomplete: discuss alternative delivery, then the toolkit, with interventions staff (PF-12.9e, f)"
        )
        yield from alternative_route(s, "left incomplete")
        return
    done_with = (PROGRAMME_REFERRAL, CUSTODY_REFERRAL, DASO_REFERRAL, DASO_CONTACT, ALTERNATIVE_ROUTE, OTHER_ROUTE)
    for rule in done_with:
        yield Cancel(rule.kind, "the programme is completed", any_subject=True)
    if s.case.in_community:
        yield Note("follow-on work reinforces what was learnt (INS-D22)")


def new_partner_to_daso(s: Situation, partner: str) -> Iterator[Demand]:
    """While BBR is required and not finished, a new partner goes to the DASO too (PF-16.14b, PF-17.8b, AM-49)."""
    if s.case.on_bbr and s.case.in_community:
        yield Open(
            DASO_REFERRAL,
            partner,
            since=s.identified,
            budget=defaults.NEW_PARTNER_DASO,
            started_by="new partner while on BBR",
        )


def _was_of(partner: str, duty: Duty, closed: Closure) -> bool:
    if duty.kind == DASO_REFERRAL.kind:
        return duty.subject == partner or partner in closed.evidence.get("also", ())
    return duty.subject == partner and bool(closed.evidence.get("daso_referral"))


def is_with_daso(case: Case, partner: str) -> bool:
    """Whether this partner was referred in the present supervision, by itself or with the details of a new partner."""
    began = case.supervision_started
    ended = [(d, d.closed) for d in case.duties.values() if d.closed]
    referred = [c.done_on for d, c in ended if _was_of(partner, d, c)]
    return any(day is not None and began is not None and day >= began for day in referred)


RULES = (PROGRAMME_REFERRAL, CUSTODY_REFERRAL, DASO_REFERRAL, DASO_CONTACT)
