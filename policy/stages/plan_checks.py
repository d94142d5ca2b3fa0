"""What a risk management plan must hold on this case: sections 8.1 to 8.6, where it depends on the case."""

from collections.abc import Iterable

from models.case import Case
from models.forms.plans import RiskPlanContent
from models.risk import OrderState
from models.sentence import OffenceMarker
from policy.rules import Missing


def lacks(case: Case, plan: RiskPlanContent) -> Iterable[Missing]:
    """What the plan lacks on this case, each with the clause that asks for it."""
    left_out = [ref for ref in case.people_at_risk if ref not in plan.people_safeguarded]
    if left_out:
        yield Missing("people_safeguarded", "PF-8.1c", f"the plan has no action to safeguard {', '.join(left_out)}")
    if plan.protective_people == "contacted" and plan.contact_judged_safe is not True:
        yield Missing("contact_judged_safe", "AM-43", "decide that the contact is safe before it is made")
    if not plan.lawful_proportionate_necessary and plan.lawful_proportionate_necessary_reason is None:
        words = "confirm the plan is lawful, proportionate and necessary, or say why it stands (GU-38)"
        yield Missing("lawful_proportionate_necessary_reason", "PF-8.2a", words)
    if _others_are_relevant(case) and not plan.agency_actions:
        words = "an order in force or a child at risk: set actions with the police or children's services"
        yield Missing("agency_actions", "PF-8.3b", words)
    if OffenceMarker.STALKING in case.profile.markers and plan.stalking_guidance_used is None:
        words = "there is stalking: say whether the practitioner guidance was used"
        yield Missing("stalking_guidance_used", "PF-8.6a", words)


def _others_are_relevant(case: Case) -> bool:
    over = {OrderState.REVOKED, OrderState.EXPIRED}
    in_force = any(order.state not in over for order in case.orders.values())
    return in_force or any(person.child for person in case.people_at_risk.values())
