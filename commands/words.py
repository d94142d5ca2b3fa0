"""Words that the parts of a printed case share."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from pydantic.fields import FieldInfo

from models.outcome import DutyLine
from models.roles import ROLE_WORDS, Role
from models.scenario import EVENT_TYPES
from policy.calendar import LONDON
from policy.explain import day_in_words


def moment_in_words(instant: datetime) -> str:
    """Mon 16 March 2026 10:00, London time."""
    local = instant.astimezone(LONDON)
    return f"{local:%a} {day_in_words(local.date())} {local:%H:%M}"


_SHORT = {"mappa", "marac", "pom", "spo", "hdc", "bbr", "dvds", "daso", "crn"}


def plain(value: Any) -> str:
    """A name of ours as people write it."""
    words = str(value).replace("_", " ").replace("rosh", "risk of serious harm")
    if words == "childrens services":
        return "children's services"
    return " ".join(word.upper() if word in _SHORT else word for word in words.split(" "))


def titled(title: str, subject: str | None) -> str:
    """The title of a duty with whom or what it is about; ``person`` is the person on the case."""
    if subject is None:
        return title
    return f"{title} ({'the person' if subject == 'person' else subject})"


def days_late(count: int) -> str:
    """How late, in words."""
    if count == 0:
        return "less than a working day late"
    return f"{count} working {'day' if count == 1 else 'days'} late"


def by_whom(said: Mapping[str, Any], name: str) -> str:
    """Who did something, and in which role."""
    who, role = str(said[name]), ROLE_WORDS[Role(said["role"])]
    if who == "case-system":
        return "the case system"
    return role if who == str(said["role"]).replace("_", "-") else f"{who}, {role}"


def work_in_words(
    duties: Iterable[str], lines: Mapping[str, DutyLine], due: Mapping[str, date | None]
) -> dict[str, list[str]]:
    """Several duties by title and subject, under the day they were due."""
    days: dict[str, list[str]] = {}
    for duty in duties:
        line, day = lines[duty], due.get(duty)
        days.setdefault(f"due {day_in_words(day)}" if day else "", []).append(titled(line.title, line.subject))
    return days


def notice_about(notice: Any, lines: Mapping[str, DutyLine], due: Mapping[str, date | None]) -> str:
    """What a notice or an escalation is about, with each duty's subject and due date."""
    if not notice.duties:
        return str(notice.about)
    days = work_in_words(notice.duties, lines, due)
    said = [f"{day}: {'; '.join(titles)}" if day else "; ".join(titles) for day, titles in days.items()]
    return f"{notice_name(notice)}, {'; '.join(said)}"


def notice_name(notice: Any) -> str:
    """Which rung of the ladder a notice is."""
    return str(notice.about).partition(":")[0]


_ENVELOPE = {"type", "event_id", "occurred_at", "identified_at", "reported_by", "role", "source", "incident_ref"}


def event_in_words(event: Mapping[str, Any]) -> str:
    """What an event says, field by field; what every such event says unless told otherwise is left out."""
    model = EVENT_TYPES[event["type"]].model_fields
    fields = {name: value for name, value in event.items() if name not in _ENVELOPE}
    told = [_field(n, v) for n, v in fields.items() if v not in ([], {}) and v != _usual(model.get(n))]
    return f"{plain(event['type'])}{': ' if told else ''}{', '.join(told)}"


def _usual(field: FieldInfo | None) -> Any:
    return getattr(field.default, "value", field.default) if field else None


def _field(name: str, value: Any) -> str:
    if name == "what":
        return plain(value)
    if name == "length_days":
        return f"{value} days"
    if isinstance(value, bool):
        return plain(name) if value else f"{plain(name)}: no"
    if isinstance(value, dict):
        return ", ".join(_field(inner, part) for inner, part in value.items())
    if isinstance(value, list):
        return f"{plain(name)} {' and '.join(_value(item) for item in value)}"
    return f"{plain(name)} {_value(value)}"


def _value(value: Any) -> str:
    try:
        return day_in_words(date.fromisoformat(value)) if isinstance(value, str) and len(value) == 10 else plain(value)
    except ValueError:
        return plain(value)
