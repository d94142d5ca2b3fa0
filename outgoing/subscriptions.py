"""Who is told what: subscribers by name, address, secret and types, in a file."""

import base64
import binascii
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from outgoing.events import TYPES


class SubscriptionsProblem(Exception):
    """The file cannot be used; the text says what is wrong and where, never a secret."""


class _Subscriber(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    url: Annotated[str, Field(pattern=r"^https?://")]
    secret_file: Path
    inside: bool = False
    types: list[str] = Field(default_factory=lambda: ["throughcare.*"], min_length=1)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    api: str | None = None
    subscriber: list[_Subscriber] = Field(default_factory=list)


@dataclass(frozen=True)
class Subscriber:
    """Somebody who is told. ``types`` are whole names, or beginnings that end in ``.*``.

    One ``inside`` our own network may be at a private address, and without TLS; any other may not.
    """

    name: str
    url: str
    secret: bytes
    types: tuple[str, ...] = ("throughcare.*",)
    inside: bool = False

    def wants(self, type_: str) -> bool:
        """Whether they are told of this type of event."""
        return any(type_ == one or (one.endswith(".*") and type_.startswith(one[:-1])) for one in self.types)


@dataclass(frozen=True)
class Subscriptions:
    """Everybody who is told, and where the API answers."""

    subscribers: tuple[Subscriber, ...] = ()
    api: str | None = None

    def named(self, name: str) -> Subscriber | None:
        """The subscriber of this name."""
        return next((one for one in self.subscribers if one.name == name), None)


def load(path: Path) -> Subscriptions:
    """The subscriptions in a TOML file. Raises SubscriptionsProblem."""
    try:
        said = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise SubscriptionsProblem(f"{path}: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise SubscriptionsProblem(f"{path}: not TOML in UTF-8") from None
    except ValidationError as error:
        found = [".".join(map(str, e["loc"])) + f": {e['msg']}" for e in error.errors(include_input=False)]
        raise SubscriptionsProblem(f"{path}: " + "; ".join(found)) from None
    names = [one.name for one in said.subscriber]
    if len(set(names)) < len(names):
        raise SubscriptionsProblem(f"{path}: two subscribers have the same name")
    return Subscriptions(tuple(_subscriber(one, path) for one in said.subscriber), said.api)


def _subscriber(said: _Subscriber, path: Path) -> Subscriber:
    unknown = [one for one in said.types if not one.endswith(".*") and one not in TYPES]
    if unknown:
        raise SubscriptionsProblem(
            f"{path}: {said.name}: types: there is no such type of event; docs/intake.md has them"
        )
    if not httpx.URL(said.url).host:
        raise SubscriptionsProblem(f"{path}: {said.name}: url: no address")
    if not said.inside and not said.url.startswith("https://"):
        raise SubscriptionsProblem(f"{path}: {said.name}: url: not https; inside = true allows it in our own network")
    try:
        text = said.secret_file.read_text().strip().removeprefix("whsec_")
        secret = base64.b64decode(text, validate=True)
    except (OSError, UnicodeDecodeError, binascii.Error):
        raise SubscriptionsProblem(f"{path}: {said.name}: secret_file: not a file with whsec_ and base64") from None
    if len(secret) < 24:
        raise SubscriptionsProblem(f"{path}: {said.name}: secret_file: the secret has fewer than 24 bytes")
    return Subscriber(said.name, said.url, secret, tuple(said.types), said.inside)
