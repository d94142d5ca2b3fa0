"""Whose tokens were ended before their time: asked of the records every few seconds, and remembered in between."""

import asyncio
import time
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.auth.principal import Principal
from api.auth.tokens import LEEWAY_SECONDS
from api.problems import RecordsUnavailable, TokenEnded
from records import sign_ins

LOOKS_EVERY = 5.0
"""Seconds after which every process knows that somebody's sign-ins were ended (project default)."""

GOOD_FOR = 60.0
"""Seconds for which what is remembered serves while the records cannot be read; then no token is accepted."""


def still_counts(issued_at: int | None, ended_at: datetime) -> bool:
    """Whether a token counts after an ending: none that does not say when it was issued.

    The issuer's clock may be ahead of ours, so one of the moments after the ending does not count either.
    """
    return issued_at is not None and issued_at > ended_at.timestamp() + LEEWAY_SECONDS


class Endings:
    """Whose sign-ins were ended, as this process knows it."""

    def __init__(self, records: AsyncEngine) -> None:
        self._records = records
        self._turn = asyncio.Lock()
        self._read_at: float | None = None
        self._known: Mapping[str, datetime] = {}

    async def check(self, who: Principal) -> None:
        """Raises TokenEnded, and RecordsUnavailable when nobody can know."""
        ended_at = (await self._now_known()).get(who.subject)
        if ended_at is None:
            return
        if not still_counts(who.sign_in.issued_at, ended_at):
            raise TokenEnded(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})

    def look_again(self) -> None:
        """Ask the records at the next request: somebody's sign-ins were ended by way of this process."""
        self._read_at = None

    async def _now_known(self) -> Mapping[str, datetime]:
        async with self._turn:
            if self._age() >= LOOKS_EVERY:
                await self._read()
            return self._known

    async def _read(self) -> None:
        try:
            self._known = await sign_ins.ended(self._records)
            self._read_at = time.monotonic()
        except (SQLAlchemyError, OSError):
            if self._age() >= GOOD_FOR:
                raise RecordsUnavailable() from None

    def _age(self) -> float:
        return float("inf") if self._read_at is None else time.monotonic() - self._read_at
