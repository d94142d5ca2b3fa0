"""What is judged of one intervention for one person: eligible, not eligible, or ask the treatment manager; and why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from models.sentence import Programme
from policy.interventions.facts import Facts


class Verdict(StrEnum):
    """Who decides: the text, or the treatment manager."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    ASK = "ask_the_treatment_manager"


@dataclass(frozen=True)
class Finding:
    """One reason, with its clause. ``guard`` refuses the choice; ``known`` is false where a fact is missing."""

    verdict: Verdict
    words: str
    clause: str
    guard: str | None = None
    known: bool = True

    @property
    def bars(self) -> bool:
        """Whether nothing lets the choice pass."""
        return self.verdict is Verdict.NOT_ELIGIBLE and self.guard is not None

    def __str__(self) -> str:
        return f"{self.words} ({self.guard})" if self.guard else self.words


@dataclass(frozen=True)
class Judgement:
    """The verdict on one intervention, and every reason for it, the weightiest first."""

    verdict: Verdict
    findings: tuple[Finding, ...]


Check = Callable[[Facts], Iterator[Finding]]


@dataclass(frozen=True)
class Intervention:
    """One row of the table. ``programmes`` are the choices it covers; none where it is a rule over several of them."""

    id: str
    name: str
    words: str
    clauses: tuple[str, ...]
    checks: tuple[Check, ...]
    programmes: frozenset[Programme] = frozenset()

    def judge(self, facts: Facts) -> Judgement:
        """The verdict for these facts: what speaks against it counts before what must be asked."""
        found = [finding for check in self.checks for finding in check(facts)]
        for verdict in (Verdict.NOT_ELIGIBLE, Verdict.ASK):
            if any(f.verdict is verdict for f in found):
                return Judgement(verdict, tuple(sorted(found, key=lambda f: f.verdict is not verdict)))
        return Judgement(Verdict.ELIGIBLE, (Finding(Verdict.ELIGIBLE, self.words, self.clauses[0]),))


def barred(words: str, clause: str, guard: str | None = None) -> Finding:
    """Not eligible."""
    return Finding(Verdict.NOT_ELIGIBLE, words, clause, guard)


def ask(words: str, clause: str, guard: str | None = None) -> Finding:
    """For the treatment manager, or the interventions team, to say."""
    return Finding(Verdict.ASK, words, clause, guard)


def unknown(words: str, clause: str) -> Finding:
    """A fact that eligibility hangs on is not known."""
    return Finding(Verdict.ASK, f"not known: {words}", clause, known=False)
