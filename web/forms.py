"""Reading a form that a browser sends: its fields as text, up to a limit."""

import asyncio
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from api.edge import BODY_WITHIN

LIMIT = 64 * 1024
"""Bytes of a form (project default): the longest has thirty fields of 2,000 characters."""

_AT_MOST = 500


class BadForm(Exception):
    """What was sent is no form of ours."""


@dataclass(frozen=True)
class Form:
    """What was typed, in the order of the page."""

    pairs: tuple[tuple[str, str], ...]

    def one(self, name: str) -> str:
        """What was typed in a field, without blanks around it; empty when nothing was."""
        return next((value.strip() for key, value in self.pairs if key == name), "")

    def but(self, *names: str) -> list[tuple[str, str]]:
        """Everything that was typed under other names, to be sent again."""
        return [(key, value) for key, value in self.pairs if key not in names]

    def all(self, name: str) -> list[str]:
        """Every box that was ticked under a name."""
        return [value for key, value in self.pairs if key == name and value]


async def read_form(request: Request) -> Form:
    """The form of a request. Raises BadForm."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise BadForm
    body = b""
    try:
        async with asyncio.timeout(BODY_WITHIN):
            async for part in request.stream():
                body += part
                if len(body) > LIMIT:
                    raise BadForm
    except TimeoutError:
        raise BadForm from None
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_AT_MOST)
    except ValueError:
        raise BadForm from None
    if any("\0" in value for _, value in pairs):
        raise BadForm
    return Form(tuple(pairs))
