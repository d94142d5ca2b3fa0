"""What is said of one made-up case, as it grows."""

from datetime import date, timedelta
from typing import Any

from policy.calendar import CURRENT
from simulation.life import Life, Timing

Said = dict[str, Any]


class Line:
    """What is said of one case, as it grows. Nothing is told of today or later: it has not happened yet."""

    def __init__(self, life: Life, today: date) -> None:
        self.life, self.today = life, today
        closed = life.place == "closed" and life.dates.end is not None
        self._work_until = life.dates.end if closed and life.dates.end else today
        self.facts: list[Said] = []
        self.done: list[Said] = []
        self.decisions: list[Said] = []
        self.still_open: list[Said] = []

    def fact(self, type: str, on: date, known_on: date | None = None, **fields: Any) -> None:
        """Something that happened, and when it was known if that was later."""
        if max(on, known_on or on) < self.today:
            later = {"identified_at": known_on.isoformat()} if known_on and known_on != on else {}
            self.facts.append({"type": type, "occurred_at": on.isoformat(), **later, **fields})

    def decided(self, kind: str, option: str, on: date, rationale: str) -> None:
        """A decision that was recorded."""
        at = self.working_day(on)
        if at < self.today:
            said = {"kind": kind, "option": option, "decided_at": at.isoformat(), "rationale": rationale}
            by = self.life.holders.practitioner
            who = {"decided_by": by, "role": "community_practitioner"} if by else {}
            self.decisions.append(said | who)

    def working_day(self, day: date) -> date:
        """The day itself, or the next working day."""
        return CURRENT.on_or_after(day)

    def work(self, kind: str, on: date, by: str | None = None, subject: str | None = None, **evidence: Any) -> bool:
        """Work that was done, on the first working day from ``on``; whether that is past, and before the end."""
        at = self.working_day(on)
        if at >= self._work_until:
            return False
        about = {"subject": subject} if subject else {}
        who = by or self.life.holders.practitioner
        self.done.append(
            {"work": kind, **about, "at": at.isoformat(), "evidence": evidence} | ({"by": who} if who else {})
        )
        return True

    def open_still(self, kind: str, subject: str | None = None) -> None:
        """Work that is owed."""
        self.still_open.append({"work": kind} | ({"subject": subject} if subject else {}))

    def work_by(
        self, timing: Timing, kind: str, since: date, days: int, subject: str | None = None, **evidence: Any
    ) -> bool:
        """Work of so many days that was done in time, done late, or not done. Whether it was done by now."""
        spread = (self.life.number * 7 + len(kind)) % 30
        on = since + timedelta(days=days if timing == "in time" else days + 21 + spread)
        if timing != "still open" and self.work(kind, on, None, subject, **evidence):
            return True
        self.open_still(kind, subject)
        return False
