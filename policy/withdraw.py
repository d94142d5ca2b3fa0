"""Taking a fact back that was wrong and never was (docs/decisions/0069). Nothing is deleted: all of it is marked.

Open work that hangs on it alone is cancelled, work it ended is owed again, and what it alone said goes back to what the
other facts say. What no policy can undo is named in one piece of work for whoever is responsible.
"""

from collections.abc import Iterator

from models.case import Case
from models.duties import Closure, Duty, DutyState, Moved
from models.enquiries import Agency, EnquiryState
from models.events.withdrawal import WRONG_WORDS, FactWithdrawn
from models.kept_facts import KeptFact
from models.outcome import NoticeClass
from models.roles import ROLE_WORDS, Role
from models.sentence import Stage
from policy.clauses.clause import Sensitivity
from policy.defaults import KEEP_FACTS, PUT_RIGHT_GRAVE
from policy.demands import Open
from policy.enact import Enactment
from policy.facts.absorb import Odd
from policy.gravity import is_grave
from policy.holder import holder
from policy.kept_facts import take_back
from policy.ladder import Step, told
from policy.process import START, Happening, What
from policy.processes import BY_NAME, advance
from policy.responses.enquiries import AWAIT, PERSON, SEND, key_of
from policy.responses.withdrawals import PUT_RIGHT
from policy.sensitivity import of_duty
from policy.stages.chart import MOVES

_HOLDERS = frozenset({Role.REPORT_WRITER, Role.POM, Role.COMMUNITY_PRACTITIONER})
"""Work of whoever is responsible goes to whoever is so now."""

MOST_NAMED = 60
"""Things named on one piece of work; more than that is for whoever looks at the case (project default)."""


def asks_for_manager(case: Case, withdraws: str) -> bool:
    """Whether only a manager may withdraw it (project default): what is grave, moves the sentence, or is not known."""
    kept = case.facts.get(withdraws)
    return kept is None or is_grave_fact(kept)


def is_grave_fact(kept: KeptFact) -> bool:
    """Whether taking a fact back is grave: it was grave itself, or it moved the sentence."""
    return is_grave(kept.said) or kept.said.get("type") in MOVES or kept.moved_to is not None


def withdraw(work: Enactment, event: FactWithdrawn) -> Iterator[Odd]:
    """Take back the fact that a withdrawal names, or say why it is only kept."""
    case, id = work.case, event.withdraws
    kept = case.facts.get(id)
    if id == event.event_id or (kept is not None and kept.said["type"] == event.type):
        yield "not_withdrawn", "a withdrawal is not withdrawn: report the fact again if it was right"
    elif kept is not None and kept.opens:
        yield "not_withdrawn", "the start of the case is not withdrawn: close the case, and say why"
    elif kept is not None and kept.withdrawn is not None:
        yield "already_withdrawn", "it was withdrawn before: kept, and nothing more changed"
    elif kept is not None:
        _take_back(work, event, kept)
    elif _was_told(case, id):
        words = "it came before the case kept what facts say: nothing is undone by itself"
        _name_what_is_left(work, event, None, [words, *(f"asked for by it: {_named(d)}" for d in _open_for(case, id))])
        yield "not_undone", f"{words}, and the work of putting it right is open"
    else:
        case.awaited[id] = event.event_id
        known = "knows of no such event" if len(case.facts) < KEEP_FACTS else "knows of no such event, or no longer"
        yield "unknown_event", f"the case {known}: kept, and it applies when that comes"


def withdrawn_before(work: Enactment, event_id: str, kept: KeptFact) -> bool:
    """Whether a fact was withdrawn before it came; then it is kept, and nothing else. A withdrawal never is."""
    by = work.case.awaited.pop(event_id, None)
    if by is None or kept.said["type"] == "fact_withdrawn":
        return False
    kept.withdrawn = by
    return True


def _was_told(case: Case, id: str) -> bool:
    return id in case.incidents.values() or any(c.cause == id for d in case.duties.values() for c in d.clocks)


def _take_back(work: Enactment, event: FactWithdrawn, kept: KeptFact) -> None:
    case, id, stood = work.case, event.withdraws, dict(work.case.processes)
    case.held = [said for said in case.held if said["event_id"] != id]
    twin = _twin(case, id)
    if twin is not None:
        _let_the_twin_stand(case, id, twin)
        work.notes.append(f"the same was told as {twin}: what it asked for stays")
    case.incidents = {key: of for key, of in case.incidents.items() if of != id}
    left = [] if twin is not None else _undo_work(work, event, kept)
    left = [*_undo_what_it_said(case, id, kept), *left]
    _stand_where_they_did(work, kept, stood)
    _tell_of_it(work, kept)
    kept.withdrawn = event.event_id
    if left:
        _name_what_is_left(work, event, kept, left)


# One incident told twice ------------------------------------------------------------------------------------------


def _twin(case: Case, id: str) -> str | None:
    """Another fact that told of the same thing and stands."""
    same = (other for other, kept in case.facts.items() if kept.same_as == id and kept.withdrawn is None)
    return next(same, None)


def _let_the_twin_stand(case: Case, id: str, twin: str) -> None:
    for kept in case.facts.values():
        if kept.same_as == id:
            kept.same_as = twin
    case.facts[twin].same_as = None
    case.incidents = {key: twin if of == id else of for key, of in case.incidents.items()}
    for clock in (c for d in case.duties.values() for c in d.clocks if c.cause == id):
        clock.cause = twin


# Work -------------------------------------------------------------------------------------------------------------


def _undo_work(work: Enactment, event: FactWithdrawn, kept: KeptFact) -> list[str]:
    """Undo the work that the fact led to, and what it did to other work. Returns what stays, in words."""
    case, id = work.case, event.withdraws
    resting = list(_hanging_on(case, event))
    here = _is_where_it_was(case, id)
    due = {d.id: d.due_on for d in case.open_duties}
    if here:
        _run_again(work, id)
    owed = [d for d in resting if d.is_open and _is_owed_anyway(work, d)]
    for clock in (c for d in owed for c in d.clocks if c.withdrawn == event.event_id):
        clock.withdrawn = None
    _end(work, event, [d for d in resting if d.is_open and d not in owed])
    work.moved += [d for d in case.open_duties if d.due_on != due[d.id]]
    advance(work)
    left = [f"still open, as where things stand asks for it: {_named(d)}" for d in owed]
    return [*left, *_what_stays(case, id, kept, resting), *(_owe_again(work, id) if here else _ended_by_it(case, id))]


def _run_again(work: Enactment, id: str) -> None:
    """Clocks that the fact stopped, or set others in the place of, run as if they always had."""
    for clock in (c for d in work.case.open_duties for c in d.clocks):
        if clock.suspended and clock.suspensions[-1].by == id:
            clock.suspensions.pop()
        if clock.moved and clock.moved[-1].by == id:
            because = "what took its place was withdrawn"
            clock.moved.append(Moved(at=work.now, now=clock.moved[-1].was, because=because))
            clock.answered = False


def _hanging_on(case: Case, event: FactWithdrawn) -> Iterator[Duty]:
    """Mark every clock that the fact started, and those of work that only came back of such; the work they run on."""
    causes = {event.withdraws}
    came_back: set[tuple[str, tuple[str, str | None]]] = set()
    for duty in case.duties.values():
        mine = [c for c in duty.clocks if c.cause in causes or (c.cause, duty.key) in came_back]
        for clock in mine:
            clock.withdrawn = event.event_id
        if mine:
            yield duty
        if duty.rests_on_withdrawn and duty.closed is not None and duty.closed.cause is not None:
            came_back.add((duty.closed.cause, duty.key))


def _end(work: Enactment, event: FactWithdrawn, duties: list[Duty]) -> None:
    """Cancel what nothing else asks for; what another event asks for too is due by that alone."""
    because = f"what asked for it was withdrawn: {WRONG_WORDS[event.why]}"
    for duty in duties:
        for clock in duty.clocks:
            if clock.withdrawn == event.event_id and not clock.answered:
                clock.moved.append(Moved(at=work.now, was=clock.due_on, because=because))
                clock.answered = True
        if all(clock.answered for clock in duty.clocks):
            work.close(duty, DutyState.CANCELLED, Closure(at=work.now, reason=because))
            _ask_no_more(work.case, duty)


def _is_owed_anyway(work: Enactment, duty: Duty) -> bool:
    """Whether a process owes the work where it stands, and does not go on when the work is called off."""
    called_off = Happening(What.CANCELLED, duty.kind, work.happened, duty.subject, duty=duty)
    for key, state in work.case.processes.items():
        name, _, subject = key.partition("/")
        process = BY_NAME[name]
        kinds = {work.policy.in_place_of(kind) for kind in process.owes.get(state, ())}
        about = not subject or duty.subject == subject or (duty.subject is None and subject == process.nobody)
        if duty.kind in kinds and about and process.answer(work.case, called_off) is None:
            return True
    return False


def _stand_where_they_did(work: Enactment, kept: KeptFact, stood: dict[str, str]) -> None:
    """Processes that nothing else had moved since go back, where the work that they then owe is open."""
    for key, (was, became) in (kept.processes or {}).items() if kept.stands and not kept.moved_to else ():
        then, now = _owed_work(work, key, was), _owed_work(work, key, became)
        asked_for_since = any(is_open and kind not in then for kind, is_open in now.items())
        if stood.get(key) != became or asked_for_since or not all(then.values()):
            continue
        if was == START:
            work.case.processes.pop(key, None)
        else:
            work.case.processes[key] = was


def _owed_work(work: Enactment, key: str, state: str) -> dict[str, bool]:
    """Each kind of work that a process owes in a state, and whether it is open."""
    name, _, subject = key.partition("/")
    process = BY_NAME[name]
    subjects = {subject or None, None if subject == process.nobody else subject or None}
    kinds = filter(None, map(work.policy.in_place_of, process.owes.get(state, ())))
    return {kind: any(work.case.open_duty(kind, one) for one in subjects) for kind in kinds}


def _ask_no_more(case: Case, duty: Duty) -> None:
    """A request that was to be made, and need not be, is none, unless it was to be made before and was let go."""
    if any(d.key == duty.key and not d.rests_on_withdrawn for d in case.duties.values()):
        return
    agency = next((agency for agency, rule in SEND.items() if rule.kind == duty.kind), None)
    key = key_of(agency, duty.subject or PERSON) if agency else ""
    if key in case.enquiries and case.enquiries[key].state is EnquiryState.DUE:
        del case.enquiries[key]


def _owe_again(work: Enactment, id: str) -> Iterator[str]:
    """Work that the fact itself ended is owed again, by the same day."""
    for duty in list(work.case.duties.values()):
        if duty.closed is None or duty.closed.cause != id or duty.rests_on_withdrawn:
            continue
        rule = work.policy.rules.get(duty.kind)
        if rule is None:
            yield f"ended by it: {_named(duty)}"
            continue
        for clock in (c for c in duty.clocks if not c.answered and c.withdrawn is None):
            again = Open(
                rule, duty.subject, since=clock.counted_from, budget=clock.budget, counts_to=clock.counts_to,
                clause=clock.clause, started_by=clock.started_by, trigger=clock.trigger,
                owner=None if duty.owner in _HOLDERS else duty.owner, grave=duty.grave,
                note="owed again: what ended it was withdrawn",
            )  # fmt: skip
            work.open(again)


def _is_where_it_was(case: Case, id: str) -> bool:
    """Whether the sentence has not moved since the fact, nor by it: work of another stage is not owed again."""
    since = list(case.facts)[list(case.facts).index(id) :]
    return case.stage is case.facts[id].stage and not any(case.facts[one].moved_to for one in since)


def _ended_by_it(case: Case, id: str) -> list[str]:
    ended = (d for d in case.duties.values() if d.closed and d.closed.cause == id and not d.rests_on_withdrawn)
    return [f"ended by it: {_named(d)}" for d in ended]


def _open_for(case: Case, id: str) -> list[Duty]:
    return [d for d in case.open_duties if any(c.cause == id for c in d.clocks)]


# What it said -----------------------------------------------------------------------------------------------------


def _undo_what_it_said(case: Case, id: str, kept: KeptFact) -> list[str]:
    """Have the case know what the other facts say; a fact that moved the sentence is left for a person to put right."""
    if not kept.stands:
        return []
    if kept.moved_to is not None:
        stages = f"{kept.stage.value} to {kept.moved_to.value}".replace("_", " ")
        return [f"the stage: it moved the sentence from {stages}; report what is so now"]
    left = [f"still on the case, as work hangs on it or has changed it since: {part}" for part in take_back(case, id)]
    return [*left, *_ask_as_before(case, kept)]


def _ask_as_before(case: Case, kept: KeptFact) -> Iterator[str]:
    """A request stands as it did before the fact, unless work for something else hangs on it or has changed it."""
    for key, changed in (kept.enquiries or {}).items():
        agency, _, about = key.partition("/")
        if case.enquiries.get(key) not in (changed.after, None):
            yield f"the request to {agency.replace('_', ' ')} about {about} is as later facts and work left it"
        elif changed.before is not None:
            case.enquiries[key] = changed.before
        elif not any(case.open_duty(rules[Agency(agency)].kind, about) for rules in (SEND, AWAIT)):
            case.enquiries.pop(key, None)


# What is left -----------------------------------------------------------------------------------------------------


def _what_stays(case: Case, id: str, kept: KeptFact, resting: list[Duty]) -> Iterator[str]:
    """Everything that was done for the fact, or follows from that."""
    for duty in resting:
        if duty.rests_on_withdrawn and duty.state in {DutyState.DONE, DutyState.WAIVED}:
            yield f"{duty.state.value} for it: {_named(duty)}"
            yield from _decided(case, id, duty)
            yield from (f"still open, as it follows from that: {_named(d)}" for d in _open_for(case, _ended_by(duty)))
    if kept.told_at_once and kept.stage is not Stage.CLOSED:  # of a late fact only that it came was said
        yield f"told at once when it came: {', '.join(ROLE_WORDS[role] for role in kept.told_at_once)}"


def _decided(case: Case, id: str, duty: Duty) -> Iterator[str]:
    decision = case.decisions.get(_ended_by(duty))
    if decision is not None:
        decision.rests_on = id
        yield f"decided for it: {_ended_by(duty)}"


def _ended_by(duty: Duty) -> str:
    return (duty.closed.cause if duty.closed else None) or ""


def _named(duty: Duty) -> str:
    """A piece of work as other work may name it: what MAPPA asked for by its id alone."""
    return duty.id if of_duty(duty) is Sensitivity.MAPPA_EXCLUDED else f"{duty.id} ({duty.title})"


def _name_what_is_left(work: Enactment, event: FactWithdrawn, kept: KeptFact | None, left: list[str]) -> None:
    grave = kept is None or is_grave_fact(kept)
    budget = PUT_RIGHT_GRAVE if grave else None
    duty = work.open(Open(PUT_RIGHT, event.withdraws, since=work.today, budget=budget, grave=grave))
    if duty is None:
        return
    duty.notes += left[:MOST_NAMED]
    if len(left) > MOST_NAMED:
        duty.notes.append(f"and {len(left) - MOST_NAMED} more: look at the case")


def _tell_of_it(work: Enactment, kept: KeptFact) -> None:
    """The manager hears of a grave one, and whoever was interrupted for the fact hears that it never was."""
    manager = told(holder(work.case), Step.FIRST_MANAGER) or Role.SPO
    roles = [*(kept.told_at_once or []), *([manager] if is_grave_fact(kept) else [])]
    for role in dict.fromkeys(roles):
        work.tell(role, NoticeClass.IMMEDIATE, "something told of this case earlier was withdrawn: it never was")
