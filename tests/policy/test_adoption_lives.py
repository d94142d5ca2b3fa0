"""Any life by chance, adopted at its end with its past: what matters of the case is as if it had been lived here."""

import json
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from models.case import Case
from models.messages import Adopted
from models.outcome import NoticeClass, Outcome
from policy import past_life
from policy.adoption import ADOPTED_LATE, adopt
from policy.calendar import CURRENT, london_date
from policy.known_versions import policy_of
from policy.proof import differences
from tests.lives.life import live
from tests.policy.told import Told
from workflows.merge import merged

State = dict[str, Any]


class Remembered(Told):
    """A life in which facts are told as they happen and the version stays; ``past`` is what another system kept."""

    def __init__(self) -> None:
        super().__init__(every=50, by_its_own_clock=True)
        self.opened: State = {}
        self.past: dict[str, list[State]] = {"facts": [], "done": [], "decisions": [], "allowed": []}

    def fact(self, said: State) -> State:
        plain = {name: value for name, value in said.items() if name != "known"}
        return super().fact({**plain, "happened": timedelta()})

    def again(self, random: Random) -> None:
        """The other system tells each thing once."""

    def go_over(self, version: str) -> None:
        """The version stays."""

    def tell(self, message: State) -> Outcome | None:
        duties = self.case.duties if self.state else {}
        outcome = super().tell(message)
        if outcome is None:
            return None
        match message["kind"]:
            case "opened":
                self.opened = message["start"]
            case "reported":
                self.past["facts"].append(message["event"])
            case "decided":
                self.past["decisions"].append(message["decision"])
            case "asked":
                self.past["allowed"].append(message["request"])
            case "completed":
                done = message["completion"]
                self._work(duties[done["duty"]], done["done_at"], by=done["done_by"], evidence=done["evidence"])
            case "waived":
                let_go = message["waiver"]
                self._work(duties[let_go["duty"]], let_go["waived_at"], let_go_because=let_go["reason"])
        return outcome

    def _work(self, duty: Any, at: str, **more: Any) -> None:
        said = {"work": duty.kind, "at": at, "role": "spo", **more}
        self.past["done"].append({**said, "subject": duty.subject} if duty.subject else said)


@pytest.mark.parametrize("seed", range(16))
def test_an_adopted_life_stands_as_one_lived_here(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if seed % 4 == 0:
        monkeypatch.setattr(past_life, "MOST_STEPS", 7)
    lived = Remembered()
    live(lived, Random(f"adoption/{seed}"))
    if not lived.opened or lived.finished:
        return
    outcomes, state = adopted(lived)
    ended = outcomes[-1]
    assert ended.receipt.not_used == []
    assert matters(state, lived) == matters(lived.state, lived)
    case = Case.model_validate(state)
    assert differences(case, policy_of(case), CURRENT, lived.now, ended.wake_at) == []
    late = [d for d in case.open_duties if d.due_on and d.due_on < london_date(lived.now)]
    if not late:
        assert (ended.wake_at, ended.wake_for) == (lived.wake_at, lived.wake_for)
    assert [n.kind for n in ended.receipt.notices] == [NoticeClass.DIGEST] * bool(late)
    assert all(n.about.startswith(ADOPTED_LATE) for n in ended.receipt.notices)
    told = [row["table"] for o in outcomes for row in o.rows if row["table"] in {"notices", "escalations"}]
    assert told == ["notices"] * bool(late)


def adopted(lived: Remembered) -> tuple[list[Outcome], State]:
    """The same case adopted now, portion by portion, and what it then is."""
    message = Adopted.model_validate({"start": lived.opened, "past": lived.past})
    outcomes: list[Outcome] = []
    state: State = {}
    while not outcomes or state.get("adopting"):
        outcomes.append(adopt(state or None, message, lived.now, len(outcomes) + 1, CURRENT))
        state = json.loads(json.dumps(merged(state, outcomes[-1].change)))
    return outcomes, state


def matters(state: State, lived: Told) -> State:
    """Everything of a case but how it was told: notices, flags, evidence, and the rungs of what is late."""
    kept = {name: value for name, value in state.items() if name not in {"counters", "adopted_at", "flags", "duties"}}
    today = london_date(lived.now).isoformat()
    return {**kept, "duties": {id: _work(d, today) for id, d in state.get("duties", {}).items()}}


def _work(duty: State, today: str) -> State:
    late = any(c.get("due_on", today) < today for c in duty["clocks"] if not c["answered"])
    apart = {"closed", "rungs_fired"} if late or duty["state"] != "open" else set()
    kept = {name: value for name, value in duty.items() if name not in apart}
    return {**kept, "clocks": [{n: v for n, v in c.items() if n != "cause"} for c in duty["clocks"]]}
