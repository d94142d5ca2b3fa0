"""The failures that a history holds, wherever they stand in it."""

from collections.abc import Iterable, Iterator

from google.protobuf.message import Message
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent


def failures(events: Iterable[HistoryEvent]) -> list[Failure]:
    """Every failure of these events, causes too."""
    return [failure for event in events for failure in _inside(event)]


def _inside(message: Message) -> Iterator[Failure]:
    if isinstance(message, Failure):
        yield message
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for part in _parts(value):
            yield from _inside(part)


def _parts(value: object) -> Iterator[Message]:
    if isinstance(value, Message):
        yield value
    elif hasattr(value, "values"):
        yield from (part for part in value.values() if isinstance(part, Message))
    elif isinstance(value, Iterable):
        yield from (part for part in value if isinstance(part, Message))
