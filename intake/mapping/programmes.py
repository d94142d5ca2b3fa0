"""Programmes and referrals."""

from intake.mapping.meaning import Draft, Meaning, NeedsDetails, NotForUs, facts, means
from intake.told import Told, plain
from models.sentence import Programme

_NAMES = {
    "buildingbetterrelationships": Programme.BBR,
    "bbr": Programme.BBR,
    "kaizen": Programme.KAIZEN,
    "newmestrengths": Programme.NMS,
    "nms": Programme.NMS,
    "becomingnewmeplus": Programme.BNM_PLUS,
    "bnmplus": Programme.BNM_PLUS,
    "bnm": Programme.BNM_PLUS,
    "thinkingskillsprogramme": Programme.TSP,
    "tsp": Programme.TSP,
}

_STARTED = frozenset({"ONPROGRAMME", "ONPROGRAM", "STARTED"})
_FINISHED = frozenset({"PROGRAMMECOMPLETE", "COMPLETED", "PROGRAMMECOMPLETED"})
_BROKEN_OFF = frozenset({"WITHDRAWN", "DEFERRED", "DESELECTED", "RECALL", "RETURNTOCOURT"})
_SUITABLE = frozenset({"SCHEDULED", "AWAITINGALLOCATION", "SUITABLEBUTNOTREADY", "ASSESSEDSUITABLE"})
_NOT_SUITABLE = frozenset({"NOTSUITABLE", "NOTELIGIBLE"})


@means(
    "programmes", "accredited-programmes-community.referral.status-updated",
    "accredited-programmes.referral.status-updated",
    becomes="from its details: `programme_started`, `programme_completed`, `programme_suitability`, "
    "`programme_absence` (breach)",
)  # fmt: skip
def status(told: Told) -> Meaning:
    """Where a referral to a programme now stands."""
    now = plain(str(told.get("newStatus", "status") or told.detail("newStatus", "status", "statusDescription") or ""))
    now = now.upper()
    which = {"programme": _programme(told).value}
    if not now:
        return NeedsDetails("a referral's status changed, and the message does not say to what")
    if now in _STARTED:
        return facts(Draft("programme_started", which))
    if now in _FINISHED:
        return facts(Draft("programme_completed", {**which, "finished": True}, identity=("programme",)))
    if now in _BROKEN_OFF:
        return facts(Draft("programme_completed", {**which, "finished": False}, identity=("programme",)))
    if now in _SUITABLE:
        return facts(Draft("programme_suitability", {**which, "suitable": True}))
    if now in _NOT_SUITABLE:
        return facts(Draft("programme_suitability", {**which, "suitable": False, "reason": "ineligible"}))
    if now.startswith("BREACH"):
        return facts(Draft("programme_absence", which))
    return NotForUs("a step of the referral that asks for nothing here")


@means("programmes", "accredited-programmes-community.programme.complete", becomes="`programme_completed`")
def complete(told: Told) -> Meaning:
    """The programme was finished."""
    fields = {"programme": _programme(told).value, "finished": True}
    return facts(Draft("programme_completed", fields, identity=("programme",)))


def _programme(told: Told) -> Programme:
    said = told.get("programmeName", "courseName", "interventionName") or told.detail(
        "programmeName", "courseName", "interventionName"
    )
    return _NAMES.get(plain(str(said or "")), Programme.OTHER)


@means(
    "programmes", "interventions.community-referral.created", "interventions.community-referral.imported",
    becomes="`programme_required` when it names an accredited programme; otherwise not for us",
)  # fmt: skip
def referred(told: Told) -> Meaning:
    """A referral to an intervention was made."""
    programme = _programme(told)
    if programme is Programme.OTHER:
        return NotForUs("a referral to a service that is no accredited programme")
    return facts(Draft("programme_required", {"programme": programme.value}))


@means(
    "programmes", "intervention.referral.sent", "intervention.referral.assigned", "intervention.referral.concluded",
    "intervention.referral.ended", "intervention.session-appointment.attended",
    "accredited-programmes.referral.submitted",
    "accredited-programmes.referral.assigned", "unpaid-work.assessment.completed",
    becomes="not for us: services that the framework does not follow step by step",
)  # fmt: skip
def services(_: Told) -> Meaning:
    """Other services' own steps."""
    return NotForUs("a service's own step, which the framework does not follow")
