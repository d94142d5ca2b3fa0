"""The documents of the API are those that the code has."""

import pytest

from commands.api_docs import DOCS, pages


@pytest.mark.parametrize("name", pages())
def test_the_documents_are_those_the_code_has(name: str) -> None:
    assert (DOCS / name).read_text() == pages()[name], "make api-docs writes them again"
