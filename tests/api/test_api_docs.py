"""The documents of the API are those that the code has."""

import pytest

from commands.api_docs import DOCS, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_the_documents_are_those_the_code_has(name: str) -> None:
    assert (DOCS / name).read_text() == PAGES[name](), "make api-docs writes them again"
