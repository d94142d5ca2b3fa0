"""Licence conditions: sections 9.1, 9.2 and 17.3. One process follows each condition (EV-25's trigger, GU-22, DE-31).

What a victim asked for is known here only as a condition that must be put forward; who asked stands elsewhere (AM-51).
"""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.duties import Duty
from models.events.licence import ConditionDecided, ConditionPutForward, ConditionToPutForward
from models.events.sentence import Released
from models.forms.form import Form
from models.forms.release import LicenceConditions, PutForward
from models.licence import CONDITION_6B, PROTECTS_A_VICTIM, ConditionKind, ConditionState, LicenceCondition
from models.requests import DropCondition
from models.risk import OrderKind, OrderState
from models.roles import Role
from models.sentence import Stage
from policy import defaults
from policy.demands import Demand, Note, Open, Settle
from policy.process import START, Happening, Move, Process, allowed, cancelled, done, opened, told
from policy.rules import DutyRule, Missing
from policy.situation import Situation

LIAISE_FIRST = "where there is a victim liaison officer, liaise on it as early as possible (PF-9.2b2, PF-17.3a)"

PUT_CONDITION_FORWARD = DutyRule(
    kind="put_condition_forward",
    title="Put forward a licence condition as it was asked for, and say whether it is supported",
    clauses=("PF-17.3b", "PF-17.3a", "PF-9.2b2"),
    form=PutForward,
    budget=defaults.PUT_CONDITION_FORWARD,
    owner=Role.COMMUNITY_PRACTITIONER,
    waivable=False,
)
"""Thought unneeded or disproportionate is no reason to hold it back (GU-22)."""


def not_put_forward(case: Case) -> list[str]:
    """Every condition that was asked for and not yet put forward."""
    return [c.ref for c in case.conditions.values() if c.state is ConditionState.REQUESTED]


BACKED = frozenset(OrderKind) - {OrderKind.PROTECTIVE_BAIL}
IN_FORCE = frozenset({OrderState.IN_FORCE, OrderState.VARIATION_APPLIED, OrderState.VARIED})


def orders_without_condition(case: Case) -> list[str]:
    """Every protective order in force that no standing condition backs (PF-9.1a)."""
    mirrored = {c.mirrors_order for c in case.conditions.values() if c.stands}
    return [o.ref for o in case.orders.values() if o.kind in BACKED and o.state in IN_FORCE and o.ref not in mirrored]


def _each_accounted_for(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    """Every order is backed or has a reason, every condition asked for went forward, and each of four is considered."""
    assert isinstance(form, LicenceConditions)
    bare = [ref for ref in orders_without_condition(case) if ref not in form.orders_without_condition]
    for order in bare:
        yield Missing("orders_without_condition", "PF-9.1a", f"no condition backs {order}: put one forward, or say why")
    for kind in PROTECTS_A_VICTIM:
        if kind not in form.victim_protection_considered:
            words = f"consider {kind.value.replace('_', ' ')}, and give the outcome"
            yield Missing("victim_protection_considered", "PF-9.2b", words)
    for condition in not_put_forward(case):
        yield Missing("conditions", "PF-17.3b", f"{condition} was asked for and has not been put forward (GU-22)")


LICENCE_CONDITIONS = DutyRule(
    kind="licence_conditions",
    title="Ask for licence conditions that protect, and explain them",
    clauses=("PF-9.1a", "PF-9.2a", "PF-9.2a2", "PF-9.2b", "PF-9.2b2", "PF-9.2c", "PF-16.16a", "PF-17.3a"),
    form=LicenceConditions,
    budget=defaults.working_days(10),
    owner=Role.COMMUNITY_PRACTITIONER,
    check=_each_accounted_for,
)


LICENSED = frozenset({Stage.CUSTODY, Stage.LICENCE})


def to_put_forward(s: Situation, event: ConditionToPutForward) -> Iterator[Demand]:
    """A condition must go forward, one piece of work for each (PF-17.3b)."""
    if event.condition not in not_put_forward(s.case):
        yield Note("this condition has been put forward already: recorded")
        return
    if s.case.stage not in LICENSED:
        yield Note("no licence runs or is planned: it is put forward when release planning opens")
        return
    yield Open(PUT_CONDITION_FORWARD, event.condition, note=LIAISE_FIRST)


def put_forward(s: Situation, event: ConditionPutForward) -> Iterator[Demand]:
    """Told as put forward elsewhere: what was owed for it is done."""
    yield Settle(PUT_CONDITION_FORWARD.kind, event.condition, "put forward")


def decided_on(s: Situation, event: ConditionDecided) -> Iterator[Demand]:
    """What was decided on was put forward, whoever did it."""
    yield Settle(PUT_CONDITION_FORWARD.kind, event.condition, "decided on, so it was put forward")


def back_the_order(case: Case, order: str) -> Iterator[Demand]:
    """An order made or found is backed by a licence condition, where a licence is being planned or runs (PF-9.1a)."""
    if order in orders_without_condition(case):
        yield Note("back the order with a licence condition where there is or will be a licence (PF-9.1a)")


# One process for each condition --------------------------------------------------------


def _condition(case: Case, ref: str | None) -> LicenceCondition:
    ref = ref or CONDITION_6B
    kind = ConditionKind.RELATIONSHIP if ref == CONDITION_6B else ConditionKind.OTHER
    return case.conditions.setdefault(ref, LicenceCondition(ref=ref, kind=kind))


def _went_forward(case: Case, h: Happening) -> None:
    condition = _condition(case, h.subject)
    condition.state = ConditionState.PUT_FORWARD
    if isinstance(h.form, PutForward):
        condition.supported = h.form.supported


def _dropped(case: Case, h: Happening) -> None:
    assert isinstance(h.request, DropCondition)
    condition = case.conditions[h.request.condition]
    condition.state, condition.reason = ConditionState.NOT_NEEDED, h.request.reason


def _decided_as(source: str, outcome: str) -> Move:
    def is_it(_case: Case, h: Happening) -> bool:
        return isinstance(h.event, ConditionDecided) and h.event.outcome == outcome

    return Move(source, told("condition_decided", "condition"), outcome, when=is_it)


def _not_agreed(case: Case, h: Happening) -> bool:
    assert isinstance(h.event, ConditionPutForward)
    return case.conditions[h.event.condition].state is not ConditionState.AGREED


def _on_the_licence(_case: Case, h: Happening) -> bool:
    return isinstance(h.event, Released) and h.event.relationship_condition


def _licence_set(state: ConditionState) -> Move:
    def learn(case: Case, h: Happening) -> None:
        _condition(case, None).state = state

    agreed = state is ConditionState.AGREED
    words = "it is on the licence" if agreed else "it is not on the licence"
    return Move("put forward", told("released"), state.value, words, _on_the_licence if agreed else None, learn)


LICENCE_CONDITION = Process(
    name="licence_condition",
    title="Licence condition",
    clauses=("PF-9.1a", "PF-9.2a", "PF-9.2b", "PF-17.3b"),
    moves=(
        Move(START, opened(PUT_CONDITION_FORWARD), "requested"),
        Move("put forward", opened(PUT_CONDITION_FORWARD), "requested", "for the next licence"),
        Move("requested", done(PUT_CONDITION_FORWARD), "put forward", learn=_went_forward),
        Move("requested", cancelled(PUT_CONDITION_FORWARD), "overtaken"),
        Move("requested", told("condition_put_forward", "condition"), "put forward"),
        Move(START, told("condition_put_forward", "condition"), "put forward", "not agreed already", _not_agreed),
        Move(START, done(LICENCE_CONDITIONS), "put forward", "the condition numbered 6b", learn=_went_forward),
        *(_decided_as(source, to) for source in ("put forward", "requested", START) for to in ("agreed", "refused")),
        _licence_set(ConditionState.AGREED),
        _licence_set(ConditionState.REFUSED),
        Move("put forward", allowed("drop_condition", "condition"), "not needed", "with a reason", learn=_dropped),
    ),
    ends=("agreed", "refused", "not needed", "overtaken"),
    about="condition",
    nobody=CONDITION_6B,
    owes={"requested": (PUT_CONDITION_FORWARD.kind,)},
)

PROCESSES = (LICENCE_CONDITION,)

RULES = (LICENCE_CONDITIONS, PUT_CONDITION_FORWARD)
