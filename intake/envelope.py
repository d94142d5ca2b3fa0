"""Taking a message out of its envelope: SNS, SQS, EventBridge, CloudEvents, or none."""

import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from intake.limits import MAX_TOGETHER
from intake.people import person_of
from intake.reading import Unreadable, data_of, elements, parsed, text_of
from intake.told import Told, is_placeholder, said
from intake.when import moment_of

_WRAPPERS = 4
"""How many envelopes may lie within one another: SQS, SNS, CloudEvents, and the event itself."""

_TYPE = ("eventType", "event_type")
_OCCURRED = ("occurredAt", "eventDatetime", "occurred_at", "eventDateTime", "timestamp")


def split(raw: bytes, content_type: str | None = None) -> list[bytes]:
    """The messages in what was sent: one, or each of an array, a list of SQS records, or lines of JSON.

    What cannot be split is one message; reading it will say what is wrong. Raises Unreadable when there are too many.
    """
    kind = (content_type or "").split(";")[0].strip().lower()
    if kind in {"application/x-ndjson", "application/jsonl", "application/json-lines", "application/json-seq"}:
        return _few(_lines(raw))
    try:
        each = elements(raw)
        data = data_of(raw) if each is None else None
    except Unreadable as error:
        lines = _lines(raw) if error.reason == "not_json" else []
        return _few(lines) if are_lines(lines) else [raw]
    if each is not None:
        return _few(each)
    parts = _parts(data)
    return [raw] if parts is None else _few([json.dumps(part).encode() for part in parts])


def are_lines(lines: list[bytes]) -> bool:
    """Whether these are messages of a line each: one of the first is a whole object by itself."""
    return len(lines) > 1 and any(_is_object(line) for line in lines[:10])


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(data_of(line), dict)
    except Unreadable:
        return False


def _parts(data: Any) -> list[Any] | None:
    if isinstance(data, dict):
        for name in ("Records", "Messages"):  # as a function, or receive-message of the command line, is given them
            if isinstance(data.get(name), list) and not said(data, *_TYPE):
                return list(data[name])
    return None


def _lines(raw: bytes) -> list[bytes]:
    try:
        text = text_of(raw)
    except Unreadable:
        return [raw]
    return [line.strip("\x1e\r ").encode(errors="surrogatepass") for line in text.split("\n") if line.strip("\x1e\r ")]


def _few(parts: list[bytes]) -> list[bytes]:
    if len(parts) > MAX_TOGETHER:
        raise Unreadable("too_many", f"more than {MAX_TOGETHER} messages together: send them in parts")
    return parts


def read(raw: bytes, headers: Mapping[str, str] | None = None) -> Told:
    """What one message says. Raises Unreadable with the reason; nothing of the message is in its words."""
    found = unwrapped(data_of(raw), attribute=_cloud_header(headers, "type"))
    if headers and _cloud_header(headers, "specversion"):
        return _binary_cloud_event(found, headers)
    return found


def unwrapped(
    data: Any, attribute: str | None = None, sent: Any = None, envelope: str = "plain", deep: int = 0
) -> Told:
    """Open envelope after envelope until the event is there. Raises Unreadable."""
    if isinstance(data, str) and deep:
        data = parsed(data)
    if not isinstance(data, dict):
        raise Unreadable("not_an_event", "not a JSON object: send one event as an object")
    if deep > _WRAPPERS:
        raise Unreadable("too_deep", "too many envelopes within one another")
    inner = _opened(data)
    if inner is None:
        return _event(data, attribute, sent, envelope)
    contents, kind = inner
    return unwrapped(contents, _attribute(data) or attribute, _sent(data) or sent, kind, deep + 1)


def _opened(data: dict[str, Any]) -> tuple[Any, str] | None:
    """What is in this envelope, and its kind; none when this is the event itself."""
    kind = str(data.get("Type", ""))
    if kind in {"SubscriptionConfirmation", "UnsubscribeConfirmation"}:
        raise Unreadable("not_an_event", "a subscription notice of SNS, not an event: confirm subscriptions by hand")
    if "specversion" in data and "type" in data:
        return _cloud_event(data), "cloudevents"
    if said(data, *_TYPE) and said(data, *_OCCURRED):
        return None
    if "Message" in data and isinstance(data["Message"], str | dict):
        return data["Message"], "sns"
    for name in ("Body", "body"):
        if isinstance(data.get(name), str | dict):
            return data[name], "sqs"
    if isinstance(data.get("Sns"), dict):  # as a function is given it
        return data["Sns"], "sns"
    if isinstance(data.get("detail"), dict) and "detail-type" in data:
        return {"eventType": data["detail-type"], "occurredAt": data.get("time"), **data["detail"]}, "eventbridge"
    return None


def _cloud_event(data: dict[str, Any]) -> dict[str, Any]:
    """A CloudEvents 1.0 event: its data is an HMPPS event, or its own attributes make one."""
    body = data.get("data")
    if body is None and isinstance(data.get("data_base64"), str):
        body = _from_base64(data["data_base64"])
    if isinstance(body, str):
        body = parsed(body)
    return _made_event(body, data)


def _from_base64(text: str) -> Any:
    try:
        return data_of(b64decode(text, validate=True))
    except ValueError:
        raise Unreadable("not_json", "data_base64 is not base64") from None


def _made_event(body: Any, attributes: Mapping[str, Any]) -> dict[str, Any]:
    body_: dict[str, Any] = body if isinstance(body, dict) else {}
    if said(body_, *_TYPE) or "Message" in body_:
        return body_
    made: dict[str, Any] = {"eventType": attributes.get("type"), "occurredAt": attributes.get("time")}
    known = {"personReference", "additionalInformation", "detailUrl", "description", "occurredAt"}
    made |= {name: body_[name] for name in known & body_.keys()}
    if "additionalInformation" not in body_:
        made["additionalInformation"] = {k: v for k, v in body_.items() if k not in known}
    if "personReference" not in made and attributes.get("subject"):
        made["subject"] = attributes["subject"]
    return made


def _binary_cloud_event(found: Told, headers: Mapping[str, str]) -> Told:
    """CloudEvents over HTTP in binary mode: the attributes are headers, the body is the data."""
    type_ = found.type or str(_cloud_header(headers, "type") or "")
    at = found.occurred_at or moment_of(_cloud_header(headers, "time"))
    person = found.person or person_of({"subject": _cloud_header(headers, "subject")}, {})
    return Told(type_, at, person, found.info, found.detail_url, found.description, found.sent_at, "cloudevents")


def _cloud_header(headers: Mapping[str, str] | None, name: str) -> str | None:
    return next((v for k, v in (headers or {}).items() if k.lower() == f"ce-{name}"), None)


def _attribute(data: dict[str, Any]) -> str | None:
    """The event's type as the envelope's attributes say it, in the spellings of SNS, SQS and the command line."""
    for name in ("MessageAttributes", "messageAttributes"):
        attributes = data.get(name)
        one = said(attributes, *_TYPE) if isinstance(attributes, dict) else None
        if isinstance(one, dict):
            one = said(one, "Value", "StringValue")
        if isinstance(one, str):
            return one
    return None


def _sent(data: dict[str, Any]) -> Any:
    attributes = data.get("Attributes") or data.get("attributes")
    return data.get("Timestamp") or (said(attributes, "SentTimestamp") if isinstance(attributes, dict) else None)


def _event(data: dict[str, Any], attribute: str | None, sent: Any, envelope: str) -> Told:
    info = said(data, "additionalInformation")
    info = info if isinstance(info, dict) else {}
    own = {k: v for k, v in data.items() if not isinstance(v, dict | list)}
    type_ = said(data, *_TYPE) or attribute
    if not isinstance(type_, str) or is_placeholder(type_) or not type_.strip():
        raise Unreadable("no_type", "no eventType: say what kind of event it is")
    return Told(
        type=type_.strip()[:200],
        occurred_at=_occurred(data, sent),
        person=person_of(data, info),
        info={**own, **info},
        detail_url=_text(said(data, "detailUrl")),
        description=_text(said(data, "description")) or "",
        sent_at=moment_of(sent) if isinstance(sent, str | int) else None,
        envelope=envelope,
    )


def _occurred(data: dict[str, Any], sent: Any) -> Any:
    """When it happened; where the event says nothing of it, when it was published or sent."""
    for name in _OCCURRED:
        if any(is_placeholder(v) for k, v in data.items() if k.lower() == name.lower()):
            return None
        value = said(data, name)
        if value is not None:
            return moment_of(_number_or_text(value))
    return moment_of(said(data, "publishedAt")) or moment_of(_number_or_text(sent))


def _number_or_text(value: Any) -> Any:
    if isinstance(value, str) and value.strip().isdigit():
        return int(value.strip()[:16])
    return value


def _text(value: Any) -> str | None:
    return value[:2000] if isinstance(value, str) else None
