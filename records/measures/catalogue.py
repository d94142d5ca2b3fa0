"""Every question of the inspection that a manager can ask, by id, in order; and asking one of them."""

from sqlalchemy.ext.asyncio import AsyncEngine

from records.measures import assessment, court, delivery, gates, management, planning, review, services, victims
from records.measures.known import Known
from records.measures.measure import Asked, Measure, NotAnswered, Result, result

_THEMES = {
    "court": court.MEASURES,
    "assessment": (*assessment.MEASURES, *assessment.NOT_ANSWERED),
    "planning": (*planning.MEASURES, *planning.NOT_ANSWERED),
    "delivery": (*delivery.MEASURES, *delivery.NOT_ANSWERED),
    "review": review.MEASURES,
    "victims": (*victims.MEASURES, *victims.NOT_ANSWERED),
    "gates": gates.MEASURES,
    "management": (*management.MEASURES, *management.NOT_ANSWERED),
    "services": (*services.MEASURES, *services.NOT_ANSWERED),
}

QUESTIONS: dict[str, Measure | NotAnswered] = {
    question.id: question for question in sorted((q for theme in _THEMES.values() for q in theme), key=lambda q: q.id)
}
"""Every question by its id, those without an answer too."""

MEASURES: dict[str, Measure] = {id: q for id, q in QUESTIONS.items() if isinstance(q, Measure)}
"""The questions that the records answer."""


async def ask(engine: AsyncEngine, asked: Asked, *ids: str) -> list[Result]:
    """Ask some measures, or all of them, of the records as they were at one instant."""
    known = Known(engine, asked)
    chosen = [MEASURES[id] for id in ids] if ids else list(MEASURES.values())
    return [result(measure, asked, await measure.find(known)) for measure in chosen]
