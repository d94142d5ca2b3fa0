"""What hypothetical facts would change on a case: the case as it stands beside the case as it would stand."""

from datetime import date

from pydantic import Field

from models.case import Case
from models.outcome import DutyLine
from models.sentence import SentenceDates
from models.words import Held
from policy.enact import line


class Shift(Held):
    """A duty whose due date would move."""

    duty: DutyLine
    was: date | None
    now: date | None


class DateShift(Held):
    """A date of the sentence that would be another; nothing is one that is not set."""

    name: str
    was: date | None
    now: date | None


class Supposed(Held):
    """What would open, move and close, the stage the case would be in, and the dates of the sentence."""

    stage_now: str
    stage_then: str
    dates: list[DateShift] = Field(default_factory=list)
    opens: list[DutyLine] = Field(default_factory=list)
    moves: list[Shift] = Field(default_factory=list)
    closes: list[DutyLine] = Field(default_factory=list)
    flags: list[str] = Field(default_factory=list)


def compare(before: Case, after: Case) -> Supposed:
    """The difference that facts make, duty by duty."""
    found = Supposed(stage_now=before.stage.value, stage_then=after.stage.value)
    found.dates = _dates(before, after)
    for id, duty in after.duties.items():
        was = before.duties.get(id)
        if was is None:
            if duty.is_open:
                found.opens.append(line(duty))
        elif was.is_open and not duty.is_open:
            found.closes.append(line(duty))
        elif was.is_open and was.due_on != duty.due_on:
            found.moves.append(Shift(duty=line(duty), was=was.due_on, now=duty.due_on))
    gone = (before.duties[id] for id in before.duties if id not in after.duties)
    found.closes += [line(duty) for duty in gone if duty.is_open]
    found.flags = [flag.words for id, flag in after.flags.items() if id not in before.flags]
    return found


def _dates(before: Case, after: Case) -> list[DateShift]:
    both = [(name, getattr(before.dates, name), getattr(after.dates, name)) for name in SentenceDates.model_fields]
    return [DateShift(name=name, was=was, now=now) for name, was, now in both if was != now]
