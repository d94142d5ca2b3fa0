"""Invented records of any number of cases: teams and practitioners have as unequal a share of them as in life.

Every row is worked out from the case's number, so that the same cases come out each time.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Any

from models.tables import NO_DAY

TODAY = date(2026, 11, 26)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
EVENTS, DUTIES, ESCALATIONS, DECISIONS = 30, 14, 4, 2
"""Of each case: 3 million events on 100,000 cases."""

STAGES = {
    "custody": 30,
    "licence": 32,
    "community_order": 25,
    "post_sentence_supervision": 5,
    "court_report": 3,
    "closed": 5,
}
ROSH = {"high": 40, "medium": 45, "very_high": 3, "low": 10, "unknown": 2}
KINDS = [f"kind_{n}" for n in range(80)]
CLAUSES = [f"PF-{n // 9 + 6}.{n % 9 + 1}a" for n in range(160)]
OWNERS = {"community_practitioner": 60, "pom": 25, "spo": 10, "head_of_pdu": 5}
_WORDS = "a sentence of the length that people write when they say what was seen, what was said and what is done next"

Row = dict[str, Any]


def _clock(counted_from: date, due: date | None) -> Row:
    """A deadline as a duty has it, so that a list can say why the duty is due then."""
    day = counted_from.isoformat()
    return {
        "id": "c1", "cause": "e1", "trigger": "released", "started_by": _WORDS, "counted_from": day, "recorded_on": day,
        "due_on": due.isoformat() if due else None, "calendar_version": "2026-08",
    }  # fmt: skip


class Invented:
    """So many cases. The largest team has about one case in twenty, the largest caseload ten times the usual one."""

    def __init__(self, cases: int) -> None:
        self.cases = cases
        self.teams = [f"team-{n}" for n in range(max(4, cases // 300))]

    @cached_property
    def _shares(self) -> list[float]:
        return list(accumulate(1 / (n + 5) for n in range(len(self.teams))))

    def a_team(self, chance: random.Random) -> str:
        """A team, the larger the likelier."""
        return chance.choices(self.teams, cum_weights=self._shares)[0]

    def a_practitioner(self, team: str, chance: random.Random) -> str:
        """One of a team's practitioners; the first of each has much more than the others."""
        share = self._shares[0] / self._shares[-1] if team == self.teams[0] else 1 / len(self.teams)
        number = max(3, int(self.cases * share / 45))
        return f"{team}.cp-{min(int(chance.paretovariate(1.2)) - 1, chance.randrange(number))}"

    def rows(self, table: str) -> Iterator[Row]:
        """Every row of a table, case by case."""
        made = getattr(self, f"_{table}")
        for number in range(self.cases):
            chance = random.Random(number)
            yield from made(self._case(number, chance), random.Random(number * 31 + len(table)))

    def _case(self, number: int, chance: random.Random) -> Row:
        team = self.a_team(chance)
        stage = _one(STAGES, chance)
        practitioner = self.a_practitioner(team, chance)
        inside = stage == "custody"
        due = (
            TODAY + timedelta(days=int(chance.gauss(10, 15))) if stage != "closed" and chance.random() < 0.95 else None
        )
        release = TODAY + timedelta(days=int(chance.expovariate(1 / 300))) if inside else None
        return {
            "case_id": f"case-{number:07}", "last_sequence": EVENTS, "crn": f"X{number:06}"[-7:], "prison_number": None,
            "stage": stage, "stage_since": TODAY - timedelta(days=int(chance.expovariate(1 / 250))),
            "rosh": _one(ROSH, chance), "responsible": "pom" if inside else "community_practitioner",
            "pom": f"{practitioner}-pom" if inside else None, "community_practitioner": practitioner,
            "spo": f"{team}.spo",
            "team": team, "practitioners": {}, "missing_role": "pom" if inside and chance.random() < 0.03 else None,
            "release_on": release, "handover_on": release - timedelta(days=257) if release else None,
            "next_due": due, "due_order": due or NO_DAY, "open_duties": 4, "overdue": 1, "open_reviews": 0,
            "policy_version": "2023-07", "calendar_version": "2026", "rehearsal": False,
            "standing": {f"expectation_{n}": n % 2 == 0 for n in range(12)},
            "processes": {"review": "due", "court": "done"},
            "closed_on": TODAY if stage == "closed" else None, "merged_into": None, "updated_at": NOW,
        }  # fmt: skip

    def _cases(self, case: Row, _chance: random.Random) -> Iterator[Row]:
        yield case

    def _events(self, case: Row, chance: random.Random) -> Iterator[Row]:
        for n in range(1, EVENTS + 1):
            at = NOW - timedelta(days=900 - n * 29, seconds=chance.randrange(86_400))
            yield {
                "case_id": case["case_id"], "sequence": n, "event_id": f"e{n}", "kind": "reported",
                "type": f"type_{chance.randrange(60)}", "occurred_at": at, "identified_at": None, "recorded_at": at,
                "reported_by": case["community_practitioner"], "sensitivity": "ordinary",
                "body": {"kind": "reported", "event": {"type": "new_relationship", "notes": _WORDS}},
                "led_to": {"opened": [{"id": f"d{n}", "clauses": [CLAUSES[n]]}], "stage": case["stage"]},
            }  # fmt: skip

    def _of_the_case(self, case: Row, owner: str) -> Row:
        held = {"community_practitioner": case["community_practitioner"], "pom": case["pom"], "spo": case["spo"]}
        return {"team": case["team"], "stage": case["stage"], "held_by": held.get(owner), "rehearsal": False}

    def _duties(self, case: Row, chance: random.Random) -> Iterator[Row]:
        for n in range(1, DUTIES + 1):
            owner, first = _one(OWNERS, chance), min(int(chance.expovariate(1 / 12)), 79)
            is_open = case["stage"] != "closed" and chance.random() < 0.3
            day = TODAY + timedelta(days=int(chance.gauss(12, 20)) if is_open else -chance.randrange(800))
            due = day if chance.random() < 0.95 else None
            opened = NOW - timedelta(days=chance.randrange(1, 900))
            yield {
                "case_id": case["case_id"], "duty_id": f"d{n}", "kind": KINDS[first],
                "title": "Do what is owed, and say so",
                "clauses": sorted({CLAUSES[first], CLAUSES[min(first * 2, 159)]}), "owner": owner, "subject": None,
                "state": "open" if is_open else chance.choice(("done", "done", "done", "cancelled", "waived")),
                "due_on": due, "due_order": due or NO_DAY, "grave": False, "opened_at": opened,
                "closed_at": None if is_open else opened, "late": False, "policy_version": "2023-07",
                "triggers": ["released"], "sensitivity": "ordinary",
                "body": {"clocks": [_clock(opened.date(), due)]},
                **self._of_the_case(case, owner),
            }  # fmt: skip

    def _duty_clauses(self, case: Row, chance: random.Random) -> Iterator[Row]:
        same = ("case_id", "duty_id", "state", "due_order", "team")
        for duty in self._duties(case, random.Random(_seed(case, "duties"))):
            yield from ({"clause": clause, **{name: duty[name] for name in same}} for clause in duty["clauses"])

    def _escalations(self, case: Row, chance: random.Random) -> Iterator[Row]:
        for n in range(1, ESCALATIONS + 1):
            role = chance.choice(("spo", "spo", "spo", "head_of_pdu"))
            is_open = chance.random() < 0.2
            seen = NOW if is_open and chance.random() < 0.4 else None
            yield {
                "case_id": case["case_id"], "notice_id": f"n{n}", "kind": "escalation", "to_role": role,
                "to_staff": case["spo"] if role == "spo" else "pdu-1", "about": "work is late: do it or say why not",
                "duties": [f"d{n}"], "event": f"e{n}", "sensitivity": "ordinary",
                "at": NOW - timedelta(days=chance.randrange(900), seconds=chance.randrange(86_400)),
                "clauses": [CLAUSES[min(int(chance.expovariate(1 / 20)), 159)]], "open": is_open,
                "acknowledged_at": seen, "acknowledged_by": case["spo"] if seen else None,
                **self._of_the_case(case, case["responsible"]),
            }  # fmt: skip

    def _escalation_clauses(self, case: Row, chance: random.Random) -> Iterator[Row]:
        for told in self._escalations(case, random.Random(_seed(case, "escalations"))):
            same = {name: told[name] for name in ("case_id", "notice_id", "at")}
            yield from ({"clause": clause, **same} for clause in told["clauses"])

    def _decisions(self, case: Row, chance: random.Random) -> Iterator[Row]:
        for n in range(DECISIONS):
            yield {
                "case_id": case["case_id"], "key": f"de-{n}", "kind": "marac", "option": "refer", "subject": None,
                "rationale": _WORDS, "manager_discussed_with": None, "victim_impact": None,
                "decided_at": NOW - timedelta(days=chance.randrange(900)), "decided_by": case["community_practitioner"],
                "role": "community_practitioner", "policy_version": "2023-07", "sensitivity": "sensitive",
            }  # fmt: skip

    def _orders(self, case: Row, chance: random.Random) -> Iterator[Row]:
        if chance.random() < 0.5:
            yield {
                "case_id": case["case_id"], "ref": "order-1", "kind": "restraining_order", "state": "in_force",
                "in_force": chance.random() < 0.8, "made_on": TODAY - timedelta(days=100),
                "ends_on": TODAY + timedelta(days=int(chance.expovariate(1 / 400))), "sensitivity": "ordinary",
                **self._of_the_case(case, case["responsible"]),
            }  # fmt: skip


def _seed(case: Row, table: str) -> int:
    return int(case["case_id"][5:]) * 31 + len(table)


def _one(shares: dict[str, int], chance: random.Random) -> str:
    return chance.choices(list(shares), weights=list(shares.values()))[0]


def as_json(value: object) -> str:
    """As the records hold it."""
    return json.dumps(value, separators=(", ", ": "))
