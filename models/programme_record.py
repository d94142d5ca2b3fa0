"""How the required programme goes: what the programme team has told of it."""

from datetime import date

from models.sentence import Programme
from models.words import Held


class ProgrammeRecord(Held):
    """Suitability, start, sessions and absences of the programme required now. Absent means nobody has said."""

    suitable: bool | None = None
    adf_possible: bool | None = None
    harm_shown: bool = False
    started_on: date | None = None
    last_session: date | None = None
    sessions: int = 0
    missed: int = 0
    route: Programme | None = None
