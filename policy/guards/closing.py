"""Closing a case. A project rule (AM-31): nothing open is left without a reason."""

from collections.abc import Iterable

from models.case import Case
from models.requests import CloseCase
from models.roles import MANAGERS, ROLE_WORDS
from models.sentence import Stage
from policy.refusal import Refusal


def refuses(case: Case, asked: CloseCase) -> Iterable[Refusal]:
    """Every reason why the case may not be closed; empty when it may."""
    if case.stage is not Stage.CLOSED:
        yield Refusal(
            f"supervision has not ended: the case is in {case.stage.value.replace('_', ' ')}", "AM-31", "stage"
        )
    if case.open_duties and asked.role not in MANAGERS:
        allowed = ", ".join(sorted(ROLE_WORDS[r] for r in MANAGERS))
        yield Refusal(f"work left undone needs a manager to close it ({allowed})", "AM-31", "role")
    for duty in case.open_duties:
        if duty.id not in asked.reasons:
            yield Refusal(f"{duty.id} ({duty.title}) is still open: give a reason for leaving it", "AM-31", "reasons")
