"""Walking along the trail, entry by entry, and saying at the end what is wrong with it. No database, no clock."""

from collections.abc import Iterator, Sequence

from audit.chain import GENESIS, Link, is_whole
from audit.checkpoints import Checkpoint
from audit.faults import Fault, Kind, entries, runs, within
from audit.places import placed


class Walk:
    """One walk. Give it every entry in the order of their numbers, then ask for the faults.

    ``signed`` are checkpoints whose signature was found good. Keeps in memory only what does not fit.
    """

    def __init__(self, signed: Sequence[Checkpoint] = ()) -> None:
        self._signed = sorted(signed, key=lambda one: one.number)
        self._wanted = {one.number for one in self._signed}
        self._hashes: dict[int, str] = {}
        self._before: Link | None = None
        self._fits = True
        self._misfits: list[Link] = []
        self._missing: list[tuple[int, int]] = []
        self._rewritten: list[int] = []
        self._no_beginning = False
        self._last_in_place = 0
        self.count = 0

    @property
    def last(self) -> Link | None:
        """The last entry that was given."""
        return self._before

    def take(self, link: Link) -> None:
        """Look at the next entry."""
        self.count += 1
        before, self._before = self._before, link
        expected = max(before.number, 0) + 1 if before else 1
        if link.number > expected:
            self._missing.append((expected, link.number - 1))
        fitted, self._fits = self._fits, is_whole(link)
        if not self._fits:
            self._misfits.append(link)
            return
        self._last_in_place = link.number
        if link.number in self._wanted:
            self._hashes[link.number] = link.hash
        if link.number == expected and fitted:
            self._look_back(before, link)

    def _look_back(self, before: Link | None, link: Link) -> None:
        """An entry that is whole and not the one that the next was written after was changed and hashed again."""
        if before is None:
            self._no_beginning = link.previous != GENESIS
        elif link.previous != before.hash:
            self._rewritten.append(before.number)

    def faults(self) -> list[Fault]:
        """Everything that is wrong, by the number of its first entry."""
        moved = placed(self._misfits, self._missing)
        for link in self._misfits:
            if moved.get(link.number) in self._wanted:
                self._hashes[moved[link.number]] = link.hash
        found = [*self._in_place(moved), *_moved(moved), *self._gone(moved), *self._against_checkpoints(moved)]
        return sorted(found, key=lambda fault: (fault.first, list(Kind).index(fault.kind)))

    def _in_place(self, moved: dict[int, int]) -> Iterator[Fault]:
        for first, last in runs(link.number for link in self._misfits if link.number not in moved):
            yield Fault(Kind.CHANGED, first, last, f"{entries(first, last)} changed: not as written")
        if self._no_beginning:
            yield Fault(Kind.REWRITTEN, 1, 1, "entry 1 changed and hashed again: it is not the first of a trail")
        for number in self._rewritten:
            words = f"entry {number} changed and hashed again: the entry after it was written after another"
            yield Fault(Kind.REWRITTEN, number, number, words)

    def _gone(self, moved: dict[int, int]) -> Iterator[Fault]:
        """Numbers under which something was written, and nothing is found any more."""
        places, end = set(moved.values()), self._end(moved)
        vacant = runs(number for number in moved if number not in places and number < end)
        for first, last in sorted([*within(self._missing, places), *vacant]):
            yield Fault(Kind.REMOVED, first, last, f"{entries(first, last)} removed")
        vacated = {link.number for link in self._misfits}
        for number in sorted(number for number in places - vacated if self._is_there(number)):
            yield Fault(Kind.ADDED, number, number, f"entry {number} is there twice: one of them was added")

    def _is_there(self, number: int) -> bool:
        end = self._before.number if self._before else 0
        return number <= end and not any(first <= number <= last for first, last in self._missing)

    def _end(self, moved: dict[int, int]) -> int:
        """The highest number under which an entry that is there was written."""
        changed = (link.number for link in self._misfits if link.number not in moved)
        return max(self._last_in_place, *moved.values(), *changed, 0)

    def _against_checkpoints(self, moved: dict[int, int]) -> Iterator[Fault]:
        """What only a checkpoint tells: an end that was cut off, a trail that was hashed again from somewhere on."""
        end, good = self._end(moved), 0
        if self._signed and (last := self._signed[-1]).number > end:
            words = f"{entries(end + 1, last.number)} cut off: a checkpoint of {last.at} signed them"
            yield Fault(Kind.CUT_OFF, end + 1, last.number, words)
        for one in self._signed:
            found = self._hashes.get(one.number)
            if found == one.hash:
                good = one.number
            elif found is not None:
                which = entries(good + 1, one.number)
                what = which if good + 1 == one.number else f"at least one of {which}"
                words = f"{what} changed and hashed again: the checkpoint of {one.at} was signed with another"
                yield Fault(Kind.REWRITTEN, good + 1, one.number, words)
                return


def _moved(moved: dict[int, int]) -> Iterator[Fault]:
    """Runs of entries that were moved by as much."""
    by_shift: dict[int, list[int]] = {}
    for number, place in moved.items():
        by_shift.setdefault(place - number, []).append(number)
    for shift, numbers in by_shift.items():
        for first, last in runs(numbers):
            words = f"{entries(first, last)} re-ordered: written as {entries(first + shift, last + shift)}"
            yield Fault(Kind.REORDERED, first, last, words)
