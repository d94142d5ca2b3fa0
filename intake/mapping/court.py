"""The court stage, and sentences as other systems say them: that something changed, and not what."""

from intake.mapping.meaning import Draft, Meaning, NeedsDetails, NotForUs, facts, means
from intake.told import Told
from models.events import Source


@means("court", "pre-sentence.report.started", becomes="`court_report_requested`")
def report_started(_: Told) -> Meaning:
    """A pre-sentence report is being prepared."""
    return facts(Draft("court_report_requested", source=Source.COURT, identity=()))


@means(
    "court", "pre-sentence.report.created", "pre-sentence.report.completed",
    becomes="not for us: the report is done when its writer completes the work here",
)  # fmt: skip
def report_completed(_: Told) -> Meaning:
    """The report was written."""
    return NotForUs("the report is done when its writer completes the work here, with its evidence")


@means(
    "court", "SENTENCE_CHANGED", "CONVICTION_CHANGED", "SENTENCE_ORDER_REQUIREMENT_CHANGED", "DISPOSAL_CHANGED",
    "probation-case.sentence.created", "probation-case.sentence.amended", "probation-case.sentence.terminated",
    "probation-case.sentence.unterminated", "probation-case.sentence.deleted", "sentence.inserted", "sentence.updated",
    "sentence.deleted", "probation-case.supervision.created", "EXTERNAL_MOVEMENT_RECORD-INSERTED",
    "OFFENDER_MOVEMENT-RECEPTION", "OFFENDER_MOVEMENT-DISCHARGE",
    becomes="quarantine: the message says that the sentence or the place changed, and not what it is now",
)  # fmt: skip
def sentence_changed(_: Told) -> Meaning:
    """A sentence changed; neither the message nor its details say in our terms what it is now."""
    return NeedsDetails("a sentence or a movement changed, and the message does not say what it is now")
