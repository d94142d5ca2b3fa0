"""What each person or system is signed in with, as far as this process was shown it: tokens, by a digest."""

import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass

from api.auth.principal import Principal

AT_MOST = 10_000
"""Tokens remembered (project default): the one not seen for longest makes room."""


@dataclass
class SeenToken:
    """A token that was shown here. Moments in seconds since 1970."""

    subject: str
    issued_at: int | None
    expires_at: int | None
    first_seen: int
    last_seen: int


class Seen:
    """The tokens shown to this process. A page session shows its token with each page."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, SeenToken] = OrderedDict()

    def note(self, who: Principal, authorization: str) -> None:
        """A token that is accepted was shown."""
        digest, now = hashlib.sha256(authorization.encode()).hexdigest(), int(time.time())
        if found := self._kept.get(digest):
            found.last_seen = now
            self._kept.move_to_end(digest)
            return
        self._kept[digest] = SeenToken(who.subject, who.sign_in.issued_at, who.sign_in.expires_at, now, now)
        if len(self._kept) > AT_MOST:
            self._kept.popitem(last=False)

    def of(self, subject: str) -> list[SeenToken]:
        """The tokens of somebody that have not expired, the one seen last first."""
        now = time.time()
        mine = (one for one in reversed(self._kept.values()) if one.subject == subject)
        return [one for one in mine if one.expires_at is None or one.expires_at > now]
