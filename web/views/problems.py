"""What a page says when something is not to be had."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProblemShown:
    """A heading, and sentences that say what to do."""

    title: str
    said: tuple[str, ...]


_ASK = "Ask your manager if you think you should have access."

_BY_KIND = {
    "restricted-case": ProblemShown(
        "You are restricted from viewing this case",
        ("Access is restricted to the people who work on it and their managers.", _ASK),
    ),
    "not-permitted": ProblemShown(
        "You do not have permission to view this page", ("Your role does not give you access to it.", _ASK)
    ),
    "unknown-case": ProblemShown("Case not found", ("Check the address of the page, or go to your cases.",)),
    "invalid-request": ProblemShown(
        "That page of the list cannot be shown", ("Go back to the start of the list and choose the filters again.",)
    ),
    "too-many-requests": ProblemShown(
        "You are asking too quickly", ("Wait for a few seconds and try again. Nothing that was recorded is lost.",)
    ),
    "overloaded": ProblemShown(
        "Sorry, the service is busy", ("Wait for a few seconds and try again. Nothing that was recorded is lost.",)
    ),
    "case-finished": ProblemShown(
        "This case is finished", ("It takes no more. If there is a new sentence, a new case is opened for it.",)
    ),
    "idempotency-key-in-use": ProblemShown(
        "What you sent is still being worked on", ("Wait for a few seconds, then look at the case.",)
    ),
    "idempotency-key-reused": ProblemShown(
        "This form was sent before", ("What you sent first stands. Look at the case before you try again.",)
    ),
    "wrong-role": ProblemShown("You cannot do this in your role", ("Nothing was recorded.", _ASK)),
    "unknown-thing": ProblemShown("That is not on this case", ("Go back to the case and choose again.",)),
    "not-in-quarantine": ProblemShown(
        "This message is not in quarantine",
        ("It was taken in or dismissed, or there is no such message. Nothing was done now.",),
    ),
    "sign-in-too-weak": ProblemShown(
        "Sign in again to do this",
        (
            "It needs a newer or a stronger sign-in than yours. Nothing was done.",
            "Sign out, sign in again and come back.",
            "If you see this again, ask whoever runs the service how to sign in for it.",
        ),
    ),
    "bad-form": ProblemShown(
        "We could not accept that form",
        ("It was open for too long, or your session has changed. Nothing was recorded.", "Go back and try again."),
    ),
}
_UNAVAILABLE = ProblemShown(
    "Sorry, the service is unavailable", ("Try again in a few minutes. Nothing that was recorded is lost.",)
)
_BROKEN = ProblemShown("Sorry, there is a problem with the service", ("Try again later.",))
_NOWHERE = ProblemShown("Page not found", ("If you typed the address, check it is correct.",))


def problem_shown(status: int, kind: str) -> ProblemShown:
    """What to say about a problem of the API, by its kind, or a status of ours."""
    if found := _BY_KIND.get(kind):
        return found
    if status == 503:
        return _UNAVAILABLE
    return _BROKEN if status >= 500 else _NOWHERE
