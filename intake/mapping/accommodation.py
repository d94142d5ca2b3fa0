"""Where the person lives: addresses, approved premises, and other accommodation of the services."""

from intake.mapping.meaning import Draft, Facts, Meaning, NotForUs, facts, means
from intake.mapping.prison import recall
from intake.refs import ref
from intake.told import Told
from intake.when import moment_of

_MAIN = frozenset({"M", "MAIN", "MAINADDRESS", "PR", "POSTALMAIN"})


@means(
    "accommodation", "probation-case.address.created", "probation-case.address.updated",
    "core-person-record.probation.address.created", "core-person-record.probation.address.updated",
    becomes="`address_changed` for the main address, by its id alone; other addresses: not for us",
)  # fmt: skip
def address(told: Told) -> Meaning:
    """An address was put on the record. Only its id is held."""
    status = "".join(c for c in told.word("addressStatus", "statusCode", "status") if c.isalnum())
    if status and status not in _MAIN:
        return NotForUs("not the main address: the person does not live there now")
    which = ref(told.get("addressId", "deliusAddressId", "cprAddressId"), "address-")
    if which is None:
        return NotForUs("an address without an id: there is nothing to hold it by")
    return facts(Draft("address_changed", {"address": which}, slot=()))


@means(
    "accommodation", "probation-case.address.deleted", "core-person-record.probation.address.deleted",
    becomes="not for us: where the person lives now is told by the address that is added",
)  # fmt: skip
def address_deleted(_: Told) -> Meaning:
    """An address was taken off the record."""
    return NotForUs("where the person lives now is told by the address that is added")


@means(
    "approved premises", "approved-premises.person.arrived",
    becomes="`address_changed` to the approved premises",
)  # fmt: skip
def arrived(told: Told) -> Meaning:
    """The person moved into approved premises."""
    where = ref(_premises(told), "ap-") or ref(told.get("bookingId", "applicationId"), "ap-booking-") or "ap"
    return facts(Draft("address_changed", {"address": where}, moment_of(_details(told, "arrivedAt")), slot=()))


@means(
    "approved premises", "approved-premises.person.departed",
    becomes="`approved_premises_left`; with its details also `died`, `recalled` or, of one who absconded, "
    "`significant_change`",
)  # fmt: skip
def departed(told: Told) -> Meaning:
    """The person left approved premises, and why where the details say."""
    at = moment_of(_details(told, "departedAt"))
    left = Draft("approved_premises_left", {}, at, identity=())
    reason = str(_details(told, "reason") or "").lower()
    if "died" in reason or "deceased" in reason or "death" in reason:
        return facts(Draft("died", {}, at, identity=()))
    if "abscond" in reason or "at large" in reason:
        return Facts((left, Draft("significant_change", {}, at, identity=())))
    if "recall" in reason:
        return Facts((left, Draft(**{**vars(recall()), "at": at})))
    return facts(left)


@means(
    "approved premises", "approved-premises.person.not-arrived",
    becomes="`concern_identified`: expected on release and not there",
)  # fmt: skip
def not_arrived(told: Told) -> Meaning:
    """The person was expected at approved premises and did not come."""
    return facts(Draft("concern_identified", {}, moment_of(_details(told, "expectedArrivalOn")), identity=()))


def _premises(told: Told) -> object:
    premises = _details(told, "premises")
    return premises.get("legacyApCode") or premises.get("apCode") if isinstance(premises, dict) else None


def _details(told: Told, name: str) -> object:
    """A field of the details, which the accommodation services put in an object of their own."""
    inner = told.detail("eventDetails")
    return inner.get(name) if isinstance(inner, dict) else told.detail(name)


@means(
    "accommodation", "accommodation.cas3.person.arrived", "accommodation.cas3.person.arrived.updated",
    becomes="`address_changed` to the booked place",
)  # fmt: skip
def housed(told: Told) -> Meaning:
    """The person moved into temporary accommodation."""
    inner = told.detail("eventDetails")
    booking = inner.get("bookingId") if isinstance(inner, dict) else told.get("bookingId")
    where = ref(booking, "cas3-booking-") or ref(told.get("applicationId"), "cas3-application-") or "cas3"
    at = moment_of(_details(told, "arrivedAt"))
    return facts(Draft("address_changed", {"address": where}, at, slot=()))


@means(
    "accommodation", "approved-premises.application.submitted", "approved-premises.application.assessed",
    "approved-premises.application.withdrawn", "approved-premises.application.expired",
    "approved-premises.booking.made", "approved-premises.booking.not-made", "approved-premises.booking.changed",
    "approved-premises.booking.cancelled", "approved-premises.booking.keyworker.assigned",
    "approved-premises.assessment.allocated", "approved-premises.assessment.appealed",
    "approved-premises.assessment.info-requested", "approved-premises.placement-application.withdrawn",
    "approved-premises.placement-application.allocated", "approved-premises.match-request.withdrawn",
    "approved-premises.request-for-placement.created", "approved-premises.request-for-placement.assessed",
    "accommodation.cas3.referral.submitted", "accommodation.cas3.booking.provisionally-made",
    "accommodation.cas3.booking.confirmed", "accommodation.cas3.booking.cancelled",
    "accommodation.cas3.booking.cancelled.updated", "accommodation.cas3.person.departed",
    "accommodation.cas3.person.departed.updated", "accommodation.cas3.assessment.updated",
    "accommodation.cas3.draft-referral.deleted", "applications.cas2.application.submitted",
    "applications.cas2.application.status-updated", "sas.accommodation.updated", "sas.accommodation.deleted",
    "probation-case.cas3-booking.created",
    becomes="not for us: a place asked for or booked is not yet where the person lives",
)  # fmt: skip
def booking(_: Told) -> Meaning:
    """Places asked for, booked, changed and cancelled."""
    return NotForUs("a place that is asked for or booked is not yet where the person lives")
