"""Court: what was in hand before the sentence (INS-Q01 to INS-Q04)."""

from datetime import date

from records.measures.facts import CONCLUSIVE, opened_on, partner_abuse, people, sentenced
from records.measures.known import Known, Told, by_case
from records.measures.measure import Baseline, Item, Measure, Order
from records.measures.owed import item, standing_of


async def court_cases(known: Known) -> dict[str, date]:
    """Cases with a court report that have been sentenced, and the day of the sentence."""
    asked = {t.case_id for t in await known.events("court_report_requested")}
    return {c: day for c, day in (await known.once(sentenced)).items() if c in asked}


async def _replied(known: Known, agency: str) -> dict[str, list[date]]:
    replies = by_case(await known.events("enquiry_answered"), lambda t: t.case_id)

    def days(told: list[Told]) -> list[date]:
        mine = (t for t in told if t.said["agency"] == agency)
        return [t.happened_on for t in mine if t.said.get("outcome", "information") in CONCLUSIVE]

    return {c: days(told) for c, told in replies.items()}


def _by_sentence(cases: dict[str, date], replies: dict[str, list[date]]) -> list[Item]:
    return [
        Item(
            case_id=c,
            counts=any(day <= passed for day in replies.get(c, [])),
            on=passed,
            group="replied later" if replies.get(c) and min(replies[c]) > passed else "",
            rank=passed.toordinal(),
            since=passed,
        )
        for c, passed in cases.items()
    ]


async def _police_enquiry(known: Known) -> list[Item]:
    return _by_sentence(await known.once(court_cases), await _replied(known, "police"))


async def _child_enquiry(known: Known) -> list[Item]:
    cases = await known.once(court_cases)
    with_child = {
        p.case_id for p in await known.once(people) if p.child and p.known_on <= cases.get(p.case_id, date.min)
    }
    linked = {c: day for c, day in cases.items() if c in with_child}
    return _by_sentence(linked, await _replied(known, "childrens_services"))


_ENQUIRIES = {
    "police_enquiry": "police",
    "police_reply": "police",
    "periodic_police_enquiry": "police",
    "childrens_services_enquiry": "children's services",
    "childrens_services_reply": "children's services",
    "adult_social_care_enquiry": "adult social care",
    "adult_social_care_reply": "adult social care",
}


async def _enquiries_open(known: Known) -> list[Item]:
    told = by_case(await known.events("enquiry_answered"), lambda t: t.case_id)
    found = []
    for work in await known.work(*_ENQUIRIES):
        if work.owed:
            agency = _ENQUIRIES[work.kind]
            found.append(item(work, f"{agency}: {_state(work.kind, work.row.subject, told.get(work.case_id, []))}"
                              if work.is_open else f"{agency}: {standing_of(work)}"))  # fmt: skip
    return found


def _state(kind: str, about: str | None, told: list[Told]) -> str:
    if not kind.endswith("_reply"):
        return "to be asked"
    agency = kind.removesuffix("_reply")
    said = [t.said for t in told if t.said["agency"] == agency and t.said["about"] == about]
    if not said:
        return "no reply"
    return "refused" if said[-1].get("outcome") == "refused" else "replied, not to what was asked"


async def _report_elements(known: Known) -> list[Item]:
    reports = by_case((w for w in await known.work("court_report") if w.done), lambda w: w.case_id)
    due_sara, opened = await known.once(partner_abuse), await known.once(opened_on)
    found = []
    for case, passed in (await known.once(court_cases)).items():
        given = [w.evidence for w in reports.get(case, []) if w.done_on is not None and w.done_on <= passed]
        lacks = _lacks(given[-1] if given else None, case in due_sara)
        found.append(Item(case, bool(lacks), passed, lacks, rank=passed.toordinal(), since=opened.get(case)))
    return found


def _lacks(report: dict[str, object] | None, sara_due: bool) -> str:
    if report is None:
        return "no report before sentence"
    if sara_due and not report.get("sara"):
        return "no SARA"
    return "" if report.get("verified_by") else "nothing verifies the facts"


MEASURES = (
    Measure(
        "INS-Q01",
        "court_police_enquiry_done",
        "Had the police replied before the sentence?",
        "an answer from the police, not a request or a refusal, dated on or before the day of the sentence",
        "cases with a court report that have been sentenced",
        _police_enquiry,
        Baseline("84 % made, or enough known", "INS-B17", "38", 0.84),
        Order.LATEST,
        "others",
        "the published figure also takes what was known already; here only a reply counts",
    ),
    Measure(
        "INS-Q02",
        "enquiries_open_over",
        "Is any request for information still without its answer after the day it was due?",
        "a request not sent, or sent and not answered, after its day; grouped by agency and where it stands",
        "requests and replies that are due or were settled",
        _enquiries_open,
        Baseline("unanswered at court: 3 police, 4 children's services", "INS-B18, INS-B20", "32; not stated"),
    ),
    Measure(
        "INS-Q03",
        "court_child_enquiry_done",
        "Had children's services replied before the sentence, where a child was linked?",
        "an answer from children's services dated on or before the day of the sentence",
        "sentenced cases with a court report in which a child was known by then",
        _child_enquiry,
        Baseline("81 % made, or enough known", "INS-B19", "31", 0.81),
        Order.LATEST,
        "others",
    ),
    Measure(
        "INS-Q04",
        "court_analysis_elements_missing",
        "Does the information given to the court lack what an analysis of abuse risk needs?",
        "no report done by the sentence, no SARA in it where one is due, or nothing that verifies the facts",
        "cases with a court report that have been sentenced",
        _report_elements,
        Baseline(
            "insufficient in 21 of 38 (55 %) by the annexe; 15 of 38 (39 %) by the prose", "INS-B01, INS-B22", "38",
            0.55, ("INS-X01", "INS-X03"),
        ),
        Order.LATEST,
        note="whether the analysis is good a person judges",
    ),
)  # fmt: skip
