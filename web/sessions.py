"""Who is signed in: kept here and never in the browser, which holds only the session's id."""

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

AT_MOST = 10_000
"""Sessions kept at a time (project default): the oldest makes room."""

IDLE_SECONDS = 30 * 60.0
"""How long a session lasts in which nothing is asked for (project default, after NIST SP 800-63B)."""


@dataclass
class Session:
    """Somebody signed in with a token of the issuer, until a moment of the monotonic clock; ``seen`` when last here."""

    token: str
    until: float
    seen: float


@dataclass
class Sessions:
    """The sessions of one process. They end with it: whoever was signed in signs in again."""

    clock: Callable[[], float] = time.monotonic
    _kept: dict[str, Session] = field(default_factory=dict)
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def begin(self, token: str, lasts_seconds: float) -> str:
        """Begin a session; gives its id, which nobody had before."""
        while len(self._kept) >= AT_MOST:
            del self._kept[next(iter(self._kept))]
        id = secrets.token_urlsafe(32)
        now = self.clock()
        self._kept[id] = Session(token, now + lasts_seconds, now)
        return id

    def find(self, id: str) -> Session | None:
        """The session with this id, while it lasts and is not left idle."""
        found, now = self._kept.get(id), self.clock()
        if found is None:
            return None
        if now >= min(found.until, found.seen + IDLE_SECONDS):
            self.end(id)
            return None
        found.seen = now
        return found

    def end(self, id: str) -> None:
        """End a session; one that is over stays so."""
        self._kept.pop(id, None)

    def mark(self, id: str) -> str:
        """What every form of a session carries, and no other site can know."""
        return hmac.new(self._secret, id.encode(), sha256).hexdigest()

    def is_marked(self, id: str, said: str) -> bool:
        """Whether a form is one that we gave to this session."""
        return hmac.compare_digest(self.mark(id).encode(), said.encode())
