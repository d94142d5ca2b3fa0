"""Records on both databases, and a file of master keys."""

from pathlib import Path

import pytest

from sealing.keyring import load_or_make
from tests.records.conftest import engine as engine
from tests.records.conftest import kind as kind
from tests.records.conftest import ready as ready


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with one master key."""
    load_or_make(tmp_path / "master.key")
    return tmp_path / "master.key"
