"""Printing for people: paragraphs with a hanging indent, in colour on a terminal, plain when piped."""

import os
import textwrap

from rich.console import Console
from rich.text import Text

_PIPED_WIDTH = 100
_NARROWEST = 40


class Page:
    """Standard output as paragraphs, one style each. Honours NO_COLOR and COLUMNS."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or _console()

    def say(self, words: str, indent: int = 0, style: str = "", hang: int = 2) -> None:
        """Print one paragraph."""
        lead, follow = " " * indent, " " * (indent + hang)
        width = max(_NARROWEST, self.console.width)
        wrap = textwrap.wrap(words, width, initial_indent=lead, subsequent_indent=follow, break_on_hyphens=False)
        for line in wrap or [""]:
            self.console.print(Text(line, style=style), no_wrap=True, crop=False, overflow="ignore")

    def heading(self, words: str) -> None:
        """Print the title of a part."""
        self.say("")
        self.say(words, style="bold underline")
        self.say("")


def _console() -> Console:
    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(highlight=False, width=_PIPED_WIDTH)
    return console
