"""The chain: each entry's hash covers the entry, its number and the hash of the one before. Pure functions."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from audit.entry import Entry

GENESIS = "0" * 64
"""Stands for the hash before the first entry."""


@dataclass(frozen=True)
class Link:
    """An entry in its place."""

    number: int
    entry: Entry
    previous: str
    hash: str


def digest(entry: Entry, number: int, previous: str) -> str:
    """SHA-256, in hexadecimal, of the entry with its number and the hash before it as canonical JSON.

    Canonical: names in order, no spaces, ASCII. What no entry of ours holds (bytes, say) is written in some way, so
    that a forged row gets a wrong hash and not an error.
    """
    said = {**asdict(entry), "number": number, "previous": previous}
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=repr)
    return hashlib.sha256(canonical.encode()).hexdigest()


def linked(entries: Iterable[Entry], number: int, previous: str) -> Iterator[Link]:
    """Entries as they follow the one with this number and hash."""
    for entry in entries:
        number += 1
        link = Link(number, entry, previous, digest(entry, number, previous))
        yield link
        previous = link.hash


def is_whole(link: Link) -> bool:
    """Whether an entry is as it was written, where it was written."""
    return link.hash == digest(link.entry, link.number, link.previous)
