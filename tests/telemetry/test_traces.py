"""One trace from the API through the workflow to its activities, and nothing personal in any span of it."""

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from opentelemetry import trace
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanContext, StatusCode, TraceFlags
from temporalio.client import WorkflowHistory
from temporalio.contrib.opentelemetry import TracingInterceptor
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from api.tracing import Traced
from sealing.keyring import Keyring
from telemetry.traces import ALLOWED, start_tracing, traced, wanted
from tests.telemetry.spans import spans_from_now
from tests.workflows.conftest import NewCase
from tests.workflows.one_case import ORDERED
from victims.codec import sealed
from worker import case_worker
from workflows.case import CaseWorkflow

STORED = sorted((Path(__file__).parents[1] / "histories").glob("*.json.gz"))


@pytest.fixture(scope="session")
def exported() -> InMemorySpanExporter:
    """The spans of this process, as they would leave it."""
    return spans_from_now()


@pytest.fixture
def switched_on(monkeypatch: pytest.MonkeyPatch, exported: InMemorySpanExporter) -> InMemorySpanExporter:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    exported.clear()
    return exported


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_it_is_off_unless_a_place_is_named(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], expected: bool
) -> None:
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_SDK_DISABLED"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert wanted() is expected
    if not expected:
        assert start_tracing("throughcare-test") is None


def test_what_an_error_says_and_what_is_not_on_the_list_stays_here(switched_on: InMemorySpanExporter) -> None:
    attributes = {"http.route": "/v1/cases/{case}", "temporalWorkflowID": "case-X123456", "person": "Jane Smith"}
    tracer = trace.get_tracer("test")
    linked = trace.Link(SpanContext(1, 2, False, TraceFlags(1)), {"person": "Jane Smith"})
    with (
        pytest.raises(ValueError, match="Jane"),
        tracer.start_as_current_span("of X123456", attributes=attributes, links=[linked]),
    ):
        raise ValueError("Jane Smith of SW1A 1AA")
    (span,) = switched_on.get_finished_spans()
    assert "Jane" not in span.to_json()
    assert "X123456" not in span.to_json()
    assert dict(span.attributes or {}) == {"http.route": "/v1/cases/{case}", "temporalWorkflowID": "case-[masked]"}
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, None)


@pytest.mark.temporal
@pytest.mark.slow
async def test_one_trace_goes_through_the_api_the_workflow_and_its_activities(
    another_dev: NewCase, switched_on: InMemorySpanExporter
) -> None:
    case = await another_dev()
    client = traced(case.temporal)
    app = FastAPI()

    @app.post("/v1/cases/{case_id}/open")
    async def opens(case_id: str) -> dict[str, Any]:
        return (await case.open(ORDERED)).model_dump(mode="json")

    app.add_middleware(Traced)
    case.client = type(case.client)(client, case.task_queue)
    transport = httpx.ASGITransport(app=app)
    caller = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    async with (
        case_worker(client, case.records, task_queue=case.task_queue),
        httpx.AsyncClient(transport=transport, base_url="http://test") as http,
    ):
        answer = await http.post(f"/v1/cases/{case.id}/open", headers=caller)
        assert answer.status_code == 200
        await case.settled()
    spans = switched_on.get_finished_spans()
    ours = [s for s in spans if s.context and s.context.trace_id == 0x0AF7651916CD43DD8448EB211C80319C]
    names = {s.name for s in ours}
    assert "POST /v1/cases/{case_id}/open" in names
    assert {"RunActivity:record", "RunActivity:decide"} & names
    assert any(name.startswith("RunWorkflow:CaseWorkflow") or "CaseWorkflow" in name for name in names)
    for span in spans:
        assert set(span.attributes or {}) <= ALLOWED
        assert "Jane" not in span.to_json()


def _told(file: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(file.name.split(".")[0], gzip.decompress(file.read_bytes()).decode())


@pytest.mark.temporal
@pytest.mark.parametrize("file", STORED, ids=lambda file: file.name.removesuffix(".json.gz"))
async def test_stored_histories_replay_with_traces_on(file: Path, exported: InMemorySpanExporter) -> None:
    replayer = Replayer(
        workflows=[CaseWorkflow],
        data_converter=pydantic_data_converter,
        interceptors=[TracingInterceptor()],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )

    await replayer.replay_workflow(_told(file))


class Collector(BaseHTTPRequestHandler):
    """Takes OTLP over HTTP, as a collector does."""

    taken: list[tuple[str, ExportTraceServiceRequest]] = []  # noqa: RUF012

    def do_POST(self) -> None:
        """One export."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.taken.append((self.path, ExportTraceServiceRequest.FromString(body)))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""


def test_spans_are_sent_where_opentelemetry_s_own_settings_say(
    monkeypatch: pytest.MonkeyPatch, exported: InMemorySpanExporter
) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr(trace, "set_tracer_provider", lambda provider: None)  # it can be set once a process
    provider = start_tracing("throughcare-test")
    assert provider is not None
    with provider.get_tracer("test").start_as_current_span("something", attributes={"person": "Jane Smith"}):
        pass
    provider.shutdown()
    server.shutdown()
    server.server_close()
    thread.join()
    ((path, said),) = Collector.taken
    assert path == "/v1/traces"
    assert said.resource_spans[0].scope_spans[0].spans[0].name == "something"
    assert b"Jane" not in said.SerializeToString()
    assert b"throughcare-test" in said.SerializeToString()


async def test_the_victim_side_passes_no_trace_on(another_dev: NewCase, switched_on: InMemorySpanExporter) -> None:
    case = await another_dev()
    keyring = Keyring("k", {"k": b"0" * 32})
    assert sealed(case.temporal, keyring).config()["interceptors"] == case.temporal.config()["interceptors"]
