"""What events of programmes say about the case."""

from datetime import date

from models.case import Case
from models.events import programmes, sentence
from models.needs import Needs
from models.programme_record import ProgrammeRecord
from models.sentence import Programme, is_same_programme
from policy.facts.absorb import Odd, absorb


def require(case: Case, programme: Programme) -> None:
    """This programme is required from now on; what was said of another, or of one finished, no longer counts."""
    if case.programme_finished or not is_same_programme(programme, case.programme):
        case.programme_record = ProgrammeRecord()
    case.programme, case.programme_finished = programme, False


def _not_required(case: Case, programme: Programme, what: str) -> list[Odd]:
    if is_same_programme(programme, case.programme):
        return []
    return [("contradictory", f"{what} a programme the case did not require")]


@absorb.register
def _(event: sentence.ProgrammeRequired, case: Case, day: date) -> list[Odd]:
    require(case, event.programme)
    return []


@absorb.register
def _(event: programmes.ProgrammeSuitability, case: Case, day: date) -> list[Odd]:
    odd = _not_required(case, event.programme, "decided on")
    if not odd:
        case.programme_record.suitable = event.suitable
        if event.adf_possible is not None:
            case.programme_record.adf_possible = event.adf_possible
    return odd


@absorb.register
def _(event: sentence.ProgrammeStarted, case: Case, day: date) -> list[Odd]:
    odd = _not_required(case, event.programme, "started")
    if not odd:
        record = case.programme_record
        record.started_on, record.last_session, record.sessions, record.missed = day, None, 0, 0
    return odd


@absorb.register
def _(event: programmes.ProgrammeSession, case: Case, day: date) -> list[Odd]:
    odd = _not_required(case, event.programme, "attended")
    if not odd:
        record = case.programme_record
        record.started_on = record.started_on or day
        record.last_session = max(day, record.last_session or day)
        record.sessions += 1
    return odd


@absorb.register
def _(event: programmes.ProgrammeAbsence, case: Case, day: date) -> list[Odd]:
    odd = _not_required(case, event.programme, "missed a session of")
    if not odd:
        case.programme_record.missed += 1
    return odd


@absorb.register
def _(event: sentence.ProgrammeCompleted, case: Case, day: date) -> list[Odd]:
    odd = _not_required(case, event.programme, "completed")
    if not odd:
        case.programme_finished = event.finished
    return odd


@absorb.register
def _(event: programmes.NeedsAssessed, case: Case, day: date) -> list[Odd]:
    said = {name: getattr(event, name) for name in Needs.model_fields}
    case.profile = case.profile.model_copy(update={n: value for n, value in said.items() if value is not None})
    return []
