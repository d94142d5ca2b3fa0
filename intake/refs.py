"""Opaque references and staff ids out of other systems' codes."""

import hashlib
import re
from typing import Any

_REF = re.compile(r"^[a-z0-9][a-z0-9.:-]{0,59}$")
_STAFF = re.compile(r"^[a-z0-9][a-z0-9.-]{0,39}$")


def ref(value: Any, prefix: str = "") -> str | None:
    """A reference made of a code or an id of another system; none when there is none. A name never becomes one."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = f"{prefix}{value}".strip().lower().replace("_", "-").replace("/", "-")
    if not str(value).strip():
        return None
    return text if _REF.match(text) else f"{prefix}{digest(str(value))}"


def staff_id(value: Any) -> str | None:
    """A member of staff by the code their own system gives them."""
    made = ref(value)
    return made if made and _STAFF.match(made) else None


def staff_of(said: Any, kind: str) -> str | None:
    """A member of staff whom the other system describes without a code: an id that gives away no name."""
    if not isinstance(said, dict):
        return staff_id(said)
    for name in ("code", "staffCode", "staffId", "id", "username"):
        if found := staff_id(said.get(name)):
            return found
    known = said.get("email") or " ".join(str(said.get(n) or "") for n in ("forename", "surname")).strip()
    return f"{kind}-{digest(str(known).lower())}" if known else None


def digest(text: str) -> str:
    """Sixteen digits that stand for a text and do not show it."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]
