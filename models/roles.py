"""Who works on a case (policy framework 1.3; TY-24) and who they answer to."""

from enum import StrEnum


class Role(StrEnum):
    """A role on a case. ``practitioner`` in titles means whoever is responsible: POM or community practitioner."""

    REPORT_WRITER = "report_writer"
    COURT_STAFF = "court_staff"
    POM = "pom"
    COMMUNITY_PRACTITIONER = "community_practitioner"
    KEYWORKER = "keyworker"
    PRISON_STAFF = "prison_staff"
    AP_STAFF = "ap_staff"
    MIDDLE_MANAGER = "middle_manager"
    SPO = "spo"
    HEAD_OF_PDU = "head_of_pdu"
    HEAD_OF_OMD = "head_of_omd"
    GOVERNOR = "governor"
    VLO = "vlo"
    DASO = "daso"
    TREATMENT_MANAGER = "treatment_manager"
    POLICE = "police"
    CHILDRENS_SERVICES = "childrens_services"
    CASE_SYSTEM = "case_system"
    OTHER_STAFF = "other_staff"


ROLE_WORDS: dict[Role, str] = {
    Role.REPORT_WRITER: "court report writer",
    Role.COURT_STAFF: "court staff",
    Role.POM: "POM",
    Role.COMMUNITY_PRACTITIONER: "community probation practitioner",
    Role.KEYWORKER: "keyworker",
    Role.PRISON_STAFF: "prison staff",
    Role.AP_STAFF: "approved premises staff",
    Role.MIDDLE_MANAGER: "middle manager",
    Role.SPO: "SPO",
    Role.HEAD_OF_PDU: "head of PDU",
    Role.HEAD_OF_OMD: "head of offender management delivery",
    Role.GOVERNOR: "governor",
    Role.VLO: "victim liaison officer",
    Role.DASO: "domestic abuse safety officer",
    Role.TREATMENT_MANAGER: "treatment manager",
    Role.POLICE: "police",
    Role.CHILDRENS_SERVICES: "children's services",
    Role.CASE_SYSTEM: "case system",
    Role.OTHER_STAFF: "other staff",
}
"""How each role is written for people."""

PRISON_ROLES = frozenset({Role.POM, Role.KEYWORKER, Role.PRISON_STAFF, Role.HEAD_OF_OMD, Role.GOVERNOR})
"""Roles whose work escalates up the prison ladder."""

MANAGERS = frozenset({Role.MIDDLE_MANAGER, Role.SPO, Role.HEAD_OF_PDU, Role.HEAD_OF_OMD, Role.GOVERNOR})
"""Roles that may waive a duty, with a reason."""
