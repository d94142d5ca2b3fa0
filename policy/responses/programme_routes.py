"""When a programme cannot be done: another route, in the text's order. Sections 12.4, 12.5, 12.9, 12.15 and 12.16."""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.decisions import DecisionKind, DecisionMade
from models.duties import Duty
from models.events.programmes import ProgrammeAbsence, ProgrammeSuitability
from models.forms.form import Form
from models.forms.programmes import AlternativeRoute, OtherRoute
from models.needs import Gender, SaraLevel
from models.outcome import NoticeClass
from models.roles import Role
from models.sentence import BBR_KINDS, STRUCTURED, TOOLKITS, Programme, is_same_programme
from policy import defaults
from policy.demands import Cancel, Demand, Note, Open, Tell
from policy.interventions.facts import Facts, facts_of
from policy.interventions.register import covering, next_routes
from policy.rules import DecisionRule, DutyRule, Missing
from policy.situation import Situation


def _in_order(case: Case, form: AlternativeRoute) -> Iterable[Missing]:
    """Alternative delivery, then the toolkit; a structured intervention where the risk is lower (AM-26)."""
    if form.adf == "not_applicable" and case.programme in BBR_KINDS:
        yield Missing("adf", "PF-12.9e", "discuss alternative delivery with interventions staff first")
    rejoins = is_same_programme(form.route, case.programme)
    lower_risk = form.route in STRUCTURED and case.profile.sara_level is SaraLevel.LOW
    if form.adf == "possible" and not (rejoins or lower_risk):
        yield Missing("route", "PF-12.9f", "alternative delivery is possible, and comes first (AM-26)")
    if form.adf != "possible" and form.route is Programme.BBR_ADF:
        yield Missing("route", "PF-12.9e", "alternative delivery is not possible: choose another route")


def _asked(case: Case, form: AlternativeRoute) -> Iterable[Missing]:
    """Whom the text wants asked about this route, for this person."""
    woman = case.profile.gender is Gender.WOMAN
    if form.local_team_answer is None and (woman or form.route in STRUCTURED):
        yield Missing("local_team_answer", "PF-12.5a", "ask the local interventions team whether it suits")
    if form.advice is None and form.route is Programme.OTHER:
        yield Missing("advice", "PF-12.9h", "unsure of the right work: ask the treatment manager")
    if form.psychology is None and (case.profile.complex_needs or facts_of(case).high_risk):
        yield Missing("psychology", "PF-12.16a", "complex or high risk and no programme: contact the psychologists")


def _route(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, AlternativeRoute)
    chosen = covering(form.route, facts_of(case))
    for finding in chosen.judge(facts_of(case)).findings if chosen else ():
        if finding.bars:
            yield Missing("route", finding.clause, str(finding))
    yield from _in_order(case, form)
    yield from _asked(case, form)


ALTERNATIVE_ROUTE = DutyRule(
    kind="alternative_route",
    title="Choose another route with interventions staff: alternative delivery, toolkit, structured intervention",
    clauses=("PF-12.9e", "PF-12.9h", "PF-12.4a", "PF-12.5a", "PF-12.16a"),
    form=AlternativeRoute,
    budget=defaults.ALTERNATIVE_ROUTE,
    community_only=True,
    check=_route,
)
"""An order that requires a programme is never left with nothing in its place (INS-D20)."""


def _seen_through(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, OtherRoute)
    if case.programme_record.route not in TOOLKITS:
        return
    for name in ("started_on", "ended_on"):
        if getattr(form, name) is None:
            yield Missing(name, "PF-12.9f", "say when the toolkit was started and ended")


OTHER_ROUTE = DutyRule(
    kind="other_route",
    title="Begin the other route: deliver the toolkit, or refer to the structured intervention",
    clauses=("PF-12.9f", "PF-12.9g"),
    form=OtherRoute,
    budget=defaults.OTHER_ROUTE,
    community_only=True,
    check=_seen_through,
)
"""No time is set for it, and its order is for professional judgement; ours is a long stop (PF-12.9g)."""


def routes_in_words(facts: Facts) -> str:
    """The routes still open to this person, in order, for a receipt."""
    return ", then ".join(one.name.replace("_", " ") for one, _judgement in next_routes(facts))


def alternative_route(s: Situation, started_by: str) -> Iterator[Demand]:
    """Another route is needed; what is delivered only in the community is chosen there."""
    if not s.case.in_community:
        yield Note("ask the programme team for another route in custody (PF-12.8c)")
        return
    yield Open(ALTERNATIVE_ROUTE, since=s.identified, started_by=started_by)
    yield Note(f"routes to consider, in order: {routes_in_words(facts_of(s.case))} (AM-26)")


def suitability(s: Situation, event: ProgrammeSuitability) -> Iterator[Demand]:
    """Found able or not; when not, nothing is left to refer, and another route is chosen (EV-41)."""
    if event.suitable or not is_same_programme(event.programme, s.case.programme):
        return
    for kind in ("programme_referral", "custody_programme_referral"):
        yield Cancel(kind, "found unable or ineligible")
    if event.reason == "complex_needs" and not s.case.programme_record.harm_shown:
        yield Note("complex needs are no bar without evidence of no benefit or harm: record that decision (GU-29)")
    yield from alternative_route(s, "found unable or ineligible")


def absence(s: Situation, event: ProgrammeAbsence) -> Iterator[Demand]:
    """More than two missed sessions remove the person, whatever the reason (INS-D21)."""
    if not is_same_programme(event.programme, s.case.programme) or s.case.programme_finished:
        return
    missed = s.case.programme_record.missed
    if missed == defaults.SESSIONS_MISSED_AT_MOST:
        yield Tell(None, NoticeClass.DIGEST, "two programme sessions missed: another removes the person (INS-D21)")
    if missed == defaults.SESSIONS_MISSED_AT_MOST + 1:
        yield Tell(Role.SPO, NoticeClass.DIGEST, "removed from the programme: more than two sessions missed (INS-D21)")
        yield from alternative_route(s, "removed for missed sessions")


# 12.15 Complex needs --------------------------------------------------------


def _evidence(_case: Case, made: DecisionMade) -> Iterable[Missing]:
    if made.option == "exclude" and made.evidence is None and made.rationale is None:
        words = "complex needs alone exclude nobody: attach evidence of no benefit or harm, or say why (GU-29)"
        yield Missing("evidence", "PF-12.15a", words)


DECISIONS = (
    DecisionRule(
        DecisionKind.COMPLEX_NEEDS_EXCLUSION,
        "DE-36",
        "Whether complex needs exclude from the programme",
        ("exclude", "include"),
        "PF-12.15a",
        about_the_person=True,
        check=_evidence,
    ),
)

RULES = (ALTERNATIVE_ROUTE, OTHER_ROUTE)
