"""One policy version as it stands: every rule, decision and interval in force under it, its own and those inherited."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from models.decisions import DecisionKind
from models.duties import Budget
from models.events import Fact
from policy import defaults
from policy.catalogue import RULES
from policy.decisions import DECISIONS
from policy.responses import home_visit
from policy.rules import DecisionRule, DutyRule
from policy.version import Also, Interval, Option, OptionsChange, PolicyVersion, Response, Withdrawn

_UNITS = ("_MONTHS", "_WEEKS", "_DAYS")


def _named() -> dict[str, Interval]:
    """Every interval that has a name: the project's own defaults, and those that a clause gives."""
    by_clause = [home_visit.START_HIGH, home_visit.START_OTHER, home_visit.CONCERN]
    budgets = [v for v in vars(defaults).values() if isinstance(v, Budget)]
    budgets += [b for rule in RULES.values() for b in (rule.budget, rule.every) if b is not None]
    found: dict[str, Interval] = {b.name: b for b in (*budgets, *by_clause) if b.name}
    numbers = {name: v for name, v in vars(defaults).items() if isinstance(v, int) and name.endswith(_UNITS)}
    return found | {name.lower(): v for name, v in numbers.items() if not name.startswith("KEEP")}


@dataclass(frozen=True)
class Policy:
    """What is in force under one version. ``known_rules`` also has those withdrawn, to read finished work by."""

    version: PolicyVersion
    rules: Mapping[str, DutyRule]
    known_rules: Mapping[str, DutyRule]
    withdrawn: Mapping[str, Withdrawn]
    decisions: Mapping[DecisionKind, DecisionRule]
    intervals: Mapping[str, Interval]
    also: tuple[Also, ...] = ()
    responses: Mapping[type[Fact], tuple[Response, ...]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The version's id."""
        return self.version.id

    def rule(self, kind: str) -> DutyRule:
        """The rule of a kind of work; the last there was, if it is withdrawn. Raises KeyError for no kind at all."""
        return self.rules.get(kind) or self.known_rules[kind]

    def in_place_of(self, kind: str) -> str | None:
        """The kind of work asked for where this one is: itself, or what replaced it; none when it is withdrawn."""
        found: str | None = kind
        while found is not None and found in self.withdrawn:
            found = self.withdrawn[found].replaced_by
        return found

    def stood_for(self, kind: str) -> list[str]:
        """The withdrawn kinds whose place this one takes."""
        return [old for old in self.withdrawn if self.in_place_of(old) == kind]

    def timed(self, budget: Budget) -> Budget:
        """A budget as this version counts it, by its name."""
        named = self.intervals.get(budget.name) if budget.name else None
        return named if isinstance(named, Budget) else budget


def base(version: PolicyVersion) -> Policy:
    """The version that follows none: the rules as the framework's modules have them."""
    start = Policy(version, RULES, RULES, {}, DECISIONS, _named())
    return following(version, start)


def following(version: PolicyVersion, before: Policy) -> Policy:
    """What is in force under a version, given the one before it."""
    gone = {w.kind: w for w in version.withdraws}
    own = {rule.kind: rule for rule in version.rules}
    intervals = {**before.intervals, **{name: _own_name(name, v) for name, v in version.intervals.items()}}
    known = {kind: _timed(rule, intervals) for kind, rule in {**before.known_rules, **own}.items()}
    in_force = {**before.rules, **own}
    ended = {w.kind for w in gone.values() if w.replaced_by is None}
    return Policy(
        version=version,
        rules={kind: known[kind] for kind in in_force if kind not in gone},
        known_rules=known,
        withdrawn={kind: w for kind, w in {**before.withdrawn, **gone}.items() if kind not in own},
        decisions=_with_options({**before.decisions, **{d.kind: d for d in version.decisions}}, version.options),
        intervals=intervals,
        also=tuple(a for a in (*before.also, *version.also) if a.asks_for not in ended),
        responses=_joined(before, version),
    )


def _own_name(name: str, interval: Interval) -> Interval:
    return interval.model_copy(update={"name": name}) if isinstance(interval, Budget) else interval


def _timed(rule: DutyRule, intervals: Mapping[str, Interval]) -> DutyRule:
    budget, every = _length(rule.budget, intervals), rule.every and _length(rule.every, intervals)
    return rule if (budget, every) == (rule.budget, rule.every) else replace(rule, budget=budget, every=every)


def _length(budget: Budget, intervals: Mapping[str, Interval]) -> Budget:
    named = intervals.get(budget.name) if budget.name else None
    return named if isinstance(named, Budget) else budget


def _with_options(
    decisions: Mapping[DecisionKind, DecisionRule], changes: Iterable[OptionsChange]
) -> dict[DecisionKind, DecisionRule]:
    found = dict(decisions)
    for change in changes:
        found[change.decision] = _optional(found[change.decision], change)
    return found


def _optional(rule: DecisionRule, change: OptionsChange) -> DecisionRule:
    """The rule with other options. One that stands for another needs what that one needed."""
    takes_the_place = {o.stands_for: o.name for o in change.gains if o.stands_for in change.loses}
    kept = [takes_the_place.get(o, o) for o in rule.options if o not in change.loses or o in takes_the_place]
    options = (*kept, *(o.name for o in change.gains if o.name not in kept))
    return replace(
        rule,
        options=options,
        rationale_for=tuple(o for o in options if o in {*rule.rationale_for, *_like(change.gains, rule.rationale_for)}),
        manager_for=tuple(o for o in options if o in {*rule.manager_for, *_like(change.gains, rule.manager_for)}),
        stands_for=(*rule.stands_for, *((o.name, rule.meaning(o.stands_for)) for o in change.gains if o.stands_for)),
    )


def _like(gains: Iterable[Option], needing: tuple[str, ...]) -> Iterator[str]:
    yield from (option.name for option in gains if option.stands_for in needing)


def _joined(before: Policy, version: PolicyVersion) -> dict[type[Fact], tuple[Response, ...]]:
    found = dict(before.responses)
    for event, response in version.responses.items():
        found[event] = (*found.get(event, ()), response)
    return found
