"""Who may do what: one table, by capacity, action and how the case stands to whoever asks. What is not in it is denied.

``docs/permissions.md`` is written from it.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from api.auth.principal import Capacity, Office, Principal, authority
from models.roles import ROLE_WORDS, Role


class Action(StrEnum):
    """What can be done here."""

    SEE_MYSELF = "see_myself"
    START_CASE = "start_case"
    KNOW_OF_CASE = "know_of_case"
    READ_CASE = "read_case"
    REPORT_EVENT = "report_event"
    SAY_WHO_HOLDS = "say_who_holds"
    WITHDRAW_GRAVE = "withdraw_grave"
    PREVIEW = "preview"
    COMPLETE_DUTY = "complete_duty"
    WAIVE_DUTY = "waive_duty"
    RECORD_DECISION = "record_decision"
    MAKE_REQUEST = "make_request"
    RESTRICT_CASE = "restrict_case"
    FIND_CASE = "find_case"
    LIST_WORK = "list_work"
    READ_INBOX = "read_inbox"
    OVERSEE = "oversee"
    MEASURE = "measure"
    READ_POLICY = "read_policy"
    CALCULATE_DATES = "calculate_dates"
    SEND_DOMAIN_EVENTS = "send_domain_events"
    MEND_QUARANTINE = "mend_quarantine"
    END_SIGN_INS = "end_sign_ins"
    SEARCH_AUDIT = "search_audit"
    WATCH_OPERATIONS = "watch_operations"
    APPLY_POLICY = "apply_policy"


ACTION_WORDS: dict[Action, str] = {
    Action.SEE_MYSELF: "see whom the service takes one for",
    Action.START_CASE: "start a case",
    Action.KNOW_OF_CASE: "learn, by its id, that a restricted case is there",
    Action.READ_CASE: "read a case and its history",
    Action.REPORT_EVENT: "report an event",
    Action.SAY_WHO_HOLDS: "report an allocation, a transfer or a merge: who holds a case may look into it",
    Action.WITHDRAW_GRAVE: "withdraw an event that is grave, that moves the sentence, or that the case does not know",
    Action.PREVIEW: "preview an event, ask what if",
    Action.COMPLETE_DUTY: "complete a duty",
    Action.WAIVE_DUTY: "waive a duty",
    Action.RECORD_DECISION: "record a decision",
    Action.MAKE_REQUEST: "make a request",
    Action.RESTRICT_CASE: "restrict access to a case, or end that",
    Action.FIND_CASE: "find cases by CRN or prison number",
    Action.LIST_WORK: "list cases, duties, escalations, what is ahead",
    Action.READ_INBOX: "read one's own notices",
    Action.OVERSEE: "see in figures how work stands, a team's or everybody's",
    Action.MEASURE: "ask the inspection's measures",
    Action.READ_POLICY: "read the policy's clauses and forms",
    Action.CALCULATE_DATES: "calculate dates from facts",
    Action.SEND_DOMAIN_EVENTS: "send domain events",
    Action.MEND_QUARANTINE: "look at, mend and replay what could not be taken in",
    Action.END_SIGN_INS: "see what somebody is signed in with, and end it",
    Action.SEARCH_AUDIT: "search the audit trail, and see whether it was found whole",
    Action.WATCH_OPERATIONS: "see how policy versions are applied and caseloads adopted, in figures",
    Action.APPLY_POLICY: "apply a policy version to the open cases, and steer that",
}


class Relation(StrEnum):
    """How a case, or a list, stands to whoever asks. ``RESTRICTED`` is a restricted case that does not name them."""

    NO_CASE = "no case"
    OWN = "own"
    TEAM = "own team"
    OTHER = "other team"
    RESTRICTED = "restricted"


Relations = frozenset[Relation]
Row = Mapping[Action, Relations]

_HERE = frozenset({Relation.NO_CASE})
_OURS = frozenset({Relation.OWN, Relation.TEAM})
_ANY = _OURS | {Relation.OTHER}
_RESTRICTED = frozenset({Relation.RESTRICTED})
_EVEN_RESTRICTED = _ANY | {Relation.RESTRICTED}

_REPORTER: Row = {
    Action.SEE_MYSELF: _HERE,
    Action.REPORT_EVENT: _EVEN_RESTRICTED,
    Action.READ_POLICY: _HERE,
}
"""Anybody who works with cases may tell what they know of any of them: a fact is never turned away.

The exceptions are who holds the case, which says who may look into it: ``SAY_WHO_HOLDS``; and to withdraw
what is grave: ``WITHDRAW_GRAVE`` (project default).
"""

_COLLEAGUE: Row = {
    **_REPORTER,
    Action.KNOW_OF_CASE: _RESTRICTED,
    Action.READ_CASE: _OURS,
    Action.PREVIEW: _OURS,
    Action.COMPLETE_DUTY: _OURS,
    Action.FIND_CASE: _HERE,
    Action.LIST_WORK: _OURS,
    Action.READ_INBOX: _HERE,
    Action.CALCULATE_DATES: _HERE,
}

_AT_COURT: Row = {**_COLLEAGUE, Action.START_CASE: _HERE}

_RESPONSIBLE: Row = {**_COLLEAGUE, Action.RECORD_DECISION: _OURS, Action.MAKE_REQUEST: _OURS}

_MANAGER: Row = {
    **_RESPONSIBLE,
    Action.START_CASE: _HERE,
    Action.WAIVE_DUTY: _OURS,
    Action.SAY_WHO_HOLDS: _OURS,
    Action.WITHDRAW_GRAVE: _OURS,
    Action.RESTRICT_CASE: _OURS,
    Action.OVERSEE: _OURS,
    Action.MEASURE: _OURS,
}

_HEAD: Row = {**_MANAGER, Action.READ_CASE: _ANY, Action.LIST_WORK: _ANY, Action.OVERSEE: _ANY, Action.MEASURE: _ANY}

PERMISSIONS: Mapping[Capacity, Row] = {
    Role.REPORT_WRITER: {**_RESPONSIBLE, Action.START_CASE: _HERE},
    Role.COURT_STAFF: _AT_COURT,
    Role.POM: _RESPONSIBLE,
    Role.COMMUNITY_PRACTITIONER: {**_RESPONSIBLE, Action.START_CASE: _HERE},
    Role.KEYWORKER: _COLLEAGUE,
    Role.PRISON_STAFF: {**_COLLEAGUE, Action.MAKE_REQUEST: _OURS},
    Role.AP_STAFF: _COLLEAGUE,
    Role.MIDDLE_MANAGER: _MANAGER,
    Role.SPO: _MANAGER,
    Role.HEAD_OF_PDU: _HEAD,
    Role.HEAD_OF_OMD: _HEAD,
    Role.GOVERNOR: _HEAD,
    Role.VLO: _COLLEAGUE,
    Role.DASO: _COLLEAGUE,
    Role.TREATMENT_MANAGER: {**_COLLEAGUE, Action.MAKE_REQUEST: _OURS},
    Role.POLICE: _REPORTER,
    Role.CHILDRENS_SERVICES: _REPORTER,
    Role.CASE_SYSTEM: {
        **_REPORTER,
        Action.START_CASE: _HERE,
        Action.KNOW_OF_CASE: _RESTRICTED,
        Action.READ_CASE: _ANY,
        Action.PREVIEW: _ANY,
        Action.FIND_CASE: _HERE,
        Action.SAY_WHO_HOLDS: _EVEN_RESTRICTED,
        Action.WITHDRAW_GRAVE: _EVEN_RESTRICTED,
        Action.RESTRICT_CASE: _EVEN_RESTRICTED,
        Action.CALCULATE_DATES: _HERE,
        Action.SEND_DOMAIN_EVENTS: _HERE,
    },
    Role.OTHER_STAFF: _COLLEAGUE,
    Office.OPERATOR: {
        Action.SEE_MYSELF: _HERE,
        Action.READ_POLICY: _HERE,
        Action.SEND_DOMAIN_EVENTS: _HERE,
        Action.MEND_QUARANTINE: _HERE,
        Action.END_SIGN_INS: _HERE,
        Action.SEARCH_AUDIT: _HERE,
        Action.WATCH_OPERATIONS: _HERE,
        Action.APPLY_POLICY: _HERE,
    },
    Office.POLICY_OWNER: {
        Action.SEE_MYSELF: _HERE,
        Action.READ_POLICY: _HERE,
        Action.CALCULATE_DATES: _HERE,
        Action.MEASURE: _ANY,
        Action.WATCH_OPERATIONS: _HERE,
    },
}
"""The table. Every capacity has a row."""


ASK_FOR_STRENGTH = frozenset({
    Action.RESTRICT_CASE, Action.WAIVE_DUTY, Action.MEND_QUARANTINE, Action.END_SIGN_INS, Action.APPLY_POLICY,
})  # fmt: skip
"""What a person may do only on a sign-in as fresh and as strong as is set (project default: which these are)."""


def allows(capacity: Capacity, action: Action, relation: Relation) -> bool:
    """Whether somebody in this capacity may do this to a case, or a list, that stands so to them."""
    return relation in PERMISSIONS[capacity].get(action, frozenset())


def allowing(who: Principal, action: Action, relation: Relation) -> list[Capacity]:
    """The capacities of a principal in which they may do it, in the order of the table; empty when they may not."""
    return [one for one in PERMISSIONS if one in who.capacities and allows(one, action, relation)]


def anywhere(who: Principal, action: Action) -> bool:
    """Whether there is any case, or any list, on which a principal may do it."""
    return any(allowing(who, action, relation) for relation in Relation)


def permissions_page() -> str:
    """The page ``docs/permissions.md``."""
    lines = [*_BEFORE.splitlines()]
    for action in Action:
        asks = ["People need a sign-in as fresh and as strong as is set (`api.md`).", ""]
        strong = asks if action in ASK_FOR_STRENGTH else []
        lines += ["", f"## {ACTION_WORDS[action].capitalize()}", "", *strong, *_table_of(action)]
    return "\n".join(lines) + "\n"


def words_of(capacity: Capacity) -> str:
    """A capacity as people read it."""
    return ROLE_WORDS[capacity] if isinstance(capacity, Role) else capacity.value.replace("_", " ")


def words_of_all(capacities: Iterable[Capacity]) -> str:
    """Several capacities as people read them."""
    return ", ".join(words_of(one) for one in capacities)


def _table_of(action: Action) -> list[str]:
    about_cases = [one for one in Relation if one is not Relation.NO_CASE]
    shown = about_cases if any(allows(c, action, r) for c in PERMISSIONS for r in about_cases) else [Relation.NO_CASE]
    head = ["who", *(one.value if one is not Relation.NO_CASE else "allowed" for one in shown)]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for capacity in PERMISSIONS:
        marks = ["yes" if allows(capacity, action, one) else "-" for one in shown]
        lines.append(f"| {' | '.join([words_of(capacity), *marks])} |")
    return lines


_BEFORE = f"""\
# Who may do what

Written from `api/permissions.py` by `make api-docs`; what is not a yes is a no. The columns say how the case, or the
list, stands to whoever asks: **own** is a case that names them, or a list of their own work; **own team** is a case or
a list of a team that the staff directory puts them in; **other team** is any other; **restricted** is a case under
restriction that neither names them nor lists them. Who has several roles may do what any of them may. Authorities in
tokens are `{authority(Role.SPO)}`, `{authority(Office.OPERATOR)}` and so on.
"""
