"""The lists people work from, page by page. A case's own state is asked of its workflow, not of these."""

from records.lists.cases import cases, handovers, releases, without_practitioner
from records.lists.duties import duties
from records.lists.escalations import escalations
from records.lists.orders import orders_ending
from records.lists.page import AT_MOST, FIRST_PAGE, BadCursor, Page, PageWanted, Wanted
from records.lists.timeline import TimelineRow, What, timeline
from records.lists.wanted import (
    AheadWanted,
    CaseOrder,
    CasesWanted,
    DutiesWanted,
    EscalationsWanted,
    OrdersWanted,
    TimelineWanted,
    UnheldWanted,
)

__all__ = [
    "AT_MOST",
    "FIRST_PAGE",
    "AheadWanted",
    "BadCursor",
    "CaseOrder",
    "CasesWanted",
    "DutiesWanted",
    "EscalationsWanted",
    "OrdersWanted",
    "Page",
    "PageWanted",
    "TimelineRow",
    "TimelineWanted",
    "UnheldWanted",
    "Wanted",
    "What",
    "cases",
    "duties",
    "escalations",
    "handovers",
    "orders_ending",
    "releases",
    "timeline",
    "without_practitioner",
]
