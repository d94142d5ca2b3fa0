"""Who can be rung for help, and when: one place, since contact details change (AM-63)."""

from dataclasses import dataclass
from datetime import datetime, time

from policy.calendar import LONDON

ROUND_THE_CLOCK = (time(0), time.max)
EVERY_DAY = range(7)
MONDAY_TO_FRIDAY = range(5)


@dataclass(frozen=True)
class Helpline:
    """A line to ring: its name, its number as printed, and the London hours and days it is answered."""

    name: str
    number: str
    hours: tuple[time, time] = ROUND_THE_CLOCK
    weekdays: range = EVERY_DAY

    def answers(self, at: datetime) -> bool:
        """Whether somebody answers at this instant; bank holidays are not said."""
        there = at.astimezone(LONDON)
        return there.weekday() in self.weekdays and self.hours[0] <= there.time() < self.hours[1]

    def __str__(self) -> str:
        if self.hours == ROUND_THE_CLOCK:
            return f"{self.name} {self.number} (24 hours)"
        return f"{self.name} {self.number} (Monday to Friday, {self.hours[0]:%H:%M} to {self.hours[1]:%H:%M})"


ENGLAND = Helpline("domestic abuse helpline, England:", "0808 2000 247")
WALES = Helpline("Wales:", "0808 80 10 800")
UNWANTED_CONTACT = Helpline("unwanted prisoner contact team:", "0300 060 6699", (time(9), time(16)), MONDAY_TO_FRIDAY)

AFTER_DISCLOSURE = (ENGLAND, WALES)
"""What a partner is given after any disclosure (PF-16.14d)."""


def to_give(in_custody: bool) -> str:
    """The lines to give a partner, in words; while the person is in prison, the one against contact from there too."""
    lines = (*AFTER_DISCLOSURE, UNWANTED_CONTACT) if in_custody else AFTER_DISCLOSURE
    return "; ".join(str(line) for line in lines)
