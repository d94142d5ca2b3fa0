"""Write what the documents say of messages in and out from the code: the mapping table and our own events."""

import json
from itertools import groupby
from pathlib import Path

from intake.mapping.elsewhere import FAMILIES
from intake.mapping.meaning import MAPPINGS
from intake.states import REASONS
from outgoing.asyncapi import description

DOCS = Path(__file__).parents[1] / "docs"
BEGINS, ENDS = "<!-- from the mapping: make intake-docs -->", "<!-- to here -->"


def mapping_table() -> str:
    """What each type of event becomes, and every reason for quarantine."""
    lines = ["", "| family | events of other systems | become |", "| --- | --- | --- |"]
    by_family = sorted(MAPPINGS, key=lambda one: (one.family, one.types))
    for family, mappings in groupby(by_family, key=lambda one: one.family):
        for one in mappings:
            types = " ".join(f"`{type_}`" for type_ in one.types)
            lines.append(f"| {family} | {types} | {one.becomes} |")
    others = " ".join(f"`{family}`" for family in FAMILIES)
    lines.append(f"| other work | whatever else begins with {others} | not for us |")
    lines += ["", "| reason for quarantine | in words |", "| --- | --- |"]
    lines += [f"| `{reason}` | {words} |" for reason, words in REASONS.items()]
    return "\n".join([*lines, ""])


def page(text: str) -> str:
    """``docs/intake.md`` with the table that the code has."""
    before, rest = text.split(BEGINS)
    return f"{before}{BEGINS}\n{mapping_table()}\n{ENDS}{rest.split(ENDS)[1]}"


def pages() -> dict[str, str]:
    """Every document that is written from the code, by its name in ``docs/``."""
    return {
        "intake.md": page((DOCS / "intake.md").read_text()),
        "asyncapi.json": json.dumps(description(), indent=1, ensure_ascii=False, sort_keys=True) + "\n",
    }


if __name__ == "__main__":
    for name, text in pages().items():
        (DOCS / name).write_text(text)
