"""A queue of another system's events: each message is deleted only when it is stored here."""

import asyncio
import json
from typing import Any

import structlog
from aiobotocore.session import get_session  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from intake.reading import Unreadable
from intake.take import no_message_is_to_blame, take

LOG = structlog.get_logger("throughcare.intake")

AT_A_TIME = 10
"""Messages a call may bring: the most that SQS gives."""

HIDDEN_FOR = 60
"""Seconds for which a message is nobody else's: longer than storing it ever takes (project default)."""

WAITS = 10
"""Seconds a call waits for messages to come (project default)."""

PAUSE = 5.0
"""Seconds before the next call after one that failed (project default)."""


class Queue:
    """One queue.

    ``endpoint`` is for a service that is not Amazon's own; keys come from the environment or the machine.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        url: str,
        *,
        endpoint: str | None = None,
        region: str = "eu-west-2",
        hidden_for: int = HIDDEN_FOR,
        waits: int = WAITS,
        can_ask: bool = False,
    ) -> None:
        self._engine, self._url, self._can_ask = engine, url, can_ask
        self._hidden_for, self._waits = hidden_for, waits
        self._where = {"endpoint_url": endpoint, "region_name": region}

    async def run(self) -> None:
        """Take messages in until cancelled; whatever fails, it waits and goes on."""
        while True:
            try:
                async with get_session().create_client("sqs", **self._where) as client:
                    while True:
                        await self.take(client)
            except (BotoCoreError, ClientError, SQLAlchemyError, OSError) as error:
                LOG.warning("the queue or the records could not be reached", error=type(error).__name__)
                await asyncio.sleep(PAUSE)
            except Exception as error:  # whatever it is, the messages behind it must not wait for a restart
                LOG.error("taking messages from the queue stumbled", error=type(error).__name__)
                await asyncio.sleep(PAUSE)

    async def take(self, client: Any) -> int:
        """Take in what is there now; how many came. One that stumbles stays on the queue, and the others go on.

        Raises SQLAlchemyError when the records are down, and what became of the first when none could be stored.
        """
        answer = await client.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=AT_A_TIME,
            WaitTimeSeconds=self._waits,
            VisibilityTimeout=self._hidden_for,
            MessageAttributeNames=["All"],
            AttributeNames=["ApproximateReceiveCount"],
        )
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        stumbled: list[Exception] = []
        for message in messages:
            try:
                stored = await self._store(message)
            except Exception as error:
                if await no_message_is_to_blame(self._engine, error):
                    raise
                stumbled.append(error)
                _left(message, "a message of the queue could not be stored", error=type(error).__name__)
                continue
            if stored:
                await client.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        if stumbled and len(stumbled) == len(messages):
            raise stumbled[0]  # so that whoever runs this waits a little
        return len(messages)

    async def _store(self, message: dict[str, Any]) -> bool:
        """Store one; false when it is too large to be, and has to go where the queue sends what nobody takes."""
        attributes = {
            name: {"StringValue": one.get("StringValue"), "DataType": one.get("DataType")}
            for name, one in message.get("MessageAttributes", {}).items()
        }
        whole = json.dumps({"Body": message["Body"], "MessageAttributes": attributes}).encode()
        try:
            await take(self._engine, whole, channel="sqs", can_ask=self._can_ask)
        except Unreadable as error:
            _left(message, "a message of the queue is more than can be taken in", error=error.reason)
            return False
        return True


def _left(message: dict[str, Any], what: str, **more: str) -> None:
    """Log what is left for the queue's own policy of dead letters, by the queue's own number and count."""
    times = message.get("Attributes", {}).get("ApproximateReceiveCount")
    LOG.error(what, queue_message=message.get("MessageId"), received_times=times, **more)
