"""The end of a case. The framework says nothing about it; these are project rules (AM-31)."""

from collections.abc import Callable, Iterator, Mapping

from models.brought import Brought
from models.case import Case
from models.duties import Duty
from models.forms.closing import CaseAccounted
from models.outcome import NoticeClass
from models.roles import Role
from policy import defaults
from policy.demands import Cancel, Demand, Open, Tell
from policy.responses.enquiries import PERSON
from policy.rules import DutyRule
from policy.situation import Situation

ACCOUNT_FOR_CASE = DutyRule(
    kind="account_for_case",
    title="Account for the case at its end: registers, open work, what passes on",
    clauses=("AM-31",),
    form=CaseAccounted,
    budget=defaults.ACCOUNT_FOR_CASE,
    owner=Role.COMMUNITY_PRACTITIONER,
)

PROTECTS_OTHERS = frozenset(
    {
        "disclosure_decision", "make_disclosure", "after_disclosure", "immediate_disclosure",
        "children_at_risk_decision", "childrens_services_told",
        "informal_conversation", "dvds_panel_decision", "dvds_panel_refusal",
        "children_referral", "children_referral_outcome", "children_escalation", "adult_referral", "adult_safeguarding",
        "partner_welfare_check", "new_partner", "find_partner", "police_reply", "childrens_services_reply",
    }
)  # fmt: skip
"""Work that protects somebody else does not end with the sentence."""


def protects_others(duty: Duty) -> bool:
    """Whether the work protects somebody else; information on the person under sentence alone does not."""
    return duty.kind in PROTECTS_OTHERS and duty.subject != PERSON


def cancel_all(case: Case, reason: str, keep: Callable[[Duty], bool] = lambda _duty: False) -> Iterator[Demand]:
    """Cancel every open duty, but for those kept."""
    for duty in case.open_duties:
        if not keep(duty):
            yield Cancel(duty.kind, reason, duty.subject)


def on_end(s: Situation) -> Iterator[Demand]:
    """Supervision ended: its own work falls away, work that protects others stays, and the case is accounted for."""
    protecting = [d for d in s.case.open_duties if protects_others(d)]
    yield from cancel_all(s.case, "supervision ended", keep=protects_others)
    yield Open(ACCOUNT_FOR_CASE)
    if protecting:
        yield Tell(Role.SPO, NoticeClass.IMMEDIATE, f"supervision ended with {len(protecting)} protective steps open")


def on_no_supervision(s: Situation) -> Iterator[Demand]:
    """The court left nothing to supervise: the report's enquiries fall away, and the papers are still put in order."""
    yield from cancel_all(s.case, "the sentence leaves nothing to supervise", keep=protects_others)


def on_death(s: Situation) -> Iterator[Demand]:
    """The person died: nothing more is owed on them; the manager is told, and the record is kept."""
    yield from cancel_all(s.case, "the person has died")
    yield Tell(Role.SPO, NoticeClass.IMMEDIATE, "the person on this case has died")


def on_merge(s: Situation, surviving: str) -> Iterator[Demand]:
    """Absorbed into another case: the work goes on there, and this one says so."""
    yield from cancel_all(s.case, f"records merged: the case goes on as {surviving}")


def on_absorbing(s: Situation, brought: Brought, rules: Mapping[str, DutyRule]) -> Iterator[Demand]:
    """Another case was absorbed into this one: the work it still owed is owed here, by the same day."""
    for duty in brought.duties:
        rule = rules.get(duty.kind)
        if rule is None or s.case.open_duty(duty.kind, duty.subject):
            continue
        yield Open(
            rule,
            duty.subject,
            since=duty.counted_from,
            budget=duty.budget,
            counts_to=duty.counts_to,
            clause=duty.clause,
            grave=duty.grave,
        )
    yield Tell(Role.SPO, NoticeClass.IMMEDIATE, "another record of this person was merged into this case")


RULES = (ACCOUNT_FOR_CASE,)
