"""Every rule by its name, and every clause by the rules that answer it."""

from policy.responses import (
    children,
    children_in_custody,
    disclosure,
    enforcement,
    enquiries,
    escalation,
    forums,
    home_visit,
    identification,
    incidents,
    life_changes,
    mappa,
    marac,
    multi_agency,
    orders,
    programme_routes,
    programmes,
    registers,
    review,
    safeguarding_adults,
    variation,
    victim_liaison,
    withdrawals,
)
from policy.rules import DutyRule
from policy.stages import (
    adjournment,
    closing,
    court_report,
    curfew,
    custody,
    licence_conditions,
    mappa_notice,
    pre_release,
    release_addresses,
    risk_plan,
    sentence_plan,
    sentencing,
    supervision,
)

_ALL: tuple[DutyRule, ...] = (
    review.REVIEW,
    escalation.ESCALATION,
    home_visit.HOME_VISIT,
    enquiries.PERIODIC_POLICE_ENQUIRY,
    *enquiries.SEND.values(),
    *enquiries.AWAIT.values(),
    *children.RULES,
    *children_in_custody.RULES,
    *safeguarding_adults.RULES,
    *disclosure.RULES,
    *enforcement.RULES,
    *variation.RULES,
    *identification.RULES,
    *incidents.RULES,
    *registers.RULES,
    *life_changes.RULES,
    *multi_agency.RULES,
    *mappa.RULES,
    *marac.RULES,
    *forums.RULES,
    *orders.RULES,
    *programmes.RULES,
    *victim_liaison.RULES,
    *programme_routes.RULES,
    *court_report.RULES,
    *adjournment.RULES,
    *curfew.RULES,
    *sentencing.RULES,
    *custody.RULES,
    *pre_release.RULES,
    *licence_conditions.RULES,
    *mappa_notice.RULES,
    *release_addresses.RULES,
    *supervision.RULES,
    *risk_plan.RULES,
    *sentence_plan.RULES,
    *closing.RULES,
    *withdrawals.RULES,
)

RULES: dict[str, DutyRule] = {rule.kind: rule for rule in _ALL}
"""Every kind of duty, by name."""


def rules_for(clause: str) -> list[DutyRule]:
    """The rules that answer a clause."""
    return [rule for rule in _ALL if clause in rule.clauses]
