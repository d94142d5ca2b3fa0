"""What one call writes to the records: the rows of some of a case's messages, each under its number."""

from typing import Any

from pydantic import ConfigDict, Field

from models.words import CaseId, Said


class Entry(Said):
    """The rows one message led to. ``sequence`` is the message's number within its case; the first is 1."""

    model_config = ConfigDict(hide_input_in_errors=True)

    sequence: int = Field(ge=1)
    rows: list[dict[str, Any]]


class Batch(Said):
    """Entries of one case in the order of their sequence. An error about a batch never shows what is in it."""

    model_config = ConfigDict(hide_input_in_errors=True)

    case_id: CaseId
    entries: list[Entry]
