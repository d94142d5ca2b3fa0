"""What inputs begin from: good examples of everything, and the words and the awkward values to put into them."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from api.app import description
from api.bodies import BODIES
from intake.mapping.meaning import MAPPINGS
from models.events import EVENT_TYPES
from models.roles import Role
from tests.api.issuer import Issuer
from tests.api.told import start_of
from tests.fuzz.parsers import PART
from tests.intake.messages import event, raw, received, released, released_by_search, sns, sqs

ROOT = Path(__file__).parents[2]
FOUND = Path(__file__).parent / "found"
"""Inputs that once led to a crash, by parser: replayed on every run."""

_CLOUD = {"specversion": "1.0", "type": "t", "id": "1", "source": "s"}


def seeds_of(parser: str) -> list[bytes]:
    """Good inputs of a parser, and those that once broke it."""
    found = sorted((FOUND / parser).glob("*"))
    return [*_SEEDS[parser](), *(file.read_bytes() for file in found)]


def _messages() -> list[bytes]:
    kinds = [t for mapping in MAPPINGS for t in mapping.types]
    envelopes = [
        sns(released()),
        sqs(sns(received())),
        sqs(json.dumps(released_by_search())),
        {**_CLOUD, "data": released()},
        {"Records": [sqs(sns(released())), {"Sns": sns(received())}]},
        {"detail-type": "recall.inserted", "time": "2026-03-09T11:00:33Z", "detail": event("x")},
        [released(), received()],
    ]
    details = raw({"recallType": {"code": "FTR_28"}, "registers": [{"register": {"code": "3"}}], "status": "ACTIVE"})
    return [
        *map(raw, envelopes),
        *(raw(event(kind, {"nomsNumber": "A7001AA"})) for kind in kinds),
        *(raw(event(kind, {"crn": "X700001"}, detailUrl="https://x.example")) + PART + details for kind in kinds[::3]),
    ]


def _files() -> list[bytes]:
    return [b"\n".join([raw(released()), raw(sns(received()))]), raw([released(), received()]), *_messages()[:10]]


def _scenarios() -> list[bytes]:
    files = [*ROOT.glob("examples/*.jsonl"), *ROOT.glob("tests/histories/scenarios/*.jsonl")]
    return [file.read_bytes()[:6000] for file in sorted(files)]


def _lines() -> list[bytes]:
    return (ROOT / "examples/caseload/cases.jsonl").read_bytes().splitlines()


def _csv() -> list[bytes]:
    cases, facts = ((ROOT / "examples/caseload" / name).read_bytes() for name in ("cases.csv", "facts.csv"))
    return [cases, cases + PART + facts]


def _tokens() -> list[bytes]:
    issuer = Issuer()
    good = [issuer.claims("com-1", Role.COMMUNITY_PRACTITIONER), issuer.claims(None, Role.CASE_SYSTEM)]
    signed = [raw({"header": {"kid": "key-1"}, "claims": claims}) for claims in good]
    return [*signed, b"Bearer " + issuer.sign(good[0]).encode(), b"Basic YTpi", b"Bearer a.b.c", b"Bearer"]


def _bodies() -> list[bytes]:
    said = {
        "case_id": "case-1", "team": "team-1", "spo": "spo-1", "role": "spo", "why": "a reason", "reason": "a reason",
        "option": "yes", "evidence": {}, "profile": {"rosh": {"known_adult": "high"}}, "rationale": "so it is",
        "opening": {"type": "sentence_passed", "event_id": "e-1", "occurred_at": "2026-03-09T10:00:00Z",
                    "kind": "community_order", "length_days": 540},
    }  # fmt: skip
    events = [
        {"type": kind, "event_id": "e-1", "occurred_at": "2026-03-09T10:00:00Z"}
        | {name: "partner-1" for name, one in model.model_fields.items() if one.is_required() and name not in _KNOWN}
        for kind, model in EVENT_TYPES.items()
    ]
    every = [raw(one) for one in [said, {"facts": events[:3]}, *events]]
    return [bytes([number]) + one for number in range(len(BODIES)) for one in every[:: 1 if number < 2 else 12]]


def _requests() -> list[bytes]:
    return [_request(*one) for one in (*_of_the_api(), *_of_the_pages())]


def _of_the_api() -> Iterator[tuple[str, str, str, bytes]]:
    """Each route once, with something for each of its parameters; each body as it may be."""
    for path, operations in description()["paths"].items():
        for method, said in operations.items():
            where = path.replace("{case_id}", "@case").replace("{duty}", "d1")
            asked = [f"{one['name']}=1" for one in said.get("parameters", []) if one["in"] == "query"]
            target = re.sub(r"\{\w+\}", "1", where) + (f"?{'&'.join(asked)}" if asked else "")
            body = b"" if method in {"get", "delete"} else b'{"reason": "a reason"}'
            yield method.upper(), target, "spo-1", body
    for kind in EVENT_TYPES:
        told = {"type": kind, "event_id": "e-1", "occurred_at": "2026-03-09T10:00:00Z"}
        yield "POST", "/v1/cases/@case/events", "case-system", raw(told)
    acts = {"decisions": {"kind": "oversight", "option": "enhanced"}, "what-if": {"facts": [told]}, "preview": told}
    for act, said in acts.items():
        yield "POST", f"/v1/cases/@case/{act}", "spo-1", raw(said)
    yield "POST", "/v1/cases", "case-system", raw(start_of("fuzz-more", restricted_to=["com-2"]))
    yield "POST", "/v1/case-search", "spo-1", b'{"crn": "X123456"}'
    yield "POST", "/v1/sign-in-endings", "operator-1", b'{"user_name": "nobody-1"}'
    yield "POST", "/v1/domain-events", "case-system", raw(released())
    yield "POST", "/v1/domain-events", "operator-1", raw([sns(released()), sqs(sns(received()))])


def _of_the_pages() -> Iterator[tuple[str, str, str, bytes]]:
    for target in (
        "/",
        "/work",
        "/cases?stage=custody&after=x",
        "/cases/@case",
        "/policy?table=GU",
        "/policy/PF-10.8a",
    ):
        yield "GET", target, "", b""
    for target in ("/sign-in", "/sign-out"):
        yield "POST", target, "", b"mark=@mark&person=com-1"


def _request(method: str, target: str, who: str, body: bytes) -> bytes:
    form = body.startswith(b"mark=")
    head = [f"{method} {target}", f"Content-Type: application/{'x-www-form-urlencoded' if form else 'json'}"]
    head += [f"Authorization: Bearer @{who}"] if who else ["Cookie: throughcare-session=@session"]
    head += ["Idempotency-Key: key-1", 'If-Match: "2"', "Prefer: respond-async", "X-Correlation-Id: abcd-1234"]
    return "\n".join(head).encode() + b"\n\n" + body


_KNOWN = {"type", "event_id", "occurred_at"}
_SEEDS = {
    "message": _messages,
    "messages_file": _files,
    "scenario": _scenarios,
    "caseload_lines": _lines,
    "caseload_csv": _csv,
    "token": _tokens,
    "body": _bodies,
    "request": _requests,
}

AWKWARD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 2**53, 2**63, 10**400, -(10**30), 1e308, "", " ", "\x00", "\ud800", "\u202e",
    "😀" * 30, "a" * 5000, "{x}", "<b>", "'; --", "../../etc", "%00", "=1+1", [], {}, [[[[[]]]]], {"": {}},
    "9999-12-31", "0001-01-01",
    "0000-00-00", "2026-02-30", "2026-03-29T01:30:00", "2150-12-31T23:59:59Z", "1899-12-31",
    "9999-12-31T23:59:59-14:00",
    "2026-03-09T10:00:00+99:99", "2026-03-09", "2026-03-09T10:00:00Z", "+1w", "+999999999d", "-99999y",
    "partner-1", "١٢",
)  # fmt: skip
"""Values that break what was not made with care."""


@cache
def words() -> tuple[str, ...]:
    """Names and values that the parsers know."""
    kinds = [t for mapping in MAPPINGS for t in mapping.types]
    models = description()["components"]["schemas"]
    names = [name for model in models.values() for name in model.get("properties", {})]
    values = [str(value) for model in models.values() for value in model.get("enum", [])]
    return tuple(dict.fromkeys([*kinds, *EVENT_TYPES, *names, *values, *_OF_MESSAGES]))


_OF_MESSAGES = (
    "Message", "Records", "Body", "Sns", "Type", "eventType", "occurredAt", "personReference", "identifiers", "CRN",
    "NOMS", "additionalInformation", "detailUrl", "data_base64", "reason", "RELEASED", "ADMISSION", "registerTypeCode",
    "MAPP",
    "start", "at", "event", "done", "decision", "request", "note", "end", "waive", "expect",
    "opening", "kid", "alg", "crit",
    "b64", "jwk", "authorities", "user_name", "aud", "nbf", "iat", "exp",
)  # fmt: skip
