"""Why something asked for is refused: what was wrong, the clause, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from policy.rules import Missing


@dataclass(frozen=True)
class Refusal:
    """One reason for refusing. ``field`` is where in the request; ``clause`` is what refuses it, if a clause does."""

    words: str
    clause: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        where = f"{self.field}: " if self.field else ""
        return f"{where}{self.words}" + (f" [{self.clause}]" if self.clause else "")


class Refused(Exception):
    """A request or a completion is refused. Facts never are."""

    def __init__(self, reasons: Iterable[Refusal]) -> None:
        self.reasons = list(reasons)
        super().__init__("; ".join(str(r) for r in self.reasons))


def refuse_if(missing: Iterable[Missing]) -> None:
    """Raise Refused when anything is missing."""
    reasons = [Refusal(m.words, m.clause, m.field) for m in missing]
    if reasons:
        raise Refused(reasons)
