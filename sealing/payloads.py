"""Sealing one payload and opening it: AES-256-GCM, the key's id beside what is sealed and bound to it."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload

from sealing.problems import Unreadable

ENCODING = b"binary/sealed-aes-256-gcm"
KEY_ID = "key-id"
_NONCE = 12


def seal(payload: Payload, key_id: str, cipher: AESGCM) -> Payload:
    """The payload, its own metadata too, readable with that key only."""
    name, nonce = key_id.encode(), os.urandom(_NONCE)
    sealed = cipher.encrypt(nonce, payload.SerializeToString(), name)
    return Payload(metadata={"encoding": ENCODING, KEY_ID: name}, data=nonce + sealed)


def is_sealed(payload: Payload) -> bool:
    """Whether it was sealed here."""
    return payload.metadata.get("encoding") == ENCODING


def key_of(payload: Payload) -> str:
    """The id of the key that a sealed payload was sealed with."""
    return payload.metadata.get(KEY_ID, b"").decode(errors="replace")


def unseal(payload: Payload, cipher: AESGCM) -> Payload:
    """What was sealed. Raises Unreadable when it was changed since, or sealed with another key."""
    try:
        opened = cipher.decrypt(payload.data[:_NONCE], payload.data[_NONCE:], payload.metadata.get(KEY_ID, b""))
    except InvalidTag:
        raise Unreadable("a sealed payload was changed, or sealed with another key") from None
    return Payload.FromString(opened)
