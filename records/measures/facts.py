"""Facts of the cases that several measures need, from what the records knew: sentence, risk, release, people."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from models.case import Case
from models.events import EVENT
from models.risk import AbuseKind, RoshLevel
from models.sentence import Stage
from policy.calendar import london_date
from policy.facts.absorb import absorb
from policy.stages.count_back import release_expected
from records.measures.known import Known, Told, by_case

CONCLUSIVE = frozenset({"information", "nothing_known"})
"""Outcomes of an enquiry that are a reply. A refusal is none."""

_LEVELS = list(RoshLevel)
_DATED = ("sentence_passed", "dates_changed", "received_into_custody", "recalled", "released", "released_from_remand")


async def profiles(known: Known) -> dict[str, dict[str, Any]]:
    """What was known of each case when it was opened."""
    return {t.case_id: dict(t.row.body.get("start", {}).get("profile", {})) for t in await known.openings()}


async def opened_on(known: Known) -> dict[str, date]:
    """The day each case was opened."""
    return {t.case_id: t.heard_on for t in await known.openings()}


async def partner_abuse(known: Known) -> set[str]:
    """Cases of intimate partner abuse, in which a SARA is due."""
    usual = [AbuseKind.INTIMATE_PARTNER.value]
    return {c for c, p in (await known.once(profiles)).items() if AbuseKind.INTIMATE_PARTNER in p.get("abuse", usual)}


async def sentenced(known: Known) -> dict[str, date]:
    """The day of the first sentence of each case: T0."""
    days = by_case(await known.events("sentence_passed"), lambda t: t.case_id)
    return {case: min(t.happened_on for t in told) for case, told in days.items()}


async def risk(known: Known) -> dict[str, RoshLevel]:
    """The highest level of risk of serious harm to any group, by case."""
    levels = {c: dict(p.get("rosh", {})) for c, p in (await known.once(profiles)).items()}
    for told in await known.events("rosh_changed"):
        levels.setdefault(told.case_id, {})[told.said.get("group", "known_adult")] = told.said["level"]
    return {c: max(map(RoshLevel, said.values()), key=_LEVELS.index, default=RoshLevel.UNKNOWN)
            for c, said in levels.items()}  # fmt: skip


async def risk_rank(known: Known) -> dict[str, int]:
    """The rank of each case by its risk, the highest level first; unknown last."""
    return {c: _LEVELS.index(level) for c, level in (await known.once(risk)).items()}


async def releases(known: Known) -> dict[str, date]:
    """The day each person in custody is expected to be released: R. Unknown days are left out."""
    stages = await known.stages()
    told = by_case(await known.events(*_DATED), lambda t: t.case_id)
    inside = (c for c, stage in stages.items() if stage == Stage.CUSTODY)
    found = {c: release_expected(_dated(c, told.get(c, []))) for c in inside}
    return {c: day for c, day in found.items() if day is not None}


def _dated(case_id: str, told: list[Told]) -> Case:
    """A case of which only the dates matter."""
    case = Case(
        case_id=case_id, policy_version="", calendar_version="", stage=Stage.CUSTODY, stage_since=date(1970, 1, 1)
    )
    for event in told:
        fact = EVENT.validate_python(event.said)
        absorb(fact, case, london_date(fact.occurred_at))
    return case


@dataclass(frozen=True)
class Person:
    """Somebody at risk, or who may be. Their reference is used to match records and never given out."""

    case_id: str
    ref: str
    child: bool
    partner: bool
    known_on: date


async def people(known: Known) -> list[Person]:
    """Everyone known to be or possibly be at risk, once for each case, from the day the case was told."""
    found = [
        Person(told.case_id, p["ref"], bool(p.get("child")), False, told.heard_on)
        for told in await known.openings()
        for p in told.row.body.get("start", {}).get("profile", {}).get("people_at_risk", [])
    ]
    for told in await known.events("new_relationship", "contact_with_children", "domestic_abuse_incident",
                                   "high_risk_to_person"):  # fmt: skip
        adults = [told.said[name] for name in ("partner", "victim", "person") if told.said.get(name)]
        met = told.type == "new_relationship"
        found += [Person(told.case_id, ref, False, met, told.heard_on) for ref in adults]
        found += [Person(told.case_id, ref, True, False, told.heard_on) for ref in told.said.get("children", [])]
    first: dict[tuple[str, str], Person] = {}
    for person in found:
        first.setdefault((person.case_id, person.ref), person)
    return list(first.values())


@dataclass(frozen=True)
class Needed:
    """An intervention a sentence or licence requires, and how far it came."""

    case_id: str
    programme: str
    since: date
    started: date | None = None
    ended: date | None = None
    finished: bool = False
    last_session: date | None = None

    @property
    def state(self) -> str:
        """Where it stands, in a word."""
        if self.ended is not None:
            return "completed" if self.finished else "ended without completion"
        return "under way" if self.started is not None else "waiting"


async def needed(known: Known) -> list[Needed]:
    """Every intervention required, once for each case and programme."""
    found: dict[tuple[str, str], Needed] = {}
    told = await known.events(
        "sentence_passed", "programme_required", "released", "programme_started", "programme_session",
        "programme_completed",
    )  # fmt: skip
    for event in told:
        programme = event.said.get("programme")
        if not programme:
            continue
        key = (event.case_id, programme)
        need = found.get(key) or Needed(event.case_id, programme, event.happened_on)
        found[key] = _further(need, event)
    return list(found.values())


def _further(need: Needed, event: Told) -> Needed:
    said, day = vars(need), event.happened_on
    if event.type == "programme_started":
        return Needed(**(said | {"started": need.started or day}))
    if event.type == "programme_session":
        return Needed(**(said | {"started": need.started or day, "last_session": day}))
    if event.type == "programme_completed":
        return Needed(**(said | {"ended": day, "finished": bool(event.said.get("finished", True))}))
    return need
