"""Changing an input where it means something: a value, a name or a whole part of the JSON or CSV in it."""

import json
import re
from random import Random
from typing import Any

from tests.fuzz.parsers import PART
from tests.fuzz.seeds import AWKWARD, words


def mutated(raw: bytes, random: Random) -> bytes:
    """The input with one to three changes; bytes that are neither JSON nor CSV have bytes of them changed."""
    for _ in range(random.randint(1, 3)):
        raw = _changed(raw, random)
    return raw


def _changed(raw: bytes, random: Random) -> bytes:
    if PART in raw:
        parts = raw.split(PART)
        n = random.randrange(len(parts))
        parts[n] = _changed(parts[n], random)
        return PART.join(parts)
    marked = raw[:1] if raw[:1] not in {b"{", b"["} and raw[1:2] == b"{" else b""  # the kind of a body
    lines = raw[len(marked) :].split(b"\n")
    n = random.randrange(len(lines))
    if random.random() < 0.1:  # tell a line twice, or not at all
        lines[n : n + 1] = [lines[n]] * random.choice([0, 2])
    elif len(lines) > 1 and _json(lines[n]) is _NONE:
        lines[n] = _cells(lines[n], random)
    else:
        lines[n] = _part(lines[n], random)
    return marked + b"\n".join(lines)


_NONE = object()
_OF_A_REQUEST = re.compile(rb"[A-Z]+ /|[A-Za-z-]+: |mark=")
_PARTED = re.compile(rb"([?&=/: ]+)")


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return _NONE


def _part(raw: bytes, random: Random) -> bytes:
    said = _json(raw)
    if said is _NONE or random.random() < 0.1:
        at = random.randrange(len(raw) + 1)
        return raw[:at] + random.randbytes(random.randint(0, 3)) + raw[at + random.randint(0, 3) :]
    try:
        return json.dumps(_with_a_change(said, random)).encode()
    except (ValueError, RecursionError):
        return raw


def _with_a_change(said: Any, random: Random) -> Any:
    if isinstance(said, str) and said[:1] == "{" and random.random() < 0.8:  # JSON within a text, as SNS has it
        return _part(said.encode(errors="replace"), random).decode(errors="replace")
    if not said or not isinstance(said, dict | list) or random.random() < 0.1:
        return _value(random)
    copy: Any = dict(said) if isinstance(said, dict) else list(said)
    key: Any = random.choice(list(said)) if isinstance(said, dict) else random.randrange(len(said))
    match random.randrange(8):
        case 0:
            del copy[key]
        case 1 if isinstance(copy, dict):
            copy[random.choice(words())] = copy.pop(key)
        case 2 if isinstance(copy, dict):
            copy[random.choice(words())] = _value(random)
        case 3:
            copy[key] = [copy[key]]
        case _:
            copy[key] = _with_a_change(copy[key], random)
    return copy


def _value(random: Random) -> Any:
    return random.choice(AWKWARD) if random.random() < 0.5 else random.choice(words())


def _cells(line: bytes, random: Random) -> bytes:
    """A line of CSV with another cell; a line of a request with another word, between the marks that part them."""
    cells = _PARTED.split(line) if _OF_A_REQUEST.match(line) else re.split(rb"(,)", line)
    value = _value(random)
    text = value if isinstance(value, str) else json.dumps(value)
    cells[2 * random.randrange(len(cells) // 2 + 1)] = text.encode(errors="replace")
    return b"".join(cells)
