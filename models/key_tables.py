"""The table of the cases' keys, each wrapped by a master key. No projection of the cases: a rebuild leaves it alone."""

from sqlmodel import Field

from models.tables import Recorded
from models.words import Instant


class DataKeyRow(Recorded, table=True):
    """One key. A key that was shredded stays as a row without the key: what it sealed can be read no more."""

    __tablename__ = "data_keys"

    owner: str = Field(primary_key=True)
    key_id: str = Field(unique=True)
    master: str | None = Field(default=None, index=True)
    wrapped: bytes | None = None
    made_at: Instant
    shredded_at: Instant | None = None
