"""What lies ahead of a case for the lists of managers: its release, its handover, and a role that nobody holds."""

from datetime import date
from functools import lru_cache

from models.case import Case
from models.release_facts import ReleaseFacts, Responsibility
from models.roles import Role
from models.sentence import Stage
from policy.handover import handover, next_change_after
from policy.holder import holder
from policy.stages.count_back import release_expected
from policy.stages.responsibility import community_involved, facts_of, sentenced


def release_on(case: Case) -> date | None:
    """The day release is expected on while the person is in custody on a sentence; none when unknown."""
    return release_expected(case) if case.stage is Stage.CUSTODY else None


def handover_on(case: Case, today: date) -> date | None:
    """The day the community becomes responsible by date alone; none once it is, and while no date is known."""
    if case.stage is not Stage.CUSTODY or case.com_responsible or not sentenced(case):
        return None
    return _hands_over_on(facts_of(case).model_dump_json(), today)


@lru_cache(maxsize=8192)
def _hands_over_on(facts: str, today: date) -> date | None:
    """Worked out once for the same facts and day: every message to a case asks."""
    known = ReleaseFacts.model_validate_json(facts)
    day: date | None = today
    while day is not None:
        decided = handover(known, day)
        if decided is not None and decided.responsible_on(day) is Responsibility.COM:
            return day
        day = next_change_after(known, day)
    return None


def missing_role(case: Case, today: date) -> Role | None:
    """The role that should be held and is not: whoever is responsible (PF-6.8a, PF-6.9a), then whoever supports.

    The report writer is no practitioner of the case and is not looked for.
    """
    if case.stage in {Stage.COURT_REPORT, Stage.CLOSED}:
        return None
    wanted = [holder(case)]
    if case.stage is Stage.CUSTODY:
        wanted += [Role.POM] + [Role.COMMUNITY_PRACTITIONER] * community_involved(case, today)
    return next((role for role in wanted if role not in case.practitioners), None)
