"""The floor: the least an entity workflow can do with the same guarantees as ours.

It accepts an update, runs one local activity, answers, and then runs one activity.
"""

from datetime import timedelta
from typing import Any

from temporalio import activity, workflow

TIMEOUT = timedelta(seconds=20)


@activity.defn(name="floor_local")
async def local(message: dict[str, Any]) -> dict[str, Any]:
    """Answer with what came."""
    return message


@activity.defn(name="floor_after")
async def after(message: dict[str, Any]) -> int:
    """Do nothing, durably."""
    return len(message)


@workflow.defn(name="Floor")
class Floor:
    """The bare entity."""

    def __init__(self) -> None:
        self._outbox: list[dict[str, Any]] = []

    @workflow.run
    async def run(self) -> None:
        """Run the activity for each update, for ever."""
        while True:
            await workflow.wait_condition(lambda: bool(self._outbox))
            await workflow.execute_activity(after, self._outbox.pop(0), start_to_close_timeout=TIMEOUT)

    @workflow.update
    async def tell(self, message: dict[str, Any]) -> dict[str, Any]:
        """Accept, decide, answer."""
        answer: dict[str, Any] = await workflow.execute_local_activity(local, message, start_to_close_timeout=TIMEOUT)
        self._outbox.append(message)
        return answer
