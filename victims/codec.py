"""Sealing every payload of the victim side, failures too, with a key that no case worker has."""

from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.converter import DataConverter, PayloadCodec

from sealing.converter import converting, speaking
from sealing.keyring import Keyring
from sealing.payloads import is_sealed, key_of, seal, unseal
from sealing.problems import KeyProblem


class Sealing(PayloadCodec):
    """The key's id stands in the payload, so that keys can be changed while contacts are open."""

    def __init__(self, keyring: Keyring) -> None:
        self._current = keyring.current
        self._ciphers = {name: AESGCM(key) for name, key in keyring.keys.items()}

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Seal each payload, its own metadata too."""
        return [seal(payload, self._current, self._ciphers[self._current]) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Open what was sealed; what the case side says is not sealed and passes. Raises KeyProblem."""
        return [self._open(payload) if is_sealed(payload) else payload for payload in payloads]

    def _open(self, payload: Payload) -> Payload:
        cipher = self._ciphers.get(key_of(payload))
        if cipher is None:
            raise KeyProblem("sealed with a key that is not in the victim key file")
        return unseal(payload, cipher)


def converter(keyring: Keyring) -> DataConverter:
    """The data converter of the victim side."""
    return converting(Sealing(keyring))


def sealed(temporal: Client, keyring: Keyring) -> Client:
    """The same connection, for the victim side."""
    return speaking(temporal, converter(keyring))
