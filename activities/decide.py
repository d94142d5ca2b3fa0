"""Deciding: pure policy, run as a local activity so that its answer is recorded and never worked out again."""

from asyncio import Semaphore, to_thread
from datetime import timedelta

from temporalio import activity
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from models.carried import DecideInput
from models.messages import MESSAGE, Adopted
from models.outcome import Outcome
from policy.adoption import adopt
from policy.calendar import CURRENT, Calendar
from policy.decide import decide
from policy.refusal import Refused

REFUSED = "Refused"
"""The type of a failure that refuses a request; every other failure is a fault of ours."""

TIMEOUT = timedelta(seconds=20)
ADOPTING_TIMEOUT = timedelta(minutes=5)
"""A past takes longer, and one case waits for another: a worker takes them over one by one."""
RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), maximum_attempts=3, non_retryable_error_types=[REFUSED]
)
"""A decision is pure: trying again helps only when the worker was in trouble."""


class Policy:
    """The rules as the worker has them, with the bank holidays it knows of."""

    def __init__(self, calendar: Calendar = CURRENT) -> None:
        self._calendar = calendar
        self._adopting = Semaphore(1)

    @activity.defn(name="decide")
    async def decide(self, asked: DecideInput) -> Outcome:
        """Decide on one message. Raises a non-retryable ``Refused`` failure with each reason and its clause."""
        try:
            message = MESSAGE.validate_python(asked.message)
            if isinstance(message, Adopted):
                async with self._adopting:  # beside the loop, which has other cases to answer
                    return await to_thread(adopt, asked.state, message, asked.now, asked.sequence, self._calendar)
            return decide(asked.state, message, asked.now, asked.sequence, self._calendar)
        except Refused as refused:
            reasons = [{"words": r.words, "clause": r.clause, "field": r.field} for r in refused.reasons]
            raise ApplicationError(
                "refused", *reasons, type=REFUSED, non_retryable=True, category=ApplicationErrorCategory.BENIGN
            ) from None
        except Exception as error:
            # The error's own text may quote what somebody wrote: only its kind leaves this process.
            raise ApplicationError(f"policy failed with {type(error).__name__}", type="PolicyFault") from None
