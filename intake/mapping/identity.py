"""Who is who: merges, merges undone, numbers added and erased."""

from intake.mapping.meaning import Meaning, NotForUs, NumberChanged, NumberParted, NumbersOfOne, Unclear, means
from intake.people import number_of
from intake.told import Told


@means(
    "identity", "probation-case.merge.completed",
    becomes="`records_merged` on both cases: the one absorbed closes and points to the one that goes on",
)  # fmt: skip
def merged(told: Told) -> Meaning:
    """One CRN was absorbed by another."""
    return _changed(told, "crn", ("sourceCRN", "sourceCrn"), ("targetCRN", "targetCrn"))


@means("identity", "prison-offender-events.prisoner.merged", becomes="the same, by the prison number")
def prisoner_merged(told: Told) -> Meaning:
    """One prison number gave way to another."""
    return _changed(told, "noms", ("removedNomsNumber", "removedPrisonerNumber"), ("nomsNumber", "prisonerNumber"))


def _changed(told: Told, kind: str, gone: tuple[str, ...], stays: tuple[str, ...]) -> Meaning:
    old, new = number_of(told.get(*gone)), number_of(told.get(*stays))
    if old is None or new is None:
        return Unclear("unclear", "a merge without both numbers: say which gave way to which")
    if old == new:
        return Unclear("contradictory", "a merge of a number with itself: say which gave way to which")
    return NumberChanged(kind, old, new)


@means(
    "identity", "probation-case.unmerge.completed",
    becomes="quarantine: the numbers are told apart at once, and a person opens the case that is somebody else's again",
)  # fmt: skip
def unmerged(told: Told) -> Meaning:
    """A merge was undone."""
    stays, returns = number_of(told.get("unmergedCRN")), number_of(told.get("reactivatedCRN"))
    if stays is None or returns is None or stays == returns:
        return Unclear("unclear", "a merge undone without both numbers: say who is who again")
    return NumberParted("crn", stays, returns)


@means(
    "identity", "probation-case.prison-identifier.added", "probation-case.prison-identifier.updated",
    becomes="the case is known by this prison number too",
)  # fmt: skip
def identifier_added(_: Told) -> Meaning:
    """A prison number was put on the probation record."""
    return NumbersOfOne()


@means(
    "identity", "probation-case.engagement.created", "probation-case.engagement.recovered",
    "probation-case.personal-details.updated", "probation-case.alias.created", "probation-case.alias.updated",
    "probation-case.alias.deleted", "core-person-record.prison.record.created",
    "core-person-record.probation.record.created", "core-person-record.probation.record.updated",
    becomes="not for us: names and particulars stay in the case management system",
)  # fmt: skip
def particulars(_: Told) -> Meaning:
    """The person's particulars, which no case holds."""
    return NotForUs("names and particulars stay in the case management system")


@means(
    "identity", "probation-case.deleted.gdpr", "probation-case.engagement.deleted", "probation-case.sentence.moved",
    "probation-case.non-statutory-intervention.moved",
    becomes="quarantine: a person decides what is to be erased, or whose the sentence is",
)  # fmt: skip
def erased_or_moved(_: Told) -> Meaning:
    """A record was erased, or a sentence moved to another person's."""
    return Unclear("needs_judgement", "a record was erased or moved to somebody else: decide what becomes of the case")
