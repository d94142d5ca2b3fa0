"""In which role somebody acts: asked of whoever has several that let them, as it stands beside what they did."""

from collections.abc import Sequence
from typing import Any

from api.permissions import Action, Relation, allows
from api.routes.whoami import Me
from models.roles import ROLE_WORDS, Role
from web.fields.field import Field, Option

NAME = "acting_as"
"""What the field is called on our forms: no model has one of this name."""


def acting_as(me: Me, action: Action, usual: str = "") -> list[Field]:
    """The field that asks, or none for whoever has one role for it. ``usual`` stands chosen where it is among theirs.

    The API decides in the end: how the case stands to them may leave them fewer.
    """
    roles = [one for one in Role if one.value in me.capacities and any(allows(one, action, r) for r in Relation)]
    if len(roles) < 2:
        return []
    options = tuple(Option(one.value, _said(one), one.value) for one in roles)
    default = usual if usual in {one.value for one in roles} else ""
    missing = "Select the role in which you act"
    return [Field(NAME, "choice", "In which role do you act?", "", missing, (), True, options, default)]


def without(fields: Sequence[Field]) -> list[Field]:
    """The fields but for that one."""
    return [one for one in fields if one.name != NAME]


def in_role(said: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was said besides, and the role as the API takes it."""
    rest = {name: value for name, value in said.items() if name != NAME}
    return rest, {"role": said[NAME]} if NAME in said else {}


def _said(one: Role) -> str:
    words = ROLE_WORDS[one]
    return words[:1].upper() + words[1:]
