"""The tables of ``docs/scenarios.md`` that are made from the code: events, requests, decisions, work and its forms."""

import re
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from models.case import Profile
from models.events import Fact
from models.forms.form import Form
from models.requests import Request
from models.roles import ROLE_WORDS, Role
from models.scenario import EVENT_TYPES, KINDS, REQUEST_TYPES, Telling
from policy.known_versions import versions
from policy.rules import DutyRule

DOCS = Path(__file__).parents[1] / "docs" / "scenarios.md"
_MARK = re.compile(r"(<!-- made from the code: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def current(text: str) -> str:
    """The page with every part that is made from the code as it should be."""
    return _MARK.sub(lambda found: f"{found[1]}\n{_PARTS[found[2]]()}\n\n{found[3]}", text)


def _lines() -> str:
    parts = []
    for name, model in KINDS.items():
        fields = {n: f for n, f in model.model_fields.items() if n != "fields"}
        title = f"**`{name}`**: {_first_sentence(model)}"
        parts.append(f"{title}\n\n{_table(fields)}")
    return "\n\n".join(parts)


def _profile() -> str:
    return _table(Profile.model_fields)


def _events() -> str:
    own = set(Fact.model_fields)
    parts = []
    for name, model in EVENT_TYPES.items():
        fields = {n: f for n, f in model.model_fields.items() if n not in own and n != "type"}
        parts.append(f"**`{name}`**: {_first_sentence(model)}{f'{chr(10)}{chr(10)}{_table(fields)}' if fields else ''}")
    return "\n\n".join(parts)


def _requests() -> str:
    own = set(Request.model_fields)
    parts = []
    for name, model in REQUEST_TYPES.items():
        fields = {n: f for n, f in model.model_fields.items() if n not in own and n != "type"}
        parts.append(f"**`{name}`**: {_first_sentence(model)}\n\n{_table(fields)}")
    return "\n\n".join(parts)


def _decisions() -> str:
    rows = ["| `decision` | `option` | needs | clause |", "| --- | --- | --- | --- |"]
    for rule in versions()[-1].decisions.values():
        needs = [f"`rationale` for {_all_or(rule.rationale_for, rule.options)}"] if rule.rationale_for else []
        if rule.manager_for:
            needs.append(f"`manager_discussed_with` for {_all_or(rule.manager_for, rule.options)}")
        if rule.kind.value == "disclosure":
            needs.append("`privacy_outweighed: true` for `request_disclosure`")
            needs.append("`decided_with` the police and a specialist, or `decided_without_reason`")
            needs.append("`harm_if_not_told` and `harm_if_told` for every option")
        options = ", ".join(f"`{option}`" for option in rule.options)
        rows.append(f"| `{rule.kind.value}` | {options} | {'; '.join(needs)} | {rule.clause} |")
    return "\n".join(rows)


def _all_or(some: tuple[str, ...], every: tuple[str, ...]) -> str:
    return "every option" if set(some) == set(every) else ", ".join(f"`{one}`" for one in some)


def _work() -> str:
    own = set(Form.model_fields)
    parts = []
    for kind, rule in versions()[-1].rules.items():
        title = f"**`{kind}`**: {rule.title}. {_owner(rule)}; {rule.budget} ({rule.budget.source})."
        if rule.form is None:
            parts.append(f"{title} {_closes(rule)}")
            continue
        fields = {n: f for n, f in rule.form.model_fields.items() if n not in own}
        parts.append(f"{title}\n\n{_table(fields)}")
    return "\n\n".join(parts)


def _owner(rule: DutyRule) -> str:
    return f"For the {ROLE_WORDS[rule.owner]}" if rule.owner else "For whoever is responsible"


def _closes(rule: DutyRule) -> str:
    if rule.decided_by is not None:
        return f"Closes with the decision `{rule.decided_by.value}`, not with a `done` line."
    return "Closes by itself when the event it waits for is told."


def _roles() -> str:
    return ", ".join(f"`{role.value}` ({words})" for role, words in ROLE_WORDS.items())


_PARTS = {
    "lines": _lines,
    "profile": _profile,
    "events": _events,
    "requests": _requests,
    "decisions": _decisions,
    "work": _work,
    "roles": _roles,
}


# Tables ----------------------------------------------------------------------------------------------------------


def _table(fields: dict[str, FieldInfo]) -> str:
    rows = ["| field | what to write | |", "| --- | --- | --- |"]
    for name, info in sorted(fields.items(), key=lambda field: not field[1].is_required()):
        rows.append(
            f"| `{name}`{_needed(info)} | {kind_of(info.annotation, info.metadata)} | {info.description or ''} |"
        )
    return "\n".join(rows)


def _needed(info: FieldInfo) -> str:
    return " (needed)" if info.is_required() else ""


def kind_of(annotation: Any, metadata: list[Any] | None = None) -> str:
    """A type in the words of somebody who writes a file."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return kind_of(parts[0], list(parts[1:]))
    if origin in {Union, UnionType}:
        return " or ".join(kind_of(part, metadata) for part in parts if part is not NoneType)
    if origin is Literal:
        return " or ".join(f"`{part}`" if not isinstance(part, bool) else f"`{str(part).lower()}`" for part in parts)
    if origin is list:
        several = any(isinstance(m, MinLen) for m in metadata or [])
        return f"a list of {kind_of(parts[0])}{', not empty' if several else ''}"
    if origin is dict:
        return f"an object: {kind_of(parts[0])} to {kind_of(parts[1])}"
    return _plain_kind(annotation, metadata or [])


def _plain_kind(annotation: Any, metadata: list[Any]) -> str:
    if annotation is Role:
        return "a role"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(f"`{member.value}`" for member in annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _AS_A_WHOLE.get(annotation) or f"an object: {_inside(annotation)}"
    if annotation is int:
        return f"a whole number{_range(metadata)}"
    return _PLAIN.get(_name(annotation, metadata), "text")


def _inside(model: type[BaseModel]) -> str:
    kinds = {name: kind_of(info.annotation, info.metadata) for name, info in model.model_fields.items()}
    if len(set(kinds.values())) == 1:
        return f"any of {', '.join(f'`{name}`' for name in kinds)}, each {next(iter(kinds.values()))}"
    return ", ".join(f"`{name}` ({kind})" for name, kind in kinds.items())


_AS_A_WHOLE: dict[type[BaseModel], str] = {Telling: "an event", Profile: "an object, see below"}


def _range(metadata: list[Any]) -> str:
    low = next((m.ge for m in metadata if isinstance(m, Ge)), None)
    high = next((m.le for m in metadata if isinstance(m, Le)), None)
    return f", {low} to {high}" if low is not None and high is not None else ""


_PLAIN = {
    "bool": "`true` or `false`",
    "date": "a date or an offset",
    "when": "a moment",
    "ref": "a reference",
    "staff": "a staff id",
    "name": "a name such as `ed`",
    "crn": "a letter and six digits",
    "prison": "a prison number",
}


_PATTERNS = {"ref": "{0,59}", "staff": ".-]{0,39}", "name": "{0,39}", "crn": r"\d{6}", "prison": r"\d{4}"}


def _name(annotation: Any, metadata: list[Any]) -> str:
    patterns = [str(getattr(m, "pattern", "")) for m in metadata]
    for name, mark in _PATTERNS.items():
        if any(mark in pattern for pattern in patterns):
            return name
    if any(getattr(getattr(m, "func", None), "__name__", "") == "_written_as_time" for m in metadata):
        return "when"
    return str(getattr(annotation, "__name__", annotation))


def _first_sentence(model: type[BaseModel]) -> str:
    words = " ".join((model.__doc__ or "").split())
    return words.partition("``")[0] if words.startswith("``") else re.sub(r"``", "`", words)


if __name__ == "__main__":
    DOCS.write_text(current(DOCS.read_text(encoding="utf-8")), encoding="utf-8")
