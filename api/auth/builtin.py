"""The built-in issuer: an RSA key of this installation and demo people of every role, so that nothing else is needed.

It is for trying the service out. In production it does not start.
"""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from api.auth.keys import FileKeys
from api.auth.principal import Capacity, Office, authority
from api.auth.staff import Member, StaffDirectory
from api.auth.tokens import Verifier
from models.roles import Role
from sealing import private_file
from sealing.problems import KeyProblem

ISSUER = "urn:throughcare:issuer:built-in"
AUDIENCE = "throughcare"
LASTS_SECONDS = 12 * 3600
"""How long a token is good for (project default)."""

_KEY, _PUBLIC = "issuer.key", "issuer.jwks.json"
_BITS = 2048


class IssuerProblem(Exception):
    """The key cannot be used; the text says why, and shows nothing of it."""


@dataclass(frozen=True)
class Person:
    """Somebody made up, in one capacity or, where ``also`` says so, in two. A system has no teams."""

    capacity: Capacity
    teams: frozenset[str] = frozenset()
    system: bool = False
    also: Capacity | None = None

    @property
    def capacities(self) -> list[Capacity]:
        """In what they may act."""
        return [self.capacity, *([self.also] if self.also else [])]


_ONE, _BOTH = frozenset({"team-1"}), frozenset({"team-1", "team-2"})

PEOPLE: Mapping[str, Person] = {
    "com-1": Person(Role.COMMUNITY_PRACTITIONER, _ONE),
    "com-2": Person(Role.COMMUNITY_PRACTITIONER, frozenset({"team-2"})),
    "com-3": Person(Role.COMMUNITY_PRACTITIONER, _ONE),
    "pom-1": Person(Role.POM, _ONE),
    "psr-1": Person(Role.REPORT_WRITER, _ONE),
    "psr-2": Person(Role.REPORT_WRITER, _ONE, also=Role.COMMUNITY_PRACTITIONER),
    "court-1": Person(Role.COURT_STAFF, _ONE),
    "key-1": Person(Role.KEYWORKER, _ONE),
    "prison-1": Person(Role.PRISON_STAFF, _ONE),
    "ap-1": Person(Role.AP_STAFF, _ONE),
    "mm-1": Person(Role.MIDDLE_MANAGER, _ONE),
    "spo-1": Person(Role.SPO, _ONE),
    "pdu-1": Person(Role.HEAD_OF_PDU, _BOTH),
    "omd-1": Person(Role.HEAD_OF_OMD, _BOTH),
    "governor-1": Person(Role.GOVERNOR, _BOTH),
    "vlo-1": Person(Role.VLO, _ONE),
    "daso-1": Person(Role.DASO, _ONE),
    "tm-1": Person(Role.TREATMENT_MANAGER, _ONE),
    "police-1": Person(Role.POLICE),
    "childrens-1": Person(Role.CHILDRENS_SERVICES),
    "staff-1": Person(Role.OTHER_STAFF, _ONE),
    "case-system": Person(Role.CASE_SYSTEM, system=True),
    "operator-1": Person(Office.OPERATOR),
    "policy-1": Person(Office.POLICY_OWNER),
}
"""One of each role and office, by user name; of practitioners, one more of the same team and one of another.

``psr-2`` has two roles, and says in which they act.
"""


@dataclass(frozen=True)
class BuiltIn:
    """The issuer of one installation; its key is in ``folder``."""

    folder: Path
    key: RSAKey

    def verifier(self) -> Verifier:
        """Accepts its tokens, and knows its people."""
        members = {name: Member(name, person.teams) for name, person in PEOPLE.items()}
        return Verifier(ISSUER, AUDIENCE, FileKeys(self.folder / _PUBLIC), StaffDirectory(members))

    def token(self, name: str) -> str:
        """A token for one of the demo people. Raises KeyError."""
        person, now = PEOPLE[name], int(time.time())
        who = (
            {"sub": name, "client_id": name} if person.system else {"sub": name, "user_name": name, "client_id": "demo"}
        )
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": now,
            "auth_time": now,
            "exp": now + LASTS_SECONDS,
            "auth_source": "none",
        }
        authorities = [authority(one) for one in person.capacities]
        said = {"sub": name, **who, **claims, "jti": secrets.token_hex(8), "authorities": authorities}
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, said, self.key)


def load_or_make(folder: Path) -> BuiltIn:
    """The issuer whose key is in a folder; the key is made when it is not there. Raises IssuerProblem."""
    path = folder / _KEY
    if not path.exists():
        made = RSAKey.generate_key(_BITS, {"kid": secrets.token_hex(8), "use": "sig", "alg": "RS256"})
        private_file.make(path, json.dumps(made.as_dict(private=True)).encode())
    key = _load(path)
    (folder / _PUBLIC).write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    return BuiltIn(folder, key)


def _load(path: Path) -> RSAKey:
    try:
        text = private_file.read(path)
    except OSError:
        raise IssuerProblem(f"{path} cannot be read") from None
    except KeyProblem as problem:
        raise IssuerProblem(str(problem)) from None
    try:
        return RSAKey.import_key(json.loads(text))
    except (ValueError, TypeError, JoseError):
        raise IssuerProblem(f"{path} is no key: remove it, and the next start makes one") from None
