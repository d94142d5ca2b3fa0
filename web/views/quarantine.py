"""A message in quarantine as an operator reads it: why it is there, what to do, and its text."""

import json
import re
from urllib.parse import quote_plus

from api.routes.domain_events import MessageTaken
from web.forms import LIMIT

_ROOM = 4096
"""Bytes of a form that are left for everything but the text."""

WHAT_TO_DO: dict[str, str] = {
    "unknown_person": "Wait if the case is still to come. If a number is wrong, mend it.",
    "no_person": "Ask the sender whom it is about, and add the CRN or prison number.",
    "conflicting_numbers": "Ask the sender who is meant, and leave only that person's numbers.",
    "contradictory": "Find out which of the values holds, and leave that one.",
    "needs_details": "Replay it once the service with the details can be asked.",
    "unknown_type": "Dismiss it if nothing on a case follows from it. If it matters, its type has to be taught first.",
    "unclear": "Find out which reading is meant, and mend it so that it says so.",
    "needs_judgement": "Have whoever holds the case report what follows from it, then dismiss it and say so.",
    "no_time": "Find out when it happened, and add that.",
    "in_the_future": "Find out when it happened, and mend that.",
    "unreadable_fields": "Compare it with a message of the same type, and mend the fields that differ.",
    "case_finished": "Look whether a new case should be open for the person. If not, dismiss it.",
    "refused": "Read why the case refused it, and mend that or dismiss it.",
    "case_full": "Look whether the sender runs away. Dismiss what says nothing new.",
    "not_delivered": "Replay it. If it comes back, look at the log of the intake.",
    "not_text": "Ask the sender to send it again in UTF-8, and dismiss this one.",
    "not_json": "Mend it if what is meant is plain. If not, ask the sender to send it again.",
    "not_an_event": "Ask the sender to send one event, and dismiss this one.",
    "empty": "Dismiss it.",
    "too_deep": "Ask the sender what it is, and dismiss it.",
    "no_type": "Ask the sender what kind of event it is, and add that.",
}
"""What an operator can do about each reason for quarantine."""

_DID = {"looked": "Looked at", "mended": "Mended", "replayed": "Taken in again", "dismissed": "Dismissed"}

_NOW = {
    "accepted": "It was taken in",
    "applied": "It was taken in",
    "asking": "It was taken in: its details are being asked for",
    "duplicate": "It was taken in: it says the same as message {duplicate_of}, and counts once",
    "not_for_us": "It was taken in: nothing on a case follows from it",
    "quarantined": "It is still in quarantine",
}


def did(what: str) -> str:
    """What was done with a message, in words."""
    return _DID.get(what, what)


def became(taken: MessageTaken) -> str:
    """What became of a message that was taken in again."""
    words = _NOW[taken.state].format(duplicate_of=taken.duplicate_of)
    return f"{words}: {taken.words}" if taken.state == "quarantined" else words


def on_their_way(taken: MessageTaken) -> str:
    """How many facts follow from it."""
    facts = "1 fact is" if taken.facts == 1 else f"{taken.facts} facts are"
    return f"{facts} on the way to a case." if taken.facts else "No fact goes to a case."


def fits_a_form(text: str) -> bool:
    """Whether a text can be sent back in a form of the pages: it must fit, and hold nothing that a browser changes."""
    return len(quote_plus(text)) + _ROOM <= LIMIT and _UNKEPT.search(text) is None


_UNKEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def indented(text: str) -> str:
    """JSON with a line for each of its parts, and nothing of it changed but blanks; any other text as it is."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    made, depth = list[str](), 0
    for token in _TOKEN.findall(text):
        if token in _CLOSES and made[-1] not in _OPENS:
            made.append(_line(depth - 1))
        depth += (token in _OPENS) - (token in _CLOSES)
        if made and made[-1] in _OPENS and token not in _CLOSES:
            made.append(_line(depth - (token in _OPENS)))
        made.append({":": ": "}.get(token, token))
        if token == ",":
            made.append(_line(depth))
    return "".join(made)


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')
_OPENS, _CLOSES = frozenset("[{"), frozenset("]}")


def _line(depth: int) -> str:
    return "\n" + "  " * depth


def where_broken(text: str) -> str:
    """Where a text stops being JSON: its line and character, and nothing of what stands there."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f" (line {error.lineno}, character {error.colno})"
    except (ValueError, RecursionError):
        return ""
    return ""
