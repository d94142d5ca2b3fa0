"""Every process of a case, and how what happens moves them."""

from policy.enact import Enactment
from policy.process import START, Happening, Process, Trigger
from policy.responses import (
    children,
    children_in_custody,
    disclosure_process,
    enforcement,
    enquiries,
    escalation,
    forums,
    home_visit,
    homicide_review,
    identification,
    mappa,
    marac,
    orders,
    programme_processes,
    review,
    safeguarding_adults,
    variation,
    victim_liaison,
)
from policy.stages import (
    court,
    curfew,
    licence_conditions,
    pre_release,
    public_protection,
    release_addresses,
    risk_plan,
    sentence_plan,
)

PROCESSES: tuple[Process, ...] = (
    *court.PROCESSES,
    *curfew.PROCESSES,
    *enquiries.PROCESSES,
    *review.PROCESSES,
    *escalation.PROCESSES,
    *home_visit.PROCESSES,
    *risk_plan.PROCESSES,
    *sentence_plan.PROCESSES,
    *disclosure_process.PROCESSES,
    *children.PROCESSES,
    *children_in_custody.PROCESSES,
    *safeguarding_adults.PROCESSES,
    *enforcement.PROCESSES,
    *variation.PROCESSES,
    *orders.PROCESSES,
    *homicide_review.PROCESSES,
    *mappa.PROCESSES,
    *marac.PROCESSES,
    *forums.PROCESSES,
    *public_protection.PROCESSES,
    *identification.PROCESSES,
    *programme_processes.PROCESSES,
    *pre_release.PROCESSES,
    *victim_liaison.PROCESSES,
    *licence_conditions.PROCESSES,
    *release_addresses.PROCESSES,
)
"""In the order they are drawn."""

BY_NAME: dict[str, Process] = {p.name: p for p in PROCESSES}

_TRIGGERED = [(p, on) for p in PROCESSES for on in dict.fromkeys(m.on for m in p.moves)]


def advance(work: Enactment) -> None:
    """Move every process by what has happened, in order, until nothing more follows."""
    while work.happenings:
        happening = work.happenings.popleft()
        for process, on in _TRIGGERED:
            if on.fits(happening):
                _move(work, process, happening, on)


def _move(work: Enactment, process: Process, h: Happening, on: Trigger) -> None:
    key = process.key(h, on)
    move = process.next_move(work.case.processes.get(key, START), work.case, h, on) if key else None
    if key is None or move is None:
        return
    work.case.processes[key] = move.target
    if move.learn is not None:
        move.learn(work.case, h)
    if move.then is not None:
        work.carry_out(move.then(work.case, h))
