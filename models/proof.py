"""The daily proof over all open cases: what was looked at, and each case that is not as policy says."""

from pydantic import Field

from models.words import CaseId, Held, Noted, Ref


class Differing(Held):
    """One case that is not as policy says, or could not be looked at; each line says how. No line names a person."""

    case_id: CaseId
    words: list[str]


class ToProve(Held):
    """Some cases to look at in one proof."""

    run: Ref
    cases: list[CaseId]


class Counted(Held):
    """How many cases were looked at, and how many of them are not as policy says."""

    checked: int = 0
    differing: int = 0


class ProofGiven(Held):
    """How a proof starts, and what it carries on when its workflow continues as new."""

    run: Ref | None = None
    page: str | None = None
    counted: Counted = Field(default_factory=Counted)


class Proof(Held):
    """A finished proof. ``remarks`` are about the whole, such as a calendar that runs out."""

    run: Ref
    at: Noted
    counted: Counted
    remarks: list[str] = Field(default_factory=list)
