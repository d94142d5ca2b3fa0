"""The staff directory: which staff id and which teams belong to a user name. Tokens say who somebody is, not where."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from models.words import Ref, StaffId

_STAFF: TypeAdapter[str] = TypeAdapter(StaffId)
_TEAM: TypeAdapter[str] = TypeAdapter(Ref)
_COLUMNS = ["user_name", "staff_id", "teams"]


class StaffProblem(Exception):
    """The directory cannot be read; the text says where, and nothing of who is in it."""


@dataclass(frozen=True)
class Member:
    """One member of staff: the id that cases name them by, and their teams."""

    staff: str
    teams: frozenset[str]


@dataclass
class StaffDirectory:
    """Members by user name, in lower case. With ``path``, a file that is read again whenever it changes."""

    members: Mapping[str, Member] = field(default_factory=dict)
    path: Path | None = None
    _changed: int = 0

    def find(self, user_name: str) -> Member | None:
        """Who has this user name; none when the directory does not know them, and their name is then their staff id."""
        if self.path is not None:
            self._read_again(self.path)
        return self.members.get(user_name.lower())

    def _read_again(self, path: Path) -> None:
        """A file that has become unreadable leaves the members there were: a slip of the pen takes nothing away."""
        try:
            changed = path.stat().st_mtime_ns
            if changed != self._changed:
                self._changed = changed
                self.members = read_staff(path)
        except (OSError, StaffProblem):
            return


def staff_file(path: Path) -> StaffDirectory:
    """The directory in a file. Raises StaffProblem."""
    members = read_staff(path)
    return StaffDirectory(members, path, path.stat().st_mtime_ns)


def read_staff(path: Path) -> dict[str, Member]:
    """Read a CSV file with the columns user_name, staff_id and teams (separated by blanks). Raises StaffProblem."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = csv.DictReader(file)
            if rows.fieldnames != _COLUMNS:
                raise StaffProblem(f"{path}: the first line must be {','.join(_COLUMNS)}")
            return {_name(row): _member(row, f"{path}, line {n}") for n, row in enumerate(rows, 2)}
    except (OSError, UnicodeDecodeError, csv.Error):
        raise StaffProblem(f"{path}: the staff directory cannot be read") from None


def _name(row: Mapping[str, str | None]) -> str:
    return (row["user_name"] or "").strip().lower()


def _member(row: Mapping[str, str | None], where: str) -> Member:
    try:
        staff = _STAFF.validate_python(row["staff_id"])
        return Member(staff, frozenset(_TEAM.validate_python(team) for team in (row["teams"] or "").split()))
    except ValidationError:
        raise StaffProblem(f"{where}: staff ids and teams are lower case letters, digits and dashes") from None
