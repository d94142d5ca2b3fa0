"""The activity that writes a case's rows to the records."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from temporalio import activity
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.workflow import ActivityConfig

from models.batch import Batch

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

RECORD_LAG = "throughcare_record_lag_seconds"

RECORD_OPTIONS = ActivityConfig(
    start_to_close_timeout=timedelta(seconds=30),
    retry_policy=RetryPolicy(
        initial_interval=timedelta(seconds=1),
        backoff_coefficient=2.0,
        maximum_interval=timedelta(seconds=60),
        maximum_attempts=0,  # for ever: the records may be late, never incomplete
    ),
)
"""How a workflow calls ``record``: 30 seconds an attempt, tried again after 1 to 60 seconds until it is written."""


def _note_lag(batch: Batch) -> None:
    """How long after the case noted something it stands in the records, for Prometheus; not of rehearsals."""
    case = next((row for row in batch.entries[-1].rows if row.get("table") == "cases"), None) if batch.entries else None
    if case is None or case["rehearsal"] or not activity.in_activity():
        return
    lag = (datetime.now(UTC) - datetime.fromisoformat(case["updated_at"])).total_seconds()
    meter = activity.metric_meter()
    meter.create_histogram_float(RECORD_LAG, "How late the records are", "s").record(max(lag, 0.0))


class Records:
    """The records as the workflows reach them. What is written is then said to ``also_tell``, if anybody is to hear."""

    def __init__(self, engine: "AsyncEngine", also_tell: Callable[[Batch], Awaitable[None]] | None = None) -> None:
        self._engine, self._also_tell = engine, also_tell

    @activity.defn(name="record")
    async def record(self, batch: Batch) -> int:
        """Write what is not yet written of one case; the sequence of its last written entry. Doing it again is safe.

        Raises ApplicationError, to be tried again, with a message that shows nothing of what was to be written.
        """
        from records.write import OutOfOrder, Unfit, write  # a client names this activity without the database's weight

        try:
            written = await write(self._engine, batch)
            _note_lag(batch)
            if self._also_tell is not None:
                await self._also_tell(batch)
            return written
        except (OutOfOrder, Unfit) as error:
            raise ApplicationError(str(error), type=type(error).__name__) from None
        except Exception as error:
            # Whatever fails, its own message may quote a row; a failure is kept in the workflow's history.
            name = type(error).__name__
            raise ApplicationError(f"the records could not be written: {name}", type=name) from None
