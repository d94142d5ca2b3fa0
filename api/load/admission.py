"""Letting requests in: within their sender's rate, and where there is a place; the grave ones first.

Whoever tells a grave event is never refused because they ask too often: a system that sends too much must still get
the breached order in.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.identified import Doorkeeper
from api.auth.principal import Principal
from api.edge import replaying
from api.load.allowed import Allowed
from api.load.gate import Full, Gate
from api.load.rates import Rates
from api.load.tally import Tally
from api.load.urgency import Urgency, is_grave, told_case, without_body
from api.problems import Overloaded, TooManyRequests


class Load:
    """What one process of the API has to do, and may."""

    def __init__(self, allowed: Allowed) -> None:
        self.rates, self.gate = Rates(allowed), Gate(allowed.at_once)
        self.tally = Tally(self.gate)
        self._most_on_case = allowed.at_once_on_case
        self._on_case: Counter[str] = Counter()

    def check_case(self, case_id: str) -> None:
        """Whether one more may be told to a case now: one that answers slowly is not to take every place.

        Raises TooManyRequests.
        """
        if self._on_case[case_id] >= self._most_on_case:
            raise TooManyRequests(f"{self._most_on_case} requests at once on one case", 1)

    @contextmanager
    def on_case(self, case_id: str | None) -> Iterator[None]:
        """Count a request as on a case, if it is on one, for as long as the block runs, its waiting included."""
        if case_id is None:
            yield
            return
        self._on_case[case_id] += 1
        try:
            yield
        finally:
            self._on_case[case_id] -= 1
            if not self._on_case[case_id]:
                del self._on_case[case_id]


class Admission:
    """Refuses what is too much, at once and politely; within ``Edge``, which has read the body."""

    def __init__(self, app: ASGIApp, load: Load, doorkeeper: Doorkeeper) -> None:
        self._app, self._load, self._doorkeeper = app, load, doorkeeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on in its turn. Raises TooManyRequests and Overloaded."""
        if scope["type"] != "http" or scope["path"] == "/health":
            await self._app(scope, receive, send)
            return
        who = await self._doorkeeper.identify(scope) if scope["path"].startswith("/v1/") else None
        if not isinstance(who, Principal):
            if who is None or who.status < 500:  # a fault of ours is held against nobody
                await self._let_in_unknown(scope)
            await self._app(scope, receive, send)
            return
        message = await receive()
        urgency = await self._urgency(scope, message, who)
        try:
            with self._load.on_case(told_case(scope)):
                async with self._load.gate.place(urgency):
                    self._load.tally.let_in(urgency)
                    await self._app(scope, replaying([message], receive), send)
        except Full:
            self._load.tally.refused(urgency, "full")
            raise Overloaded() from None

    async def _let_in_unknown(self, scope: Scope) -> None:
        """What needs no token costs little, or is refused for want of one: it needs no place."""
        address = scope["client"][0] if scope.get("client") else ""
        on = scope["path"] if scope["path"] in {"/ready", "/metrics"} else "elsewhere"
        try:
            await self._load.rates.spend_without_token(address, on)
        except TooManyRequests:
            self._load.tally.refused(without_body(scope), "rate")
            raise

    async def _urgency(self, scope: Scope, message: Message, who: Principal) -> Urgency:
        """How urgent a request is. Its body is looked into only where that decides. Raises TooManyRequests."""
        urgency = without_body(scope)
        try:
            await self._within_rates(scope, who)
        except TooManyRequests:
            if not is_grave(scope, message.get("body", b"")):
                self._load.tally.refused(urgency, "rate")
                raise
            return await self._grave(who)
        if self._load.gate.has_place(urgency) or not is_grave(scope, message.get("body", b"")):
            return urgency
        return await self._grave(who)

    async def _within_rates(self, scope: Scope, who: Principal) -> None:
        await self._load.rates.spend(who)
        if (case_id := told_case(scope)) is not None:
            await self._load.rates.spend_on_case(case_id)
            self._load.check_case(case_id)

    async def _grave(self, who: Principal) -> Urgency:
        return Urgency.GRAVE if await self._load.rates.goes_first(who) else Urgency.ACT
