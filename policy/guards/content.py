"""What may not be written here at all: minutes of a MAPPA meeting, and what victims supply (GU-07 to GU-10).

No field of the case is made for either. This looks at the words people write in the fields there are.
"""

import re
from collections.abc import Iterator
from typing import Any

from models.messages import Asked, Completed, Decided, Message, Waived
from policy.refusal import Refusal

_VICTIM_SIDE = r"\b(vcs|victim contact scheme|vlo|victim liaison officer)\b"
_SAYS = r"\b(says|said|told|tells|asks|asked|wants|wanted|requests|requested|wrote|reports|reported|passed on)\b"

_FORBIDDEN = (
    (
        re.compile(r"\bmappa\b.{0,60}\bminutes\b|\bminutes\b.{0,60}\bmappa\b", re.IGNORECASE | re.DOTALL),
        "MAPPA minutes are kept elsewhere: give the date and the actions' ids, not what they say (GU-07)",
        "PF-13.3a",
    ),
    (
        re.compile(r"\bvictim contact report\b", re.IGNORECASE),
        "the Victim Contact Report stays in the victim contact system: do not attach or quote it (GU-09)",
        "PF-17.6c",
    ),
    (
        re.compile(rf"{_VICTIM_SIDE}.{{0,40}}{_SAYS}", re.IGNORECASE | re.DOTALL),
        "what victims supply is kept apart from this case: say only that there was contact, and when (GU-08, GU-10)",
        "PF-13.3a",
    ),
)


def forbidden(message: Message) -> Iterator[Refusal]:
    """Every text of a completion, waiver, decision or request that may not be held here, by its field."""
    match message:
        case Completed(completion=said):
            yield from _forbidden("evidence", said.evidence)
        case Waived(waiver=said):
            yield from _forbidden("reason", said.reason)
        case Decided(decision=said):
            yield from _forbidden("rationale", said.rationale)
            yield from _forbidden("victim_impact", said.victim_impact)
            yield from _forbidden("decided_without_reason", said.decided_without_reason)
            yield from _forbidden("harm_if_not_told", said.harm_if_not_told)
            yield from _forbidden("harm_if_told", said.harm_if_told)
        case Asked(request=said):
            yield from _forbidden("", said.model_dump(mode="json", exclude_none=True))


def _forbidden(field: str, said: Any) -> Iterator[Refusal]:
    match said:
        case str():
            yield from (Refusal(words, clause, field) for pattern, words, clause in _FORBIDDEN if pattern.search(said))
        case dict():
            for name, value in said.items():
                yield from _forbidden(f"{field}.{name}".lstrip("."), value)
        case list():
            for value in said:
                yield from _forbidden(field, value)
