"""After sentence is passed: sections 6.5k and 6.7e to g, and the decisions a sentence opens."""

from collections.abc import (
    Iterable,
    Iterator,
)
from datetime import (
    timedelta,
)

from models.case import Case
from models.duties import Duty
from models.events.sentence import SentencePassed
from models.forms.court import PostSentencePapers
from models.forms.form import Form
from models.forms.supervision import Residence
from models.roles import Role
from models.sentence import CUSTODIAL, OffenceMarker
from policy import defaults
from policy.calendar import months_after
from policy.demands import Cancel, Demand, Note, Open
from policy.responses.multi_agency import mappa_decision
from policy.rules import DutyRule, Missing
from policy.situation import Situation
from policy.stages.adjournment import ADJOURNMENT
from policy.stages.court_report import COURT_REPORT
from policy.stages.curfew import CURFEW_CHECKS


def _papers(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, PostSentencePapers)
    if not form.registers_set and form.no_register_reason is None:
        yield Missing("registers_set", "PF-6.7e", "set the registers that flag domestic abuse, or say why none applies")
    if case.replies_to_pass_on and not form.replies_included:
        yield Missing("replies_included", "PF-6.7g", "police and children's services replies go with the papers")


POST_SENTENCE_PAPERS = DutyRule(
    kind="post_sentence_papers",
    title="Set registers, upload documents and pass the papers on",
    clauses=("PF-6.7e", "PF-6.7f", "PF-6.7g"),
    form=PostSentencePapers,
    budget=defaults.POST_SENTENCE_PAPERS,
    owner=Role.COURT_STAFF,
    check=_papers,
)
"""Done only when the receiving team or prison has acknowledged the papers."""

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


VICTIM_SCHEME_FROM_MONTHS = 12
"""The custodial term from which the victim contact scheme covers a specified sexual or violent offence (TI-08)."""

SCHEME = "12 months or more: the victim contact scheme covers a specified sexual or violent offence (TI-08)"


def _scheme_may_open(s: Situation, event: SentencePassed) -> bool:
    if event.kind not in CUSTODIAL or event.length_days is None:
        return False
    return s.happened + timedelta(days=event.length_days) >= months_after(s.happened, VICTIM_SCHEME_FROM_MONTHS)


def on_sentence(s: Situation, event: SentencePassed) -> Iterator[Demand]:
    """The court passed sentence (EV-59)."""
    yield Cancel(COURT_REPORT.kind, "sentence was passed before the report was recorded as done")
    yield Cancel(ADJOURNMENT.kind, "sentence was passed")
    yield Cancel(CURFEW_CHECKS.kind, "sentence was passed", any_subject=True)
    yield Open(POST_SENTENCE_PAPERS)
    if _scheme_may_open(s, event):
        yield Note(SCHEME)
    if event.protective_bail_ended:
        yield from on_bail_ended()
    if CONSIDER_MAPPA & {*event.markers, *s.case.profile.markers}:
        yield from mappa_decision(s)
    if event.kind.value == "suspended_sentence_order":
        yield Note("a suspended sentence order is handled as a community order (AM-11)")


def on_bail_ended() -> Iterator[Demand]:
    """Protective bail was lifted, at sentence or before: where the person lives, and who needs protecting (EV-35)."""
    yield Open(BAIL_ENDED, clause="PF-6.5k")


RULES = (POST_SENTENCE_PAPERS, BAIL_ENDED)
