"""What a message led to, as whoever sent it may know it."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.audiences.audience import Audience, plain
from api.audiences.duties import lines_shown
from models.outcome import DutyLine, Notice, Receipt


class Taken(BaseModel):
    """What was told was taken, and is kept whatever happens next."""

    audience: Literal["reporter"] = "reporter"
    case_id: str
    message: str = Field(description="the id it was told under")
    at: datetime
    duplicate: bool = Field(description="it was told before, and counts once")


class ReceiptShown(BaseModel):
    """What it opened, moved and closed: what the reader may see of that."""

    audience: Literal["colleague", "victim_safety", "practitioner"]
    case_id: str
    message: str
    sequence: int = Field(description="the version of the case afterwards")
    at: datetime
    duplicate: bool
    stage: str
    opened: list[DutyLine]
    joined: list[DutyLine] = Field(description="work that was asked for already, and now for this reason too")
    moved: list[DutyLine]
    closed: list[DutyLine]
    notices: list[Notice] = Field(description="who is told of it; for those responsible only")
    flags: list[str]
    notes: list[str]


AnyReceipt = Taken | ReceiptShown


def receipt_for(receipt: Receipt, audience: Audience) -> AnyReceipt:
    """A receipt as an audience may see it."""
    if audience is Audience.REPORTER:
        return Taken(case_id=receipt.case_id, message=receipt.message, at=receipt.at, duplicate=receipt.duplicate)
    return ReceiptShown(
        audience=audience.name.lower(),  # type: ignore[arg-type]  # REPORTER was answered above
        case_id=receipt.case_id,
        message=receipt.message,
        sequence=receipt.sequence,
        at=receipt.at,
        duplicate=receipt.duplicate,
        stage=receipt.stage,
        opened=lines_shown(receipt.opened, audience),
        joined=lines_shown(receipt.joined, audience),
        moved=lines_shown(receipt.moved, audience),
        closed=lines_shown(receipt.closed, audience),
        notices=receipt.notices if audience is Audience.PRACTITIONER else [],
        flags=plain(audience, receipt.flags),
        notes=plain(audience, receipt.notes),
    )
