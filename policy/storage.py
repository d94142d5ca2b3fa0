"""What may be held where (section 8 of the catalogue), and a look at every field there is to see that it is kept to.

A case holds references, dates, answers from a list, and the words a practitioner writes as a reason. What anybody else
wrote, or a victim said, has no field (AM-22, AM-50).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from models.case import Case
from models.decisions import DecisionKind
from models.enquiries import Enquiry
from models.events import EVENT_TYPES, Fact, agencies, enquiries, life
from models.events.victim_liaison import LiaiseWithVlo, ReReferToVlu, RiskInformationFromVlo
from models.forms.enquiries import EnquirySent
from models.forms.form import Referral, Shared
from models.forms.multi_agency import MappaPrepared, MaracActionDone, MaracPart
from models.forms.review import EscalationMeasures
from models.messages import Message
from models.multi_agency import Mappa, Marac
from models.outcome import Outcome
from models.risk import Partner, PersonAtRisk
from models.words import Said
from policy.catalogue import RULES
from policy.clauses.clause import Sensitivity
from policy.sensitivity import of_choice, of_event, of_kind, strongest

# Every field there is --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Field:
    """One field of one model. ``free`` when people write its words; ``open`` when it may hold anything at all."""

    model: type[BaseModel]
    name: str
    info: FieldInfo
    free: bool
    open: bool

    def __str__(self) -> str:
        return f"{self.model.__name__}.{self.name}"


@cache
def fields() -> tuple[Field, ...]:
    """Every field of the case, of what it can be told, of every form, and of what it answers."""
    roots = [Case, Outcome, *EVENT_TYPES.values(), *(rule.form for rule in RULES.values() if rule.form)]
    found: dict[type[BaseModel], None] = {}
    waiting = [*roots, *_models(Message)]
    while waiting:
        model = waiting.pop()
        if model in found:
            continue
        found[model] = None
        waiting += [m for info in model.model_fields.values() for m in _models(info.annotation)]
    every = ((model, name, info) for model in found for name, info in model.model_fields.items())
    return tuple(Field(model, name, info, _is_free(info), _is_open(info.annotation)) for model, name, info in every)


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def _is_free(info: FieldInfo) -> bool:
    """Whether somebody writes words into it: a text of some length that no pattern restrains."""
    whole: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    return _has_free_text(whole)


def _has_free_text(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        inner, *said = get_args(annotation)
        limits = [one for one in said if isinstance(one, StringConstraints)]
        if inner is str:
            return all(limit.pattern is None for limit in limits) and not _general_pattern(said)
        return _has_free_text(inner)
    return annotation is str or any(_has_free_text(part) for part in get_args(annotation) if part is not Any)


def _general_pattern(said: list[Any]) -> bool:
    return any(getattr(one, "pattern", None) is not None for one in said)


def _is_open(annotation: Any) -> bool:
    return annotation in {Any, object, bytes} or any(_is_open(part) for part in get_args(annotation))


def free_text() -> dict[str, Sensitivity]:
    """Every field in which people write, and how sensitive what they write there is."""
    return {str(f): sensitivity_of(f) for f in fields() if f.free and issubclass(f.model, Said | PersonAtRisk)}


def sensitivity_of(f: Field) -> Sensitivity:
    """Of a form, as the duties it completes; of an event, as the event; of a decision, as the strictest kind."""
    kinds = [kind for kind, rule in RULES.items() if rule.form is f.model]
    if kinds:
        return strongest(*(of_kind(kind) for kind in kinds))
    if issubclass(f.model, Fact):
        return of_event(str(f.model.model_fields["type"].default))
    if f.model.__name__ in {"DecisionMade", "Decision"}:
        return strongest(*(of_choice(kind) for kind in DecisionKind))
    return Sensitivity.SENSITIVE


# What no field may be --------------------------------------------------------------------------------------------

_NEVER = re.compile(
    r"minutes|forename|surname|(first|last|middle|full)_?name|date_of_birth|postcode|(tele)?phone|e_?mail"
    r"|victim_(statement|report|view|wish)|vcs|requested_by|asked_for_by|on_behalf_of|attachment|document_text"
)
"""Names of fields for minutes, for who somebody is, for victims' own words, and for who asked for a condition."""

OPEN = {
    "Unread.came": "what could not be read, as it came; sensitive, and never shown",
    "CompleteDuty.evidence": "read against the duty's own form, which refuses what it does not ask for",
    "PastWork.evidence": "read against the work's own form, as far as it goes; what does not fit is not taken",
    "Closure.evidence": "a form that was accepted",
    "Case.held": "facts told before the one they follow: each is read as an event again before it counts",
    "Case.began": "the sum of facts too old to be kept one by one: each part is read as the case's own field again",
    "KeptFact.said": "a fact that was taken: it is read as an event again before it counts",
    "Was.value": "parts of the case as they were: each is read as the case's own field again",
    "Outcome.change": "a change of the case's own fields",
    "Outcome.rows": "the same words again, for the records",
    "Outcome.attributes": "codes and counts for search, by the list in attributes.py (AM-22)",
}
"""The fields that may hold anything, and what keeps each of them in."""


def strays() -> list[str]:
    """Every field that may not be: by its name, or because nothing says what keeps it in. Empty when all is well."""
    named = [f"{f}: no such thing is held here" for f in fields() if _NEVER.search(f.name)]
    words = [f"{f}: an address is a reference" for f in fields() if f.free and re.search(r"address(es)?$", f.name)]
    anything = [f"{f}: may hold anything" for f in fields() if f.open and str(f) not in OPEN]
    return [*named, *words, *anything]


# The rules --------------------------------------------------------------------------------------------------------


def _only_references(*models: type[BaseModel]) -> Callable[[], Iterator[str]]:
    def check() -> Iterator[str]:
        for f in fields():
            if f.model in models and f.free and f.name not in {"done_on"}:
                yield f"{f} can hold words"

    return check


def _has(model: type[BaseModel], *names: str) -> Callable[[], Iterator[str]]:
    def check() -> Iterator[str]:
        yield from (f"{model.__name__} has no {name}" for name in names if name not in model.model_fields)

    return check


def _references(kind: str, *names: str) -> Callable[[], Iterator[str]]:
    """These fields of the duty's form are there, and hold no words."""

    def check() -> Iterator[str]:
        form = RULES[kind].form
        for name in names:
            if form is None or name not in form.model_fields:
                yield f"{kind} has no {name}"
            elif _is_free(form.model_fields[name]):
                yield f"{kind}.{name} can hold words"

    return check


def _no_strays() -> Iterator[str]:
    yield from strays()


def _apart_from_victims() -> Iterator[str]:
    yield from (f"{f} is of the victim side" for f in fields() if ".victims" in f.model.__module__)


def _marked() -> Iterator[str]:
    marked = (*EVENT_TYPES.values(), EnquirySent)
    yield from (f"{model.__name__} has no sensitive mark" for model in marked if "sensitive" not in model.model_fields)


def _marac_is_sensitive() -> Iterator[str]:
    kinds = [kind for kind, rule in RULES.items() if "marac" in f"{kind} {rule.title}".lower()]
    yield from (f"{kind} is not sensitive" for kind in kinds if of_kind(kind) is Sensitivity.ORDINARY)


def _assessments_are_references() -> Iterator[str]:
    named = (f for f in fields() if f.name in {"oasys", "sara", "assessment", "risk_assessment", "own_assessment"})
    yield from (f"{f} can hold the words of an assessment" for f in named if f.free)


def _disclosure_is_sensitive() -> Iterator[str]:
    if of_choice(DecisionKind.DISCLOSURE) is Sensitivity.ORDINARY:
        yield "a disclosure decision is not sensitive"


def _shares_are_lawful() -> Iterator[str]:
    for form in (EnquirySent, Referral, EscalationMeasures):
        if not issubclass(form, Shared) or not form.model_fields["lawful_basis"].is_required():
            yield f"{form.__name__} can be given without its lawful basis"


@dataclass(frozen=True)
class StorageRule:
    """One rule: what is kept where, what stands for it here, and the checks that nothing more does."""

    keeps: str
    here: str
    checks: tuple[Callable[[], Iterator[str]], ...]

    def broken(self) -> list[str]:
        """Every field that breaks the rule; empty when it is kept."""
        return [words for check in self.checks for words in check()]


_MARAC = (Marac, agencies.MaracMeeting, agencies.MaracAction, MaracPart, MaracActionDone)
_MAPPA = (Mappa, agencies.MappaStatus, agencies.MappaMeeting, MappaPrepared)

STORAGE: dict[str, StorageRule] = {
    "ST-01": StorageRule(
        "requests and replies, on nDelius",
        "who was asked about whom, when, and where it stands",
        (_only_references(Enquiry, enquiries.EnquiryAnswered, agencies.ThirdPartyInformation),),
    ),
    "ST-02": StorageRule("court enquiries", "as ST-01, with a mark", (_has(EnquirySent, "sensitive"),)),
    "ST-03": StorageRule("sensitive items, in protected places", "a mark on everything that is told", (_marked,)),
    "ST-04": StorageRule(
        "MAPPA minutes, outside the case system",
        "category, level, dates, ids of actions",
        (_only_references(*_MAPPA), _no_strays),
    ),
    "ST-05": StorageRule(
        "VCS information, on VCMS",
        "that there is contact to keep, by the officer's reference",
        (_only_references(LiaiseWithVlo, ReReferToVlu, RiskInformationFromVlo), _no_strays),
    ),
    "ST-06": StorageRule("the Victim Contact Report, on VCMS", "nothing: no field takes a document", (_no_strays,)),
    "ST-07": StorageRule("victim records, apart", "opaque references", (_apart_from_victims,)),
    "ST-08": StorageRule(
        "MARAC information, on the case system, marked",
        "dates and references, marked sensitive (AM-20)",
        (_only_references(*_MARAC), _marac_is_sensitive),
    ),
    "ST-09": StorageRule(
        "MARAC in OASys, in its protected section", "an OASys is a reference", (_assessments_are_references,)
    ),
    "ST-10": StorageRule(
        "court papers and replies, on nDelius",
        "that they were uploaded",
        (_references("post_sentence_papers", "uploaded"),),
    ),
    "ST-11": StorageRule("a POM's concerns, on P-NOMIS", "the case note", (_references("pom_checks", "case_note"),)),
    "ST-12": StorageRule("a keyworker's session", "that it was reported", (_only_references(life.NewRelationship),)),
    "ST-13": StorageRule(
        "a partner's details, on the case system",
        "where they are",
        (_references("new_partner", "details"), _only_references(Partner)),
    ),
    "ST-14": StorageRule("a disclosure decision", "it and its reasons, sensitive", (_disclosure_is_sensitive,)),
    "ST-15": StorageRule("a DASO referral, on nDelius", "its reference", (_references("daso_referral", "reference"),)),
    "ST-16": StorageRule(
        "safeguarding referrals and replies", "their references", (_references("childrens_services_told", "reference"),)
    ),
    "ST-17": StorageRule(
        "an imminent risk report, on mercury",
        "its reference",
        (_references("immediate_disclosure", "intelligence_report"),),
    ),
    "ST-18": StorageRule("lawful sharing", "the basis of every share", (_shares_are_lawful,)),
    "ST-19": StorageRule("who asked for a condition", "nothing: no field says", (_no_strays,)),
    "ST-20": StorageRule(
        "registers, on nDelius",
        "that they are active, by reference",
        (_references("start_checks", "registrations_active"), _references("marac_part", "registration")),
    ),
}
"""Every storage rule of the catalogue that a case can keep to, by its id."""
