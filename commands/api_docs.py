"""Write what the API's documents say from the code: problems, and the description of every route."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from api.app import description
from api.permissions import permissions_page
from api.problems import problems_page

DOCS = Path(__file__).parents[1] / "docs"


def openapi() -> str:
    """The description of every route."""
    return json.dumps(description(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "problems.md": problems_page,
    "permissions.md": permissions_page,
    "openapi.json": openapi,
}
"""Every document that is written from the code, by its name in ``docs/``."""


if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page())
