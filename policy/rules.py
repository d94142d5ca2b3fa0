"""The shape of a rule: what work a clause puts on whom, by when, and what counts as done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from models.case import Case
from models.decisions import DecisionKind, DecisionMade
from models.duties import Budget, Duty
from models.forms.form import Form
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


Interval = Callable[[Case], Budget | None]
WaiverCheck = Callable[[str], Iterable[Missing]]


def no_interval_of_its_own(_case: Case) -> Budget | None:
    """The rule's own interval is all there is."""
    return None


def any_reason(_reason: str) -> Iterable[Missing]:
    """Whoever may waive the work may do so for any reason."""
    return ()


@dataclass(frozen=True)
class DutyRule:
    """A kind of work. ``owner`` absent means whoever is responsible for the case: the POM or community practitioner.

    ``decided_by`` names the decision that completes the duty; such a duty has no form. ``every`` makes it come back,
    at ``case_interval`` where the case itself sets how often. ``waiver_check`` says which reasons will not do.
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
    case_interval: Interval = field(default=no_interval_of_its_own)
    community_only: bool = False
    decided_by: DecisionKind | None = None
    waivable: bool = True
    waiver_check: WaiverCheck = field(default=any_reason)
    check: Check = field(default=nothing_more)


def evidence_needed(rule: DutyRule) -> list[tuple[str, str, bool]]:
    """Each field of the rule's form: its name, what it answers, and whether it is always needed."""
    if rule.form is None:
        return []
    return [(name, info.description or "", info.is_required()) for name, info in rule.form.model_fields.items()]


DecisionCheck = Callable[[Case, DecisionMade], Iterable[Missing]]


def nothing_to_check(_case: Case, _made: DecisionMade) -> Iterable[Missing]:
    """Its options, and what each of them needs, are all there is to check."""
    return ()


@dataclass(frozen=True)
class DecisionRule:
    """One kind of decision: its catalogue id, its options, and which options need a rationale or the manager.

    ``about_the_person`` marks a decision on the person under sentence: whatever else it mentions, it completes the one
    duty that waits. ``manager_clause`` asks for the manager's discussion, where that is another clause; ``clauses``
    are those it answers beside ``clause``. ``stands_for``
    pairs an option of a later policy version with the earlier one whose place it takes in what follows.
    """

    kind: DecisionKind
    id: str
    title: str
    options: tuple[str, ...]
    clause: str
    rationale_for: tuple[str, ...] = ()
    manager_for: tuple[str, ...] = ()
    rationale_guard: str | None = None
    manager_guard: str | None = None
    manager_clause: str | None = None
    clauses: tuple[str, ...] = ()
    about_the_person: bool = False
    stands_for: tuple[tuple[str, str], ...] = ()
    check: DecisionCheck = field(default=nothing_to_check)

    def meaning(self, option: str) -> str:
        """The option by which processes and checks know this one."""
        return dict(self.stands_for).get(option, option)
