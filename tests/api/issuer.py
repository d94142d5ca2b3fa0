"""An issuer of tokens for the tests, with a key of its own: it signs what the service accepts, and what it must not."""

import json
import time
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from api.auth.principal import Capacity, authority

ISSUER = "https://issuer.example/auth/issuer"
AUDIENCE = "throughcare"


class Issuer:
    """Signs tokens; ``jwks`` is what it publishes."""

    def __init__(self, kid: str = "key-1") -> None:
        self.key = RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})

    def jwks(self) -> bytes:
        """The public key, as issuers publish it."""
        return json.dumps({"keys": [self.key.as_dict(private=False)]}).encode()

    def publish(self, path: Path) -> Path:
        """Write what is published to a file."""
        path.write_bytes(self.jwks())
        return path

    def claims(self, user: str | None, *capacities: Capacity, **more: Any) -> dict[str, Any]:
        """The claims of a token for a person or, without one, for a client."""
        who = {"user_name": user, "sub": user} if user else {"sub": "client"}
        said = {**who, "iss": ISSUER, "aud": AUDIENCE, "exp": int(time.time()) + 7200, "client_id": "tests"}
        return {**said, "authorities": [authority(one) for one in capacities], **more}

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        """Sign claims as they are."""
        return jwt.encode({"alg": "RS256", "kid": self.key.kid, **header}, claims, self.key)

    def token(self, user: str | None, *capacities: Capacity, **more: Any) -> str:
        """A token that the service accepts, unless ``more`` says otherwise."""
        return self.sign(self.claims(user, *capacities, **more))
