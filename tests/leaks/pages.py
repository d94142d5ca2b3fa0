"""What a page says of itself: its title, and every address in it."""

import re
from html import unescape

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_LINK = re.compile(r'\b(?:href|src|action|formaction)="([^"]*)"')


def title(page: str) -> str:
    """The title of a page; empty when it is none."""
    found = _TITLE.search(page)
    return unescape(found[1]) if found else ""


def links(page: str) -> list[str]:
    """Every address in a page."""
    return [unescape(found) for found in _LINK.findall(page)]
