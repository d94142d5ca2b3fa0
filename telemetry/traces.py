"""Traces from the API through workflows to activities, by OpenTelemetry's own settings. Off unless those name a place.

Nothing personal leaves by a span: its attributes are those on a list, and what an error said is not among them.
"""

import os
from collections.abc import Sequence

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Status
from temporalio.client import Client
from temporalio.contrib.opentelemetry import TracingInterceptor

from telemetry.redact import masked

ALLOWED = frozenset(
    {
        "http.request.method", "http.response.status_code", "http.route", "temporalActivityID", "temporalActivityType",
        "temporalRunID", "temporalWorkflowID",
    }
)  # fmt: skip
"""The only attributes that a span takes out of this process."""

_PLACES = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")


def wanted() -> bool:
    """Whether OpenTelemetry's settings name a place for traces, and do not switch it off."""
    return os.environ.get("OTEL_SDK_DISABLED", "").lower() != "true" and any(os.environ.get(p) for p in _PLACES)


def start_tracing(service: str) -> TracerProvider | None:
    """Send this process's spans by OTLP over HTTP, under the name of a service; nothing when it is not wanted.

    Shut the provider down at the end, so that the last spans are sent.
    """
    if not wanted():
        return None
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(Redacting(OTLPSpanExporter())))
    trace.set_tracer_provider(provider)
    return provider


def traced(temporal: Client) -> Client:
    """The same connection, passing traces on where they are wanted.

    Not for the victim side: a trace would join a contact to its case.
    """
    if not wanted():
        return temporal
    config = temporal.config()
    config["interceptors"] = [*config["interceptors"], TracingInterceptor()]
    return Client(**config)


class Redacting(SpanExporter):
    """Gives another exporter each span without anything that may be personal."""

    def __init__(self, to: SpanExporter) -> None:
        self._to = to

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Pass spans on, redacted."""
        return self._to.export([_redacted(span) for span in spans])

    def shutdown(self) -> None:
        """End the other exporter."""
        self._to.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        """Have the other exporter send what it still has."""
        return self._to.force_flush(timeout_millis)


def _redacted(span: ReadableSpan) -> ReadableSpan:
    """Without events, which are errors with their messages, and with the words of the status left out."""
    kept = {name: value for name, value in (span.attributes or {}).items() if name in ALLOWED}
    return ReadableSpan(
        name=masked(span.name),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes={name: masked(value) if isinstance(value, str) else value for name, value in kept.items()},
        links=[trace.Link(link.context) for link in span.links],
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
