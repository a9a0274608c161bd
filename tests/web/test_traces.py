"""Requests and slow work can be watched as spans, which name no person; where nobody watches, nothing is sent."""

import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from sdk_double import seen
from small_world import jpeg

from monitor import assembly
from monitor.settings import Settings

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


class Recorded:
    """A span as it was recorded."""

    trace = TRACE

    def __init__(self, name: str, about: dict, parent: str) -> None:
        self.name, self.about, self.parent = name, about, parent

    def rename(self, name: str) -> None:
        self.name = name


class Recorder:
    """A tracer that keeps what it is told."""

    def __init__(self) -> None:
        self.spans: list[Recorded] = []

    @contextmanager
    def span(self, name, about, parent=""):
        recorded = Recorded(name, dict(about), parent)
        yield recorded
        self.spans.append(recorded)

    def of(self, name: str) -> list[Recorded]:
        return [span for span in self.spans if span.name == name]


@pytest.fixture
def recorder(world, monkeypatch):
    tracer = Recorder()
    monkeypatch.setattr(world.monitor, "tracer", tracer)
    return tracer


async def test_a_request_is_a_span_under_its_callers_and_named_by_its_route_without_ids(world, recorder):
    await world.http.get("/v1/certificates/secret-number/status", headers={"traceparent": PARENT})
    await world.http.get("/no/such/secret-address")

    assert [(span.name, span.parent) for span in recorder.spans] == [
        ("GET /v1/certificates/{certificate}/status", PARENT),
        ("GET unknown", ""),
    ]


async def test_judging_a_burst_and_a_person_are_spans_about_the_session(world, sdk, recorder):
    for step in (1, 2, 3):
        directive = await sdk.until("directive", kind="liveness", step=step)
        await sdk.post_burst(world.http, directive, [jpeg() for _ in range(8)])

    async def judged() -> bool:
        return bool(recorder.of("judge a person"))

    await seen(judged)
    live = await world.collector.sessions.get(sdk.session)

    assert len(recorder.of("judge a burst")) == 3
    assert recorder.of("judge a person")[0].about["session"] == sdk.session
    assert live.state.trainee not in str([span.about for span in recorder.spans])


# ---------------------------------------------------------------- OpenTelemetry


@pytest.fixture
def receiver():
    """A collector of traces: its address, and what was posted to it by path."""
    posted: list[tuple[str, bytes]] = []

    class Take(BaseHTTPRequestHandler):
        def do_POST(self):
            posted.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Take)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}", posted
    server.shutdown()
    serving.join()
    server.server_close()


async def test_spans_reach_a_collector_of_traces_at_the_end_at_the_latest(receiver):
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    from monitor.adapters.otlp_traces import OtlpTraces

    address, posted = receiver
    traces = OtlpTraces(address)
    with traces.span("outer", {}, PARENT) as outer, traces.span("inner", {"session": "s-1"}) as inner:
        outer.rename("GET /v1/things/{thing}")
    await traces.close()

    [(path, body)] = posted
    sent = ExportTraceServiceRequest.FromString(body).resource_spans[0].scope_spans[0].spans
    assert (path, outer.trace, inner.trace) == ("/v1/traces", TRACE, TRACE)
    assert [span.name for span in sent] == ["inner", "GET /v1/things/{thing}"]
    assert sent[0].parent_span_id == sent[1].span_id
    assert (sent[0].attributes[0].key, sent[0].attributes[0].value.string_value) == ("session", "s-1")


def test_what_sends_them_is_not_loaded_where_nobody_traces():
    loaded = "import sys, monitor.assembly, monitor.web.app; print('monitor.adapters.otlp_traces' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "False"


def test_to_trace_without_the_extra_is_refused_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "monitor.adapters.otlp_traces", None)

    with pytest.raises(assembly.TracesMissing, match="pip install"):
        assembly.build(Settings(data=tmp_path, rule_pack="demo", otlp_endpoint="http://127.0.0.1:9"))
