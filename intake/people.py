"""Whom a message is about: the numbers it names somebody by, wherever publishers put them."""

import re
from collections.abc import Iterator
from typing import Any

from intake.told import Person, is_placeholder, plain

_CRN = {"crn", "deliuscrn", "offendercrn", "probnumber"}
_NOMS = {
    "noms", "nomsnumber", "nomsid", "nomisnumber", "nomisid", "prisonnumber", "prisonernumber", "prisonerid",
    "prisonersnumber", "offenderno", "offenderidentifier", "offenderiddisplay", "nomsidentifier", "prisonoffenderno",
    "offendernumber", "offenderdisplayid",
}  # fmt: skip
_OLD = re.compile(r"^(source|removed|from|old|previous|merged|unmerged|reactivated|target|moved)", re.IGNORECASE)
_LOOKS_CRN = re.compile(r"^[A-Z]\d{6}$")
_LOOKS_NOMS = re.compile(r"^[A-Z]\d{4}[A-Z]{2}$")


def person_of(data: dict[str, Any], info: dict[str, Any]) -> Person:
    """The person's numbers: those of the person reference, and of the fields that have a number's name."""
    found = [*_reference(data), *_fields(info), *_fields(data), *_subject(data)]
    crns = dict.fromkeys(number for kind, number in found if kind == "crn")
    numbers = dict.fromkeys(number for kind, number in found if kind == "noms")
    return Person(tuple(crns), tuple(numbers))


def number_of(value: Any) -> str | None:
    """A number as we keep it: upper case, no spaces. None when it is not a number of a person at all."""
    if not isinstance(value, str) or is_placeholder(value):
        return None
    text = re.sub(r"\s+", "", value).upper()
    return text if re.fullmatch(r"[A-Z0-9/-]{2,20}", text) else None


def _reference(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    reference = next((v for k, v in data.items() if plain(k) == "personreference"), None)
    if not isinstance(reference, dict):
        return
    yield from _fields(reference)
    identifiers = next((v for k, v in reference.items() if plain(k) == "identifiers"), None)
    for one in identifiers if isinstance(identifiers, list) else []:
        if isinstance(one, dict):
            known = {plain(k): v for k, v in one.items()}
            yield from _kept(str(known.get("type", "")), known.get("value"))


def _fields(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in data.items():
        if not _OLD.match(name):
            yield from _kept(name, value)


def _kept(name: str, value: Any) -> Iterator[tuple[str, str]]:
    kind = "crn" if plain(name) in _CRN else "noms" if plain(name) in _NOMS else None
    number = number_of(value)
    if kind and number:
        yield kind, number


def _subject(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The subject of a CloudEvent, when it is a number by its looks."""
    number = number_of(data.get("subject"))
    if number and _LOOKS_CRN.match(number):
        yield "crn", number
    if number and _LOOKS_NOMS.match(number):
        yield "noms", number
