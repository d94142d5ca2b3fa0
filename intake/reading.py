"""From bytes to data: lenient about what publishers really send, firm about what could hurt."""

import codecs
import json
import re
from typing import Any

from intake.limits import MAX_BYTES, MAX_DEPTH

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Unreadable(Exception):
    """These bytes are no message. ``reason`` is a stable word; the text says what is wrong, never what was sent."""

    def __init__(self, reason: str, words: str) -> None:
        self.reason = reason
        super().__init__(words)


class _SaidTwice(ValueError):
    pass


def text_of(raw: bytes) -> str:
    """The text, whatever Unicode encoding it came in. Raises Unreadable."""
    if b"\x00" in raw[:4] and not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding: str = json.detect_encoding(raw)
    else:
        encoding = next((name for bom, name in _BOMS if raw.startswith(bom)), "utf-8")
    try:
        return raw.decode(encoding)
    except UnicodeError:
        raise Unreadable("not_text", "not text in UTF-8: send JSON in UTF-8") from None


def data_of(raw: bytes) -> Any:
    """The JSON data in the bytes. Raises Unreadable when too large, too deep, not JSON, or at odds with itself."""
    if len(raw) > MAX_BYTES:
        raise Unreadable("too_large", f"larger than {MAX_BYTES} bytes: send one event at a time")
    return parsed(text_of(raw))


def parsed(text: str) -> Any:
    """The JSON data in a text. Raises Unreadable."""
    if not text.strip():
        raise Unreadable("empty", "empty: send one event as JSON")
    if _depth(text) > MAX_DEPTH:
        raise Unreadable("too_deep", f"more than {MAX_DEPTH} levels deep: no event is")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except _SaidTwice as error:
        raise Unreadable("contradictory", str(error)) from None
    except (ValueError, RecursionError):
        raise Unreadable("not_json", "not JSON: send one event as a JSON object") from None


_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def listed(text: str) -> list[bytes]:
    """The messages of a JSON array, each as it stands; a text that is none is one message. For files of any size.

    One that lies too deep or contradicts itself is found so when it is read, and keeps nothing from those beside it.
    """
    found = _each(text.lstrip("\ufeff"))
    return [text.encode(errors="replace")] if found is None else found


def elements(raw: bytes) -> list[bytes] | None:
    """The elements of a JSON array as they stand; none when it is no array. Raises Unreadable."""
    if len(raw) > MAX_BYTES:
        raise Unreadable("too_large", f"larger than {MAX_BYTES} bytes: send one event at a time")
    return _each(text_of(raw).lstrip("\ufeff"))


def _each(text: str) -> list[bytes] | None:
    found: list[bytes] = []
    at = _past_blanks(text, 0)
    if text[at : at + 1] != "[":
        return None
    if text[_past_blanks(text, at + 1) :].rstrip() == "]":
        return []
    while text[at : at + 1] in {"[", ","}:
        begins = _past_blanks(text, at + 1)
        try:
            _, ends = _DECODER.raw_decode(text, begins)
        except (ValueError, RecursionError):
            return None
        found.append(text[begins:ends].encode(errors="replace"))
        at = _past_blanks(text, ends)
    return found if text[at:].rstrip() == "]" else None


def _past_blanks(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _depth(text: str) -> int:
    """The deepest nesting, brackets within strings left aside."""
    deepest = depth = 0
    in_string = escaped = False
    for sign in text:
        if in_string:
            in_string = escaped or sign != '"'
            escaped = not escaped and sign == "\\"
        elif sign == '"':
            in_string = True
        elif sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key said twice with the same value is a slip; with two values nobody can know which is meant."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found and found[key] != value:
            raise _SaidTwice("a field is given twice with different values: say which one holds")
        found[key] = value
    return found


def _constant(_: str) -> Any:
    raise ValueError("NaN and Infinity are not JSON")
