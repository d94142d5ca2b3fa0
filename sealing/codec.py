"""The data converter of the case side: whatever a case's workflow takes in or gives out is sealed with the case's key.

Whose a payload is follows from the id of its workflow when it is sealed; when it is opened, the payload says itself
which key it needs, and what was never sealed passes. The victim side seals what is its own (``victims.codec``); what
passes between the two sides, key stages and triggers, neither seals: each has no key of the other's.
"""

from collections.abc import Sequence
from typing import Self

from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.converter import (
    ActivitySerializationContext,
    DataConverter,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)

from sealing.converter import converting, speaking
from sealing.data_keys import DataKeys
from sealing.payloads import is_sealed, key_of, seal, unseal

SERVICE = "service"
"""Whose key seals what is no case's: digests, proofs, rollouts."""

CASE = "case-"
"""How the id of a case's workflow begins (``client.workflow_id``)."""

_OVER_THE_WALL = ("victim-contact-", "key-stages-")


def owner_of(workflow_id: str | None) -> str | None:
    """Whose key seals what belongs to a workflow; none when the victim side is to read it."""
    if workflow_id is None or not workflow_id.startswith((CASE, *_OVER_THE_WALL)):
        return SERVICE
    return workflow_id if workflow_id.startswith(CASE) else None


class CaseSealing(PayloadCodec, WithSerializationContext):
    """Seals with the key of ``owner``, opens with any."""

    def __init__(self, keys: DataKeys, owner: str | None = SERVICE) -> None:
        self._keys, self._owner = keys, owner

    def with_context(self, context: SerializationContext) -> Self:
        """The same, for the workflow that the payloads belong to."""
        if isinstance(context, WorkflowSerializationContext | ActivitySerializationContext):
            return type(self)(self._keys, owner_of(context.workflow_id))
        return type(self)(self._keys)

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Seal each payload. Raises KeyProblem."""
        if self._owner is None or not payloads:
            return list(payloads)
        key_id, cipher = await self._keys.sealing(self._owner)
        return [seal(payload, key_id, cipher) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Open what was sealed. Raises KeyProblem."""
        return [
            unseal(payload, await self._keys.opening(key_of(payload))) if is_sealed(payload) else payload
            for payload in payloads
        ]


def converter(keys: DataKeys) -> DataConverter:
    """The data converter of the case side."""
    return converting(CaseSealing(keys))


def sealed(temporal: Client, keys: DataKeys) -> Client:
    """The same connection, for the case side."""
    return speaking(temporal, converter(keys))
