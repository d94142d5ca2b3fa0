"""How far before a release something begins, on one case: by the policy version of that case."""

from models.case import Case


def interval(case: Case, name: str) -> int:
    """The number that a named interval has under the case's version, in the unit its name ends with."""
    from policy.known_versions import policy_of  # the rules are timed by this, so it can only be asked for later

    found = policy_of(case).intervals[name]
    return found if isinstance(found, int) else found.count
