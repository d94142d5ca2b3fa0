"""What fields are called on pages, the one place for it; where nothing is said here, their own name in words."""

from dataclasses import dataclass

from web.fields.field import Kind
from web.views.words import plain

_ASKED: dict[str, tuple[str, str]] = {
    "occurred_at": ("Date it happened", "If you do not know the time, leave it empty: midday is taken."),
    "identified_at": ("Date staff first knew of it", "Leave it empty if it was only now."),
    "done_on": ("Date the work was done", "Leave it empty if it was today."),
    "source": ("Where the information comes from", ""),
    "sensitive": ("Would it put somebody at risk if the person learned that this was reported?", ""),
    "incident_ref": ("Incident number", "The number that the reporting system gave it."),
    "partner": ("Partner", ""),
    "victim": ("Victim", ""),
    "person": ("Person at risk", ""),
    "child": ("Child", ""),
    "children": ("Children", ""),
    "adult": ("Adult with care and support needs", ""),
    "order": ("Protective order", ""),
    "condition": ("Licence condition", ""),
    "address": ("Address", "By its reference. Do not enter the address itself."),
    "shared_with": ("Who else lives there", ""),
    "with_permission": ("Did the person have permission to move?", ""),
    "certainty": ("How do we know of the relationship?", ""),
    "details_known": ("Are the full name, address and children on the case system?", ""),
    "elsewhere": ("Does the partner live in another police force area?", ""),
    "where": ("Where it was seen", ""),
    "signs": ("Signs you noticed", "Select all that apply."),
    "kind": ("Kind", ""),
    "level": ("Level", ""),
    "group": ("Group at risk", ""),
    "justification": ("Reason for the level", ""),
    "protects": ("Who it protects", ""),
    "ends_on": ("Date it ends", ""),
    "contact_allowed": ("Is contact allowed from now on?", "Leave it unanswered if that did not change."),
    "governor_relevant": ("Must the duty governor know at once?", ""),
    "how": ("How", ""),
    "agency": ("Agency", ""),
    "about": ("Who it is about", ""),
    "kept_at": ("Where it is kept", "The reference of the record in the case management system."),
    "significant": ("Is it a significant change?", "One that may bear on reoffending or serious harm."),
    "withdrawn": ("Dates that no longer stand", "Names of dates, one on each line, such as hdc_actual."),
    "police_involved": ("Were the police involved?", ""),
    "to_approved_premises": ("Released to approved premises?", ""),
    "open_conditions": ("Held in open conditions?", ""),
    "finished": ("Was the programme finished?", ""),
    "suitable": ("Is it suitable?", ""),
    "prison": ("Prison", ""),
    "practitioner": ("Practitioner", "Their staff id."),
    "marac_wait_reason": ("Why it could not be done before the MARAC meets", "Only if it was not."),
    "option": ("Decision", ""),
    "subject": ("Who or what it is about", ""),
    "manager_discussed_with": ("Manager it was discussed with", "Their staff id."),
    "privacy_outweighed": ("Does the need to inform and protect outweigh privacy?", ""),
    "decided_with": ("Who else decided it", "Select all that apply."),
    "decided_without_reason": ("Why one of them had no part in it", ""),
    "unsure": ("Are you unsure?", "Your manager's advice is then sought."),
    "reasons": ("Reason for each piece of open work", "Each needs a reason before the case can be closed."),
}

_REFERENCE_HINT = "By reference, such as {such}. Do not enter a name."
_SUCH = {"order": "order-1", "condition": "condition-1", "child": "child-1", "children": "child-1"}
_PEOPLE = frozenset({
    "partner", "victim", "person", "child", "children", "adult", "shared_with", "protects", "order", "condition",
    "about", "subjects", "people_at_risk", "people_safeguarded",
})  # fmt: skip


@dataclass(frozen=True)
class Words:
    """What a field says: its label, a hint, and what to do where an answer is needed."""

    label: str
    hint: str
    missing: str


def words_of_field(name: str, kind: Kind, described: str) -> Words:
    """The words of a field of this name. ``described`` is what its model says of it."""
    label, hint = _ASKED.get(name, (_sentence(plain(name)), _hint(described)))
    if not hint and name in _PEOPLE:
        hint = _REFERENCE_HINT.format(such=_SUCH.get(name, "partner-1"))
    if not hint and kind == "lines":
        hint = "Write each on a line of its own."
    return Words(label, hint, _missing(label, kind))


def in_a_sentence(label: str) -> str:
    """A label as it stands within a sentence: capitals that are names stay."""
    second = label[1:2]
    return label if second.isupper() else label[:1].lower() + label[1:]


def _missing(label: str, kind: Kind) -> str:
    if label.endswith("?"):
        return f"Select an answer: {in_a_sentence(label)}"
    if kind == "confirm":
        return f"Confirm: {in_a_sentence(label)}"
    if kind == "yes_no":
        return f"Select yes or no: {in_a_sentence(label)}"
    does = "Select" if kind in {"choice", "choices"} else "Enter"
    return f"{does} the {in_a_sentence(label)}"


def _hint(described: str) -> str:
    return f"{_sentence(described)}." if described else ""


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
