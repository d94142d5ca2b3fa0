"""The description of our events (AsyncAPI 3.0): what is sent to subscribers, and how it is signed."""

from typing import Any

from pydantic import TypeAdapter

from outgoing.events import TYPES, DomainEvent

_ABOUT = (
    "Events of domestic abuse cases, by signed webhook (Standard Webhooks). They carry identifiers, dates, states and "
    "nothing anybody said. Each is sent until it is taken with a 2xx, for three days; events of one case come in "
    "order. The same event may come twice, with the same webhook-id."
)

_SIGNED = {
    "webhook-id": "The event's own id: the same when it is sent again.",
    "webhook-timestamp": "When it was sent, in seconds since 1970.",
    "webhook-signature": "v1, and the base64 of HMAC-SHA256 over id.timestamp.body.",
}


def description() -> dict[str, Any]:
    """The whole document."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Throughcare: domain events",
            "version": "1",
            "description": _ABOUT,
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "channels": {"webhook": {"address": None, "messages": {name: _ref("messages", name) for name in TYPES}}},
        "operations": {
            "tell": {
                "action": "send",
                "channel": {"$ref": "#/channels/webhook"},
                "summary": "POST to the address of a subscription",
                "messages": [{"$ref": f"#/channels/webhook/messages/{name}"} for name in TYPES],
            }
        },
        "components": {"messages": {name: _message(name) for name in TYPES}},
    }


def _ref(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def _message(name: str) -> dict[str, Any]:
    strings = {header: {"type": "string", "description": words} for header, words in _SIGNED.items()}
    return {
        "name": name,
        "title": TYPES[name][1],
        "headers": {"type": "object", "required": list(_SIGNED), "properties": strings},
        "payload": payload_of(name),
    }


def payload_of(name: str) -> dict[str, Any]:
    """The schema of one type of event (JSON Schema)."""
    whole = DomainEvent.model_json_schema(mode="serialization")
    definitions: dict[str, Any] = whole.get("$defs", {})
    own = TypeAdapter(TYPES[name][0]).json_schema(mode="serialization")
    inner: dict[str, Any] = own.pop("$defs", {})
    properties = dict(whole["properties"]) | {"eventType": {"const": name}, "additionalInformation": own}
    definitions = {k: v for k, v in definitions.items() if k in {"Identifier", "PersonReference"}} | inner
    return {**whole, "$defs": definitions, "properties": properties, "title": name}
