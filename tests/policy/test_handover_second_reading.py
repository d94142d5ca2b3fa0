"""The handover table against a second, plain reading of the same rules, over thousands of made-up cases.

Nothing below ``second_reading`` shares code with ``policy``: it counts its own months and asks in its own order.
"""

import random
from calendar import monthrange
from datetime import date, timedelta
from typing import Any

import pytest

from models.release_facts import ReleaseFacts
from policy.handover import handover, next_change_after

Answer = tuple[str, str, date | None, date | None]


def back(day: date, months: int, days: int = 0) -> date:
    whole = day.year * 12 + day.month - 1 - months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1])) - timedelta(days=days)


def second_reading(case: dict[str, Any], today: date) -> Answer | None:
    """The rules as one long function, on plain values."""
    start = case.get("sentence_start_date")
    kind = case.get("sentence_type")
    isp = kind == "indeterminate"
    crd = case.get("conditional_release_date_override") or case.get("conditional_release_date")
    ard, ped, ted = (case.get(n) for n in ("automatic_release_date", "parole_eligibility_date", "tariff_date"))
    hdced = case.get("home_detention_curfew_eligibility_date")
    if not case["over_18"] or kind == "civil":
        return None
    if not case["immigration_case"] and not (start and (isp or crd or ard or ped or ted or hdced)):
        return None

    hearings = sorted(d for d in case["hearings"] if start is None or d >= start)
    thd = hearings[-1] if hearings else None
    far = thd is not None and thd >= back(today, -12)
    if isp and start and any(d > start for d in case["later_isps"]):
        return "additional_isp", "pom_only", None, None
    if isp and far and case["recalled"] and case["mappa_level"] not in (2, 3):
        return "recall_thd_over_12_months", "pom_with_com_supporting", None, None
    if isp and far and case["parole_outcome"] == "not_release":
        if case["mappa_level"] in (2, 3):
            return "parole_mappa_2_3", "com", None, None
        return "thd_over_12_months", "pom_with_com_supporting", None, None
    if case["recalled"]:
        return "recall_case", "com", None, None
    if case["immigration_case"]:
        return "immigration_case", "com", None, None

    if isp and ted and ted > today:
        erd = ted
    elif isp and thd and thd > today:
        erd = thd
    elif isp:
        erd = max((d for d in (ted, thd) if d), default=None)  # both past: the later is the nearer
    else:
        erd = ped or min((d for d in (ard, crd) if d), default=None)
    if erd is None:
        return "release_date_unknown", "pom_only", None, None

    opened = case["open"]
    if case["early_allocation"]:
        reason, when = "early_allocation", back(erd, 15)
    elif isp:
        reason, when = ("indeterminate_open" if opened else "indeterminate"), back(erd, 12)
    elif start and back(start, -10) >= erd:
        return "determinate_short", "com", None, None
    elif ped:
        reason, when = "determinate_parole", back(erd, 12)
    else:
        reason, when = "determinate", back(erd, 8, 14)
    begins = when
    if isp and opened:
        since = opened["category_open_since"] if opened["estate"] == "women" else opened["arrived_on"]
        begins = since if since and since < when else when
    if today >= when:
        return reason, "com", when, begins
    return reason, ("pom_with_com_supporting" if today >= begins else "pom_only"), when, begins


def made_up(chance: random.Random) -> dict[str, Any]:
    def day(first: int = 2024, last: int = 2031) -> date:
        year, month = chance.randint(first, last), chance.randint(1, 12)
        return date(year, month, chance.choice([1, 15, monthrange(year, month)[1], monthrange(year, month)[1]]))

    def maybe(value: Any, odds: float = 0.5) -> Any:
        return value if chance.random() < odds else None

    kind = chance.choice(["determinate", "determinate", "indeterminate", "indeterminate", "civil", None])
    opened = {
        "estate": chance.choice(["men", "women"]),
        "category_open_since": maybe(day()),
        "arrived_on": maybe(day()),
    }
    return {
        "over_18": chance.random() < 0.95,
        "sentence_type": kind,
        "sentence_start_date": kind and maybe(day(2020, 2028), 0.9),
        "immigration_case": chance.random() < 0.1,
        "recalled": chance.random() < 0.25,
        "mappa_level": chance.choice([None, 0, 1, 2, 3]),
        "parole_outcome": chance.choice([None, "release", "not_release"]),
        "early_allocation": chance.random() < 0.2,
        "hearings": [day() for _ in range(chance.randint(0, 2))],
        "later_isps": [day(2020, 2028) for _ in range(chance.choice([0, 0, 0, 1]))],
        "open": maybe(opened, 0.3),
        "conditional_release_date": maybe(day()),
        "conditional_release_date_override": maybe(day(), 0.1),
        "automatic_release_date": maybe(day(), 0.3),
        "parole_eligibility_date": maybe(day(), 0.3),
        "tariff_date": maybe(day()),
        "home_detention_curfew_eligibility_date": maybe(day(), 0.2),
    }


def as_facts(case: dict[str, Any]) -> ReleaseFacts:
    given = {name: value for name, value in case.items() if name not in ("hearings", "later_isps", "open")}
    return ReleaseFacts.model_validate(given | {
        "parole_reviews": [{"hearing_date": hearing} for hearing in case["hearings"]],
        "further_sentences": [
            {"sentence_type": "indeterminate", "sentence_start_date": later} for later in case["later_isps"]
        ],
        "open_conditions": case["open"],
    })  # fmt: skip


def first_reading(facts: ReleaseFacts, on: date) -> Answer | None:
    decided = handover(facts, on)
    if decided is None:
        return None
    return decided.reason.value, decided.responsible_on(on).value, decided.handover_date, decided.start_date


@pytest.mark.parametrize("seed", range(8))
def test_two_readings_agree(seed: int) -> None:
    chance = random.Random(seed)
    reasons = set()
    for _ in range(1000):
        case, today = made_up(chance), date(2024, 1, 1) + timedelta(days=chance.randint(0, 2900))
        first = first_reading(as_facts(case), today)
        assert first == second_reading(case, today), (case, today)
        reasons.add(first and first[0])
    assert len(reasons) == 14  # every row, and outside the policy


@pytest.mark.parametrize("seed", range(4))
def test_the_next_change_is_the_first_day_on_which_a_daily_look_differs(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        case, today = made_up(chance), date(2026, 1, 1) + timedelta(days=chance.randint(0, 700))
        now = second_reading(case, today)
        days = (today + timedelta(days=n) for n in range(1, 1500))
        looked = next((day for day in days if second_reading(case, day) != now), None)
        found = next_change_after(as_facts(case), today)
        assert looked == found or (looked is None and found is not None and found > today + timedelta(days=1499))
