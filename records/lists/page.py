"""Pages of a list, by keyset: a page begins after the last row of the one before, whatever was added in between."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from models.words import Said

Row = TypeVar("Row", covariant=True)

USUALLY = 100
AT_MOST = 500
"""Rows of a page: as many as asked for, up to this."""


class BadCursor(ValueError):
    """A cursor that this list did not give out: of another list or other filters, altered, or made up."""

    def __init__(self) -> None:
        super().__init__(
            "this is no cursor of this list: take the one that came with the page before, filters unchanged"
        )


class PageWanted(BaseModel):
    """How many rows, and after which cursor; from the beginning if none. More than 500 are 500."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    limit: Annotated[int, Field(ge=1), AfterValidator(lambda n: min(n, AT_MOST))] = USUALLY
    after: str | None = None


FIRST_PAGE = PageWanted()


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of a list in order. ``next`` is the cursor of the page after this one; none when this is the last."""

    items: Sequence[Row]
    next: str | None


class Wanted(Said):
    """What a list is asked for. Rehearsed cases are left out unless asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    rehearsals: bool = False


Key = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{0,200}$")]
"""A part of a position that is text: ids, in plain characters."""


class Cursors:
    """The cursors of one list under one set of filters. ``key`` has the types of what its rows are sorted by.

    A cursor is no secret and gives no right: it only says where to go on. The digest finds those that were altered or
    came from elsewhere. Filters that follow the clock (``moving``) may change from page to page.
    """

    def __init__(self, name: str, wanted: Wanted, key: tuple[Any, ...], moving: frozenset[str] = frozenset()) -> None:
        self._asked = name + wanted.model_dump_json(exclude=set(moving))
        self._key: TypeAdapter[tuple[Any, ...]] = TypeAdapter(tuple[key])  # type: ignore[valid-type]  # made here

    def after(self, position: Sequence[Any]) -> str:
        """The cursor of a row."""
        said = self._key.dump_json(tuple(position))
        return base64.urlsafe_b64encode(self._digest(said) + said).decode().rstrip("=")

    def position(self, cursor: str) -> tuple[Any, ...]:
        """Where a cursor stands. Raises BadCursor."""
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            digest, said = raw[:_DIGEST], raw[_DIGEST:]
            if digest != self._digest(said):
                raise BadCursor
            return self._key.validate_json(said)
        except (ValueError, ValidationError):
            raise BadCursor from None

    def _digest(self, said: bytes) -> bytes:
        return hashlib.blake2b(self._asked.encode() + b"\0" + said, digest_size=_DIGEST).digest()


_DIGEST = 9
