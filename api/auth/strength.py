"""How fresh and how strong a sign-in must be for what harms most in the wrong hands (RFC 9470)."""

import time
from dataclasses import dataclass

from api.auth.principal import Principal
from api.problems import SignInTooWeak


@dataclass(frozen=True)
class Strength:
    """What is asked of people's sign-ins where it matters: so many seconds old at most, by one of these means.

    Where neither is set nothing is asked: the issuer is taken at its word that somebody signed in.
    """

    within_seconds: int | None = None
    means: frozenset[str] = frozenset()

    def check(self, who: Principal) -> None:
        """Raises SignInTooWeak, also for a token that does not say how its owner signed in."""
        if who.kind != "user":
            return
        at, by = who.sign_in.at, who.sign_in.by
        old = self.within_seconds is not None and (at is None or time.time() - at > self.within_seconds)
        if old or (self.means and not self.means & by):
            raise SignInTooWeak(headers={"WWW-Authenticate": self._challenge()})

    def _challenge(self) -> str:
        asked = [f'acr_values="{" ".join(sorted(self.means))}"'] if self.means else []
        asked += [f'max_age="{self.within_seconds}"'] if self.within_seconds is not None else []
        return ", ".join(['Bearer error="insufficient_user_authentication"', *asked])
