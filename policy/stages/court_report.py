"""The court report: sections 6.5 and 6.7."""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.duties import Duty
from models.enquiries import Agency
from models.events.sentence import CurfewConsidered, DatesChanged
from models.forms.court import CourtReport
from models.forms.form import Form
from models.risk import AbuseKind
from models.roles import Role
from policy import defaults
from policy.demands import Ask, Demand, Open, Supersede
from policy.rules import DutyRule, Missing
from policy.situation import Situation
from policy.stages.count_back import HEARING


def _sara(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, CourtReport)
    if AbuseKind.INTIMATE_PARTNER in case.profile.abuse and form.sara is None:
        yield Missing("sara", "PF-6.5c", "a SARA is completed where intimate partner abuse features")


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
    check=_sara,
)  # fmt: skip


def on_request(s: Situation) -> Iterator[Demand]:
    """A report is being prepared: ask police and children's services first, then write it (PF-6.5a to j)."""
    yield Open(COURT_REPORT, counts_to=HEARING if s.case.dates.hearing else None, clause="PF-6.5g")
    yield Ask(Agency.POLICE, "person")  # PF-6.5b
    yield Ask(Agency.CHILDRENS_SERVICES, "person")  # PF-6.5b


def on_dates_changed(s: Situation, _event: DatesChanged) -> Iterator[Demand]:
    """The hearing became known: the report is due by then, and no longer by our own interval (EV-62)."""
    report = s.case.open_duty(COURT_REPORT.kind)
    if report and s.case.dates.hearing and not any(c.counts_to for c in report.clocks):
        yield Supersede(COURT_REPORT.kind, ("PF-6.5g",), "the date of the hearing is known")
        yield Open(COURT_REPORT, counts_to=HEARING, clause="PF-6.5g")


def on_curfew_considered(_s: Situation, event: CurfewConsidered) -> Iterator[Demand]:
    """In every case where a curfew is considered, both agencies are asked about the address (PF-6.7a)."""
    yield Ask(Agency.POLICE, event.address)
    yield Ask(Agency.CHILDRENS_SERVICES, event.address)


COURT_STAGE_RESULTS = (
    "search for signs of domestic abuse (PF-6.5a)",
    "police information at court (PF-6.5b)",
    "children's services information at court (PF-6.5b)",
    "SARA at court (PF-6.5c)",
    "restrictive requirements considered (PF-6.5j)",
)
"""What a case that starts straight from sentencing has not shown; each stands as a gap (AM-38)."""

RULES = (COURT_REPORT,)
