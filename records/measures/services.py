"""The inspection's questions on services, desistance, victims and partners (INS-Q52 to INS-Q68)."""

from datetime import date
from hashlib import sha256

from policy.calendar import london_date
from records.measures.delivery import CADENCE, WAITS, funnel, orders_unchecked, waits
from records.measures.facts import needed, sentenced
from records.measures.gates import ASSESSMENT, PLAN, REVIEW, gate
from records.measures.known import Known, Work
from records.measures.measure import Baseline, Item, Measure, NotAnswered, Order
from records.measures.owed import item, items, overdue, standing_of
from records.measures.victims import without_disclosure_decision

_ONE_IN = 5
_TITLES = {
    "programme_referral": "referral to the programme",
    "enforcement_decision": "decision on enforcement",
    "first_contact_and_handover": "first contact before release",
    "purposeful_contact": "contact with a purpose",
    "marac_part": "part in a MARAC",
    "marac_action": "action from a MARAC",
    "mappa_preparation": "brief for a MAPPA panel",
    "mappa_custody_information": "prison's information to MAPPA",
    "daso_referral": "DASO referral",
    **CADENCE,
}
_PROTECTIVE = ("residence", "residence_after_bail", "new_partner", "immediate_disclosure", "partner_welfare_check",
               "escalation")  # fmt: skip
_BREACHES = frozenset({"order_breached", "contact_with_protected_person"})
_ASKED = ("police_enquiry", "police_reply", "childrens_services_enquiry", "childrens_services_reply")


def _title(work: Work) -> str:
    return _TITLES[work.kind]


async def _sample(known: Known) -> list[Item]:
    return [
        Item(n.case_id, _chosen(n.case_id, n.programme), n.ended, n.programme, since=n.ended)
        for n in await known.once(needed)
        if n.ended is not None
    ]


def _chosen(case_id: str, programme: str) -> bool:
    """One in five, by the reference alone: the same cases whoever asks, and nobody picks."""
    return int(sha256(f"{case_id}/{programme}".encode()).hexdigest(), 16) % _ONE_IN == 0


async def _gates_failed(known: Known) -> list[Item]:
    cases = await known.cases()
    return [
        Item(i.case_id, i.counts, i.on, cases[i.case_id].team or "no team", since=i.since)
        for i in await gate((*ASSESSMENT, *PLAN, *REVIEW))(known)
    ]


async def _exchange(known: Known) -> list[Item]:
    stages = await known.stages()
    works = await known.work("daso_referral", "daso_contact", "vlo_contact")
    return items(works, lambda w: f"{_title(w)}, {stages[w.case_id].replace('_', ' ')}")


async def _to_protection(known: Known) -> list[Item]:
    return [item(w, _hours(w)) for w in await known.work(*_PROTECTIVE) if w.owed]


def _hours(work: Work) -> str:
    if work.closed_at is None:
        return standing_of(work)
    hours = (work.closed_at - work.row.opened_at).total_seconds() / 3600
    return "within 24 hours" if hours <= 24 else "within 72 hours" if hours <= 72 else "after more than 72 hours"


async def _orders(known: Known) -> list[Item]:
    checks = [Item(i.case_id, i.counts, i.on, f"check: {i.group}", i.pending, i.rank, i.since)
              for i in await orders_unchecked(known)]  # fmt: skip
    after = [w for w in await known.work("escalation") if w.owed and _BREACHES & {c.trigger for c in w.clocks}]
    return checks + [item(w, f"action after a breach: {standing_of(w)}") for w in after]


async def _by_phase(known: Known) -> list[Item]:
    passed = await known.once(sentenced)

    def phase(work: Work) -> str:
        before = london_date(work.row.opened_at) < passed.get(work.case_id, date.max)
        return f"{'before' if before else 'since'} the sentence: {standing_of(work)}"

    return items(await known.work(*_ASKED), phase)


MEASURES = (
    Measure(
        "INS-Q53",
        "intervention_wait_by_year",
        "Is there enough of each intervention, soon enough?",
        f"a wait of {WAITS[-1]} weeks or more, over or not",
        "interventions that began or are waited for, by programme and wait",
        waits,
        Baseline("489 of 2,757 waiting waited over 52 weeks (18 %)", "INS-C64", "2,757", 0.18, ("INS-X07",)),
        note="the query of INS-Q24; whether the quality meets the need a person judges",
    ),
    Measure(
        "INS-Q56",
        "qa_sample",
        "Which ended interventions should be looked at for quality?",
        "one in five, drawn by the case's reference; the period is of the days they ended",
        "interventions that ended",
        _sample,
    ),
    Measure(
        "INS-Q57",
        "engagement_by_stage",
        "Is the person engaged at each stage?",
        "a first contact before release, or a contact with a purpose, that is overdue",
        "those due or done",
        overdue("first_contact_and_handover", "purposeful_contact", group=_title),
        Baseline("42 % contact enough; half of pre-release work sufficient", "INS-B10, INS-B24", "60; 28", None),
    ),
    Measure(
        "INS-Q58",
        "gates_failed",
        "Are assessment, planning and review sound, team by team?",
        "a case that fails the gate of INS-Q11, Q17 or Q33, by team",
        "cases in the base of any of them",
        _gates_failed,
        Baseline("sound: assessment 28 %, planning 37 %, review 23 %", "INS-B04, INS-B07, INS-B16", "60", None),
    ),
    Measure(
        "INS-Q59",
        "intervention_completion",
        "Do people take part in interventions and complete them?",
        "interventions completed, by programme and where each stands",
        "interventions required",
        funnel,
        Baseline("7 of 16 with the programme had started", "INS-C70", "16", None, ("INS-X01", "INS-X04")),
        look_at="others",
        note="the query of INS-Q48; one begun and idle is counted in INS-Q23",
    ),
    Measure(
        "INS-Q60",
        "readiness_incomplete",
        "Is the person prepared for the intervention, and held to it?",
        "a referral to the programme or a decision on enforcement that is overdue",
        "those due or done",
        overdue("programme_referral", "enforcement_decision", group=_title),
        Baseline("70 % enforcement where needed; three-quarters backed compliance", "INS-B43, INS-B44", "not printed",
                 None),
        note="one begun and idle is counted in INS-Q23; absences are in the case and not counted here",
    ),
    Measure(
        "INS-Q61",
        "victim_exchange_by_phase",
        "Is information exchanged with those who speak for victims, phase by phase?",
        "a referral to or exchange with the DASO, or a contact with the VLO, that is overdue",
        "those due or done, by stage",
        _exchange,
        Baseline("sufficient: DASO 6 of 14, VLO 8 of 9", "INS-B45, INS-B47", "14; 9", None),
        note="contact with an IDVA is not in the records (INS-Q38)",
    ),
    Measure(
        "INS-Q62",
        "event_to_protection_hours",
        "How soon after an event is somebody protected?",
        "protective work that is overdue; the rest by the hours it took",
        "protective work due or done",
        _to_protection,
        Baseline("74 % had measures to protect victims", "INS-B06", "46", None),
        note="people without a measure are INS-Q14",
    ),
    Measure(
        "INS-Q63",
        "orders_monitored",
        "Are protective orders checked, and is a breach acted on?",
        "an order not checked within 28 days, or the work after a breach overdue",
        "orders that stand, and breaches whose work is due or done",
        _orders,
        order=Order.RISK,
    ),
    Measure(
        "INS-Q64",
        "disclosure_decisions",
        "Is disclosure decided on as it should be?",
        "a new relationship with no decision on disclosure after its day",
        "new relationships whose decision is due or made, by what was decided",
        without_disclosure_decision,
        note="the query of INS-Q36; whether the scheme is understood is a question for people",
    ),
    Measure(
        "INS-Q66",
        "forum_briefs_missing",
        "Do we bring to MARAC and MAPPA what we owe them?",
        "a brief, our part in a meeting or an action from one that is overdue",
        "those due or done",
        overdue("marac_part", "marac_action", "mappa_preparation", "mappa_custody_information", group=_title),
        note="MATAC and child protection meetings are not events here",
    ),
    Measure(
        "INS-Q67",
        "joint_work_missed",
        "Do we keep up our work with other agencies?",
        "a recurring exchange, or an action from a MARAC, that is overdue",
        "those due or done",
        overdue(*CADENCE, "marac_action", group=_title),
        Baseline("34 % shared throughout; other agencies' actions fully set out in 6 of 55", "INS-B09, INS-B36",
                 "53; 55", None),
        note="the query of INS-Q25 with MARAC actions; other agencies' own actions are INS-Q16",
    ),
    Measure(
        "INS-Q68",
        "enquiries_by_phase",
        "Is information from police and children's services in hand in time, before and since the sentence?",
        "a request or reply that is overdue, by phase",
        "requests and replies that are due or were settled",
        _by_phase,
        Baseline("made: at court police 84 %, children 81 %; since then police 44 %, children 36 %",
                 "INS-B17, INS-B19, INS-B15, INS-B14", "38; 31; 59; 53", None),
    ),
)  # fmt: skip

NOT_ANSWERED = (
    NotAnswered(
        "INS-Q52",
        "need_vs_capacity",
        "Was the need analysed to set the range of services?",
        "not in the records",
        "capacity is not held; it needs the places each service has. What is needed is in INS-Q23 and Q48",
    ),
    NotAnswered(
        "INS-Q54",
        "responsivity_unmet",
        "Do services cater for diverse needs?",
        "not in the records",
        "language and adjustment needs are not held; it needs them and what was offered",
    ),
    NotAnswered(
        "INS-Q55",
        "services_follow_evidence",
        "Do services follow the evidence?",
        "not for software",
        "the source names no query: it is a judgement on the design of services",
    ),
    NotAnswered(
        "INS-Q65",
        "strategic_partnerships",
        "Does the service take its part in strategic partnerships?",
        "not for software",
        "the source names no query: no case shows it",
    ),
)
