"""Versions of a case: its sequence as a strong ETag, and If-Match on acts on what somebody saw."""

import re
from typing import Annotated

from fastapi import Depends, Header

from api.problems import StaleVersion, VersionRequired

_ETAG = re.compile(r'"(\d{1,9})"')

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=40, description="The ETag of the case as it was read before acting on it."),
]


def etag(sequence: int) -> str:
    """The version of a case after the message with this number."""
    return f'"{sequence}"'


def sequence_of(etag: str | None) -> int | None:
    """The number of the message in a version of ours; none when it is none."""
    found = _ETAG.fullmatch(etag.strip()) if etag is not None else None
    return int(found[1]) if found else None


def seen(if_match: IfMatch = None) -> int:
    """The number of the last message to the case that whoever acts has seen.

    Raises VersionRequired when they do not say, and StaleVersion when what they say is no version of any case: a weak
    ETag, several, or ``*`` promise nothing about what was seen.
    """
    if if_match is None:
        raise VersionRequired()
    found = sequence_of(if_match)
    if found is None:
        raise StaleVersion()
    return found


Seen = Annotated[int, Depends(seen)]
