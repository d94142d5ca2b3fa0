"""Out of prison and in again: releases, receptions, recalls, deaths and merges, by what the movement code says.

Reasons say what kind of movement it was; the code says what it really was: a death and a merge of records both arrive
as a release. The codes are those of NOMIS movement reasons.
"""

from intake.mapping.meaning import A_DAY, HALF_A_DAY, Draft, Facts, Meaning, NotForUs, Unclear, facts, means
from intake.refs import ref
from intake.told import Told
from models.events import Source

DIED = frozenset({"DEC"})
MERGED = frozenset({"MRG"})
ON_CURFEW = frozenset({"HC", "HD", "HE", "HU", "HDC"})
PAROLE = frozenset({"PX", "PF", "OPA"})
LIFE_LICENCE = frozenset({"LL", "LF", "LI"})
TO_HOSPITAL = frozenset({"HO", "HP", "HQ", "SMI"})
AT_LARGE = frozenset({"UAL", "UAL_ECL", "ESCP"})
NO_SENTENCE = frozenset({"BD", "BL", "NG", "DS", "NP"})
"""Bailed, not guilty, discharged: let out of remand, with no release from a sentence."""
TO_IMMIGRATION = frozenset({"DE", "DD", "DL", "IF"})

ON_RECALL = frozenset({"24", "L", "B", "H", "Y", "ETB", "ETRB", "ETRLR", "ETRRIE", "ECSLIRC", "LR", "RL"})
ON_REMAND = frozenset({"N", "R", "V", "J", "T", "RX", "U"})
ON_TRANSFER = frozenset({"INT", "TRNCRT", "TRNTAP", "OJ", "PROD"})

INSIDE = frozenset({"received_into_custody", "recalled"})
OUTSIDE = frozenset({"released", "released_from_remand"})

_AWAY_AND_BACK = {
    "TEMPORARYABSENCERELEASE": "a temporary absence: the person is still serving",
    "SENTTOCOURT": "a court movement: the person is still in custody",
    "RELEASEDTOHOSPITAL": "moved to hospital: still detained, no release from the sentence",
    "TRANSFERRED": "a transfer between prisons: the reception at the other says where",
    "TEMPORARYABSENCERETURN": "back from a temporary absence: nothing changed",
    "RETURNFROMCOURT": "back from court: nothing changed",
}


@means(
    "prison", "prison-offender-events.prisoner.released", "prisoner-offender-search.prisoner.released",
    "prison-offender-search.prisoner.released",
    becomes="`released`; `died` (code DEC), `records_merged` (code MRG), `released_from_remand` (bail and the like), "
    "`significant_change` (unlawfully at large). Court, hospital, transfer and temporary absence: not for us",
)  # fmt: skip
def released(told: Told) -> Meaning:
    """Left prison: what it was is told by the movement code first, then by the reason."""
    code, reason = told.word("nomisMovementReasonCode", "movementReasonCode"), _reason(told)
    if code in DIED:
        return facts(Draft("died", source=Source.CUSTODY, identity=()))
    if code in MERGED:
        return Facts((Draft("records_merged", source=Source.CUSTODY, identity=()),), denies="released")
    if reason in _AWAY_AND_BACK:
        return NotForUs(_AWAY_AND_BACK[reason], denies="released")
    if reason != "RELEASED":
        return Unclear("unclear", "left prison for a reason that is not known: say whether it was a release")
    if code in TO_HOSPITAL:
        return NotForUs("moved to hospital: still detained, no release from the sentence", denies="released")
    if still_inside(told):
        return Unclear("contradictory", "said to be released and still in prison: say which holds")
    if code in AT_LARGE:
        return facts(Draft("significant_change", source=Source.CUSTODY, identity=()))
    if code in NO_SENTENCE:
        return facts(_move("released_from_remand", identity=()))
    if code in TO_IMMIGRATION:
        return Unclear("unclear", "released into immigration detention, or deported: say whether supervision begins")
    return facts(_move("released", {"kind": _kind(code)}, identity=()))


def _kind(code: str) -> str:
    if code in ON_CURFEW:
        return "hdc"
    if code in PAROLE:
        return "parole"
    if code in LIFE_LICENCE:
        return "life_licence"
    return "automatic" if code == "AR" else "conditional"


def still_inside(told: Told) -> bool:
    """Whether the message itself says that the person is in prison."""
    return told.word("currentLocation") == "IN_PRISON" or told.word("currentPrisonStatus") == "UNDER_PRISON_CARE"


@means(
    "prison", "prison-offender-events.prisoner.received", "prisoner-offender-search.prisoner.received",
    "prison-offender-search.prisoner.received",
    becomes="`received_into_custody`, with `recalled` where the movement code is a recall. Back from court or from a "
    "temporary absence: not for us",
)  # fmt: skip
def received(told: Told) -> Meaning:
    """Came into prison: on a sentence, on remand, on recall or from another prison."""
    code, reason = told.word("nomisMovementReasonCode", "movementReasonCode"), _reason(told)
    if reason in _AWAY_AND_BACK and reason != "TRANSFERRED":
        return NotForUs(_AWAY_AND_BACK[reason])
    if reason == "POSTMERGEADMISSION":
        return NotForUs("an admission that a merge of records made: the merge has its own event")
    if told.word("currentLocation") == "OUTSIDE_PRISON" or told.word("currentPrisonStatus") == "NOT_UNDER_PRISON_CARE":
        return Unclear("contradictory", "said to be received and not in prison: say which holds")
    if reason not in {"ADMISSION", "NEWADMISSION", "READMISSION", "READMISSIONSWITCHBOOKING", "TRANSFERRED", ""}:
        return Unclear("unclear", "received for a reason that is not known: say whether it was an admission")
    prison = ref(told.get("prisonId", "prisonCode", "agencyId"))
    if prison is None:
        return Unclear("unclear", "received, without the prison: say where the person is")
    why = "transfer" if reason == "TRANSFERRED" else _why(told, code)
    reception = _move("received_into_custody", {"prison": prison, "reason": why}, identity=("prison",))
    if why != "recall":
        return facts(reception)
    return Facts((recall(), reception))


def _why(told: Told, code: str) -> str:
    """By the code; its cause is a guess of the publisher's that counts only where the code says nothing."""
    if code in ON_RECALL:
        return "recall"
    if code in ON_REMAND:
        return "remand"
    if code in ON_TRANSFER:
        return "transfer"
    if code:
        return "sentence"
    return {"RECALL": "recall", "REMAND": "remand"}.get(told.word("probableCause"), "sentence")


def recall(kind: str = "standard", **more: object) -> Draft:
    """The licence is revoked. Said again within four weeks it is the same recall, whatever more it then says."""
    return Draft(
        "recalled",
        {"kind": kind, **{k: v for k, v in more.items() if v is not None}},
        source=Source.CUSTODY,
        identity=(),
        same_within=28 * A_DAY,
        unlike=OUTSIDE,
    )


def _move(type_: str, fields: dict[str, object] | None = None, identity: tuple[str, ...] = ()) -> Draft:
    """The same movement told by two publishers, three quarters of an hour apart, is one (project default: 12 hours)."""
    unlike = OUTSIDE if type_ in INSIDE else INSIDE
    return Draft(type_, fields or {}, source=Source.CUSTODY, identity=identity, same_within=HALF_A_DAY, unlike=unlike)


def _reason(told: Told) -> str:
    return "".join(sign for sign in told.word("reason") if sign.isalnum())


@means(
    "prison", "prison-offender-events.prisoner.booking-moved", becomes="quarantine: a person decides whose facts moved"
)  # fmt: skip
def booking_moved(_: Told) -> Meaning:
    """A booking was moved from one person to another."""
    return Unclear("needs_judgement", "a booking moved from one person to another: see which facts belong to whom")


@means(
    "prison", "prison-offender-events.prisoner.imprisonment-status-changed",
    "prisoner-offender-search.prisoner.convicted-status-changed", "prisoner-offender-search.prisoner.created",
    "prison-offender-events.prisoner.cell.move", "prisoner-offender-search.prisoner.alerts-updated",
    "prison-offender-events.prisoner.activities-changed", "prison-offender-events.prisoner.appointments-changed",
    "prison-offender-events.prisoner.timeline-changed", "prison-offender-events.prisoner.contact-added",
    "prison-offender-events.prisoner.contact-approved", "prison-offender-events.prisoner.contact-removed",
    "prison-offender-events.prisoner.contact-unapproved", "prison-offender-events.prisoner.restriction.changed",
    "prison-offender-events.prisoner.person-restriction.upserted",
    "prison-offender-events.prisoner.person-restriction.deleted",
    "prison-offender-events.prisoner.non-association-detail.changed",
    becomes="not for us: the sentence, the reception and the release have events of their own",
)  # fmt: skip
def other_changes(_: Told) -> Meaning:
    """Changes of the prison record that mean nothing to a case by themselves."""
    return NotForUs("a change of the prison record that means nothing to a case by itself")
