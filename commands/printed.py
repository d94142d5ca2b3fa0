"""A played case for people, from the header to the case as it stands."""

from collections.abc import Sequence
from datetime import datetime

from commands.played import Ending
from commands.stands import show_case, show_duties, show_escalations
from commands.timeline import Timeline
from models.case import Case
from models.tables import EscalationRow


class Printed(Timeline):
    """The timeline, and after it the duties, the escalations and the case."""

    def result(
        self, endings: Sequence[Ending], escalations: Sequence[EscalationRow], case: Case, now: datetime
    ) -> None:
        """Everything the run adds up to."""
        show_duties(self._page, endings)
        show_escalations(self._page, escalations, self._ledger)
        show_case(self._page, case, now)

    def end(self, problems: int) -> None:
        """How many lines could not be played; nothing when all could."""
        if problems:
            self._page.say("")
            words = "1 line was" if problems == 1 else f"{problems} lines were"
            self._page.say(f"{words} not played as written: look for PROBLEM and REFUSED above", style="bold red")
