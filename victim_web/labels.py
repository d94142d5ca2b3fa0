"""What the events and fields of the victim side are called on its pages."""

from collections.abc import Sequence
from dataclasses import replace

from web.fields.field import Field

EVENTS: dict[str, str] = {
    "victim_answered": "The victim joined the scheme, declined or did not respond",
    "conditions_requested": "The victim asks for licence conditions or an exclusion zone",
    "risk_information": "Information about risk to the victim",
    "unwanted_contact": "Unwanted contact by the person",
    "stop_contact_requested": "The victim asks that contact from prison be stopped",
    "meeting_called": "A MARAC or MAPPA meeting is to be held",
    "sentence_stated": "The offence or the custody is another than was said",
    "vlo_changed": "Another officer has this contact",
}
"""Every event an officer tells of, those told most ahead."""

_ASKED: dict[str, tuple[str, str]] = {
    "case_id": ("Case", "The case's own id, such as case-1. Do not enter a CRN or a name."),
    "victim": ("Victim", "By reference, such as victim-9. Do not enter a name."),
    "vlu_manager": ("Manager of the victim liaison unit", "Their staff id. They hear of late work."),
    "offence": ("Offence", "Whether it is one the scheme names (TI-08)."),
    "custody_months": ("Custody the court passed, in months", ""),
    "answer": ("What the victim answered", ""),
    "words": ("What the victim said", "It stays on the victim side. The case is not told."),
    "conditions": (
        "Conditions asked for",
        "The case is told the kind alone, to be put forward whatever is thought of it.",
    ),
    "third_party": ("Does somebody else act for the victim?", ""),
    "grave": ("Is it grave?", "The practitioner is then told at once."),
    "meeting": ("Meeting", "Its reference, such as marac-7."),
    "on": ("Date of the meeting", ""),
    "vlo": ("Officer who has it from now on", "Their staff id. You will no longer see the contact."),
    "vcms_reference": (
        "Reference of the Victim Contact Report on VCMS",
        "The report itself is never attached or quoted.",
    ),
}


def labelled(fields: Sequence[Field]) -> list[Field]:
    """The fields with the words of this side."""
    return [_labelled(one) for one in fields]


def _labelled(one: Field) -> Field:
    parts = tuple(labelled(one.parts))
    if one.leaf not in _ASKED:
        return replace(one, parts=parts)
    label, hint = _ASKED[one.leaf]
    does = "Select" if one.kind in {"choice", "yes_no"} else "Enter"
    return replace(
        one, label=label, hint=hint, missing=f"{does} an answer: {label[:1].lower()}{label[1:]}", parts=parts
    )
