"""The registers of the probation case: MAPPA, domestic abuse, MARAC, orders, children, adults at risk."""

from collections.abc import Callable
from dataclasses import replace

from intake.mapping.meaning import Draft, Meaning, NeedsDetails, NotForUs, facts, means
from intake.mapping.risk import level_of
from intake.refs import ref
from intake.told import Told
from models.multi_agency import MappaCategory
from models.risk import OrderKind, RiskGroup

_CATEGORIES = {
    "M1": MappaCategory.REGISTERED_SEX_OFFENDER,
    "M2": MappaCategory.VIOLENT_OR_OTHER_SEXUAL,
    "M3": MappaCategory.OTHER_DANGEROUS,
    "M4": MappaCategory.TERRORIST,
}
_LEVELS = {"M1": 1, "M2": 2, "M3": 3}

OVERALL = frozenset({"RLRH", "RMRH", "RHRH", "RVHR"})
GROUPS = {
    "REG15": RiskGroup.KNOWN_ADULT,
    "REG16": RiskGroup.PRISONERS,
    "REG17": RiskGroup.PUBLIC,
    "AV2S": RiskGroup.STAFF,
    "RCHD": RiskGroup.CHILDREN,
}
ORDERS = {"RSTO": OrderKind.RESTRAINING, "SPO": OrderKind.STALKING_PROTECTION, "NMO": OrderKind.NON_MOLESTATION}

Register = Callable[[Told], Meaning]


@means(
    "registers", "probation-case.registration.added", "probation-case.registration.updated",
    becomes="by the register: `mappa_status`, `rosh_changed`, `protective_order_made`, `children_at_risk`, "
    "`child_protection`, `found_to_be_victim`, `liaise_with_vlo`, `daso_information`, `third_party_information`",
)  # fmt: skip
def registered(told: Told) -> Meaning:
    """A register entry was made or changed."""
    told = _detailed(told)
    code = told.word("registerTypeCode")
    if not code:
        return NeedsDetails("a register entry, and the message does not say in which register")
    return _REGISTERS.get(code, _unknown)(told)


@means(
    "registers", "probation-case.registration.deregistered", "probation-case.registration.deleted",
    becomes="MAPPA: `mappa_status` none; orders: `order_revoked`; victim contact: `liaise_with_vlo` no longer; "
    "perpetrator: `registration_removed`; others: not for us",
)  # fmt: skip
def deregistered(told: Told) -> Meaning:
    """A register entry ended, or was a mistake."""
    told = _detailed(told)
    code = told.word("registerTypeCode")
    if not code:
        return NeedsDetails("a register entry ended, and the message does not say in which register")
    if code == "MAPP":
        return facts(Draft("mappa_status", {"category": MappaCategory.NONE.value}, slot=()))
    if code in ORDERS:
        return facts(Draft("order_revoked", {"order": _entry(told)}))
    if code == "INVI":
        return facts(Draft("liaise_with_vlo", {"contact": _entry(told), "about": "no_longer"}, slot=("contact",)))
    if code == "ADVP" and told.type.lower().endswith("deregistered"):
        return facts(Draft("registration_removed"))
    if code == "ADVV":
        return facts(Draft("found_to_be_victim", {"found": "neither"}, slot=()))
    return NotForUs("the end of a register entry takes nothing away from what is known")


_IN_DETAILS = {
    "registerTypeCode": ("register", "type", "registerType"),
    "registrationLevelCode": ("level", "registerLevel"),
    "registrationCategoryCode": ("category", "registerCategory"),
    "registrationId": ("id", "registrationId"),
}


def _detailed(told: Told) -> Told:
    """What the message does not say of the entry, from its details, which have each code in an object of its own."""
    found = {}
    for ours, theirs in _IN_DETAILS.items():
        value = told.detail(*theirs)
        value = value.get("code") if isinstance(value, dict) else value
        if value is not None and told.get(ours) is None:
            found[ours] = value
    return replace(told, info={**told.info, **found}) if found else told


def _entry(told: Told) -> str:
    """The register entry, by its own id; without one, by its register."""
    return (
        ref(told.get("registrationId", "id"), "registration-")
        or f"registration-{told.word('registerTypeCode').lower()}"
    )


def _mappa(told: Told) -> Meaning:
    category = _CATEGORIES.get(told.word("registrationCategoryCode"))
    level = _LEVELS.get(told.word("registrationLevelCode"))
    if category is None and level is None:
        return NeedsDetails("registered under MAPPA, and the message does not say in which category or level")
    fields: dict[str, object] = {"category": (category or MappaCategory.OTHER_DANGEROUS).value}
    return facts(Draft("mappa_status", fields | ({"level": level} if level else {}), slot=()))


def _overall(told: Told) -> Meaning:
    """The headline says how high and not to whom: it is held as the risk to the public, and counts for everyone."""
    level = level_of(told.word("registerTypeCode"))
    assert level is not None
    return facts(Draft("rosh_changed", {"group": RiskGroup.PUBLIC.value, "level": level.value}, slot=("group",)))


def _group(told: Told) -> Meaning:
    code = told.word("registerTypeCode")
    level = level_of(told.word("registrationLevelCode")) or level_of(told.word("registrationLevelDescription"))
    if level is not None:
        return facts(Draft("rosh_changed", {"group": GROUPS[code].value, "level": level.value}, slot=("group",)))
    return _children(told) if code == "RCHD" else _heard(told)


def _order(told: Told) -> Meaning:
    """Whom it protects is in the case management system; here it is whoever this entry protects."""
    entry = _entry(told)
    kind = ORDERS[told.word("registerTypeCode")]
    fields = {"order": entry, "kind": kind.value, "protects": [f"protected-by-{entry}"[:60]]}
    return facts(Draft("protective_order_made", fields, identity=("order",)))


def _children(told: Told) -> Meaning:
    entry = f"children-of-{_entry(told)}"[:60]
    return facts(Draft("children_at_risk", {"children": [entry]}))


def _child_protection(told: Told) -> Meaning:
    entry = f"child-of-{_entry(told)}"[:60]
    return facts(Draft("child_protection", {"child": entry, "what": "child_protection_plan"}))


def _victim(_: Told) -> Meaning:
    return facts(Draft("found_to_be_victim", {"found": "victim"}, slot=()))


def _victim_contact(told: Told) -> Meaning:
    return facts(
        Draft("liaise_with_vlo", {"contact": _entry(told), "about": "contact"}, slot=("contact",), sensitive=True)
    )


def _daso(_: Told) -> Meaning:
    return facts(Draft("daso_information", {"significant": False}))


def _heard(told: Told) -> Meaning:
    """Kept as information with where it is held: the register itself says nothing new of a domestic abuse case."""
    return facts(Draft("third_party_information", {"agency": "probation", "kept_at": _entry(told)}))


def _marac(told: Told) -> Meaning:
    """A MARAC referral: significant, and never to be seen by the person (PF-15.15c)."""
    fields = {"agency": "marac", "kept_at": _entry(told), "significant": True}
    return facts(Draft("third_party_information", fields, sensitive=True))


def _adult(told: Told) -> Meaning:
    fields = {"agency": "probation", "kept_at": _entry(told), "significant": True}
    return facts(Draft("third_party_information", fields))


def _unknown(_: Told) -> Meaning:
    return NotForUs("a register that means nothing to a domestic abuse case")


_REGISTERS: dict[str, Register] = {
    "MAPP": _mappa,
    **dict.fromkeys(OVERALL, _overall),
    **dict.fromkeys(GROUPS, _group),
    **dict.fromkeys(ORDERS, _order),
    "ADVP": _heard,
    "REG30": _heard,
    "ADVV": _victim,
    "IMAR": _marac,
    "INVI": _victim_contact,
    "RCCO": _children,
    "RCPR": _child_protection,
    "RVAD": _adult,
    "REG22": _adult,
    "REG24": _daso,
    "DASO": _daso,
}


@means(
    "registers", "probation-case.mappa-information.created", "probation-case.mappa-information.updated",
    "probation-case.mappa-information.deleted", "probation-case.mappa-export.created",
    "probation-case.mappa-export.terminated",
    becomes="not for us: categories and levels come with the MAPPA register, and minutes are never held (GU-07)",
)  # fmt: skip
def mappa_papers(_: Told) -> Meaning:
    """What the MAPPA meeting wrote down."""
    return NotForUs("MAPPA papers stay in their own system: category and level come with the register")
