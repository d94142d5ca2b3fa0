"""Dates and times as people write them in a spreadsheet: 2024-03-04, 04/03/2024, with a time or without, London's."""

import re
from datetime import datetime

from policy.calendar import LONDON

_FORMS = ("%Y-%m-%d", "%d/%m/%Y")
_TIMES = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S")
_ZONED = re.compile(r"T.*(Z|[+-]\d\d:\d\d)$")

HOW = "write 2024-03-04 or 04/03/2024 (day first), with 14:30 after it if the time is known; London time"


class BadMoment(Exception):
    """What was written is no date."""

    def __init__(self) -> None:
        super().__init__(HOW)


def day(text: str) -> str:
    """A day as ISO 8601 has it. Raises BadMoment."""
    for form in _FORMS:
        try:
            return datetime.strptime(text.strip(), form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise BadMoment


def moment(text: str, hour: int) -> datetime:
    """A moment; a day alone is that hour of it. Raises BadMoment."""
    text = text.strip()
    try:
        if _ZONED.search(text):
            return datetime.fromisoformat(text)
        return datetime.fromisoformat(f"{day(text)}T{hour:02}:00").replace(tzinfo=LONDON)
    except (BadMoment, ValueError):
        pass
    plain = text.replace("T", " ")
    for form in _TIMES:
        try:
            return datetime.strptime(plain, form).replace(tzinfo=LONDON)
        except ValueError:
            continue
    raise BadMoment
