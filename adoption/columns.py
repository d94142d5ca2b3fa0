"""The columns of a caseload's CSV file, one row a case: the ordinary facts that every case system has."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from adoption.moments import BadMoment, day
from models.risk import AbuseKind, RiskGroup, RoshLevel, Trigger
from models.sentence import OffenceMarker, Programme, SentenceKind
from models.words import CaseId, Crn, PrisonNumber, Ref, StaffId


def _a_day(text: Any) -> str:
    try:
        return day(str(text))
    except BadMoment as wrong:
        raise ValueError(str(wrong)) from None


def _a_list(text: Any) -> list[str]:
    return [part.strip() for part in str(text).split(";") if part.strip()]


On = Annotated[str, BeforeValidator(_a_day)]
Listed = BeforeValidator(_a_list)


class CaseColumns(BaseModel):
    """One row. An empty cell is not known; a list has semicolons between its parts."""

    model_config = ConfigDict(extra="forbid")

    case: CaseId = Field(description="the case's own opaque id, which becomes its id here; never the CRN")
    crn: Crn | None = Field(default=None, description="case reference number")
    prison_number: PrisonNumber | None = Field(default=None, description="prison number")
    team: Ref | None = Field(default=None, description="probation team")
    spo: StaffId | None = Field(default=None, description="senior probation officer, by staff id")
    head_of_pdu: StaffId | None = Field(default=None, description="head of the probation delivery unit")
    restricted: bool | None = Field(default=None, description="only those it names and restricted_to may look into it")
    restricted_to: Annotated[list[StaffId], Listed] = Field(
        default=[], description="further staff who may, by staff id; needs restricted"
    )
    report_asked_on: On | None = Field(default=None, description="the day the court report was asked for, if known")
    hearing: On | None = Field(default=None, description="the day of the hearing the report is for")
    sentenced_on: On | None = Field(default=None, description="the day of the sentence; needed unless it is to come")
    sentence: SentenceKind | None = Field(default=None, description="its kind; needed with sentenced_on")
    length_days: int | None = Field(default=None, description="custodial term or order length, in days")
    programme: Programme | None = Field(default=None, description="programme required")
    markers: Annotated[list[OffenceMarker], Listed] = Field(default=[], description="features of the offending")
    conditional_release: On | None = Field(default=None, description="conditional release date")
    automatic_release: On | None = Field(default=None, description="automatic release date")
    confirmed_release: On | None = Field(default=None, description="confirmed release date")
    hdc_eligibility: On | None = Field(default=None, description="home detention curfew eligibility date")
    parole_eligibility: On | None = Field(default=None, description="parole eligibility date")
    tariff: On | None = Field(default=None, description="end of the tariff")
    licence_end: On | None = Field(default=None, description="end of the licence")
    sentence_end: On | None = Field(default=None, description="end of the sentence")
    supervision_end: On | None = Field(default=None, description="end of post-sentence supervision")
    received_on: On | None = Field(default=None, description="received into custody; needs prison")
    prison: Ref | None = Field(default=None, description="the prison")
    pom: StaffId | None = Field(default=None, description="prison offender manager; needs pom_since")
    pom_since: On | None = Field(default=None, description="since when")
    practitioner: StaffId | None = Field(default=None, description="community practitioner; needs practitioner_since")
    practitioner_since: On | None = Field(default=None, description="since when")
    tier: Ref | None = Field(default=None, description="tier at allocation")
    skills_confirmed: bool | None = Field(default=None, description="the manager confirmed skill and knowledge")
    released_on: On | None = Field(default=None, description="the last release")
    release: str | None = Field(default=None, description="its kind: conditional, hdc, parole, post_recall, …")
    recalled_on: On | None = Field(default=None, description="the last recall, if it came after the release")
    rosh_known_adult: RoshLevel | None = Field(default=None, description="risk of serious harm to a known adult, now")
    rosh_children: RoshLevel | None = Field(default=None, description="to children")
    rosh_public: RoshLevel | None = Field(default=None, description="to the public")
    rosh_staff: RoshLevel | None = Field(default=None, description="to staff")
    rosh_prisoners: RoshLevel | None = Field(default=None, description="to prisoners")
    abuse: Annotated[list[AbuseKind], Listed] = Field(
        default=[], description="kinds of abuse; intimate partner if empty"
    )
    triggers: Annotated[list[Trigger], Listed] = Field(default=[], description="what set off abuse before")
    people_at_risk: Annotated[list[str], Listed] = Field(
        default=[], description="each as reference:relation or reference:relation:age, such as child-1:child:7"
    )
    mappa_level: int | None = Field(default=None, description="MAPPA level, 0 to 3")
    marac: bool | None = Field(default=None, description="a MARAC is in place")
    assessed_on: On | None = Field(default=None, description="initial assessment done; needs the three that follow")
    risk_management_plan: Ref | None = Field(default=None, description="the plan, by reference")
    monitor_every_days: int | None = Field(default=None, description="how often the plan says it is monitored")
    contingency_plan: Ref | None = Field(default=None, description="the contingency plan, by reference")
    settled_to: On | None = Field(
        default=None, description="work due before this day was dealt with, unless still_open"
    )
    still_open: Annotated[list[str], Listed] = Field(
        default=[], description="work recorded as not done: its kind, or kind:subject"
    )


_ABOUT_THE_CASE = ("crn", "prison_number", "team", "spo", "head_of_pdu")
_DATES = ("conditional_release", "automatic_release", "confirmed_release", "hdc_eligibility", "parole_eligibility",
          "tariff", "licence_end", "sentence_end", "supervision_end")  # fmt: skip
_PROFILE = ("abuse", "triggers", "markers", "mappa_level", "marac")
_PLAN = ("risk_management_plan", "monitor_every_days", "contingency_plan")


class Lacks(Exception):
    """One column needs another that is empty."""

    def __init__(self, field: str, needed_by: str) -> None:
        self.field, self.words = field, f"needed with {needed_by}"
        super().__init__(self.words)


def case_of(row: CaseColumns) -> dict[str, Any]:
    """The case's start and what is settled, in the fields of the JSON form. Raises Lacks."""
    said = row.model_dump(mode="json", exclude_none=True)
    opening, _ = _sentence(said)
    if row.restricted_to and not row.restricted:
        raise Lacks("restricted", "restricted_to")
    rosh = {group.value: said[name] for group in RiskGroup if (name := f"rosh_{group.value}") in said}
    people = [_person(text) for text in row.people_at_risk]
    profile = {name: said[name] for name in _PROFILE if said.get(name)}
    case = {name: said[name] for name in _ABOUT_THE_CASE if name in said}
    still_open = [dict(zip(("work", "subject"), text.split(":", 1), strict=False)) for text in row.still_open]
    return {
        "case_id": row.case,
        **case,
        "profile": {**profile, "rosh": rosh, "people_at_risk": people},
        "opening": opening,
        "still_open": still_open,
        **({"settled_to": row.settled_to} if row.settled_to else {}),
        **({"restricted_to": row.restricted_to} if row.restricted else {}),
    }


def facts_of(row: CaseColumns) -> list[dict[str, Any]]:
    """The facts a row tells beside its opening. Raises Lacks."""
    said = row.model_dump(mode="json", exclude_none=True)
    _, sentence = _sentence(said)
    found = [sentence] if sentence else []
    if row.received_on:
        found.append(_fact("received_into_custody", row.received_on, prison=_need(said, "prison", "received_on")))
    if row.pom:
        found.append(_allocated("pom", row.pom, _need(said, "pom_since", "pom")))
    if row.practitioner:
        more = {name: said[name] for name in ("tier", "skills_confirmed") if name in said}
        since = _need(said, "practitioner_since", "practitioner")
        found.append(_allocated("community_practitioner", row.practitioner, since, **more))
    if row.released_on:
        kind = {"kind": row.release} if row.release else {}
        ends = {name: said[name] for name in ("licence_end", "supervision_end", "programme") if name in said}
        found.append(_fact("released", row.released_on, **kind, **ends))
    if row.recalled_on:
        found.append(_fact("recalled", row.recalled_on))
    return found


def work_of(row: CaseColumns) -> list[dict[str, Any]]:
    """The work done that a row tells. Raises Lacks."""
    said = row.model_dump(mode="json", exclude_none=True)
    if not row.assessed_on:
        return []
    plan = {name: _need(said, name, "assessed_on") for name in _PLAN}
    done = {"work": "initial_assessment", "at": row.assessed_on, "evidence": plan}
    return [{**done, "by": row.practitioner} if row.practitioner else done]


def _sentence(said: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """What opens the case, and the sentence where the court report opened it."""
    sentence = None
    if "sentenced_on" in said:
        dates = {name: said[name] for name in _DATES if name in said}
        more = {name: said[name] for name in ("length_days", "programme", "markers") if said.get(name)}
        kind = _need(said, "sentence", "sentenced_on")
        sentence = _fact("sentence_passed", said["sentenced_on"], kind=kind, dates=dates, **more)
    if "report_asked_on" in said:
        hearing = {"hearing": said["hearing"]} if "hearing" in said else {}
        return _fact("court_report_requested", said["report_asked_on"], **hearing), sentence
    if sentence is None:
        raise Lacks("sentenced_on", "every case, or report_asked_on")
    return sentence, None


def _person(text: str) -> dict[str, Any]:
    parts = dict(zip(("ref", "relation", "age"), (part.strip() for part in text.split(":")), strict=False))
    return {**parts, "child": True} if parts.get("relation") == "child" else parts


def _allocated(holder: str, who: str, since: str, **more: Any) -> dict[str, Any]:
    return _fact("practitioner_allocated", since, practitioner=who, holder=holder, **more)


def _fact(type: str, on: str, **more: Any) -> dict[str, Any]:
    return {"type": type, "occurred_at": on, **more}


def _need(said: dict[str, Any], name: str, needed_by: str) -> Any:
    if name not in said:
        raise Lacks(name, needed_by)
    return said[name]
