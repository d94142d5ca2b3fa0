"""What the victim side hears of a message to a case (PF-17.1b, PF-11.5d): dates, stages and answers to its triggers."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from models.case import Case
from models.duties import DutyState
from models.key_stages import KEY_STAGES, Happened, Occurrence
from models.outcome import Receipt
from models.sentence import CUSTODIAL, Stage
from policy.responses.escalation import ESCALATION
from policy.responses.victim_liaison import VLO_INFORMATION, VLU_RE_REFERRAL
from policy.stages.count_back import key_stages


def key_stage_rows(before: Case | None, case: Case, receipt: Receipt, now: datetime) -> list[dict[str, Any]]:
    """The row for the victim side, if the message changed anything it acts on; only custody has the scheme (TI-08)."""
    if case.rehearsal or not any(s.kind in CUSTODIAL for s in case.sentences.values()):
        return []
    happened = [*_moved(before, case), *_worked(before, case), *_escalated(receipt)]
    if not happened:
        return []
    absorbed = {"merged_into": case.merged_into} if case.merged_into else {}
    return [
        {
            "table": KEY_STAGES,
            "at": now.isoformat(),
            "stages": {name: day.isoformat() for name, day in key_stages(case).items()},
            "in_custody": case.stage is Stage.CUSTODY,
            "ended": case.stage is Stage.CLOSED and not absorbed,
            "happened": [o.model_dump(mode="json", exclude_none=True) for o in happened],
            **absorbed,
        }
    ]


def _moved(before: Case | None, case: Case) -> Iterator[Occurrence]:
    if before is None or key_stages(before) != key_stages(case):
        yield Occurrence(what=Happened.DATES)
    if before is None or before.stage is case.stage:
        return
    if case.stage is Stage.CLOSED:
        yield Occurrence(what=Happened.MERGED if case.merged_into else Happened.ENDED)
    elif before.stage is Stage.CUSTODY:
        yield Occurrence(what=Happened.RELEASED)
    elif case.stage is Stage.CUSTODY:
        yield Occurrence(what=Happened.RECALLED if case.custody.recalled else Happened.DATES)


_OF_THE_VICTIM_SIDE = {VLO_INFORMATION.kind, VLU_RE_REFERRAL.kind}


def _was_open(before: Case | None, duty: str) -> bool:
    return before is not None and duty in before.duties and before.duties[duty].is_open


def _worked(before: Case | None, case: Case) -> Iterator[Occurrence]:
    """What the practitioner did with a trigger of the victim side."""
    for duty in case.duties.values():
        if duty.kind not in _OF_THE_VICTIM_SIDE or duty.closed is None or not _was_open(before, duty.id):
            continue
        if duty.kind == VLO_INFORMATION.kind and duty.state is DutyState.DONE:
            yield Occurrence(what=Happened.ACKNOWLEDGED, about=duty.subject)
        if duty.kind == VLU_RE_REFERRAL.kind:  # let go or overtaken, it was not made either
            referred = duty.closed.evidence.get("choice") == "re_refer"
            yield Occurrence(what=Happened.RE_REFERRED if referred else Happened.NOT_RE_REFERRED, about=duty.subject)


def _escalated(receipt: Receipt) -> Iterator[Occurrence]:
    """A rise in risk, each time one is told (PF-11.5d)."""
    if any(line.kind == ESCALATION.kind for line in [*receipt.opened, *receipt.joined]):
        yield Occurrence(what=Happened.ESCALATED)
