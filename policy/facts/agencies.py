"""What MAPPA and MARAC tell of the case: dates, levels and references."""

from datetime import date

from models.case import Case
from models.events import agencies
from models.multi_agency import MappaCategory
from policy.facts.absorb import Odd, absorb


@absorb.register
def _(event: agencies.MappaStatus, case: Case, day: date) -> list[Odd]:
    case.mappa.category = event.category
    level = None if event.category is MappaCategory.NONE else event.level or case.profile.mappa_level
    case.profile = case.profile.model_copy(update={"mappa_level": level})
    if event.category is MappaCategory.NONE:
        case.mappa.next_meeting = None
        return [("contradictory", "a MAPPA level for someone who is not under MAPPA")] if event.level else []
    if event.category is MappaCategory.OTHER_DANGEROUS and event.level == 1:
        return [("contradictory", "category 3 is managed at level 2 or 3 only (TY-11)")]
    return []


@absorb.register
def _(event: agencies.MappaMeeting, case: Case, day: date) -> list[Odd]:
    if case.mappa.last_meeting and day < case.mappa.last_meeting:
        return [("out_of_order", "a later MAPPA meeting is known: its next date stands")]
    case.mappa.last_meeting = day
    if event.next_meeting and event.next_meeting <= day:
        case.mappa.next_meeting = None
        return [("contradictory", "the next MAPPA meeting is set for a day before this one ended")]
    case.mappa.next_meeting = event.next_meeting
    return []


@absorb.register
def _(event: agencies.MaracMeeting, case: Case, day: date) -> list[Odd]:
    case.marac.meetings[event.meeting] = event.meets_on
    case.marac.been_there = True if event.held else case.marac.been_there
    return []


@absorb.register
def _(event: agencies.MaracAction, case: Case, day: date) -> list[Odd]:
    known = event.action in case.marac.actions
    if not known:
        case.marac.actions.append(event.action)
    return [("known_action", "the case knew of this MARAC action")] if known else []
