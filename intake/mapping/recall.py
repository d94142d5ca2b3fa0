"""Recall and breach: proposed, decided, raised, concluded."""

from datetime import UTC, datetime, time

from intake.mapping.meaning import Draft, Meaning, NeedsDetails, NotForUs, Unclear, facts, means
from intake.mapping.prison import recall
from intake.refs import ref
from intake.told import Told
from intake.when import day_of, moment_of
from policy.calendar import LONDON

KINDS = {
    "FTR_14": "fixed_term_14",
    "FTR_28": "fixed_term_28",
    "FTR_56": "fixed_term_56",
    "FTR_HDC_14": "fixed_term_14",
    "FTR_HDC_28": "fixed_term_28",
    "14": "fixed_term_14",
    "28": "fixed_term_28",
    "56": "fixed_term_56",
}
"""Kinds of recall by the words of the sentencing service, and by their length; every other is a standard recall."""

PROVEN = frozenset(f"BRE{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 16))
"""Outcomes of a breach that count as one against the person."""


@means(
    "recall", "recall.inserted", becomes="`recalled`; its kind and day from the details, where they can be asked for"
)
def recalled(told: Told) -> Meaning:
    """The licence is revoked. Without its details it is taken as a standard recall: it must not wait."""
    kind = KINDS.get(_kind(told), "standard")
    revoked = day_of(told.get("revocationDate") or told.detail("revocationDate"))
    draft = recall(kind)
    at = datetime.combine(revoked, time(), LONDON).astimezone(UTC) if revoked else None
    return facts(Draft(**{**vars(draft), "at": at}))


def _kind(told: Told) -> str:
    said = told.get("recallType") or told.detail("recallType", "recallTypeCode")
    return str(said.get("code") if isinstance(said, dict) else said or "").upper()


@means(
    "recall", "prison-offender-events.prisoner.fixed-term-recall.changed",
    becomes="`recalled` for 14, 28 or 56 days, from its details",
)  # fmt: skip
def fixed_term(told: Told) -> Meaning:
    """The prison set the length of a fixed-term recall."""
    kind = KINDS.get(str(told.get("recallLength") or told.detail("recallLength") or ""))
    if kind is None:
        return NeedsDetails("a fixed-term recall changed, and the message does not say to what length")
    back = moment_of(told.detail("returnToCustodyDate"))
    return facts(Draft(**{**vars(recall(kind)), "at": back}))


@means(
    "recall", "recall.updated", "recall.deleted", becomes="quarantine: a person corrects what was told of the recall"
)  # fmt: skip
def recall_corrected(_: Told) -> Meaning:
    """A recall was corrected or taken back."""
    return Unclear("needs_judgement", "a recall was corrected or taken back: see what the case needs told")


@means(
    "recall", "prison-recall.recommendation.management-oversight",
    becomes="`significant_change` on a decision to recall; on a decision not to, not for us",
)  # fmt: skip
def oversight(told: Told) -> Meaning:
    """A senior officer decided whether to recall. Only the revocation itself is a recall."""
    outcome = told.word("contactOutcome")
    if outcome == "DECISION_TO_RECALL":
        return facts(Draft("significant_change", identity=()))
    if outcome == "DECISION_NOT_TO_RECALL":
        return NotForUs("decided not to recall: nothing changes")
    return NeedsDetails("a manager looked at a recall, and the message does not say what was decided")


@means(
    "recall", "prison-recall.recommendation.started", "prison-recall.recommendation.consideration",
    "prison-recall.recommendation.deleted", "enforcement.recall.concluded",
    becomes="not for us: a recommendation under way decides nothing yet",
)  # fmt: skip
def under_way(_: Told) -> Meaning:
    """A recommendation was begun, weighed or dropped."""
    return NotForUs("a recommendation that is under way decides nothing yet")


@means("recall", "enforcement.recall.raised", becomes="`significant_change`: a recall is asked for")
def recall_raised(_: Told) -> Meaning:
    """A recall was asked for. Only the revocation itself is a recall."""
    return facts(Draft("significant_change", identity=()))


@means("breach", "enforcement.breach.raised", becomes="`condition_breached`")
def breach_raised(told: Told) -> Meaning:
    """Breach proceedings began."""
    which = ref(told.get("eventId", "nsiId", "eventNumber"), "breach-of-") or "breach"
    return facts(Draft("condition_breached", {"condition": which}))


@means("breach", "probation-case.breach-notice.created", becomes="quarantine: a person says which condition was broken")
def breach_notice(told: Told) -> Meaning:
    """A notice of breach was written: it may warn, or begin proceedings, and only its text says of what."""
    return Unclear(
        "needs_judgement", "a notice of breach was written: say which condition was broken, or that none was"
    )


@means("breach", "probation-case.breach-notice.deleted", becomes="not for us: what led to the notice stands as told")
def breach_notice_deleted(told: Told) -> Meaning:
    """A notice of breach was taken away again."""
    return NotForUs("a notice of breach was taken away; what led to it stands as it was told")


@means("breach", "enforcement.breach.concluded", becomes="`breach_concluded`, by the outcome's code")
def breach_concluded(told: Told) -> Meaning:
    """Breach proceedings ended."""
    outcome = told.word("outcome", "outcomeCode")
    if outcome in PROVEN:
        return facts(Draft("breach_concluded", {"outcome": "proven"}))
    if "WITHDRAWN" in outcome:
        return facts(Draft("breach_concluded", {"outcome": "withdrawn"}))
    if not outcome and told.details is None:
        return NeedsDetails("a breach was concluded, and the message does not say how")
    return Unclear(
        "unclear", "a breach was concluded with an outcome that is not known: say proven, not proven or withdrawn"
    )
