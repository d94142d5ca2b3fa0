"""A curfew with electronic monitoring: sections 6.6 and 6.7 (PH-02), a process of its own for each address."""

from collections.abc import Iterable, Iterator

from models.case import Case, CurfewAddress
from models.duties import Duty
from models.enquiries import Agency
from models.events.sentence import CurfewConsidered
from models.forms.court import CurfewChecks
from models.forms.form import Form
from models.roles import Role
from models.sentence import Stage
from policy import defaults
from policy.demands import Ask, Demand, Note, Open, Settle
from policy.process import START, Happening, Move, Process, allowed, cancelled, done, opened, waived
from policy.rules import DutyRule, Missing
from policy.situation import Situation


def _outcome(_case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, CurfewChecks)
    if form.outcome == "not_proposed":
        if form.ruled_out_because is None:
            yield Missing("ruled_out_because", "PF-6.7d", "say why the curfew is ruled out")
        return
    if form.would_live_with_victim:
        yield Missing("outcome", "PF-6.7d", "the person would live with a victim: it is not proposed (GU-02)")
    if form.confined_with_abuser:
        yield Missing("outcome", "PF-6.7d", "the person would be confined with their abuser: not proposed (GU-03)")
    if not form.address_suitable:
        yield Missing("outcome", "PF-6.7c", "the address is not suitable: it is not proposed")


CURFEW_CHECKS = DutyRule(
    kind="curfew_checks",
    title="Check the address thought of for a curfew: the occupier, who lives there, whether it is suitable",
    clauses=("PF-6.7a", "PF-6.7b", "PF-6.7c", "PF-6.7d"),
    form=CurfewChecks,
    budget=defaults.CURFEW_CHECKS,
    owner=Role.COURT_STAFF,
    check=_outcome,
)


def on_curfew_considered(s: Situation, event: CurfewConsidered) -> Iterator[Demand]:
    """In every case where a curfew is considered, both agencies are asked and the address is checked (EV-52)."""
    yield Ask(Agency.POLICE, event.address)  # PF-6.7a
    yield Ask(Agency.CHILDRENS_SERVICES, event.address)  # PF-6.7a
    if s.case.stage is Stage.COURT_REPORT:
        yield Open(CURFEW_CHECKS, event.address, clause="PF-6.7a")
    else:
        yield Note("a curfew is proposed at the court report: there is nothing to propose now")


def _ruled_out(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, CurfewChecks) and h.form.outcome == "not_proposed"


def _checked(case: Case, h: Happening) -> None:
    if not isinstance(h.form, CurfewChecks) or h.subject is None:
        return
    case.curfews[h.subject] = CurfewAddress(
        occupier_spoken_to=True,
        address_suitable=h.form.address_suitable,
        would_live_with_victim=h.form.would_live_with_victim,
        confined_with_abuser=h.form.confined_with_abuser,
        ruled_out=h.form.outcome == "not_proposed",
    )


def _answered(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Settle(CURFEW_CHECKS.kind, getattr(h.request, "address", None), "proposed with every check answered")


CURFEW = Process(
    name="curfew",
    title="Curfew with electronic monitoring",
    clauses=("PF-6.7a", "PF-6.7b", "PF-6.7c", "PF-6.7d"),
    moves=(
        Move(START, opened(CURFEW_CHECKS), "being checked"),
        Move("being checked", done(CURFEW_CHECKS), "ruled out", "ruled out, with the reason", _ruled_out, _checked),
        Move("being checked", done(CURFEW_CHECKS), "may be proposed", learn=_checked),
        Move("being checked", allowed("propose_curfew", "address"), "proposed", then=_answered),
        Move("may be proposed", allowed("propose_curfew", "address"), "proposed"),
        Move("may be proposed", opened(CURFEW_CHECKS), "being checked"),
        Move("being checked", waived(CURFEW_CHECKS), "not proposed"),
        Move("being checked", cancelled(CURFEW_CHECKS), "overtaken"),
    ),
    ends=("ruled out", "proposed", "not proposed", "overtaken"),
    about="address",
    owes={"being checked": (CURFEW_CHECKS.kind,)},
)

PROCESSES = (CURFEW,)

RULES = (CURFEW_CHECKS,)
