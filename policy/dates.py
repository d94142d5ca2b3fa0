"""The dates of a case from its facts alone: handover, early allocation, licence, and the key dates of the policy."""

from datetime import date
from typing import Any

from models.release_facts import ReleaseFacts
from policy.bank_holidays import LAST_PUBLISHED_YEAR
from policy.calendar import CURRENT, with_announced
from policy.case_key_dates import case_key_dates
from policy.earliest_release import earliest_release
from policy.early_allocation import early_allocation
from policy.handover import handover, next_change_after
from policy.handover_gate import why_outside
from policy.handover_windows import approaching_parole_from, handover_windows
from policy.licence_dates import licence_dates


def dates_of(facts: ReleaseFacts, today: date) -> dict[str, Any]:
    """Every date that follows from the facts, as JSON (``docs/dates.md``); ``today`` unless the facts say ``on``."""
    on = facts.on or today
    calendar = with_announced(CURRENT, facts.announced_bank_holidays, facts.withdrawn_bank_holidays)
    judged = early_allocation(facts, on)
    return {
        "reference": facts.reference,
        "on": on.isoformat(),
        "calendar": {"version": calendar.version, "published_to": LAST_PUBLISHED_YEAR},
        "handover": _handover(facts, on),
        "early_allocation": judged and judged.model_dump(mode="json"),
        "licence": licence_dates(facts, on, calendar).model_dump(mode="json"),
        "key_dates": case_key_dates(facts, on, calendar).model_dump(mode="json"),
    }


def _handover(facts: ReleaseFacts, on: date) -> dict[str, Any]:
    change = next_change_after(facts, on)
    next_change = change and change.isoformat()
    decided = handover(facts, on)
    if decided is None:
        return {"inside_policy": False, "because": list(why_outside(facts, on)), "next_change": next_change}
    release, parole = earliest_release(facts, on), approaching_parole_from(facts)
    return {
        "inside_policy": True,
        "responsible": decided.responsible_on(on).value,
        **decided.model_dump(mode="json", exclude={"fixed"}),
        "earliest_release": release and {"date": release.day.isoformat(), "taken_from": release.kind},
        "next_change": next_change,
        "windows": [window.model_dump(mode="json") for window in handover_windows(decided)],
        "approaching_parole_from": parole and parole.isoformat(),
    }
