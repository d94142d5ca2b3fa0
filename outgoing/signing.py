"""The signature of a webhook, as Standard Webhooks has it: over the id, the moment and the body."""

import base64
import hashlib
import hmac


def headers(event_id: str, at: int, body: bytes, secret: bytes) -> dict[str, str]:
    """The three headers that go with a body; ``at`` is in seconds since 1970."""
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{signature(event_id, at, body, secret)}",
    }


def signature(event_id: str, at: int, body: bytes, secret: bytes) -> str:
    """HMAC-SHA256 of what is signed, in base64."""
    signed = f"{event_id}.{at}.".encode() + body
    return base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
