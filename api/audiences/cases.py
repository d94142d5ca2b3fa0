"""A case as each audience sees it. A field is in a model because that audience may have it; nothing is blanked out."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.audiences.audience import Audience, plain
from api.audiences.duties import DutyShown, duties_shown
from client import Look
from models.case import Case, CurfewAddress, CustodyState, Flag, ReleaseAddress
from models.decisions import Decision
from models.enquiries import Enquiry
from models.licence import LicenceCondition
from models.multi_agency import Mappa, Marac
from models.plans import RiskPlan, SentencePlan
from models.programme_record import ProgrammeRecord
from models.risk import Partner, PersonAtRisk, ProtectiveOrder, Trigger
from models.roles import Role
from models.sentence import Sentence, SentenceDates
from policy.calendar import london_date
from policy.holder import holder
from policy.standings import STANDING, expectations


class RestrictedCase(BaseModel):
    """That there is a case, and that access to it is restricted."""

    audience: Literal["restricted"] = "restricted"
    case_id: str
    access: Literal["Restricted"] = "Restricted"


class StandingShown(BaseModel):
    """What is expected all the time, which is no piece of work."""

    words: str
    clauses: list[str]
    who: str
    met: bool | None = Field(description="whether the case shows it; absent where no record can show it")


class CaseForColleague(BaseModel):
    """What everybody who works with the person may know of the case."""

    audience: Literal["colleague"] = "colleague"
    case_id: str
    crn: str | None
    prison_number: str | None
    version: int = Field(description="the number of the last message to the case; its ETag")
    rehearsal: bool
    restricted: bool = Field(description="whether access to it is restricted to a few, this reader among them")
    policy_version: str
    stage: str
    stage_since: date
    responsible: str
    practitioners: dict[str, str]
    team: str | None
    sentences: dict[str, Sentence]
    dates: SentenceDates
    programme: str | None
    closed_on: date | None
    merged_into: str | None
    rosh: dict[str, str]
    duties: list[DutyShown]
    standing: list[StandingShown]


class CaseForVictimSafety(CaseForColleague):
    """What those who work for the safety of victims may know besides."""

    audience: Literal["victim_safety"] = "victim_safety"  # type: ignore[assignment]  # each model names its own
    abuse: list[str]
    partners: dict[str, Partner]
    people_at_risk: dict[str, PersonAtRisk]
    orders: dict[str, ProtectiveOrder]
    conditions: dict[str, LicenceCondition]
    marac: Marac
    processes: dict[str, str]


class CaseForPractitioner(CaseForVictimSafety):
    """The whole case, for who is responsible for it and their managers."""

    audience: Literal["practitioner"] = "practitioner"  # type: ignore[assignment]  # each model names its own
    mappa: Mappa
    mappa_level: int | None
    triggers: list[Trigger]
    custody: CustodyState
    enquiries: dict[str, Enquiry]
    decisions: dict[str, Decision]
    hdc: dict[str, ReleaseAddress]
    rotl: dict[str, ReleaseAddress]
    curfews: dict[str, CurfewAddress]
    programme_record: ProgrammeRecord
    risk_plan: RiskPlan | None
    sentence_plan: SentencePlan | None
    flags: dict[str, Flag]
    gaps: list[str]


_VICTIM_SIDE = frozenset({Role.VLO, Role.DASO})
"""That the case has one of these says that it has a victim who is in touch with them."""

AnyCase = RestrictedCase | CaseForColleague | CaseForVictimSafety | CaseForPractitioner


def case_for(look: Look, audience: Audience, roles: frozenset[str], now: datetime, *, restricted: bool) -> AnyCase:
    """A case as an audience may see it. ``roles`` are those in which the reader is named on it."""
    said = _for_colleague(look, audience, duties_shown(look.case, audience, roles, now))
    said["restricted"] = restricted
    said["standing"] = _standing(look.case, audience, london_date(now))
    if audience is Audience.COLLEAGUE:
        return CaseForColleague(**said)
    said |= _for_victim_safety(look.case, audience)
    if audience is Audience.VICTIM_SAFETY:
        return CaseForVictimSafety(**said)
    assert audience is Audience.PRACTITIONER
    return CaseForPractitioner(**said, **_for_practitioner(look.case))


def _for_colleague(look: Look, audience: Audience, duties: list[DutyShown]) -> dict[str, Any]:
    case, held = look.case, look.case.practitioners
    all_of_them = audience >= Audience.VICTIM_SAFETY
    names = (
        "case_id", "crn", "prison_number", "rehearsal", "policy_version", "stage_since", "team", "sentences", "dates",
        "closed_on", "merged_into",
    )  # fmt: skip
    return _taken(case, names) | {
        "version": look.sequence,
        "stage": case.stage.value,
        "responsible": holder(case).value,
        "practitioners": {role.value: staff for role, staff in held.items() if all_of_them or role not in _VICTIM_SIDE},
        "rosh": {group.value: level.value for group, level in case.rosh.items()},
        "programme": case.programme.value if case.programme else None,
        "duties": duties,
    }


def _standing(case: Case, audience: Audience, today: date) -> list[StandingShown]:
    shown = [(STANDING[name], met) for name, met in expectations(case, today).items()]
    return [
        StandingShown(words=one.words, clauses=list(one.clauses), who=one.who, met=met)
        for one, met in shown
        if plain(audience, [f"{one.name} {one.words}"])
    ]


def _for_victim_safety(case: Case, audience: Audience) -> dict[str, Any]:
    names = ("partners", "people_at_risk", "orders", "conditions", "marac")
    return _taken(case, names) | {
        "abuse": [kind.value for kind in case.profile.abuse],
        "processes": {name: state for name, state in case.processes.items() if plain(audience, [name])},
    }


def _for_practitioner(case: Case) -> dict[str, Any]:
    names = (
        "mappa", "custody", "enquiries", "decisions", "hdc", "rotl", "curfews", "programme_record", "risk_plan",
        "sentence_plan", "flags", "gaps",
    )  # fmt: skip
    return _taken(case, names) | {"mappa_level": case.profile.mappa_level, "triggers": case.profile.triggers}


def _taken(case: Case, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(case, name) for name in names}
