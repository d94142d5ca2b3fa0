"""Unwanted contact with a prisoner, passed on by somebody else: section 16.2 (GU-39)."""

from collections.abc import Iterable

from models.case import Case
from models.requests import PassOnContactRequest
from models.sentence import Stage
from policy.refusal import Refusal


def refuses(case: Case, asked: PassOnContactRequest) -> Iterable[Refusal]:
    """Every reason why it may not be passed on; empty when it may."""
    if case.stage is not Stage.CUSTODY:
        yield Refusal("the person is not in prison: there is nothing for a prison to restrict", "PF-16.2a", "stage")
    if asked.consents is not True:
        yield Refusal("passed on only with the consent of whom it protects (GU-39)", "PF-16.2a", "consents")
