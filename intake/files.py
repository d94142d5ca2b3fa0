"""Files of messages: one event, an array of them, or one a line."""

from collections.abc import Iterator

from intake.envelope import are_lines, split
from intake.limits import MAX_FILE_BYTES
from intake.reading import Unreadable, listed, text_of


def messages_in(raw: bytes) -> Iterator[bytes]:
    """Each message in a file. Raises Unreadable when the file is too large or not text."""
    if len(raw) > MAX_FILE_BYTES:
        raise Unreadable("too_large", f"larger than {MAX_FILE_BYTES} bytes: send it in parts")
    text = text_of(raw)
    lines = [line.strip().encode(errors="replace") for line in text.split("\n") if line.strip()]
    if text.lstrip("\ufeff \t\r\n").startswith("["):
        yield from listed(text)
    elif are_lines(lines):
        yield from lines
    else:
        yield from split(raw)
