"""How often each sender asks. Counted in this process alone, and forgotten with it."""

import time
from math import ceil

from limits import RateLimitItem
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from api.auth.principal import Principal
from api.load.allowed import Allowed
from api.problems import TooManyRequests


class Rates:
    """The rates of every sender: a person or a system by its token, whoever has none by address."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self._spent = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def spend(self, who: Principal) -> None:
        """Count a request of somebody. Raises TooManyRequests."""
        await self._spend(self._allowed.person if who.kind == "user" else self._allowed.system, who.subject)

    async def spend_without_token(self, address: str, on: str) -> None:
        """Count a request of nobody we know, on one kind of path. Raises TooManyRequests."""
        await self._spend(self._allowed.no_token, f"{on} {address}")

    async def spend_on_case(self, case_id: str) -> None:
        """Count an act on a case, or a fact told to it. Raises TooManyRequests."""
        await self._spend(self._allowed.case, f"case {case_id}", " on one case")

    async def goes_first(self, who: Principal) -> bool:
        """Count a grave event of somebody; whether it goes before everything else."""
        return await self._spent.hit(self._allowed.grave, f"grave {who.subject}")

    async def _spend(self, rate: RateLimitItem, who: str, where: str = "") -> None:
        if await self._spent.hit(rate, who):
            return
        free_at = (await self._spent.get_window_stats(rate, who)).reset_time
        raise TooManyRequests(said(rate) + where, max(1, ceil(free_at - time.time())))


def said(rate: RateLimitItem) -> str:
    """A rate as people read it."""
    return f"{rate.amount} requests in {rate.get_expiry()} seconds"
