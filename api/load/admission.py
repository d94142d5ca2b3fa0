"""Letting requests in: within their sender's rate, and where there is a place; the grave ones first.

Whoever tells a grave event is never refused because they ask too often: a system that sends too much must still get
the breached order in.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.identified import identify
from api.auth.principal import Principal
from api.auth.tokens import Verifier
from api.edge import replaying
from api.load.allowed import Allowed
from api.load.gate import Full, Gate
from api.load.rates import Rates
from api.load.tally import Tally
from api.load.urgency import Urgency, is_grave, without_body
from api.problems import Overloaded, TooManyRequests


class Load:
    """What one process of the API has to do, and may."""

    def __init__(self, allowed: Allowed) -> None:
        self.rates, self.gate = Rates(allowed), Gate(allowed.at_once)
        self.tally = Tally(self.gate)


class Admission:
    """Refuses what is too much, at once and politely; within ``Edge``, which has read the body."""

    def __init__(self, app: ASGIApp, load: Load, verifier: Verifier) -> None:
        self._app, self._load, self._verifier = app, load, verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on in its turn. Raises TooManyRequests and Overloaded."""
        if scope["type"] != "http" or scope["path"] == "/health":
            await self._app(scope, receive, send)
            return
        who = await identify(scope, self._verifier) if scope["path"].startswith("/v1/") else None
        if who is None:
            await self._let_in_unknown(scope)
            await self._app(scope, receive, send)
            return
        message = await receive()
        urgency = await self._urgency(scope, message, who)
        try:
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
            await self._load.rates.spend(who)
            if self._load.gate.has_place(urgency):
                return urgency
        except TooManyRequests:
            if not is_grave(scope, message.get("body", b"")):
                self._load.tally.refused(urgency, "rate")
                raise
            return await self._grave(who)
        return await self._grave(who) if is_grave(scope, message.get("body", b"")) else urgency

    async def _grave(self, who: Principal) -> Urgency:
        return Urgency.GRAVE if await self._load.rates.goes_first(who) else Urgency.ACT
