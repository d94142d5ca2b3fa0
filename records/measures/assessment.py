"""Assessment: the SARA, sources, the people at risk, the level of risk (INS-Q05 to INS-Q10, INS-Q12, INS-Q35)."""

from collections.abc import Iterable

from models.sentence import Stage
from records.measures.facts import Person, opened_on, partner_abuse, people, profiles, risk, risk_rank
from records.measures.known import Known, Told, Work, by_case
from records.measures.measure import Baseline, Item, Measure, NotAnswered, Order
from records.measures.owed import item, standing_of

INITIAL = "initial_assessment"
ASSESSMENTS = (INITIAL, "pom_checks")
_REPLIES = ("police_enquiry", "police_reply", "childrens_services_enquiry", "childrens_services_reply")
_SARA_IN = {"initial_assessment": "at the initial assessment", "review": "at review"}


async def _sara(known: Known) -> list[Item]:
    due = await known.once(partner_abuse)
    found = [w for w in await known.work(*_SARA_IN) if w.owed and w.case_id in due]
    return [item(w, f"{_SARA_IN[w.kind]}: {standing_of(w)}") for w in found]


async def _sources_unused(known: Known) -> list[Item]:
    replies = by_case(await known.work(*_REPLIES), lambda w: w.case_id)
    done = [w for w in await known.work(INITIAL) if w.done]
    return [
        Item(w.case_id, bool(out), w.opened_on, " and ".join(out), since=w.done_on)
        for w in done
        for out in [_out_when_done(w, replies.get(w.case_id, []))]
    ]


def _out_when_done(assessment: Work, replies: Iterable[Work]) -> list[str]:
    """The agencies whose reply was still owed when the assessment was done."""
    at = assessment.closed_at
    assert at is not None
    out = {w.kind.split("_")[0] for w in replies
           if w.row.opened_at <= at and (w.closed_at is None or w.closed_at > at)}  # fmt: skip
    return sorted({"police": "police", "childrens": "children's services"}[agency] for agency in out)


async def _people_named(known: Known) -> dict[str, set[str]]:
    named: dict[str, set[str]] = {}
    for work in await known.work(*ASSESSMENTS, "start_checks"):
        for field in ("people_at_risk", "children"):
            named.setdefault(work.case_id, set()).update(work.evidence.get(field) or [])
    return named


async def _adults(known: Known) -> list[Item]:
    named = await known.once(_people_named)
    met = {(w.case_id, w.row.subject) for w in await known.work("new_partner") if w.done}
    ahead = Ahead(await known.work(*ASSESSMENTS, "review", "new_partner"), await known.stages())
    adults = [p for p in await known.once(people) if not p.child]
    return [missing(p, p.ref in named.get(p.case_id, ()) or (p.case_id, p.ref) in met, ahead) for p in adults]


async def _children(known: Known) -> list[Item]:
    named = await known.once(_people_named)
    decided = by_case(await known.decisions("children_at_risk", "prison_child_contact"), lambda d: d.case_id)

    def looked_at(p: Person) -> bool:
        about_all = any(d.kind == "children_at_risk" and d.decided_at.date() >= p.known_on
                        for d in decided.get(p.case_id, []))  # fmt: skip
        about_one = any(d.subject == p.ref for d in decided.get(p.case_id, []))
        return about_all or about_one or p.ref in named.get(p.case_id, ())

    kinds = ("children_at_risk_decision", "prison_child_contact_decision")
    ahead = Ahead(await known.work(*ASSESSMENTS, "review", *kinds), await known.stages())
    return [missing(p, looked_at(p), ahead) for p in await known.once(people) if p.child]


class Ahead:
    """Whether work that may yet answer for a person is under way and in time."""

    def __init__(self, works: list[Work], stages: dict[str, str]) -> None:
        self._open = by_case((w for w in works if w.is_open), lambda w: w.case_id)
        self._stages = stages

    def waits(self, person: Person) -> bool:
        """Nothing is late, and something is still to come: work in hand, or the sentence itself."""
        mine = [w for w in self._open.get(person.case_id, []) if w.row.subject in {None, "children", person.ref}]
        at_court = self._stages.get(person.case_id) == Stage.COURT_REPORT
        return not any(w.overdue for w in mine) and (bool(mine) or at_court)


def missing(person: Person, answered: bool, ahead: Ahead) -> Item:
    """A person as an item: it counts where nothing answers for them and nothing in time is to come."""
    waits = not answered and ahead.waits(person)
    return Item(person.case_id, not answered and not waits, person.known_on, pending=waits, since=person.known_on)


async def _risk_review(known: Known) -> list[Item]:
    levels, ranks, began = await known.once(risk), await known.once(risk_rank), await known.once(opened_on)
    grave = {w.case_id: w.due for w in await known.work("review") if w.overdue and w.row.grave}
    supervised = {c for c, stage in (await known.stages()).items() if stage not in {Stage.COURT_REPORT, Stage.CLOSED}}
    found = []
    for case in sorted(supervised):
        why = "level not known" if levels.get(case, "unknown") == "unknown" else ""
        why = "grave change not reviewed" if case in grave else why
        found.append(Item(case, bool(why), began[case], why, False, ranks.get(case, 0), grave.get(case) or began[case]))
    return found


async def _level_changes(known: Known) -> list[Item]:
    levels = {c: dict(p.get("rosh", {})) for c, p in (await known.once(profiles)).items()}
    answers = by_case(await known.work("review", "justify_lower_risk", "escalation"), lambda w: w.case_id)
    found = []
    for told in await known.events("rosh_changed"):
        group, level = told.said.get("group", "known_adult"), told.said["level"]
        old = levels.setdefault(told.case_id, {}).get(group)
        levels[told.case_id][group] = level
        if old != level:
            found.append(_change(told, [w for w in answers.get(told.case_id, []) if w.row.duty_id in told.led_to]))
    return found


def _change(told: Told, answers: list[Work]) -> Item:
    explained = bool(told.said.get("justification")) or any(w.done for w in answers)
    running = any(w.is_open and not w.overdue for w in answers)
    return Item(told.case_id, not explained, told.heard_on, pending=not explained and running, since=told.heard_on)


MEASURES = (
    Measure(
        "INS-Q05",
        "sara_due_missing",
        "Was the SARA done by its day, at the first assessment and at each review?",
        "an initial assessment or a review, which the SARA is part of, not done after its day",
        "those due or done in cases of intimate partner abuse, by where they stand",
        _sara,
        Baseline("22 % missing and due (13 of 60; 25 % of the 51 in which one was required); 17 % done but wrong",
                 "INS-B31, INS-B32", "60", 0.22, ("INS-X01", "INS-X11")),
        note="an assessment or review of intimate partner abuse cannot be recorded as done without its SARA",
    ),
    Measure(
        "INS-Q07",
        "assessment_sources_unused",
        "Were the replies of the police and children's services in hand when the assessment was done?",
        "an initial assessment done while a reply of either was still owed",
        "initial assessments done",
        _sources_unused,
        Baseline("43 % used all sources", "INS-B03", "60", 0.57),
        note="only the agencies' replies are on record, so that this is a floor",
    ),
    Measure(
        "INS-Q09",
        "adults_unassessed",
        "Has every adult at risk been assessed?",
        "an adult not named in an assessment done, and no new partner whose details and measures are recorded",
        "adults known to be or possibly be at risk",
        _adults,
        Baseline("57 % of assessments did not analyse concerns about adult victims enough", "INS-B34",
                 "assessments inspected", 0.57),
        note="named is not yet analysed well: that a person judges",
    ),
    Measure(
        "INS-Q10",
        "children_unassessed",
        "Has every child at risk been assessed?",
        "a child not named in an assessment or in start checks done, and no decision on children since it was known",
        "children known to be or possibly be at risk",
        _children,
        Baseline("45 % analysed enough, of relevant cases (2018: 43 %)", "INS-B35", "relevant cases", 0.55,
                 ("INS-X01", "INS-X06")),
    ),
    Measure(
        "INS-Q12",
        "rosh_review_needed",
        "Does the level of risk want looking at again?",
        "a level that is not known, or a grave change whose review is overdue",
        "cases being supervised, in custody or outside",
        _risk_review,
        Baseline("82 % judged correct; too high 1, too low 10", "INS-C53", "60", 0.18),
        Order.RISK,
        note="whether a level is right a person judges",
    ),
    Measure(
        "INS-Q35",
        "rosh_changes_unjustified",
        "Is each change of the level of risk explained?",
        "a change with no justification given, and no review, escalation or explanation done for it in time",
        "changes of the level to any group",
        _level_changes,
        Baseline("over half not reviewed where needed; changed for no apparent reason in 6", "INS-B40", "60", None),
    ),
)  # fmt: skip

NOT_ANSWERED = (
    NotAnswered(
        "INS-Q06",
        "sara_conflicts",
        "Does the SARA agree with known incidents and relationships?",
        "not in the records",
        "each SARA is held by reference; it needs its result and the relationships it was made on, SARA by SARA",
        Baseline("17 % done but inaccurate", "INS-B31", "60", 0.17),
    ),
    NotAnswered(
        "INS-Q08",
        "assessment_no_responsivity",
        "Were protected characteristics, and what they mean for engagement, considered?",
        "not in the records",
        "few are held, and none tied to the plan; it needs a field in the assessment and its item of the plan",
        Baseline("63 % analysed", "INS-B02", "60", 0.63),
    ),
)
