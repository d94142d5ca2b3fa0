"""Work and decisions of the time before a case came here: taken as they are known, evidence or not."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from models.case import Case, Flag
from models.duties import Closure, Duty, DutyState
from models.forms.form import Form
from models.messages import Completed, Decided
from models.past import PastWork
from policy.calendar import london_date
from policy.completion import answer, field_errors, form_of
from policy.enact import Enactment
from policy.record_decision import keep_decision
from policy.refusal import Refusal, Refused
from policy.rules import DutyRule
from policy.stages.pre_release import RELEASE_PLAN
from policy.stages.sentence_plan import SENTENCE_PLAN
from policy.stages.supervision import INITIAL_ASSESSMENT

DONE_BEFORE = "done before the case was adopted, as the earlier system has it"
SETTLED_BEFORE = "dealt with before the case was adopted, as the earlier system has it"


def as_known(work: Enactment, message: Completed | Decided, said: Any) -> None:
    """Record past work or a past decision with what is known of it. Raises Refused.

    Raises AttributeError for a field that is not known and on which later work hangs (see ``needed``).
    """
    if isinstance(message, Decided):
        made = message.decision
        rule = work.policy.decisions[made.kind]
        if made.option not in rule.options:
            raise Refused([Refusal(f"choose one of {', '.join(rule.options)}", rule.clause, "option")])
        keep_decision(work, made)
        return
    assert isinstance(said, PastWork)
    duty = work.case.duties[message.completion.duty]
    form = known_form(work.policy.rule(duty.kind), duty, said.evidence)
    closure = Closure(at=work.now, by=said.by, role=said.role, reason=DONE_BEFORE)
    answer(work, duty, form, form.done_on or london_date(said.at), closure)


def known_form(rule: DutyRule, duty: Duty, evidence: dict[str, object]) -> Form:
    """The evidence as far as it is known, in the rule's own form. Raises Refused for a field that does not fit.

    A field that is not known is not there: reading it raises AttributeError.
    """
    form = form_of(rule, duty)
    try:
        return form.model_validate(evidence)
    except ValidationError as error:
        wrong = list(field_errors(form, error, but="missing"))
    if wrong:
        raise Refused(wrong)
    return form.model_construct(**{name: _field(form, name).validate_python(v) for name, v in evidence.items()})


@cache
def _field(form: type[Form], name: str) -> TypeAdapter[Any]:
    info = form.model_fields[name]
    plain: Any = info.annotation
    return TypeAdapter(Annotated[plain, *info.metadata] if info.metadata else plain)


def needed(error: AttributeError) -> Iterator[Refusal]:
    """What a form lacked that later work hangs on. Raises the error again when it is no form's."""
    if not isinstance(error.obj, Form):
        raise error
    words = "later work hangs on this: give it, or leave the work out and complete it here"
    yield Refusal(words, field=f"evidence.{error.name}")


def _is_followed(case: Case, kind: str) -> bool:
    """Whether the work makes a plan to be followed, and none is known: what is not known cannot be monitored."""
    if kind in {INITIAL_ASSESSMENT.kind, RELEASE_PLAN.kind}:
        return case.risk_plan is None
    return kind == SENTENCE_PLAN.kind and case.sentence_plan is None


def settle(duty_id: str, done: bool) -> Callable[[Enactment, Case], list[Flag]]:
    """Takes work as dealt with by its due day: as done, or as no longer owed where how it was done cannot be told.

    What the act raises leaves the work open: Refused, or AttributeError (see ``needed``).
    """

    def act(work: Enactment, _before: Case) -> list[Flag]:
        duty = work.case.duties[duty_id]
        rule = work.policy.rule(duty.kind)
        closure = Closure(at=work.now, reason=SETTLED_BEFORE)
        if done:
            answer(work, duty, known_form(rule, duty, {}), duty.due_on or work.today, closure)
        elif rule.every is None and not _is_followed(work.case, duty.kind):
            work.close(duty, DutyState.CANCELLED, closure)
        else:
            raise Refused([Refusal("what comes after it hangs on how it was done", field="settled_to")])
        return []

    return act
