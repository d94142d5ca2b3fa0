"""Licences: in force, varied, at their end; and what their conditions are."""

from collections.abc import Iterator
from typing import Any

from intake.mapping.dates import changed, dates_in
from intake.mapping.meaning import Draft, Facts, Meaning, NeedsDetails, NotForUs, means
from intake.refs import ref
from intake.told import Told, said
from intake.when import day_of
from models.licence import ConditionKind

_KINDS = ("licence", "variation", "hdc-licence", "hdc-variation", "prrd-licence", "time-served-licence", "crd-licence",
          "hard-stop-licence")  # fmt: skip

CONDITIONS: dict[str, ConditionKind] = {
    "d5998ca1": ConditionKind.NO_CONTACT,
    "4858cd8b": ConditionKind.NO_CONTACT,
    "355700a9": ConditionKind.NO_CONTACT,
    "db2d7e24": ConditionKind.RELATIONSHIP,
    "c5e91330": ConditionKind.RELATIONSHIP,
    "0f9a20f4": ConditionKind.EXCLUSION_ZONE,
    "42f71b40": ConditionKind.EXCLUSION_ZONE,
    "005d70e4": ConditionKind.EXCLUSION_ZONE,
    "fd129172": ConditionKind.LOCATION_MONITORING,
    "524f2fd6": ConditionKind.LOCATION_MONITORING,
    "86e6f2a9": ConditionKind.LOCATION_MONITORING,
    "4673ebe4": ConditionKind.SPECIFIED_RESIDENCE,
    "fce34fb2": ConditionKind.RESIDENCY_RESTRICTION,
}
"""What kind a condition is by the first eight digits of its code in Create and Vary a Licence."""


@means(
    "licence", *(f"create-and-vary-a-licence.{kind}.activated" for kind in _KINDS),
    becomes="from its details: `dates_changed` (end of licence and of supervision), and `condition_put_forward` and "
    "`condition_decided` for each additional condition",
)  # fmt: skip
def activated(told: Told) -> Meaning:
    """A licence, or its variation, is in force: its end dates and conditions are."""
    if not isinstance(told.details, dict):
        return NeedsDetails("a licence is in force, and the message does not say with which conditions and dates")
    dates = {k: v for k, v in dates_in(told).items() if k in {"licence_end", "supervision_end", "sentence_end"}}
    found = [changed(dates)] if dates else []
    for condition, kind in _conditions(told.details):
        put = Draft("condition_put_forward", {"condition": condition, "kind": kind.value}, identity=("condition",))
        found += [put, Draft("condition_decided", {"condition": condition, "outcome": "agreed"})]
    return Facts(tuple(found)) if found else NotForUs("a licence with no conditions and no dates beyond the standard")


def _conditions(details: dict[str, Any]) -> Iterator[tuple[str, ConditionKind]]:
    """The additional conditions, wherever the licence has them."""
    lists = [said(details, "additionalLicenceConditions", "additionalConditions")]
    conditions = said(details, "conditions")
    if isinstance(conditions, dict):
        lists += [part.get("additional") for part in conditions.values() if isinstance(part, dict)]
    for one in (c for found in lists if isinstance(found, list) for c in found if isinstance(c, dict)):
        code = one.get("code")
        name = ref(code, "condition-")
        if name is not None and isinstance(code, str):
            yield name, CONDITIONS.get(code[:8].lower(), ConditionKind.OTHER)


@means(
    "licence", *(f"create-and-vary-a-licence.{kind}.inactivated" for kind in _KINDS),
    becomes="`supervision_ended` when its details say that the licence ran out; otherwise not for us",
)  # fmt: skip
def inactivated(told: Told) -> Meaning:
    """A licence is no longer in force: only the day it ran out says that supervision under it is over."""
    if not isinstance(told.details, dict):
        return NeedsDetails("a licence is no longer in force, and the message does not say why")
    end = day_of(told.detail("licenceExpiryDate", "actualLicenceExpiryDate"))
    if end is None or told.occurred_at is None or told.occurred_at.date() < end:
        return NotForUs("replaced, or ended by a recall or a sentence, which have events of their own")
    after = day_of(told.detail("topupSupervisionExpiryDate"))
    follows = after is not None and after > end
    fields: dict[str, object] = {"what": "licence", "followed_by_post_sentence_supervision": follows}
    if follows and after is not None:
        fields["supervision_end"] = after.isoformat()
    return Facts((Draft("supervision_ended", fields, identity=("what",)),))
