"""What is found on a walk along the trail: every way of altering it, and which entry it was."""

from collections.abc import Callable
from dataclasses import fields, replace
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.chain import GENESIS, Link, digest, linked
from audit.checkpoints import Checkpoint, NoCheckpoint, is_signed, line, read, sign
from audit.entry import Entry
from audit.faults import Fault, Kind
from tests.audit.trails import entry, faults, trail

KEY = Ed25519PrivateKey.generate()
AT = "2026-03-17T00:00:00.000000Z"


def said(found: list[Fault]) -> list[tuple[Kind, int, int]]:
    return [(fault.kind, fault.first, fault.last) for fault in found]


def signed(links: list[Link]) -> Checkpoint:
    return sign(links[-1] if links else None, AT, KEY)


def numbered(links: list[Link], first: int, by: int) -> list[Link]:
    """The same, the later ones under other numbers."""
    return [replace(link, number=link.number + by) if link.number >= first else link for link in links]


@pytest.mark.parametrize("length", [0, 1, 2, 50])
def test_a_trail_as_it_was_written_has_no_fault(length: int) -> None:
    links = trail(length)
    assert faults(links) == faults(links, signed(links), signed(links[: length // 2])) == []


def test_the_hash_is_that_of_the_documented_form() -> None:
    """Whoever checks a trail with a program of their own must come to the same."""
    said = (
        '{"action":"read_case","asked":null,"at":"2026-03-16T10:00:00.000000Z","capacities":"spo","case_id":null,'
        f'"correlation_id":"","number":1,"outcome":"done","previous":"{"0" * 64}","problem":null,"shown":null,'
        r'"version":null,"who":"user:\u00e9"}'
    )
    found = digest(Entry("2026-03-16T10:00:00.000000Z", "user:é", "spo", "read_case", "done"), 1, GENESIS)
    assert found == sha256(said.encode()).hexdigest()


@pytest.mark.parametrize("field", [field.name for field in fields(Entry)])
@pytest.mark.parametrize("at", [1, 7, 10])
def test_an_entry_of_which_anything_was_changed_is_named(field: str, at: int) -> None:
    links = trail(10)
    changed: dict[str, Any] = {field: b"\xff"}
    links[at - 1] = replace(links[at - 1], entry=replace(links[at - 1].entry, **changed))
    assert said(faults(links)) == said(faults(links, signed(trail(10)))) == [(Kind.CHANGED, at, at)]


@pytest.mark.parametrize(("first", "last"), [(1, 1), (1, 3), (4, 4), (4, 6), (9, 9)])
def test_what_was_removed_is_named(first: int, last: int) -> None:
    links = [link for link in trail(10) if not first <= link.number <= last]
    assert said(faults(links)) == [(Kind.REMOVED, first, last)]


def test_what_was_removed_is_named_though_the_gap_was_closed() -> None:
    links = numbered([link for link in trail(300) if link.number != 5], 5, -1)
    assert (
        said(faults(links))
        == said(faults(links, signed(trail(300))))
        == [
            (Kind.REMOVED, 5, 5),
            (Kind.REORDERED, 5, 299),
        ]
    )


def test_what_was_added_is_named() -> None:
    links = numbered(trail(20), 8, 1)
    links += linked([entry(99)], 7, links[6].hash)
    assert said(faults(links)) == [(Kind.ADDED, 8, 8), (Kind.REORDERED, 9, 21)]


@pytest.mark.parametrize(("one", "other"), [(2, 3), (1, 10), (4, 300)])
def test_entries_that_changed_places_are_named(one: int, other: int) -> None:
    links = trail(max(10, other))
    places = {one: other, other: one}
    links = [replace(link, number=places.get(link.number, link.number)) for link in links]
    found = faults(links, signed(trail(len(links))))
    assert [(fault.kind, fault.first) for fault in found if fault.first in places] == [
        (Kind.REORDERED, one),
        *([(Kind.REORDERED, other)]),
    ]
    assert len(found) == 2 and f"entry {one} re-ordered: written as entry {other}" in found[0].words


def test_entries_turned_round_are_all_named() -> None:
    links = [replace(link, number=9 - link.number) for link in trail(8)]
    assert {number for _, number, _ in said(faults(links))} == set(range(1, 9))
    assert {kind for kind, _, _ in said(faults(links))} == {Kind.REORDERED}


def test_an_entry_changed_and_hashed_again_is_named_by_the_one_after_it() -> None:
    links = trail(10)
    forged = replace(links[3].entry, who="user:com-2")
    links[3] = Link(4, forged, links[3].previous, digest(forged, 4, links[3].previous))
    assert said(faults(links)) == [(Kind.REWRITTEN, 4, 4)]


def test_a_trail_hashed_again_from_an_entry_on_is_found_between_two_checkpoints() -> None:
    links = trail(40)
    again = [*links[:24], *linked([entry(99), *(link.entry for link in links[25:])], 24, links[23].hash)]
    assert faults(again) == [], "a chain alone cannot tell"
    assert said(faults(again, *(signed(links[:n]) for n in (20, 30, 40)))) == [(Kind.REWRITTEN, 21, 30)]
    assert said(faults(again, *(signed(links[:n]) for n in (24, 25, 40)))) == [(Kind.REWRITTEN, 25, 25)]
    assert said(faults(again, signed(links))) == [(Kind.REWRITTEN, 1, 40)]


@pytest.mark.parametrize("left", [0, 1, 7])
def test_an_end_that_was_cut_off_is_found_by_a_checkpoint(left: int) -> None:
    links = trail(10)
    assert faults(links[:left]) == [], "a chain alone cannot tell"
    assert said(faults(links[:left], signed(links[:5]), signed(links)))[-1] == (Kind.CUT_OFF, left + 1, 10)


def test_another_trail_altogether_is_found_by_a_checkpoint() -> None:
    other = list(linked(map(entry, range(101, 111)), 0, GENESIS))
    assert said(faults(other, signed(trail(10)))) == [(Kind.REWRITTEN, 1, 10)]
    assert said(faults([replace(one, number=one.number + 3) for one in other])) != []


def test_a_trail_that_does_not_begin_at_the_beginning_is_found() -> None:
    assert said(faults(list(linked([entry(1)], 0, "1" * 64)))) == [(Kind.REWRITTEN, 1, 1)]


_ALTERING: list[Callable[[list[Link], int], list[Link]]] = [
    lambda links, at: [one for one in links if one.number != at],
    lambda links, at: [replace(one, entry=replace(one.entry, who="x")) if one.number == at else one for one in links],
    lambda links, at: [replace(one, hash="0" * 64) if one.number == at else one for one in links],
    lambda links, at: [replace(one, previous="0" * 63) if one.number == at else one for one in links],
    lambda links, at: [replace(one, number=len(links) + 9) if one.number == at else one for one in links],
    lambda links, at: [replace(one, number=-at) if one.number == at else one for one in links],
]


@settings(max_examples=150, deadline=None)
@given(st.integers(2, 30), st.lists(st.tuples(st.sampled_from(_ALTERING), st.integers(1, 30)), min_size=1, max_size=5))
def test_nothing_that_is_altered_goes_unnoticed(length: int, steps: list[tuple[int, int]]) -> None:
    whole = links = trail(length)
    for alter, at in steps:
        links = alter(links, at)  # type: ignore[operator]  # hypothesis gives back what was sampled
    altered = sorted(links, key=lambda one: one.number) != whole
    assert bool(faults(links, signed(whole))) == altered


# Checkpoints ---------------------------------------------------------------------------------------------------------


def test_a_checkpoint_is_read_as_it_was_written_and_holds_only_with_its_own_key() -> None:
    made = [signed(trail(n)) for n in (0, 3)]
    assert read("\n".join(map(line, made)) + "\n\n") == made
    other = Ed25519PrivateKey.generate().public_key()
    for one in made:
        assert is_signed(one, [other, KEY.public_key()]) and not is_signed(one, [other])
        for altered in (
            replace(one, number=one.number + 1),
            replace(one, hash="0" * 63 + "1"),
            replace(one, at="2026"),
            replace(one, signature="AAAA"),
            replace(one, signature="no base64"),
        ):
            assert not is_signed(altered, [KEY.public_key()])


@pytest.mark.parametrize("text", ["nothing", "[]", "{}", '{"number": "1", "hash": "", "at": "", "signature": ""}', "1"])
def test_what_is_no_checkpoint_is_said_by_its_line(text: str) -> None:
    with pytest.raises(NoCheckpoint, match="line 2 is no checkpoint"):
        read(line(signed(trail(1))) + "\n" + text)
