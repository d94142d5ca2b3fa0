"""What notices go by: who is reached where, quiet hours, cover for absence. docs/notices.md has every field.

Addresses of staff are personal data: they are held as secrets, which no log and no error shows.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from models.notices import Channel
from models.roles import Role
from models.words import Day, Ref, StaffId
from policy.calendar import LONDON, Calendar, london_date

_Email = Annotated[SecretStr, Field(max_length=254)]
_DAY = timedelta(days=1)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class QuietHours(_Section):
    """When only grave notices are sent. All of it is a project default."""

    start: time = Field(default=time(18), alias="from", description="London time")
    end: time = Field(default=time(8), alias="to", description="London time")
    days_off: bool = Field(default=True, description="weekends and bank holidays are quiet all day")
    grave_too: bool = Field(default=False, description="grave notices wait too")

    def quiet_at(self, instant: datetime, calendar: Calendar) -> bool:
        """Whether ``instant`` is quiet, by the clocks of London."""
        local = instant.astimezone(LONDON)
        if self.days_off and not calendar.is_working_day(local.date()):
            return True
        return self.at(local.time())

    def at(self, moment: time) -> bool:
        """Whether this time of a working day is quiet. The hours may go over midnight; equal ends are no hours."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


class Notify(_Section):
    """GOV.UK Notify. Both templates have the two places ((subject)) and ((body)); see docs/notices.md."""

    api_key_file: Path
    email_template: Ref
    text_template: Ref | None = None
    base_url: Annotated[str, StringConstraints(pattern=r"^https?://")] = "https://api.notifications.service.gov.uk"


class Smtp(_Section):
    """A mail server."""

    host: str
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password_file: Path | None = None
    sender: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")]


class Reached(_Section):
    """Where one member of staff is reached; each address given is used."""

    notify_email: _Email | None = None
    notify_text: SecretStr | None = Field(default=None, description="a mobile number, for grave notices only")
    smtp: _Email | None = None

    @model_validator(mode="after")
    def _are_addresses(self) -> Self:
        for name, address in (("notify_email", self.notify_email), ("smtp", self.smtp)):
            if address and not _is_email(address.get_secret_value()):
                raise _wrong(f"{name} is not an e-mail address")
        if self.notify_text and not _is_number(self.notify_text.get_secret_value()):
            raise _wrong("notify_text is not a telephone number with its digits and, if foreign, its +")
        return self

    def addresses(self) -> dict[Channel, SecretStr]:
        """Every channel by which this person is reached."""
        given = {Channel.NOTIFY_EMAIL: self.notify_email, Channel.NOTIFY_TEXT: self.notify_text}
        return {channel: at for channel, at in {**given, Channel.SMTP: self.smtp}.items() if at is not None}


class Absence(_Section):
    """Somebody is away, both days included, and somebody else is told in their place."""

    person: StaffId
    first: Day = Field(alias="from")
    last: Day = Field(alias="until")
    cover: StaffId

    def on(self, day: date) -> bool:
        """Whether the person is away on ``day``."""
        return self.first <= day <= self.last


class Desk(_Section):
    """Who is told what is for a role that nobody holds on the case; without ``team``, for every team."""

    role: Role
    person: StaffId
    team: Ref | None = None


class NoticeSettings(_Section):
    """Everything in the file. Left out altogether, there are inboxes, and nothing is sent."""

    link: str | None = Field(default=None, description="the page of a case, {case} standing for its id")
    digest_at: time = Field(default=time(9, 15), description="London time, project default")
    quiet_hours: QuietHours = QuietHours()
    notify: Notify | None = None
    smtp: Smtp | None = None
    people: dict[StaffId, Reached] = Field(default_factory=dict)
    absences: list[Absence] = Field(default_factory=list)
    desks: list[Desk] = Field(default_factory=list)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        for check in (_times(self), _without_a_way(self), _absences(self.absences)):
            for wrong in check:
                raise _wrong(wrong)
        return self

    @property
    def sends(self) -> bool:
        """Whether anything is sent at all."""
        return self.notify is not None or self.smtp is not None

    def reached(self, person: str) -> dict[Channel, SecretStr]:
        """Where a person is reached; empty for somebody the file does not have."""
        known = self.people.get(person)
        return known.addresses() if known else {}

    def cover(self, person: str, at: datetime) -> str:
        """Who is told in place of this person at that moment: themselves, unless they are away."""
        day = london_date(at)
        while away := next((a for a in self.absences if a.person == person and a.on(day)), None):
            person = away.cover
        return person

    def desk(self, role: str, team: str | None) -> str | None:
        """Who is told what is for a role that nobody holds: the team's own desk before the one for all."""
        fitting = [d for d in self.desks if d.role == role and d.team in {team, None}]
        return next((d.person for d in sorted(fitting, key=lambda d: d.team is None)), None)

    def quiet(self, instant: datetime, calendar: Calendar) -> bool:
        """Whether that moment is quiet."""
        return self.quiet_hours.quiet_at(instant, calendar)

    def held_back(self, instant: datetime, calendar: Calendar) -> frozenset[bool]:
        """Which deliveries wait at that moment: those that are grave (true), those that are not (false), or both."""
        if not self.quiet(instant, calendar):
            return frozenset()
        return frozenset({False, self.quiet_hours.grave_too})


def _wrong(words: str) -> PydanticCustomError:
    return PydanticCustomError("notices", "{words}", {"words": words})


def _is_email(said: str) -> bool:
    name, at, domain = said.partition("@")
    return bool(name and at and "." in domain) and "@" not in domain and not any(c.isspace() for c in said)


def _is_number(said: str) -> bool:
    digits = said.removeprefix("+").replace(" ", "")
    return digits.isascii() and digits.isdigit() and 9 <= len(digits) <= 15


def _without_a_way(settings: NoticeSettings) -> Iterator[str]:
    for person, reached in settings.people.items():
        if settings.smtp is None and reached.smtp:
            yield f"people.{person}.smtp: there is no [smtp] to send it by"
        if settings.notify is None and (reached.notify_email or reached.notify_text):
            yield f"people.{person}: there is no [notify] to send by"
        elif settings.notify and settings.notify.text_template is None and reached.notify_text:
            yield f"people.{person}.notify_text: notify.text_template is missing"


def _absences(absences: list[Absence]) -> Iterator[str]:
    for number, one in enumerate(absences):
        if one.last < one.first:
            yield f"absences.{number}.until: it is before the first day"
        for other in absences[:number]:
            if other.person == one.person and _overlap(one, other):
                yield f"absences.{number}: this person is away on the same days in another entry"
        if _in_a_ring(one, absences):
            yield f"absences.{number}.cover: everybody who covers here is away on the same day"


def _overlap(one: Absence, other: Absence) -> bool:
    return one.first <= other.last and other.first <= one.last


def _in_a_ring(one: Absence, absences: list[Absence]) -> bool:
    """Whether on some day of the absence the cover, their cover and so on come back to the person."""
    firsts = {a.first for a in absences if _overlap(one, a)} | {one.first}
    for day in (d for d in firsts if one.on(d)):
        away = {a.person: a.cover for a in absences if a.on(day)}
        person, seen = one.person, set[str]()
        while person in away and person not in seen:
            seen.add(person)
            person = away[person]
        if person in seen:
            return True
    return False


def _times(settings: NoticeSettings) -> Iterator[str]:
    hours = settings.quiet_hours
    times = {"digest_at": settings.digest_at, "quiet_hours.from": hours.start, "quiet_hours.to": hours.end}
    for name, moment in times.items():
        if moment.tzinfo is not None or moment.second or moment.microsecond:
            yield f"{name}: write hours and minutes alone, London time"
    if settings.quiet_hours.at(settings.digest_at):
        yield "digest_at: it lies in the quiet hours, in which no digest is sent"
    if settings.link is not None and "{case}" not in settings.link:
        yield "link: it has no {case} in it"
