"""Who is responsible for the case, in the words of a role."""

from models.case import Case
from models.roles import Role
from models.sentence import Stage


def holder(case: Case) -> Role:
    """Whoever is responsible for the case: the report writer, the POM, or the community practitioner."""
    if case.stage is Stage.COURT_REPORT:
        return Role.REPORT_WRITER
    if case.stage is Stage.CUSTODY and not case.com_responsible:
        return Role.POM
    return Role.COMMUNITY_PRACTITIONER
