"""The plain words every other model is built from: opaque references, free text, and the two bases."""

from datetime import UTC, date, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

_D = TypeVar("_D", date, datetime)

_FIRST_YEAR, _LAST_YEAR = 1900, 2150
"""No date of a case lies outside these years; one that does is a slip of the pen, and cannot be counted with."""


def _in_range(day: _D) -> _D:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"give a date between the years {_FIRST_YEAR} and {_LAST_YEAR}")
    return day


def _in_utc(instant: datetime) -> datetime:
    return _in_range(instant).astimezone(UTC)


Ref = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.:-]{0,59}$")]
"""An opaque reference to a person, address, order or record: lower case, no spaces, never a name (AM-22, AM-50)."""

StaffId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,39}$")]
"""A member of staff, by the id their own system gives them."""

CaseId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{2,59}$")]
"""The case's own opaque id. The CRN is an attribute of the case and never part of this."""

MANY = 100
"""The most of one kind that may be told of at a time (project default): no real event has a tenth of it."""

Refs = Annotated[list[Ref], Field(max_length=MANY)]
"""Several people, addresses, orders or records."""

Crn = Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{6}$")]
PrisonNumber = Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{4}[A-Z]{2}$")]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
"""Words a practitioner writes: a reason, a rationale, what was found."""

Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A moment with an offset, held in UTC."""

Noted = AwareDatetime
"""A moment the case itself noted: in UTC already, so that reading a case back need not look at each again."""

Day = Annotated[date, AfterValidator(_in_range)]
"""A calendar date in England and Wales."""


MADE_UP = "simulated-"
"""How the ids of cases begin that are made up."""


MayLook = Annotated[list[StaffId], Field(max_length=100)]
"""Staff who may look into a restricted case beside those it names."""


class Said(BaseModel):
    """Something said to us from outside: unknown fields are refused, and it never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Held(BaseModel):
    """Something the case holds: it changes as the case does, and fields of older versions are passed over."""

    model_config = ConfigDict(extra="ignore", validate_assignment=False)
