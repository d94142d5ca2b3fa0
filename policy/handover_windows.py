"""Reminders around a handover: the windows the prison's own service keeps, as data.

None of these is in the domestic abuse framework: each is a project default, taken from the practice of
offender-management-allocation-manager. Pure: no clock.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from models.release_facts import ReleaseFacts
from policy.calendar import months_before
from policy.earliest_release import target_hearing_date
from policy.handover import Handover

SOURCE = "project default, as offender-management-allocation-manager does it"
"""The label of every window shown."""

SHORT_SENTENCE_CHASER_DAYS = 2
"""How often to ask for a COM on a short sentence until one is assigned, in calendar days. Project default."""

APPROACHING_PAROLE_MONTHS = 10
"""How long before a parole hearing, tariff or parole eligibility date parole is approaching. Project default."""


@dataclass(frozen=True)
class Window:
    """A reminder so many calendar days after (or, negative, before) the handover date or the start date."""

    what: str
    days: int
    counted_from: Literal["handover_date", "start_date"]


WINDOWS = (
    Window("upcoming handover", -56, "handover_date"),
    Window("handover day, if a COM is known", 0, "handover_date"),
    Window("COM allocation overdue, if no COM is known", 2, "handover_date"),
    Window("COM allocation overdue: warn again, if no COM is known", 14, "handover_date"),
    Window("urgent follow-up to the local delivery unit, if no COM is known", 7, "start_date"),
)
"""Every window counted from the handover itself, in the order the service lists them."""


class WindowDate(BaseModel):
    """One window of one case: what happens, from which day, counted how, and on whose say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str
    on: date
    counted: str
    source: str = SOURCE


def handover_windows(decided: Handover) -> tuple[WindowDate, ...]:
    """The reminders of a case, soonest first; empty when it has no handover date."""
    starts = {"handover_date": decided.handover_date, "start_date": decided.start_date}
    found = (_dated(window, starts[window.counted_from]) for window in WINDOWS)
    return tuple(sorted((window for window in found if window), key=lambda window: window.on))


def approaching_parole_from(facts: ReleaseFacts) -> date | None:
    """The day from which parole is approaching: 10 months before the next of hearing, tariff and parole eligibility."""
    ends = (target_hearing_date(facts), facts.tariff, facts.parole_eligibility)
    earliest = min((day for day in ends if day is not None), default=None)
    return months_before(earliest, APPROACHING_PAROLE_MONTHS) if earliest else None


def _dated(window: Window, start: date | None) -> WindowDate | None:
    if start is None:
        return None
    side = "before" if window.days < 0 else "after"
    apart = f"{abs(window.days)} days {side}" if window.days else "on"
    counted = f"{apart} the {window.counted_from.replace('_', ' ')}"
    return WindowDate(what=window.what, on=start + timedelta(days=window.days), counted=counted)
