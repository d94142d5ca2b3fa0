"""After sentence is passed: sections 6.5k and 6.7e to g, and the decisions a sentence opens."""

from collections.abc import Iterator

from models.events.sentence import SentencePassed
from models.forms.court import PostSentencePapers
from models.forms.supervision import Residence
from models.roles import Role
from models.sentence import OffenceMarker
from policy import defaults
from policy.demands import Cancel, Demand, Note, Open
from policy.responses.multi_agency import mappa_decision
from policy.rules import DutyRule
from policy.situation import Situation
from policy.stages.court_report import COURT_REPORT

POST_SENTENCE_PAPERS = DutyRule(
    kind="post_sentence_papers",
    title="Set registers, upload documents and pass the papers on",
    clauses=("PF-6.7e", "PF-6.7f", "PF-6.7g"),
    form=PostSentencePapers,
    budget=defaults.POST_SENTENCE_PAPERS,
    owner=Role.COURT_STAFF,
)

BAIL_ENDED = DutyRule(
    kind="residence_after_bail",
    title="Protective bail has ended: find out where the person lives, and act to protect",
    clauses=("PF-6.5k", "PF-7.2a", "PF-7.2a2"),
    form=Residence,
    budget=defaults.IMMEDIATELY,
    grave=True,
    waivable=False,
)

CONSIDER_MAPPA = frozenset({OffenceMarker.ORDER_BREACH, OffenceMarker.STALKING, OffenceMarker.COERCIVE_CONTROL})
"""Offending after which category 3 is considered above all (INS-D13)."""


def on_sentence(s: Situation, event: SentencePassed) -> Iterator[Demand]:
    """The court passed sentence (EV-59)."""
    yield Cancel(COURT_REPORT.kind, "sentence was passed before the report was recorded as done")
    yield Open(POST_SENTENCE_PAPERS)
    if event.protective_bail_ended:
        yield Open(BAIL_ENDED, clause="PF-6.5k")
    if CONSIDER_MAPPA & {*event.markers, *s.case.profile.markers}:
        yield from mappa_decision(s)
    if event.kind.value == "suspended_sentence_order":
        yield Note("a suspended sentence order is handled as a community order (AM-11)")


RULES = (POST_SENTENCE_PAPERS, BAIL_ENDED)
