"""Write what the API's documents say from the code: problems, and the description of every route."""

import json
from pathlib import Path

from api.app import description
from api.permissions import permissions_page
from api.problems import problems_page

DOCS = Path(__file__).parents[1] / "docs"


def pages() -> dict[str, str]:
    """Every document that is written from the code, by its name in ``docs/``."""
    return {
        "problems.md": problems_page(),
        "permissions.md": permissions_page(),
        "openapi.json": json.dumps(description(), indent=1, ensure_ascii=False, sort_keys=True) + "\n",
    }


if __name__ == "__main__":
    for name, text in pages().items():
        (DOCS / name).write_text(text)
