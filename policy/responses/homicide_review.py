"""A death in the scope of a domestic homicide review: section 19 (EV-56, PH-27). The case is flagged and preserved."""

from collections.abc import Iterator

from models.ages import DOMESTIC_ABUSE_FROM
from models.events.homicide_review import DeathInReviewScope
from models.outcome import NoticeClass
from models.roles import Role
from policy.demands import Demand, Note, Tell
from policy.process import START, Move, Process, told
from policy.situation import Situation

PRESERVE = "a death that may come within a domestic homicide review: preserve the record of this case"


def death_in_scope(s: Situation, event: DeathInReviewScope) -> Iterator[Demand]:
    """The senior managers hear at once: head of PDU, and the governor where a prison has held the person."""
    if s.before.homicide_review:
        yield Note("a homicide review is open on this case already: recorded")
        return
    yield Tell(Role.HEAD_OF_PDU, NoticeClass.ESCALATION, PRESERVE)
    if s.case.custody.prison is not None:
        yield Tell(Role.GOVERNOR, NoticeClass.ESCALATION, PRESERVE)
    if event.age is not None and event.age < DOMESTIC_ABUSE_FROM:
        yield Note(f"under {DOMESTIC_ABUSE_FROM}: a child death review looks at it; the case is kept all the same")
    yield Note("the case is preserved: it keeps what is finished, and listens until the review is closed")


HOMICIDE_REVIEW = Process(
    name="homicide_review",
    title="Domestic homicide review",
    clauses=("EV-56",),
    moves=(
        Move(START, told("death_in_review_scope"), "case preserved"),
        Move("case preserved", told("homicide_review_closed"), "review closed"),
    ),
    ends=("review closed",),
)
"""The review itself is run by the local area (section 19); the case is only kept for it."""

PROCESSES = (HOMICIDE_REVIEW,)
