"""Intervals that neither the framework gives nor this project chose: they are how the services work today.

Each names its source as "practice of …", and is never shown as a clause of the framework.
"""

from models.duties import Budget, Unit

RECALL = "practice of the recall decision service"
BREACH = "practice of probation breach work, 2021"

RECALL_REQUEST = Budget(name="recall_request", count=1, unit=Unit.DAYS, source=RECALL)
"""From the senior officer's decision to the endorsed request at the recall unit: 24 hours, counted here as a day."""

BREACH_PROCEEDINGS = Budget(name="breach_proceedings", count=10, unit=Unit.WORKING_DAYS, source=BREACH)
"""For the breach papers, once the person has had the days to give a reason."""

DAYS_TO_GIVE_A_REASON = 7
FAILURES_COUNT_MONTHS = 12
FAILURES_TO_BREACH = 2
"""Two failures in twelve months lead to breach of an order; the count starts again when a breach ends."""
