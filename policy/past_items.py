"""The items of a past in order, and the message each of them is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.case import Case
from models.decisions import DecisionMade
from models.duties import Duty
from models.messages import Adopted, Asked, Completed, Decided, Message, Reported, Waived
from models.past import NOT_KNOWN, Part, PastWork
from models.requests import CompleteDuty, WaiveDuty
from policy.holder import holder
from policy.known_versions import policy_of
from policy.refusal import Refusal, Refused


@dataclass(frozen=True)
class Item:
    """One thing of the past, and the moment it is taken at. ``index`` is its place in its list."""

    at: datetime
    part: Part
    index: int
    said: Any


_RANK: dict[Part, int] = {"facts": 0, "decisions": 1, "allowed": 2, "done": 3}


def opened_at(adopted: Adopted) -> datetime:
    """When the case opened: when its opening was known."""
    opening = adopted.start.opening
    return max(opening.occurred_at, opening.identified_at or opening.occurred_at)


def in_order(adopted: Adopted) -> list[Item]:
    """Everything of the past in the order it is taken: by moment, and at one moment facts before work.

    What happened before the case opened is taken when it opened.
    """
    past, first = adopted.past, opened_at(adopted)
    known = [max(f.occurred_at, f.identified_at or f.occurred_at) for f in past.facts]
    found = [Item(max(at, first), "facts", n, past.facts[n]) for n, at in enumerate(known)]
    found += [Item(max(d.decided_at, first), "decisions", n, d) for n, d in enumerate(past.decisions)]
    found += [Item(max(r.asked_at, first), "allowed", n, r) for n, r in enumerate(past.allowed)]
    found += [Item(max(w.at, first), "done", n, w) for n, w in enumerate(past.done)]
    return sorted(found, key=lambda i: (i.at, _RANK[i.part], i.index))


def message_of(item: Item, case: Case) -> Message:
    """The message an item is, on the case as it stood then. Raises Refused for work that was not open."""
    said = item.said
    if isinstance(said, PastWork):
        return _work(said, item.index, case)
    if isinstance(said, DecisionMade):
        return Decided(decision=said)
    return Reported(event=said) if item.part == "facts" else Asked(request=said)


def _work(said: PastWork, index: int, case: Case) -> Message:
    duty = _open_then(case, said)
    who = said.by or NOT_KNOWN
    if said.let_go_because is None:
        role = said.role or holder(case)
        done = {"duty": duty.id, "done_at": said.at, "done_by": who, "role": role, "evidence": said.evidence}
        return Completed(completion=CompleteDuty.model_validate({"completion_id": f"past-done-{index}", **done}))
    if said.role is None:
        raise Refused([Refusal("say which manager's role let it go", field="role")])
    let_go = {"duty": duty.id, "waived_at": said.at, "waived_by": who, "role": said.role}
    return Waived(
        waiver=WaiveDuty.model_validate({"waiver_id": f"past-waived-{index}", **let_go, "reason": said.let_go_because})
    )


def _open_then(case: Case, said: PastWork) -> Duty:
    """The work an item speaks of; of the only subject there is, where none is named."""
    kind = policy_of(case).in_place_of(said.work) or said.work
    found = [d for d in case.open_duties if d.kind == kind and said.subject in {None, d.subject}]
    if not found:
        words = "no such work was open then: leave it out, or give the fact that asked for it, on or before that day"
        raise Refused([Refusal(words, field="work")])
    if len(found) > 1:
        raise Refused([Refusal("several were open then: say whom or what it was about", field="subject")])
    return found[0]
