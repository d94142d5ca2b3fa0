"""Sealing every payload of the victim side, failures too, with a key that no case worker has."""

import os
from collections.abc import Sequence
from dataclasses import replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadCodec

from victims.keys import KeyProblem, Keyring

ENCODING = b"binary/sealed-aes-256-gcm"
KEY_ID = "key-id"
_NONCE = 12


class Sealing(PayloadCodec):
    """AES-256-GCM. The key's id stands in the payload, so that keys can be changed while contacts are open."""

    def __init__(self, keyring: Keyring) -> None:
        self._current = keyring.current
        self._ciphers = {name: AESGCM(key) for name, key in keyring.keys.items()}

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Seal each payload, its own metadata too."""
        return [self._seal(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Open what was sealed; what the case side says is not sealed and passes. Raises KeyProblem."""
        return [self._open(p) if p.metadata.get("encoding") == ENCODING else p for p in payloads]

    def _seal(self, payload: Payload) -> Payload:
        name, nonce = self._current.encode(), os.urandom(_NONCE)
        sealed = self._ciphers[self._current].encrypt(nonce, payload.SerializeToString(), name)
        return Payload(metadata={"encoding": ENCODING, KEY_ID: name}, data=nonce + sealed)

    def _open(self, payload: Payload) -> Payload:
        name = payload.metadata.get(KEY_ID, b"")
        cipher = self._ciphers.get(name.decode(errors="replace"))
        if cipher is None:
            raise KeyProblem("sealed with a key that is not in the victim key file")
        try:
            opened = cipher.decrypt(payload.data[:_NONCE], payload.data[_NONCE:], name)
        except InvalidTag:
            raise KeyProblem("a sealed payload was changed, or sealed with another key") from None
        return Payload.FromString(opened)


def converter(keyring: Keyring) -> DataConverter:
    """The data converter of the victim side."""
    return replace(
        pydantic_data_converter,
        payload_codec=Sealing(keyring),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


def sealed(temporal: Client, keyring: Keyring) -> Client:
    """The same connection, for the victim side."""
    config = temporal.config()
    config["data_converter"] = converter(keyring)
    return Client(**config)
