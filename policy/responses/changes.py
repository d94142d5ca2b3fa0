"""Significant changes of section 11.3 seen by staff or done by the person, and what points to more or less risk."""

from collections.abc import Iterator

from models.events.life import RiskFalling, RiskRising, Stalking, SuicideOrSelfHarm, WorryingBehaviour
from models.outcome import NoticeClass
from policy import defaults
from policy.demands import Demand, Note, Tell
from policy.responses.disclosure import disclosure_decision
from policy.responses.escalation import escalate
from policy.responses.home_visit import concern_visit
from policy.responses.multi_agency import mappa_decision
from policy.responses.review import review
from policy.situation import Situation


def worrying_behaviour(s: Situation, event: WorryingBehaviour) -> Iterator[Demand]:
    """Seen on a visit, the wing or in reception (EV-02): whoever holds the case hears of it, and reviews (PF-11.1d)."""
    where = event.where.replace("_", " ")
    yield Tell(None, NoticeClass.DIGEST, f"worrying behaviour was seen ({where}): read the record, and say you have")
    yield from review(s)
    if not s.case.in_community:
        yield Note("share it with prison security too (PF-11.1d)")


def stalking(s: Situation, event: Stalking) -> Iterator[Demand]:
    """Stalking of the victim or a partner (EV-04): a review that considers it, and a MAPPA decision (PF-15.9a)."""
    yield from review(s, defaults.REVIEW_MATCHED_TRIGGER)
    yield from mappa_decision(s)
    if event.victim in s.case.partners:
        yield from disclosure_decision(s, event.victim)
    yield Note("use the stalking practitioner guidance when planning (PF-8.6a), and the stalking advice (PF-12.17a)")
    if not s.case.in_community:
        yield Note("after a harassment offence or order, harassment measures are set (PF-7.5b)")


def suicide_or_self_harm(s: Situation, event: SuicideOrSelfHarm) -> Iterator[Demand]:
    """Threatened or attempted suicide, or self-harm (EV-10): a review; after an attempt in one working day."""
    attempted = event.kind == "attempted"
    yield from review(s, defaults.REVIEW_GRAVE if attempted else None, grave=attempted)


def risk_rising(s: Situation, _event: RiskRising) -> Iterator[Demand]:
    """Indications of a rise in risk (EV-15): section 11.5 in order, ending in a review; a visit in the community."""
    yield from escalate(s, "indications that the risk of serious harm has gone up (PF-11.5)")
    yield from concern_visit(s)


def risk_falling(s: Situation, _event: RiskFalling) -> Iterator[Demand]:
    """A change that suggests a lower risk is monitored like a rise: it is reviewed (EV-54, PF-7.2h)."""
    yield from review(s)
    yield Note("due dates already running are kept (AM-06)")
