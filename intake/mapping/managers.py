"""Who holds the case: community practitioners, POMs, and where responsibility lies."""

from intake.mapping.meaning import Draft, Meaning, NeedsDetails, NotForUs, facts, means
from intake.refs import ref, staff_id, staff_of
from intake.told import Told
from models.events import Source


@means(
    "manager", "person.community.manager.allocated", "event.manager.allocated",
    becomes="`practitioner_allocated`, from its details",
)  # fmt: skip
def community_manager(told: Told) -> Meaning:
    """A community practitioner holds the person, or one of the sentences."""
    code = staff_id(told.get("staffCode", "staffId") or told.detail("staffCode", "staffId"))
    if code is None:
        return NeedsDetails("allocated, and the message does not say to whom")
    team = ref(told.get("teamCode") or told.detail("teamCode"))
    fields = {"practitioner": code, "holder": "community_practitioner", **({"team": team} if team else {})}
    return facts(Draft("practitioner_allocated", fields, identity=("practitioner", "holder"), slot=("holder",)))


@means(
    "manager", "requirement.manager.allocated", "licence-condition.manager.allocated",
    "person.community.manager.requirement.allocated", "person.community.manager.licence-condition.allocated",
    "OFFENDER_OFFICER_CHANGED", "ORDER_MANAGER_CHANGED",
    becomes="not for us: who delivers one requirement does not hold the case",
)  # fmt: skip
def requirement_manager(_: Told) -> Meaning:
    """Somebody delivers one requirement or condition."""
    return NotForUs("who delivers one requirement does not hold the case")


@means(
    "manager", "person.community.manager.transferred", "OFFENDER_MANAGER_CHANGED",
    becomes="`case_transferred`, or `practitioner_allocated`, from its details",
)  # fmt: skip
def transferred(told: Told) -> Meaning:
    """The case passed to another team, or to somebody else in it."""
    if staff_id(told.get("staffCode") or told.detail("staffCode")):
        return community_manager(told)
    team = ref(told.get("teamCode") or told.detail("teamCode"))
    if team is None:
        return NeedsDetails("the case changed hands, and the message does not say to whom")
    return facts(Draft("case_transferred", {"team": team}, slot=()))


@means(
    "manager", "offender-management.allocation.changed",
    becomes="`practitioner_allocated` for the POM, from the message or its details",
)  # fmt: skip
def prison_manager(told: Told) -> Meaning:
    """A POM holds the case in prison."""
    known = staff_id(told.get("staffCode", "staffId")) or staff_of(told.detail("manager"), "pom")
    if known is None:
        return NeedsDetails("allocated in prison, and the message does not say to whom")
    return facts(
        Draft(
            "practitioner_allocated", {"practitioner": known, "holder": "pom"}, source=Source.CUSTODY, slot=("holder",)
        )
    )


@means("manager", "offender-management.handover.changed", becomes="not for us: handover is worked out here from dates")
def handover(_: Told) -> Meaning:
    """The handover date of the prison's own service: ours follows from the same dates by the same rules."""
    return NotForUs("handover is worked out here from the release dates: what moves it is told as dates")
