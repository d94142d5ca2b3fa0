"""Who reads: four audiences, and which of them may see what."""

import re
from collections.abc import Iterable, Mapping
from enum import IntEnum

from api.auth.principal import Capacity, Principal
from api.permissions import Action, Relation, allowing
from models.roles import MANAGERS, Role
from policy.clauses.clause import Sensitivity


class Audience(IntEnum):
    """From those who see least to those who see all there is to see."""

    REPORTER = 0
    """Told that what they reported was taken, and nothing of the case."""

    COLLEAGUE = 1
    """Works with the person or the case: sees what is ordinary."""

    VICTIM_SAFETY = 2
    """Works for the safety of victims (VLO, DASO): sees sensitive items, MARAC and the victim side too; no MAPPA."""

    PRACTITIONER = 3
    """Responsible for the case, or manages who is: sees everything, MAPPA too."""


_AUDIENCES: Mapping[Capacity, Audience] = {
    **dict.fromkeys((Role.REPORT_WRITER, Role.POM, Role.COMMUNITY_PRACTITIONER, *MANAGERS), Audience.PRACTITIONER),
    **dict.fromkeys((Role.VLO, Role.DASO), Audience.VICTIM_SAFETY),
}
"""Everybody else who may read a case is a colleague; and so is whoever reads a case of another team."""

_MAPPA = re.compile(r"mappa", re.IGNORECASE)
_VICTIM_SIDE = re.compile(r"marac|victim|\bvl[ou]|vlo_|_vlo|vlu_|_vlu|\bvcs\b|daso|dvds|disclos", re.IGNORECASE)
"""Words by which something tells of MAPPA, of a MARAC or of the victim side, whatever it is marked as."""


def audience_of(who: Principal, relation: Relation) -> Audience:
    """As which audience somebody reads a case, or a list, that stands so to them."""
    found = [
        _AUDIENCES.get(one, Audience.COLLEAGUE) if relation in {Relation.OWN, Relation.TEAM} else Audience.COLLEAGUE
        for one in allowing(who, Action.READ_CASE, relation)
    ]
    return max(found, default=Audience.REPORTER)


def needed(sensitivity: str, *said: str | None) -> Audience:
    """The least audience that may see something: by how it is marked, and by what it tells of."""
    text = " ".join(words for words in said if words)
    if sensitivity == Sensitivity.MAPPA_EXCLUDED.value or _MAPPA.search(text):
        return Audience.PRACTITIONER
    if sensitivity != Sensitivity.ORDINARY.value or _VICTIM_SIDE.search(text):
        return Audience.VICTIM_SAFETY
    return Audience.COLLEAGUE


def plain(audience: Audience, said: Iterable[str]) -> list[str]:
    """Those of several sentences that an audience may read."""
    return [words for words in said if needed(Sensitivity.ORDINARY.value, words) <= audience]
