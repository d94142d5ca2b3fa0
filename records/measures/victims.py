"""Victims and those who speak for them: disclosure, DASO, IDVA, VLO (INS-Q36 to INS-Q39)."""

from datetime import date

from policy.calendar import CURRENT
from policy.defaults import DISCLOSURE_DECISION
from records.measures.known import Known, Told, Work, by_case, due_then
from records.measures.measure import Baseline, Item, Measure, NotAnswered
from records.measures.owed import overdue, standing_of


async def without_disclosure_decision(known: Known) -> list[Item]:
    """New relationships, and whether disclosure was decided on for each."""
    decided = by_case(await known.decisions("disclosure"), lambda d: d.case_id)
    works = {(w.case_id, w.row.duty_id): w for w in await known.work("disclosure_decision")}
    found = []
    for told in await known.events("new_relationship"):
        partner = told.said["partner"]
        options = [d.option for d in decided.get(told.case_id, [])
                   if d.subject == partner and d.decided_at >= told.row.occurred_at]  # fmt: skip
        due = _due(told, [works[k] for k in ((told.case_id, id) for id in sorted(told.led_to)) if k in works])
        group = options[-1].replace("_", " ") if options else "not decided"
        over = not options and due < known.today
        found.append(Item(told.case_id, over, told.heard_on, group, not options and not over, since=due))
    return found


def _due(told: Told, works: list[Work]) -> date:
    """By when: the clock the relationship started on the decision, or two working days (INS-P06)."""
    days = [
        d for w in works for c in w.clocks if c.cause == told.row.event_id and (d := due_then(c, w.as_of)) is not None
    ]
    return min(days, default=CURRENT.add_working_days(told.heard_on, DISCLOSURE_DECISION.count))


def _daso(work: Work) -> str:
    return f"{'referral' if work.kind == 'daso_referral' else 'contact'}: {standing_of(work)}"


MEASURES = (
    Measure(
        "INS-Q36",
        "new_relationships_without_disclosure_decision",
        "Was disclosure considered for each new relationship?",
        "a new relationship with no decision on disclosure to the partner after its day",
        "new relationships whose decision is due or made, by what was decided",
        without_disclosure_decision,
        None,
        note="the agencies that decided and the support named stand in the case and not here (INS-X10)",
    ),
    Measure(
        "INS-Q37",
        "daso_cadence_missed",
        "Was the DASO referred to in time, and spoken with since?",
        "a referral or an exchange that is overdue",
        "referrals to and exchanges with the DASO that are due or took place",
        overdue("daso_referral", "daso_contact", group=_daso),
        Baseline("6 of 14 sufficient (43 %)", "INS-B45", "14", 0.57, ("INS-X01", "INS-X04")),
    ),
    Measure(
        "INS-Q39",
        "vlo_cadence_missed",
        "Where there is a victim liaison officer, is the practitioner in contact?",
        "a contact with the officer that is overdue",
        "contacts with the officer that are due or took place",
        overdue("vlo_contact"),
        Baseline("8 of 9 sufficient (89 %)", "INS-B47", "9", 0.11),
        note="who is eligible and what was offered is the victim side's and never here",
    ),
)  # fmt: skip

NOT_ANSWERED = (
    NotAnswered(
        "INS-Q38",
        "idva_cadence_missed",
        "Where there is an independent adviser, is the practitioner in contact?",
        "not in the records",
        "whether a victim has an adviser is not held here; it needs that fact, without saying whose, and the contacts",
        Baseline("insufficient in 12 of 15 (80 %); unclear whether any in 7", "INS-B46", "15", 0.8),
    ),
)
