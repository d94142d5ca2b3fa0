"""Review: enquiries through the sentence, changes acted on, registers, incidents (INS-Q28 to INS-Q32, INS-Q34)."""

from collections.abc import Iterable
from datetime import date

from policy.calendar import CURRENT
from records.measures.facts import CONCLUSIVE, risk_rank, sentenced
from records.measures.known import Known, Told, Work, by_case, due_then
from records.measures.measure import Baseline, Find, Item, Measure, Order
from records.measures.owed import items, standing_of

_REGISTERS = {"post_sentence_papers": "registers_set", "start_checks": "registrations_active",
              "pom_checks": "alert_applied"}  # fmt: skip
_ACKNOWLEDGE_WITHIN = 1
"""Working days (INS-P12)."""


def _during_the_sentence(*kinds: str) -> Find:
    async def find(known: Known) -> list[Item]:
        passed = await known.once(sentenced)
        asked = [w for w in await known.work(*kinds) if w.opened_on >= passed.get(w.case_id, date.max)]
        return items(
            asked, lambda w: f"{'routine' if w.kind.startswith('periodic') else 'on a change'}: {standing_of(w)}"
        )

    return find


async def _triggers(known: Known) -> list[Item]:
    ranks = await known.once(risk_rank)
    reviews = {(w.case_id, w.row.duty_id): w for w in await known.work("review")}
    causes = sorted({c.trigger for w in reviews.values() for c in w.clocks})
    found = []
    for told in await known.events(*causes):
        for work in (reviews[k] for k in ((told.case_id, id) for id in told.led_to) if k in reviews):
            found.append(_reviewed(told, work, ranks.get(told.case_id, 0), known))
    return found


def _reviewed(told: Told, work: Work, rank: int, known: Known) -> Item:
    """One change and its review. Each change has a clock of its own on the review that answers it."""
    days = [d for c in work.clocks if c.cause == told.row.event_id and (d := due_then(c, work.as_of)) is not None]
    due = min(days, default=work.due)
    decided = work.done_on
    if decided is not None:
        late = due is not None and decided > due
        return Item(
            told.case_id, late, told.heard_on, "reviewed late" if late else "reviewed in time", False, rank, due
        )
    over = due is not None and due < known.today
    group = "overdue" if work.is_open else "let go"
    counts = over or not work.is_open
    return Item(told.case_id, counts, told.heard_on, group, not counts, rank, due)


async def _registration(known: Known) -> list[Item]:
    works = by_case((w for w in await known.work(*_REGISTERS) if w.owed), lambda w: w.case_id)
    return [
        _registered(case, day, works.get(case, []))
        for case, day in (await known.once(sentenced)).items()
        if works.get(case)
    ]


def _registered(case: str, passed: date, works: list[Work]) -> Item:
    if any(w.evidence.get(_REGISTERS[w.kind]) for w in works):
        return Item(case, False, passed, "registered", since=passed)
    if any(w.done for w in works):
        return Item(case, True, passed, "checked, and none set", since=passed)
    due = min((w.due for w in works if w.due is not None), default=None)
    waiting = not any(w.overdue for w in works)
    return Item(case, not waiting, passed, "not checked", waiting, since=due)


async def _without_fresh_replies(known: Known) -> list[Item]:
    told = by_case(await known.events("enquiry_answered", "third_party_information"), lambda t: t.case_id)
    return [
        Item(w.case_id, not _fresh(w, told.get(w.case_id, [])), w.opened_on, since=w.done_on)
        for w in await known.work("review")
        if w.done
    ]


def _fresh(review: Work, told: Iterable[Told]) -> bool:
    """Whether an agency told us something between the change and the end of its review."""
    return any(
        review.row.opened_at <= t.row.recorded_at
        and review.closed_at is not None
        and t.row.recorded_at <= review.closed_at
        for t in told
        if t.said.get("outcome", "information") in CONCLUSIVE
    )


async def _unacknowledged(known: Known) -> list[Item]:
    incidents = await known.events("domestic_abuse_incident")
    kinds = {line["kind"] for t in incidents for n in ("opened", "joined") for line in t.row.led_to.get(n, [])}
    works = {(w.case_id, w.row.duty_id): w for w in await known.work(*sorted(kinds))}
    found = []
    for told in incidents:
        answers = [works[k] for k in ((told.case_id, id) for id in sorted(told.led_to)) if k in works]
        if answers:
            found.append(_acknowledged(told, answers, known.today))
    return found


def _acknowledged(told: Told, answers: list[Work], today: date) -> Item:
    """The first work that it asked for and somebody did, or let go, shows that the incident was seen."""
    due = CURRENT.add_working_days(told.heard_on, _ACKNOWLEDGE_WITHIN)
    seen = min((w.closed_at for w in answers if w.closed_at and w.row.body["closed"].get("by")), default=None)
    heard = f"heard {_lag((told.heard_on - told.happened_on).days)}"
    if seen is not None:
        return Item(told.case_id, False, told.heard_on, f"{heard}, acted on {_lag((seen - told.row.recorded_at).days)}",
                    since=due)  # fmt: skip
    return Item(told.case_id, today > due, told.heard_on, f"{heard}, not acted on", today <= due, since=due)


def _lag(days: int) -> str:
    return "within a day" if days <= 1 else "within a week" if days <= 7 else "after more than a week"


MEASURES = (
    Measure(
        "INS-Q28",
        "police_enquiry_due_missing",
        "Were the police asked through the sentence, routinely and on each change?",
        "a request to the police, routine or on a change, not sent after its day",
        "requests to the police since the sentence that are due or were sent",
        _during_the_sentence("police_enquiry", "periodic_police_enquiry"),
        Baseline("44 % made as needed", "INS-B15", "59", 0.56),
    ),
    Measure(
        "INS-Q29",
        "child_enquiry_due_missing",
        "Were children's services asked through the sentence, on each change?",
        "a request to children's services not sent after its day",
        "requests to children's services since the sentence that are due or were sent",
        _during_the_sentence("childrens_services_enquiry"),
        Baseline("36 % made as needed", "INS-B14", "53", 0.64),
    ),
    Measure(
        "INS-Q30",
        "triggers_without_review",
        "Was each change reviewed by its day?",
        "a change with no review decided by the day the review of it was due",
        "changes that ask for a review and whose review is due or done",
        _triggers,
        Baseline("49 % found and the plan adjusted", "INS-B12", "53", 0.51, ("INS-X01", "INS-X11")),
        Order.RISK,
        note="one review may answer several changes; each is counted",
    ),
    Measure(
        "INS-Q31",
        "registration_mismatch",
        "Is the domestic abuse registration set on each case?",
        "no check that found or set it, after the day a check was due, or a check that set none",
        "sentenced cases in which a check of the registers was due or done",
        _registration,
        Baseline("35 % not current or not right", "INS-B41", "60", 0.35),
        note="the register itself is in the case management system; what is counted is what staff recorded of it",
    ),
    Measure(
        "INS-Q32",
        "reviews_without_fresh_replies",
        "Did each review have something new from another agency?",
        "a review done with no answer or information from an agency since the change",
        "reviews done",
        _without_fresh_replies,
        Baseline("48 % gathered and used", "INS-B13", "58", 0.52, ("INS-X01", "INS-X08")),
        note="whether it was read and what it changed a person judges",
    ),
    Measure(
        "INS-Q34",
        "incidents_unacknowledged",
        "Did the practitioner know of each incident, and how soon?",
        "an incident on which nobody had acted one working day after it was told (INS-P12)",
        "incidents that ask for work, by how soon they were heard of and acted on",
        _unacknowledged,
        Baseline("61 % aware, 10 % unaware, 29 % unclear", "INS-C73", "those with police involvement (second sample)",
                 0.39),
    ),
)  # fmt: skip
