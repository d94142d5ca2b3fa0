"""The shape of a measure: what counts, of what base, how it compares with what was published, and what it found."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from records.measures.known import Known


class Order(StrEnum):
    """How the cases behind a figure are sorted."""

    AGE = "the oldest first"
    RISK = "by risk of serious harm, then the oldest first"
    RELEASE = "the soonest release first"
    LATEST = "the latest sentence first"
    LEVEL = "by the level it went to, then the oldest first"


@dataclass(frozen=True)
class Asked:
    """What is asked: whose cases, what began in which days (both included), and as the records knew it when.

    ``team`` is the team that has the case now. Rehearsed cases are left out unless asked for.
    """

    as_of: datetime
    team: str | None = None
    since: date | None = None
    until: date | None = None
    rehearsals: bool = False

    def covers(self, day: date) -> bool:
        """Whether a day lies in the period."""
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Baseline:
    """What was published. ``share`` is the published share of what this measure counts, where there is one."""

    printed: str
    row: str
    base: str
    share: float | None = None
    cautions: tuple[str, ...] = ("INS-X01",)


@dataclass(frozen=True)
class Item:
    """One thing of the base, in one case. It never says whom it is about.

    ``on`` is the day that puts it in a period. ``pending`` is not yet due: it is told apart and not in the base.
    ``rank`` and ``since`` sort it: the highest rank first, then the earliest day.
    """

    case_id: str
    counts: bool
    on: date
    group: str = ""
    pending: bool = False
    rank: int = 0
    since: date | None = None


Find = Callable[["Known"], Awaitable[Iterable[Item]]]


@dataclass(frozen=True)
class Measure:
    """One question with its query.

    ``look_at`` says which side of the figure falls short: what counts, or the others of the base.
    """

    id: str
    name: str
    question: str
    counts: str
    base: str
    find: Find
    baseline: Baseline | None = None
    order: Order = Order.AGE
    look_at: Literal["counted", "others"] = "counted"
    note: str = ""

    def falls_short(self, item: Item) -> bool:
        """Whether an item is one that a manager should look at."""
        return not item.pending and item.counts is (self.look_at == "counted")


@dataclass(frozen=True)
class NotAnswered:
    """A question that no query here answers, and why: it is none for software, or its facts are not in the records."""

    id: str
    name: str
    question: str
    why: Literal["not for software", "not in the records"]
    reason: str
    baseline: Baseline | None = None


class Line(BaseModel):
    """One case behind a figure, once for each thing counted in it."""

    model_config = ConfigDict(frozen=True)

    case_id: str
    group: str
    since: date | None


class Share(BaseModel):
    """A count with its base."""

    model_config = ConfigDict(frozen=True)

    numerator: int
    base: int

    @property
    def share(self) -> float | None:
        """The count as part of the base; none of nothing."""
        return self.numerator / self.base if self.base else None

    def __str__(self) -> str:
        part = f" ({self.share:.0%})" if self.share is not None else ""
        return f"{self.numerator} of {self.base}{part}"


class Result(BaseModel):
    """What a measure found: the figure, its base, what is not yet due, each group, and the cases on both sides."""

    id: str
    name: str
    as_of: datetime
    since: date | None
    until: date | None
    team: str | None
    figure: Share
    pending: int
    groups: dict[str, Share]
    counted: list[Line]
    others: list[Line]


def result(measure: Measure, asked: Asked, items: Iterable[Item]) -> Result:
    """The figure of what was found in the period asked about."""
    found = sorted((i for i in items if asked.covers(i.on)), key=_sorted)
    base = [i for i in found if not i.pending]
    counted, others = [i for i in base if i.counts], [i for i in base if not i.counts]
    return Result(
        id=measure.id,
        name=measure.name,
        as_of=asked.as_of,
        since=asked.since,
        until=asked.until,
        team=asked.team,
        figure=Share(numerator=len(counted), base=len(base)),
        pending=len(found) - len(base),
        groups=_groups(base),
        counted=[_line(i) for i in counted],
        others=[_line(i) for i in others],
    )


def _sorted(item: Item) -> tuple[int, date, str, str]:
    return (-item.rank, item.since or date.max, item.case_id, item.group)


def _line(item: Item) -> Line:
    return Line(case_id=item.case_id, group=item.group, since=item.since)


def _groups(base: list[Item]) -> dict[str, Share]:
    names = sorted({i.group for i in base if i.group})
    by_name = {name: [i for i in base if i.group == name] for name in names}
    return {n: Share(numerator=sum(i.counts for i in items), base=len(items)) for n, items in by_name.items()}
