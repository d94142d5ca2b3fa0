"""No work is due before what it waits for may come: an alarm that our own defaults set off is false."""

from typing import Any

import pytest

from models.case import Case
from models.duties import Budget, Duty, Unit
from models.enquiries import Agency, Area, Enquiry, EnquiryState
from policy import defaults
from policy.catalogue import RULES
from policy.known_versions import versions
from policy.rules import DutyRule, Missing
from tests.policy.driving import order_made
from tests.policy.evidence import EVIDENCE

ADDRESS = "address-1"
WAITS_FOR_REPLIES = {"hdc_address_check", "rotl_address_check"}


def _asked(state: EnquiryState) -> Case:
    """A case that asked every agency about an address."""
    case: Case = order_made().case.model_copy(deep=True)
    for agency in Agency:
        case.enquiries[f"{agency.value}/{ADDRESS}"] = Enquiry(
            agency=agency, about=ADDRESS, area_needed=Area.HOME_FORCE, state=state, opened_on=case.stage_since
        )
    return case


def _lacks(rule: DutyRule, state: EnquiryState) -> set[Missing]:
    duty = order_made().duty("residence").model_copy(update={"kind": rule.kind, "subject": ADDRESS})
    assert rule.form is not None and isinstance(duty, Duty)
    return set(rule.check(_asked(state), duty, rule.form.model_validate(EVIDENCE[rule.kind])))


def _days(budget: Budget) -> int:
    """Calendar days, the fewest there may be."""
    return budget.count * {Unit.WORKING_DAYS: 1, Unit.DAYS: 1, Unit.WEEKS: 7}[budget.unit]


@pytest.mark.parametrize("version", versions(), ids=lambda v: v.id)
def test_work_that_cannot_be_done_before_a_reply_is_due_after_the_reply_is(version: Any) -> None:
    forms = {kind: rule.form for kind, rule in RULES.items()}  # a version's own forms ask for more of the same work
    with_forms = {k: r for k, r in version.rules.items() if r.form and k in EVIDENCE and r.form is forms.get(k)}
    waits = {
        kind
        for kind, rule in with_forms.items()
        if _lacks(rule, EnquiryState.SENT) - _lacks(rule, EnquiryState.ANSWERED)
    }
    assert waits == WAITS_FOR_REPLIES
    reply = version.timed(defaults.SEND_ENQUIRY).count + version.timed(defaults.ENQUIRY_REPLY).count
    for kind in waits:
        budget = version.timed(version.rules[kind].budget)
        assert budget.unit is Unit.WORKING_DAYS and budget.count > reply, kind


@pytest.mark.parametrize("version", versions(), ids=lambda v: v.id)
@pytest.mark.parametrize(
    ("work", "waits_for"),
    [
        ("initial_assessment", "police_reply"),
        ("court_report", "police_reply"),
        ("start_checks", "lifer_forum_decision"),
        ("new_partner", "lifer_forum_decision"),
        ("dvds_panel_decision", "make_disclosure"),
        ("childrens_services_reply", "childrens_services_enquiry"),
        ("children_referral_outcome", "children_referral"),
        ("marac_action", "marac_referral"),
    ],
)
def test_what_rests_on_other_work_is_not_due_before_it(version: Any, work: str, waits_for: str) -> None:
    budgets = {kind: version.timed(version.rules[kind].budget) for kind in (work, waits_for)}
    assert _days(budgets[work]) >= _days(budgets[waits_for])
