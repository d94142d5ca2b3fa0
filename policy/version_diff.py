"""What changes from one policy version to another, in words: rules, intervals, options, work beside other work."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from models.duties import Budget
from policy.in_force import Policy
from policy.rules import DecisionRule, DutyRule
from policy.version import Interval


@dataclass(frozen=True)
class Difference:
    """One change: what kind of thing changes, its name, how, and the clauses it stands on."""

    what: str
    name: str
    words: str
    clauses: tuple[str, ...] = ()


def differences(old: Policy, new: Policy) -> list[Difference]:
    """Everything that differs, rules first."""
    return [*_rules(old, new), *_intervals(old, new), *_decisions(old, new), *_also(old, new), *_responses(old, new)]


def _rules(old: Policy, new: Policy) -> Iterator[Difference]:
    for kind, rule in new.rules.items():
        before = old.rules.get(kind)
        if before is None:
            yield Difference("work added", kind, f"{rule.title}; {_timing(rule)}", rule.clauses)
        elif words := "; ".join(_rule_words(before, rule)):
            own = tuple(c for c in rule.clauses if c not in before.clauses)
            yield Difference("work changed", kind, words, own or rule.clauses)
    for kind, rule in old.rules.items():
        if kind not in new.rules:
            yield _gone(kind, rule, old, new)


def _gone(kind: str, rule: DutyRule, old: Policy, new: Policy) -> Difference:
    gone = new.withdrawn.get(kind)
    if gone is None:
        return Difference("work withdrawn", kind, f"{rule.title}: only {old.id} asks for it", rule.clauses)
    instead = f"{new.rules[gone.replaced_by].title} takes its place; " if gone.replaced_by else ""
    return Difference("work withdrawn", kind, f"{rule.title}: {instead}{gone.why}", (gone.clause,))


def _rule_words(before: DutyRule, rule: DutyRule) -> Iterator[str]:
    if rule.title != before.title:
        yield f'"{before.title}" is now "{rule.title}"'
    if (rule.budget, rule.every) != (before.budget, before.every) and not _by_name(before, rule):
        yield f"{_timing(before)} is now {_timing(rule)}"
    if rule.form is not before.form:
        yield from _form_words(before, rule)
    if rule.owner is not before.owner:
        yield f"for the {rule.owner.value.replace('_', ' ') if rule.owner else 'person responsible'}"
    if (rule.waivable, rule.grave) != (before.waivable, before.grave):
        yield f"{'may' if rule.waivable else 'may not'} be waived; {'grave' if rule.grave else 'not grave'}"
    if rule.check is not before.check:
        yield "what its evidence must show changes"


def _by_name(before: DutyRule, rule: DutyRule) -> bool:
    """Whether the time changed only because a named interval did, which is said of the interval itself."""
    pairs = ((before.budget, rule.budget), (before.every, rule.every))
    return all(one == other or (one and other and one.name and one.name == other.name) for one, other in pairs)


def _form_words(before: DutyRule, rule: DutyRule) -> Iterator[str]:
    had = dict(before.form.model_fields) if before.form else {}
    has = dict(rule.form.model_fields) if rule.form else {}
    for name, field in has.items():
        if name not in had or field.description != had[name].description:
            yield f"evidence {name}{f' ({field.description})' if field.description else ''}"
    for name in had:
        if name not in has:
            yield f"evidence {name} is no longer asked for"


def _timing(rule: DutyRule) -> str:
    again = f", then every {rule.every}" if rule.every else ""
    return f"{rule.budget}{again} ({rule.budget.source})"


def _intervals(old: Policy, new: Policy) -> Iterator[Difference]:
    for name, interval in new.intervals.items():
        before = old.intervals.get(name)
        if before is not None and before != interval:
            source = interval.source if isinstance(interval, Budget) else "project default"
            yield Difference("interval", name, f"{_said(name, before)} is now {_said(name, interval)}", (source,))


def _said(name: str, interval: Interval) -> str:
    return str(interval) if isinstance(interval, Budget) else f"{interval} {name.rpartition('_')[2]}"


def _decisions(old: Policy, new: Policy) -> Iterator[Difference]:
    for kind, rule in new.decisions.items():
        before = old.decisions[kind]
        words = "; ".join(_decision_words(before, rule))
        if words:
            changes = [c.clause for c in new.version.options if c.decision is kind]
            yield Difference("decision", kind.value, words, tuple(changes) or (rule.clause,))


def _decision_words(before: DecisionRule, rule: DecisionRule) -> Iterator[str]:
    if rule.title != before.title:
        yield f'"{before.title}" is now "{rule.title}"'
    for option in rule.options:
        if option not in before.options:
            stands = dict(rule.stands_for).get(option)
            yield f"gains {option}{f', which stands for {stands}' if stands else ''}"
    yield from (f"loses {option}" for option in before.options if option not in rule.options)
    same = {f.name for f in fields(rule)} - {"title", "options", "stands_for", "rationale_for", "manager_for"}
    if any(getattr(rule, name) != getattr(before, name) for name in sorted(same)):
        yield "what it must say changes"


def _also(old: Policy, new: Policy) -> Iterator[Difference]:
    for words, some, others in (("", new, old), ("no longer: ", old, new)):
        for also in some.also:
            if also not in others.also:
                said = f"{words}where {_title(some, also.opened)} opens, {_title(some, also.asks_for)} is asked for too"
                yield Difference("work beside", also.asks_for, said, (also.clause,))


def _title(policy: Policy, kind: str) -> str:
    return f'"{policy.rule(kind).title}"'


def _responses(old: Policy, new: Policy) -> Iterator[Difference]:
    for event in {**old.responses, **new.responses}:
        before, now = old.responses.get(event, ()), new.responses.get(event, ())
        for response in now:
            if response not in before:
                name = event.model_fields["type"].default
                yield Difference("response", name, _first_sentence(response.__doc__) or "asks for more")
        for response in before:
            if response not in now:
                name = event.model_fields["type"].default
                yield Difference("response", name, f"no longer: {_first_sentence(response.__doc__)}")


def _first_sentence(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]
