"""Every process of a case, and how what happens moves them."""

from collections import defaultdict

from policy.enact import Enactment
from policy.process import Happening, Process, What
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
    registers,
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
    *registers.PROCESSES,
    *programme_processes.PROCESSES,
    *pre_release.PROCESSES,
    *victim_liaison.PROCESSES,
    *licence_conditions.PROCESSES,
    *release_addresses.PROCESSES,
)
"""In the order they are drawn."""

BY_NAME: dict[str, Process] = {p.name: p for p in PROCESSES}

_MOVED_BY: dict[tuple[What, str], list[Process]] = defaultdict(list)
for _process in PROCESSES:
    for _what in dict.fromkeys((m.on.what, m.on.name) for m in _process.moves):
        _MOVED_BY[_what].append(_process)


def advance(work: Enactment) -> None:
    """Move every process by what has happened, in order, until nothing more follows; each once by each happening."""
    while work.happenings:
        happening = work.happenings.popleft()
        for process in _MOVED_BY.get((happening.what, happening.name), ()):
            _move(work, process, happening)


def _move(work: Enactment, process: Process, h: Happening) -> None:
    answer = process.answer(work.case, h)
    if answer is None:
        return
    key, move = answer
    work.case.processes[key] = move.target
    if move.learn is not None:
        move.learn(work.case, h)
    if move.then is not None:
        work.carry_out(move.then(work.case, h))
