"""What can be wrong with the trail, and how it is said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was done to entries."""

    CHANGED = "changed"
    REMOVED = "removed"
    REORDERED = "re-ordered"
    ADDED = "added"
    REWRITTEN = "rewritten"
    CUT_OFF = "cut off"
    NOT_SIGNED = "not signed"


@dataclass(frozen=True)
class Fault:
    """What is wrong with the entries of these numbers."""

    kind: Kind
    first: int
    last: int
    words: str


def entries(first: int, last: int) -> str:
    """Numbers of entries as people read them."""
    return f"entry {first}" if first == last else f"entries {first} to {last}"


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Sorted numbers as runs without a gap: the first and the last of each."""
    first: int | None = None
    last = 0
    for number in sorted(numbers):
        if first is not None and number != last + 1:
            yield first, last
            first = None
        first = number if first is None else first
        last = number
    if first is not None:
        yield first, last


def within(ranges: Iterable[tuple[int, int]], without: set[int]) -> Iterator[tuple[int, int]]:
    """Ranges of numbers, each without some of them."""
    for first, last in ranges:
        start = first
        for number in sorted(n for n in without if first <= n <= last):
            if start < number:
                yield start, number - 1
            start = number + 1
        if start <= last:
            yield start, last
