"""Programmes and the DASO: sections 12.9, 16.14b, 17.7 and 17.8."""

from collections.abc import Iterator

from models.case import Case
from models.duties import Budget, Unit
from models.events.sentence import ProgrammeCompleted, ProgrammeRequired
from models.forms.form import Contact, Referral
from models.sentence import Programme
from policy import defaults
from policy.demands import Cancel, Demand, Note, Open
from policy.ladder import CADENCE
from policy.rules import DutyRule
from policy.situation import Situation

PROGRAMME_REFERRAL = DutyRule(
    kind="programme_referral",
    title="Refer to the accredited programme",
    clauses=("PF-4.1f", "PF-12.9a", "PF-12.9b", "PF-12.9d"),
    form=Referral,
    budget=Budget(count=1, unit=Unit.WEEKS, source="PF-12.9a", name="programme_referral"),
)
"""Preparatory work is no reason to hold it back (GU-28)."""

DASO_REFERRAL = DutyRule(
    kind="daso_referral",
    title="Refer to the domestic abuse safety officer",
    clauses=("PF-12.9c", "PF-17.8a", "PF-16.14b"),
    form=Referral,
    budget=Budget(count=15, unit=Unit.DAYS, source="PF-12.9c", name="daso_referral"),
    waivable=False,
)
"""Fifteen calendar days, read literally (AM-04); it does not wait for the programme team (AM-48)."""

DASO_CONTACT = DutyRule(
    kind="daso_contact",
    title="Exchange with the domestic abuse safety officer",
    clauses=("PF-17.7a", "PF-17.8b", "PF-17.8c", "PF-17.8d"),
    form=Contact,
    budget=defaults.DASO_CONTACT_EVERY,
    every=defaults.DASO_CONTACT_EVERY,
    ladder=CADENCE,
    community_only=True,
)
"""Regular contact (TI-36): the interval is a project default."""


NOT_REFERRED = {
    Programme.STRUCTURED_INTERVENTION: "a structured intervention has no set time: sequence it by judgement (PF-12.9g)",
    Programme.KAIZEN: "Kaizen runs in custody only: ask the treatment manager for another route (GU-32, PF-12.9h)",
}
"""Programmes to which the one-week referral does not apply in the community."""


def programme_required(s: Situation, programme: Programme) -> Iterator[Demand]:
    """An order or licence requires a programme: refer in a week, and for BBR the DASO in fifteen days (EV-40)."""
    if not s.case.in_community:
        yield Note("the referral clocks start with the licence or order (PF-12.9a)")
        return
    if programme in NOT_REFERRED:
        yield Note(NOT_REFERRED[programme])
        return
    since = s.case.supervision_started
    yield Open(PROGRAMME_REFERRAL, since=since, clause="PF-12.9a", started_by="licence or order began")
    if programme is Programme.BBR:
        yield Open(DASO_REFERRAL, since=since, clause="PF-12.9c", started_by="licence or order began")
        yield Open(DASO_CONTACT, since=since, started_by="licence or order began")
        for partner in s.case.partners.values():
            if partner.until is None:
                yield from new_partner_to_daso(s, partner.ref)


def required(s: Situation, event: ProgrammeRequired) -> Iterator[Demand]:
    """A requirement made known after the start."""
    yield from programme_required(s, event.programme)


def completed(s: Situation, event: ProgrammeCompleted) -> Iterator[Demand]:
    """Finished in custody or community: no referral is needed any more (PF-9.2c, PF-12.9a, AM-49)."""
    if event.programme is not s.case.programme:
        return
    if event.finished:
        for rule in (PROGRAMME_REFERRAL, DASO_REFERRAL, DASO_CONTACT):
            yield Cancel(rule.kind, "the programme is completed", any_subject=True)
        return
    yield Note(
        "left incomplete: discuss alternative delivery, then the toolkit, with interventions staff (PF-12.9e, f)"
    )


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


def is_with_daso(case: Case, partner: str) -> bool:
    """Whether this partner was referred in the present supervision, by itself or with the details of a new partner."""
    began = case.supervision_started
    ended = [(d.kind, d.closed) for d in case.duties.values() if d.subject == partner and d.closed]
    referred = [c.done_on for kind, c in ended if kind == DASO_REFERRAL.kind or c.evidence.get("daso_referral")]
    return any(day is not None and began is not None and day >= began for day in referred)


RULES = (PROGRAMME_REFERRAL, DASO_REFERRAL, DASO_CONTACT)
