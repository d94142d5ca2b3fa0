"""Where entries that do not fit their number were written: a moved entry is whole at the number it once had."""

from collections.abc import Sequence
from dataclasses import replace

from audit.chain import Link, is_whole

_EACH_WITH_EACH = 400
"""So many misfits are tried at every number that is open; of more only those near each are, which takes less long."""

_NEAR = 50


def placed(misfits: Sequence[Link], missing: Sequence[tuple[int, int]]) -> dict[int, int]:
    """The number each moved entry was written under, by the number it has now. One that was changed has none."""
    open_numbers = _open_numbers(misfits, missing)
    found: dict[int, int] = {}
    shift = 0
    for link in misfits:
        near = (link.number + way * step for step in range(1, _NEAR + 1) for way in (1, -1))
        for number in (link.number + shift, *near, *open_numbers):
            if number > 0 and is_whole(replace(link, number=number)):
                found[link.number] = number
                shift = number - link.number
                break
    return found


def _open_numbers(misfits: Sequence[Link], missing: Sequence[tuple[int, int]]) -> list[int]:
    if len(misfits) > _EACH_WITH_EACH:
        return []
    gaps = [number for first, last in missing for number in range(first, min(last, first + _EACH_WITH_EACH) + 1)]
    return [link.number for link in misfits] + gaps[:_EACH_WITH_EACH]
