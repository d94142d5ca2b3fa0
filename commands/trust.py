"""Whose tokens the API accepts, by the environment: an issuer of yours, or outside production the built-in one."""

import os
from pathlib import Path

from api.auth.builtin import BuiltIn, IssuerProblem, load_or_make
from api.auth.keys import FetchedKeys, FileKeys, KeySource
from api.auth.staff import StaffDirectory, StaffProblem, staff_file
from api.auth.strength import Strength
from api.auth.tokens import Verifier
from commands.settings import SetUpProblem, data_folder

ENVIRONMENT = "THROUGHCARE_ENVIRONMENT"
ISSUER = "THROUGHCARE_ISSUER"
JWKS = "THROUGHCARE_JWKS"
AUDIENCE = "THROUGHCARE_AUDIENCE"
STAFF = "THROUGHCARE_STAFF"
NO_AUDIENCE = "none"
SIGN_IN_WITHIN = "THROUGHCARE_SIGN_IN_WITHIN"
SIGN_IN_BY = "THROUGHCARE_SIGN_IN_BY"


def is_production() -> bool:
    """Whether this is production. Raises SetUpProblem when the environment is neither that nor development."""
    named = os.environ.get(ENVIRONMENT, "development")
    if named not in {"production", "development"}:
        raise SetUpProblem(f"{ENVIRONMENT} is neither production nor development")
    return named == "production"


def trusted() -> Verifier:
    """Who checks tokens. Raises SetUpProblem."""
    issuer = os.environ.get(ISSUER)
    if issuer is None:
        return built_in().verifier()
    audience = os.environ.get(AUDIENCE)
    if audience is None and is_production():
        raise SetUpProblem(f"set {AUDIENCE} to the audience of your tokens, or to {NO_AUDIENCE} when they have none")
    return Verifier(issuer, None if audience == NO_AUDIENCE else audience, _keys(), _staff())


def strength() -> Strength:
    """What is asked of people's sign-ins where it matters. Raises SetUpProblem."""
    minutes, means = os.environ.get(SIGN_IN_WITHIN), os.environ.get(SIGN_IN_BY, "")
    if minutes is not None and not (minutes.isascii() and minutes.isdigit() and int(minutes) > 0):
        raise SetUpProblem(f"{SIGN_IN_WITHIN} is how many minutes old a sign-in may be: say a whole number")
    by = frozenset(one.strip() for one in means.split(",") if one.strip())
    if SIGN_IN_BY in os.environ and not by:
        raise SetUpProblem(f"{SIGN_IN_BY} names no means of signing in: say some of your issuer's, such as mfa,otp")
    return Strength(int(minutes) * 60 if minutes else None, by)


def demo_issuer() -> BuiltIn | None:
    """The built-in issuer, where it is the one that is trusted. Raises SetUpProblem, in production always."""
    return built_in() if os.environ.get(ISSUER) is None else None


def built_in() -> BuiltIn:
    """The built-in issuer. Raises SetUpProblem, in production always."""
    if is_production():
        words = (
            f"the built-in issuer is not for production: set {ISSUER}, {JWKS} and {AUDIENCE} to your own (docs/api.md)"
        )
        raise SetUpProblem(words)
    try:
        return load_or_make(data_folder())
    except IssuerProblem as problem:
        raise SetUpProblem(str(problem)) from None


def _keys() -> KeySource:
    where = os.environ.get(JWKS)
    if where is None:
        raise SetUpProblem(f"set {JWKS} to the address or the file of the issuer's keys")
    if where.startswith("https://"):
        return FetchedKeys(where)
    if where.startswith("http://"):
        if is_production():
            raise SetUpProblem(f"{JWKS}: in production keys come over https, or from a file")
        return FetchedKeys(where)
    return FileKeys(Path(where))


def _staff() -> StaffDirectory:
    where = os.environ.get(STAFF)
    if where is None:
        return StaffDirectory()
    try:
        return staff_file(Path(where))
    except StaffProblem as problem:
        raise SetUpProblem(str(problem)) from None
