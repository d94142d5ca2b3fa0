"""The registration as a perpetrator, and the history marker that takes its place (INS-D23, INS-S18, INS-F96).

The register itself is in the case management system. Its removal is a fact and is kept; without the marker somebody
owes it, for the next reader of the record would see no abuse at all.
"""

from collections.abc import Iterator

from models.case import Case
from models.events.registers import RegistrationRemoved
from models.forms.form import Confirmed
from models.outcome import NoticeClass
from policy import defaults
from policy.demands import Demand, Note, Open, Settle, Tell
from policy.process import ANYWHERE, Happening, Move, Process, cancelled, done, opened
from policy.rules import DutyRule
from policy.situation import Situation

HISTORY_MARKER = DutyRule(
    kind="history_marker",
    title="Set the domestic abuse history marker in place of the registration",
    clauses=("INS-D23",),
    form=Confirmed,
    budget=defaults.HISTORY_MARKER,
    waivable=False,
)


def registration_removed(s: Situation, event: RegistrationRemoved) -> Iterator[Demand]:
    """Removed with the marker set: in order. Without it: the marker is owed, and the manager hears."""
    if event.history_marker:
        yield Settle(HISTORY_MARKER.kind, reason="the history marker was set")
    if s.case.history_marker:
        yield Note("the domestic abuse history marker stands in place of the registration (INS-D23)")
        return
    yield Open(HISTORY_MARKER, since=s.identified)
    yield Tell(s.manager, NoticeClass.DIGEST, "the registration was removed and no history marker set (INS-D23)")


def _set(case: Case, _h: Happening) -> None:
    case.history_marker = True


PROCESSES = (
    Process(
        name="history_marker",
        title="History marker in place of the registration",
        clauses=("INS-D23",),
        moves=(
            Move(ANYWHERE, opened(HISTORY_MARKER), "owed"),
            Move("owed", done(HISTORY_MARKER), "set", learn=_set),
            Move("owed", cancelled(HISTORY_MARKER), "overtaken"),
        ),
        ends=("set", "overtaken"),
        owes={"owed": (HISTORY_MARKER.kind,)},
    ),
)

RULES = (HISTORY_MARKER,)
