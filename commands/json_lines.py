"""A played case for programs: one JSON object a line, each saying what it is in ``what``."""

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from client import CaseRefused
from commands.played import Ending
from commands.player import Happened
from commands.scenario_input import Scenario, Step
from models.case import Case
from models.outcome import DutyLine, Receipt
from models.tables import EscalationRow


class JsonLines:
    """Writes to standard output, line by line, as the scenario is played."""

    def header(self, scenario: Scenario) -> None:
        """The case as it is opened."""
        self._write("case", title=scenario.line.title, start=scenario.start.model_dump(mode="json", exclude_none=True))

    def happened(self, happened: Happened, step: Step | None = None) -> None:
        """One entry of the records."""
        row = happened.row
        self._write(
            "happened",
            line=step.number if step else None,
            at=row.recorded_at.isoformat(),
            kind=row.kind,
            type=row.type,
            said=row.body,
            stage=happened.stage,
            opened=_lines(happened.opened),
            joined=_lines(happened.joined),
            moved=_lines(happened.moved),
            closed=[{**_line(d), **_closed(happened, d)} for d in happened.closed],
            notices=[n.model_dump(mode="json") for n in happened.notices],
            flags=happened.said("flags"),
            notes=happened.said("notes"),
            note=step.line.note if step else None,
        )

    def again(self, at: datetime, step: Step, receipt: Receipt) -> None:
        """Something told that left no entry of its own."""
        self._write("again", line=step.number, at=at.isoformat(), duplicate=receipt.duplicate, notes=receipt.notes)

    def refused(self, at: datetime, step: Step, refused: CaseRefused, expected: bool) -> None:
        """Something that was not allowed, each reason with its clause."""
        reasons = [dict(reason) for reason in refused.reasons]
        self._write("refused", line=step.number, at=at.isoformat(), expected=expected, reasons=reasons)

    def problem(self, at: datetime, step: Step, words: str) -> None:
        """A line that could not be played, or that did not end as the file expects."""
        self._write("problem", line=step.number, at=at.isoformat(), words=words)

    def remark(self, words: str) -> None:
        """A note of the file's own."""
        self._write("note", words=words)

    def result(
        self, endings: Sequence[Ending], escalations: Sequence[EscalationRow], case: Case, now: datetime
    ) -> None:
        """Every duty, every escalation, and the case as it stands."""
        for e in endings:
            self._write(
                "duty",
                **e.row.model_dump(mode="json", exclude={"body", "due_on", "late"}),
                due_on=e.due_on.isoformat() if e.due_on else None,
                late=e.late,
                working_days_late=e.days_late,
                reason=e.closure.reason if e.closure else None,
            )
        for escalation in escalations:
            self._write("escalation", **escalation.model_dump(mode="json"))
        self._write("stands", at=now.isoformat(), case=case.model_dump(mode="json", exclude_none=True))

    def end(self, problems: int) -> None:
        """How many lines could not be played."""
        self._write("end", problems=problems)

    def _write(self, what: str, **fields: Any) -> None:
        sys.stdout.write(json.dumps({"what": what, **fields}) + "\n")
        sys.stdout.flush()


def _line(line: DutyLine) -> dict[str, Any]:
    return line.model_dump(mode="json", exclude_none=True)


def _lines(lines: Sequence[DutyLine]) -> list[dict[str, Any]]:
    return [_line(line) for line in lines]


def _closed(happened: Happened, line: DutyLine) -> dict[str, Any]:
    row = happened.rows[line.id]
    return {"state": row.state, "late": row.late, "closed": row.body["closed"]}
