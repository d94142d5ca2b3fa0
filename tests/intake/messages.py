"""Messages in the shapes in which the services send them; the people in them are invented."""

import json
from typing import Any

AT = "2026-03-09T10:15:30.123456789Z"
CRN, NOMS = "X700001", "A7001AA"

Data = dict[str, Any]


def event(
    type_: str, info: Data | None = None, *, crn: str | None = None, noms: str | None = None, **more: Any
) -> Data:
    """A domain event. With neither number it is about the person whose CRN is X700001."""
    if crn is None and noms is None:
        crn = CRN
    numbers = [("CRN", crn), ("NOMS", noms)]
    return {
        "eventType": type_,
        "version": 1,
        "description": "Something happened",
        "occurredAt": AT,
        "additionalInformation": info or {},
        "personReference": {"identifiers": [{"type": kind, "value": value} for kind, value in numbers if value]},
        **more,
    }


def raw(data: Any) -> bytes:
    """As it travels."""
    return json.dumps(data).encode()


def sns(body: Data, attribute: str | None = None, message_id: str = "5f2f6c54-0001-4000-8000-000000000001") -> Data:
    """In the envelope of SNS: the event is a text in it."""
    return {
        "Type": "Notification",
        "MessageId": message_id,
        "Token": None,
        "TopicArn": "arn:aws:sns:eu-west-2:000000000000:domain-events",
        "Message": json.dumps(body),
        "Timestamp": "2026-03-09T11:00:33.487Z",
        "SignatureVersion": "1",
        "Signature": "EXAMPLE",
        "SigningCertURL": "https://sns.example/cert.pem",
        "MessageAttributes": {"eventType": {"Type": "String", "Value": attribute or body.get("eventType", "none")}},
    }


def sqs(body: Any, attributes: Data | None = None) -> Data:
    """As a queue hands it over."""
    text = body if isinstance(body, str) else json.dumps(body)
    return {"MessageId": "q-1", "ReceiptHandle": "r-1", "Body": text, "MessageAttributes": attributes or {}}


def released(code: str | None = "CR", reason: str = "RELEASED", noms: str = NOMS, **more: Any) -> Data:
    """A release as prison-offender-events tells it."""
    info = {"nomsNumber": noms, "reason": reason, "prisonId": "WSI", "currentLocation": "OUTSIDE_PRISON"}
    info |= {"currentPrisonStatus": "NOT_UNDER_PRISON_CARE"} | ({"nomisMovementReasonCode": code} if code else {})
    return event("prison-offender-events.prisoner.released", info, noms=noms, **more)


def released_by_search(reason: str = "RELEASED", noms: str = NOMS, **more: Any) -> Data:
    """A release as the prisoner search tells it: no person reference, and no movement code."""
    info = {"nomsNumber": noms, "reason": reason, "prisonId": "WSI"}
    told = event("prisoner-offender-search.prisoner.released", info, noms=noms, **more)
    del told["personReference"]
    return told


def received(code: str = "I", reason: str = "ADMISSION", noms: str = NOMS, **info: Any) -> Data:
    """A reception as prison-offender-events tells it."""
    said = {"nomsNumber": noms, "reason": reason, "prisonId": "SWI", "nomisMovementReasonCode": code}
    said |= {"currentLocation": "IN_PRISON", "currentPrisonStatus": "UNDER_PRISON_CARE"}
    return event("prison-offender-events.prisoner.received", said | info, noms=noms)
