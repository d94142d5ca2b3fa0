"""How much the API serves: how often somebody may ask, and how many requests are worked on at once."""

from dataclasses import dataclass, field

from limits import RateLimitItem, parse

LEAST_AT_ONCE = 4
"""With fewer places nothing could be kept for grave events and for each kind of request."""


@dataclass(frozen=True)
class Allowed:
    """The limits of one process of the API (project defaults). A rate is how many requests in how many seconds.

    ``grave`` is how many grave events of one sender go before everything else; those beyond are taken in turn. ``case``
    is how many acts and facts one case is told, by whomever, and ``at_once_on_case`` how many of them at once.
    """

    person: RateLimitItem = field(default_factory=lambda: parse("300/10 seconds"))
    system: RateLimitItem = field(default_factory=lambda: parse("600/10 seconds"))
    no_token: RateLimitItem = field(default_factory=lambda: parse("100/10 seconds"))
    grave: RateLimitItem = field(default_factory=lambda: parse("100/10 seconds"))
    case: RateLimitItem = field(default_factory=lambda: parse("200/10 minutes"))
    at_once: int = 24
    at_once_on_case: int = 8

    def __post_init__(self) -> None:
        """Raises ValueError when there are too few places."""
        if self.at_once < LEAST_AT_ONCE:
            raise ValueError(f"at least {LEAST_AT_ONCE} requests are worked on at once")
