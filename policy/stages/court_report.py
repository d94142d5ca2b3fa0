"""The court report: section 6.5 (PH-01)."""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.duties import Duty
from models.enquiries import Agency
from models.events.sentence import DatesChanged
from models.forms.court import CourtReport
from models.forms.form import Form
from models.risk import AbuseKind
from models.roles import Role
from policy import defaults
from policy.demands import Ask, Demand, Open, Supersede
from policy.rules import DutyRule, Missing
from policy.situation import Situation
from policy.stages.count_back import HEARING


def _complete(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, CourtReport)
    if AbuseKind.INTIMATE_PARTNER in case.profile.abuse and form.sara is None:
        yield Missing("sara", "PF-6.5c", "a SARA is completed where intimate partner abuse features")
    if form.verified_by is None and form.unverified_reason is None:
        yield Missing("verified_by", "PF-6.5d", "name what verifies the key facts, or say why nothing does (GU-17)")
    yield from _proposal(form)


def _proposal(form: CourtReport) -> Iterator[Missing]:
    wanted = "programme" if form.programme_suitable else "rar"
    if form.proposal != wanted and form.other_proposal_reason is None:
        clause = "PF-6.5h" if form.programme_suitable else "PF-6.5i"
        words = "a programme is proposed for everyone suitable" if form.programme_suitable else "a RAR is recommended"
        yield Missing("proposal", clause, f"{words}; otherwise say why not (other_proposal_reason)")
    if form.proposal == "programme" and form.length_leaves_time is None:
        yield Missing("length_leaves_time", "PF-6.5h2", "say whether the sentence leaves time to finish the programme")


COURT_REPORT = DutyRule(
    kind="court_report",
    title="Write the pre-sentence report",
    clauses=(
        "PF-6.5a", "PF-6.5c", "PF-6.5d", "PF-6.5f", "PF-6.5g", "PF-6.5h", "PF-6.5h2", "PF-6.5i", "PF-6.5j",
        "PF-12.7a", "PF-12.7b",
    ),
    form=CourtReport,
    budget=defaults.COURT_REPORT,
    owner=Role.REPORT_WRITER,
    check=_complete,
)  # fmt: skip


def on_request(s: Situation) -> Iterator[Demand]:
    """A report is being prepared: ask police and children's services first, then write it (PF-6.5a to j)."""
    yield report(s.case)
    yield Ask(Agency.POLICE, "person")  # PF-6.5b
    yield Ask(Agency.CHILDRENS_SERVICES, "person")  # PF-6.5b


def report(case: Case, started_by: str | None = None, note: str | None = None) -> Open:
    """The report is owed, by the hearing where its date is known."""
    counts_to = HEARING if case.dates.hearing else None
    return Open(COURT_REPORT, counts_to=counts_to, clause="PF-6.5g", started_by=started_by, note=note)


def on_dates_changed(s: Situation, _event: DatesChanged) -> Iterator[Demand]:
    """The hearing became known: the report is due by then, and no longer by our own interval (EV-62)."""
    owed = s.case.open_duty(COURT_REPORT.kind)
    if owed and s.case.dates.hearing and not any(c.counts_to for c in owed.clocks):
        yield Supersede(COURT_REPORT.kind, ("PF-6.5g",), "the date of the hearing is known")
        yield Open(COURT_REPORT, counts_to=HEARING, clause="PF-6.5g")


COURT_STAGE_RESULTS = (
    "search for signs of domestic abuse (PF-6.5a)",
    "police information at court (PF-6.5b)",
    "children's services information at court (PF-6.5b)",
    "SARA at court (PF-6.5c)",
    "restrictive requirements considered (PF-6.5j)",
)
"""What a case that starts straight from sentencing has not shown; each stands as a gap (AM-38)."""

RULES = (COURT_REPORT,)
