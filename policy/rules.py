"""The shape of a rule: what work a clause puts on whom, by when, and what counts as done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from models.case import Case
from models.decisions import DecisionKind
from models.duties import Budget, Duty
from models.forms import Form
from models.roles import Role
from policy.ladder import STANDARD, Ladder


@dataclass(frozen=True)
class Missing:
    """One thing a completion lacks, and the clause that asks for it."""

    field: str
    clause: str
    words: str


Check = Callable[[Case, Duty, Form], Iterable[Missing]]


def nothing_more(_case: Case, _duty: Duty, _form: Form) -> Iterable[Missing]:
    """The form's own fields are all there is to check."""
    return ()


@dataclass(frozen=True)
class DutyRule:
    """A kind of work. ``owner`` absent means whoever is responsible for the case: the POM or community practitioner.

    ``decided_by`` names the decision that completes the duty; such a duty has no form. ``every`` makes it come back.
    """

    kind: str
    title: str
    clauses: tuple[str, ...]
    form: type[Form] | None
    budget: Budget
    owner: Role | None = None
    grave: bool = False
    ladder: Ladder = STANDARD
    every: Budget | None = None
    community_only: bool = False
    decided_by: DecisionKind | None = None
    waivable: bool = True
    check: Check = field(default=nothing_more)


def evidence_needed(rule: DutyRule) -> list[tuple[str, str, bool]]:
    """Each field of the rule's form: its name, what it answers, and whether it is always needed."""
    if rule.form is None:
        return []
    return [(name, info.description or "", info.is_required()) for name, info in rule.form.model_fields.items()]
