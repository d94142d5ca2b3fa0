"""Which rows were adopted, kept beside the data: a run that was stopped goes on where it was."""

import json
from datetime import UTC, datetime
from pathlib import Path


class Journal:
    """A file of JSON lines, one for each case adopted. The server knows better; this saves asking it.

    A line cut short by a crash is passed over: that case is asked about again, and nothing happens to it.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._rows: dict[str, str] = {}
        if file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                self._read(line)

    def _read(self, line: str) -> None:
        try:
            said = json.loads(line)
            self._rows[said["case"]] = said["row"]
        except (ValueError, KeyError, TypeError):
            return

    def row_of(self, case_id: str) -> str | None:
        """The digest of the row a case was adopted from, if this journal knows it."""
        return self._rows.get(case_id)

    def note(self, case_id: str, row: str) -> None:
        """A case was adopted."""
        self._rows[case_id] = row
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            said = {"case": case_id, "row": row, "at": datetime.now(UTC).isoformat()}
            file.write(json.dumps(said) + "\n")
