"""Which rows of the catalogue are built: each row's home is looked up, and must name the row in turn."""

from collections.abc import Callable

from models.decisions import DecisionKind
from models.events import EVENT_TYPES
from models.victims.events import VICTIM_EVENT_TYPES
from policy.catalogue import RULES
from policy.clauses.clause import Clause, Home, Kind
from policy.decisions import DECISIONS
from policy.guards.register import GUARDS
from policy.interventions.register import INTERVENTIONS
from policy.standings import STANDING
from policy.storage import STORAGE
from policy.timings import TIMINGS
from policy.victims.duties import VICTIM_RULES

Problem = str | None
"""Why a row does not count as built; none when it does."""


def _duty(clause: Clause, home: Home) -> Problem:
    rule = RULES.get(home.name) or VICTIM_RULES.get(home.name)
    if rule is None:
        return f"no duty {home.name}"
    if clause.id not in rule.clauses:
        return f"the duty {home.name} does not name it"
    return None


def _recurring(clause: Clause, home: Home) -> Problem:
    problem = _duty(clause, home)
    if problem is None and RULES[home.name].every is None:
        return f"the duty {home.name} does not come back"
    return problem


def _evidence(clause: Clause, home: Home) -> Problem:
    rule = RULES.get(home.name) or VICTIM_RULES.get(home.name)
    form = rule.form if rule else None
    if form is None:
        return f"no duty {home.name} with a form"
    field = form.model_fields.get(home.field)
    if field is None:
        return f"the form of {home.name} has no field {home.field}"
    if clause.id not in (field.description or ""):
        return f"the field {home} does not name it"
    return None


def _decision(clause: Clause, home: Home) -> Problem:
    if home.name not in set(DecisionKind):
        return f"no decision {home.name}"
    rule = DECISIONS[DecisionKind(home.name)]
    named = {rule.id, rule.clause, *rule.clauses}
    named |= {c for r in RULES.values() if r.decided_by is rule.kind for c in r.clauses}
    return None if clause.id in named else f"the decision {home.name} does not name it"


def _guard(clause: Clause, home: Home) -> Problem:
    guard = GUARDS.get(home.name)
    if guard is None:
        return f"no guard {home.name}"
    return None if clause.id in {guard.id, *guard.clauses} else f"the guard {home.name} does not name it"


def _event(clause: Clause, home: Home) -> Problem:
    event = EVENT_TYPES.get(home.name) or VICTIM_EVENT_TYPES.get(home.name)
    if event is None:
        return f"no event {home.name}"
    return None if clause.id in (event.__doc__ or "") else f"the event {home.name} does not name it"


def _standing(clause: Clause, home: Home) -> Problem:
    standing = STANDING.get(home.name)
    if standing is None:
        return f"no standing expectation {home.name}"
    return None if clause.id in standing.clauses else f"the standing expectation {home.name} does not name it"


def _intervention(clause: Clause, home: Home) -> Problem:
    row = INTERVENTIONS.get(home.name)
    if row is None:
        return f"no intervention {home.name}"
    return None if row.id == clause.id else f"the intervention {home.name} does not name it"


def _timing(clause: Clause, home: Home) -> Problem:
    timing = TIMINGS.get(home.name)
    if timing is None:
        return f"no timing {home.name}"
    if home.name != clause.id:
        return f"the timing {home.name} is another row's"
    strange = [kind for kind in timing.work if kind not in RULES] + [id for id in timing.guards if id not in GUARDS]
    return f"the timing {home.name} names {', '.join(strange)}, which there is not" if strange else None


def _storage(clause: Clause, home: Home) -> Problem:
    rule = STORAGE.get(home.name)
    if rule is None:
        return f"no storage rule {home.name}"
    return "; ".join(rule.broken()) or None


_LOOK_UP: dict[Kind, Callable[[Clause, Home], Problem]] = {
    Kind.DUTY: _duty,
    Kind.RECURRING: _recurring,
    Kind.EVIDENCE: _evidence,
    Kind.DECISION: _decision,
    Kind.GUARD: _guard,
    Kind.EVENT: _event,
    Kind.STANDING: _standing,
    Kind.INTERVENTION: _intervention,
    Kind.TIMING: _timing,
    Kind.STORAGE: _storage,
    Kind.OUT_OF_SCOPE: lambda _clause, home: None if home.name else "out of scope without a reason",
    Kind.NOT_YET: lambda _clause, _home: "not built",
}


def problem(clause: Clause) -> Problem:
    """Why this row does not count as built; none when its home is there and names it."""
    look_up = _LOOK_UP.get(clause.home.kind)
    return look_up(clause, clause.home) if look_up else f"no register of {clause.home.kind.value} rules"


def in_scope(clause: Clause) -> bool:
    """Whether the row is a matter for one case."""
    return clause.home.kind is not Kind.OUT_OF_SCOPE
