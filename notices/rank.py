"""How soon a notice is sent: only grave things interrupt."""

from collections.abc import Iterable, Mapping
from typing import Any

from models.duties import DutyState
from models.notices import Rank
from models.outcome import NoticeClass


def rank(notice: Mapping[str, Any], touched: Iterable[Mapping[str, Any]]) -> Rank:
    """The rank of a row of notices; ``touched`` are the rows of duties that the same message led to.

    Grave are all immediate notices, and an escalation about grave work: what it names, or where it names none, what the
    message left open. An escalation that an event brought is prompt. Everything else waits for the digest; there a
    manager hears at 09:15 of work that went to them at 09:00 (project default).
    """
    match notice["kind"]:
        case NoticeClass.IMMEDIATE:
            return Rank.GRAVE
        case NoticeClass.ESCALATION:
            return _of_escalation(notice["duties"], touched)
        case _:
            return Rank.DIGEST


def _of_escalation(named: list[str], touched: Iterable[Mapping[str, Any]]) -> Rank:
    grave = {duty["duty_id"] for duty in touched if duty["grave"] and duty["state"] == DutyState.OPEN}
    if grave and (not named or grave & set(named)):
        return Rank.GRAVE
    return Rank.DIGEST if named else Rank.PROMPT
