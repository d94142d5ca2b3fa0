"""Gates: a case fails one when it falls short on any of the questions that make it up (INS-Q11, Q17, Q33, Q44)."""

from collections.abc import Iterable, Sequence

from records.measures import assessment, delivery, planning, review
from records.measures.known import Known
from records.measures.measure import Baseline, Find, Item, Measure

_PARTS = {m.id: m for theme in (assessment, delivery, planning, review) for m in theme.MEASURES}


def of(*ids: str) -> tuple[Measure, ...]:
    """The measures that make up a gate."""
    return tuple(_PARTS[id] for id in ids)


def gate(parts: Sequence[Measure]) -> Find:
    """Cases in the base of any part; those that fall short on one or more count, grouped by which."""

    async def find(known: Known) -> list[Item]:
        found: dict[str, list[tuple[str, Item]]] = {}
        for part in parts:
            for item in await part.find(known):
                if known.asked.covers(item.on) and not item.pending:
                    found.setdefault(item.case_id, []).append((part.id if part.falls_short(item) else "", item))
        return [_case(case, seen) for case, seen in sorted(found.items())]

    return find


def _case(case_id: str, seen: Iterable[tuple[str, Item]]) -> Item:
    seen = list(seen)
    short = sorted({id for id, _ in seen if id})
    since = min((i.since for id, i in seen if id and i.since), default=None)
    return Item(case_id, bool(short), max(i.on for _, i in seen), ", ".join(short), since=since)


ASSESSMENT = of("INS-Q05", "INS-Q07", "INS-Q09", "INS-Q10")
PLAN = of("INS-Q13", "INS-Q14", "INS-Q15", "INS-Q18")
REVIEW = of("INS-Q30", "INS-Q31", "INS-Q32")
DELIVERY = of("INS-Q21", "INS-Q22", "INS-Q23", "INS-Q24", "INS-Q25", "INS-Q26", "INS-Q27", "INS-Q28", "INS-Q29")

_JUDGED = "a gate counts what the records can show; the published figure is a person's judgement of the whole"

MEASURES = (
    Measure(
        "INS-Q11",
        "assessment_gate_failed",
        "Is the assessment sound on everything that can be counted?",
        "a case that falls short on INS-Q05, Q07, Q09 or Q10",
        "cases in the base of any of them",
        gate(ASSESSMENT),
        Baseline("28 % clear and thorough", "INS-B04", "60", 0.72, ("INS-X01", "INS-X02", "INS-X06")),
        note=f"{_JUDGED}; Q06, Q08 and the countersignature are not in the records",
    ),
    Measure(
        "INS-Q17",
        "plan_gate_failed",
        "Is the plan sound on everything that can be counted?",
        "a case that falls short on INS-Q13, Q14, Q15 or Q18",
        "cases in the base of any of them",
        gate(PLAN),
        Baseline("37 % of all cases; 12 of 28 licence cases (43 %)", "INS-B07, INS-B26", "60; 28", 0.63,
                 ("INS-X01", "INS-X02")),
        note=f"{_JUDGED}; Q16 is not in the records",
    ),
    Measure(
        "INS-Q33",
        "review_gate_failed",
        "Is review sound on everything that can be counted?",
        "a case that falls short on INS-Q30, Q31 or Q32",
        "cases in the base of any of them",
        gate(REVIEW),
        Baseline("23 % enough focus on abuse risk", "INS-B16", "60", 0.77, ("INS-X01", "INS-X02")),
        note=_JUDGED,
    ),
    Measure(
        "INS-Q44",
        "delivery_gate_failed",
        "Is delivery sound on everything that can be counted?",
        "a case that falls short on any of INS-Q21 to Q29",
        "cases in the base of any of them",
        gate(DELIVERY),
        Baseline("27 % managed effectively", "INS-B11", "60", 0.73, ("INS-X01", "INS-X02")),
        note=_JUDGED,
    ),
)  # fmt: skip
