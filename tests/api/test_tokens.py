"""Which tokens are accepted, and what each other one is told."""

import base64
import hmac
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from api.auth.keys import AGAIN_SECONDS, KEPT_SECONDS, STALE_SECONDS, FetchedKeys, FileKeys, NoKeys
from api.auth.principal import Office
from api.auth.staff import Member, StaffDirectory, StaffProblem, staff_file
from api.auth.tokens import Verifier
from api.problems import ApiProblem, KeysUnavailable, NoRole, TokenExpired, TokenInvalid, TokenMissing
from models.roles import Role
from tests.api.issuer import AUDIENCE, ISSUER, Issuer

ROLE = Role.COMMUNITY_PRACTITIONER


def _part(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def _unsigned(issuer: Issuer) -> str:
    return f"{_part({'alg': 'none', 'kid': 'key-1'})}.{_part(issuer.claims('com-1', ROLE))}."


def _signed_with_the_public_key(issuer: Issuer) -> str:
    """The old trick: the public key, which everybody has, as the secret of a symmetric signature."""
    signed = f"{_part({'alg': 'HS256', 'kid': 'key-1'})}.{_part(issuer.claims('com-1', ROLE))}"
    digest = hmac.digest(issuer.key.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def _tampered(issuer: Issuer) -> str:
    head, _, signature = issuer.token("com-1", ROLE).split(".")
    return f"{head}.{_part(issuer.claims('com-1', Role.SPO))}.{signature}"


def _of_another(issuer: Issuer) -> str:
    return Issuer().token("com-1", ROLE)


REFUSED: dict[str, tuple[Callable[[Issuer], str], type[ApiProblem]]] = {
    "malformed": (lambda i: "not.a.token", TokenInvalid),
    "one word": (lambda i: "token", TokenInvalid),
    "not ascii": (lambda i: "é.é.é", TokenInvalid),
    "enormous": (lambda i: "a" * 20000, TokenInvalid),
    "alg none": (_unsigned, TokenInvalid),
    "HS256 with the public key": (_signed_with_the_public_key, TokenInvalid),
    "RS512": (
        lambda i: jwt.encode({"alg": "RS512", "kid": "key-1"}, i.claims("com-1", ROLE), RSAKey.import_key(
            i.key.as_pem(private=True)), algorithms=["RS512"]), TokenInvalid),
    "tampered with": (_tampered, TokenInvalid),
    "signed by somebody else": (_of_another, TokenInvalid),
    "an unknown key": (lambda i: i.sign(i.claims("com-1", ROLE), kid="another"), TokenInvalid),
    "another issuer": (lambda i: i.token("com-1", ROLE, iss="https://other.example"), TokenInvalid),
    "another audience": (lambda i: i.token("com-1", ROLE, aud="other"), TokenInvalid),
    "no audience": (lambda i: i.token("com-1", ROLE, aud=None), TokenInvalid),
    "expired": (lambda i: i.token("com-1", ROLE, exp=int(time.time()) - 60), TokenExpired),
    "a token of another type": (lambda i: i.sign(i.claims("com-1", ROLE), typ="logout+jwt"), TokenInvalid),
    "no expiry": (lambda i: i.token("com-1", ROLE, exp=None), TokenInvalid),
    "an expiry in words": (lambda i: i.token("com-1", ROLE, exp="tomorrow"), TokenInvalid),
    "not valid yet": (lambda i: i.token("com-1", ROLE, nbf=int(time.time()) + 600), TokenInvalid),
    "no authorities": (lambda i: i.token("com-1"), NoRole),
    "authorities in one word": (lambda i: i.token("com-1", authorities="ROLE_THROUGHCARE__SPO"), NoRole),
    "authorities of other services": (lambda i: i.token("com-1", authorities=["ROLE_SPO", "ROLE_X__SPO", 7]), NoRole),
    "a user who is no name": (lambda i: i.token("a b\nc", ROLE), NoRole),
    "neither user nor client": (lambda i: i.token(None, ROLE, client_id=None), NoRole),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
async def test_a_token_that_is_not_right_is_refused(verifier: Verifier, issuer: Issuer, what: str) -> None:
    make, problem = REFUSED[what]
    with pytest.raises(ApiProblem) as refused:
        await verifier.principal(f"Bearer {make(issuer)}")
    assert type(refused.value) is problem
    if refused.value.status == 401:
        assert refused.value.headers is not None
        assert refused.value.headers["WWW-Authenticate"].startswith("Bearer error=")


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic Y29tLTE6", "bearer"])
async def test_no_token_is_no_token(verifier: Verifier, header: str | None) -> None:
    with pytest.raises(TokenMissing):
        await verifier.principal(header)


async def test_a_person_is_who_the_directory_says(verifier: Verifier, issuer: Issuer) -> None:
    found = await verifier.principal(f"bearer {issuer.token('COM-1', ROLE, Office.OPERATOR)}")
    assert (found.subject, found.staff, found.teams) == ("user:com-1", "com-1", frozenset({"team-1"}))
    assert found.capacities == {ROLE, Office.OPERATOR}
    assert found.roles == [ROLE]


async def test_a_system_is_never_taken_for_a_person_of_its_name(verifier: Verifier, issuer: Issuer) -> None:
    found = await verifier.principal(f"Bearer {issuer.token(None, Role.CASE_SYSTEM, client_id='com-1')}")
    assert (found.subject, found.teams) == ("client:com-1", frozenset())


async def test_a_user_name_that_is_no_staff_id_needs_the_directory(issuer: Issuer, tmp_path: Path) -> None:
    keys, token = FileKeys(issuer.publish(tmp_path / "jwks.json")), issuer.token("AUTH_USER_1", ROLE)
    with pytest.raises(NoRole):
        await Verifier(ISSUER, AUDIENCE, keys, StaffDirectory()).principal(f"Bearer {token}")
    known = StaffDirectory({"auth_user_1": Member("com-7", frozenset({"team-2"}))})
    found = await Verifier(ISSUER, AUDIENCE, keys, known).principal(f"Bearer {token}")
    assert (found.staff, found.teams) == ("com-7", frozenset({"team-2"}))


# The issuer's keys --------------------------------------------------------------------------------------------------


class Published:
    """What the issuer's address answers, and how often it was asked."""

    def __init__(self, content: bytes) -> None:
        self.content, self.status, self.asked = content, 200, 0

    def transport(self) -> httpx.MockTransport:
        def answer(_: httpx.Request) -> httpx.Response:
            self.asked += 1
            return httpx.Response(self.status, content=self.content)

        return httpx.MockTransport(answer)


async def test_keys_are_fetched_once_and_again_when_they_rotate(issuer: Issuer) -> None:
    now, published = [0.0], Published(issuer.jwks())
    keys = FetchedKeys("https://issuer.example/jwks", lambda: now[0], published.transport())
    verifier = Verifier(ISSUER, AUDIENCE, keys, StaffDirectory())
    for _ in range(3):
        await verifier.principal(f"Bearer {issuer.token('com-1', ROLE)}")
    assert published.asked == 1
    rotated = Issuer("key-2")
    published.content = rotated.jwks()
    now[0] += AGAIN_SECONDS
    await verifier.principal(f"Bearer {rotated.token('com-1', ROLE)}")
    assert published.asked == 2
    for _ in range(5):  # an unknown key id does not make the service hammer the issuer
        with pytest.raises(TokenInvalid):
            await verifier.principal(f"Bearer {issuer.token('com-1', ROLE)}")
    assert published.asked == 2


async def test_the_last_keys_serve_for_an_hour_while_the_issuer_is_down(issuer: Issuer) -> None:
    now, published = [0.0], Published(issuer.jwks())
    keys = FetchedKeys("https://issuer.example/jwks", lambda: now[0], published.transport())
    verifier = Verifier(ISSUER, AUDIENCE, keys, StaffDirectory())
    token = f"Bearer {issuer.token('com-1', ROLE)}"
    await verifier.principal(token)
    published.status = 503
    now[0] += KEPT_SECONDS + 1
    await verifier.principal(token)
    assert published.asked == 2
    now[0] += STALE_SECONDS
    with pytest.raises(KeysUnavailable):
        await verifier.principal(token)
    published.status = 200
    now[0] += AGAIN_SECONDS
    await verifier.principal(token)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"keys": [{"kty": "oct", "k": "AAAA"}]}', b"{" * 9])
async def test_what_is_no_key_set_gives_no_keys(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "jwks.json").write_bytes(content)
    with pytest.raises(NoKeys):
        await FileKeys(tmp_path / "jwks.json").keys()


async def test_a_key_file_is_read_again_when_it_changes(issuer: Issuer, tmp_path: Path) -> None:
    keys = FileKeys(issuer.publish(tmp_path / "jwks.json"))
    assert {key.kid for key in await keys.keys()} == {"key-1"}
    Issuer("key-22").publish(tmp_path / "jwks.json")
    assert {key.kid for key in await keys.keys()} == {"key-22"}


# The staff directory ------------------------------------------------------------------------------------------------


def test_a_directory_that_changes_counts_at_once(tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text("user_name,staff_id,teams\nJSMITH_GEN,com-4,team-1 team-2\n")
    directory = staff_file(file)
    assert directory.find("jsmith_gen") == Member("com-4", frozenset({"team-1", "team-2"}))
    file.write_text("user_name,staff_id,teams\nJSMITH_GEN,com-4,\n")
    assert directory.find("jsmith_gen") == Member("com-4", frozenset())
    file.write_text("user_name,staff_id,teams\nJSMITH_GEN,Not An Id,\n")
    assert directory.find("jsmith_gen") == Member("com-4", frozenset())


@pytest.mark.parametrize(
    "text", ["", "name,id\n", "user_name,staff_id,teams\nx,Mr Smith,\n", "user_name,staff_id,teams\nx,s,Team One\n"]
)
def test_a_directory_that_cannot_be_read_says_where_and_not_who(text: str, tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text(text)
    with pytest.raises(StaffProblem) as problem:
        staff_file(file)
    assert "staff.csv" in str(problem.value)
    assert "Smith" not in str(problem.value)
