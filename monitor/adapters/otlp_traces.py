"""Spans sent to a collector of traces over OTLP/HTTP, by OpenTelemetry, which is imported with this file alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, format_trace_id
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_SERVICE = "integrity-monitor"


class OtlpSpan:
    """A span that is open."""

    def __init__(self, span: Span) -> None:
        self._span = span
        self.trace = format_trace_id(span.get_span_context().trace_id)

    def rename(self, name: str) -> None:
        """Say better what it is about."""
        self._span.update_name(name)


class OtlpTraces:
    """Sends in batches from a thread of its own; what cannot be sent is dropped after a while."""

    def __init__(self, endpoint: str) -> None:
        """`endpoint` is the base address, such as http://localhost:4318."""
        self._provider = TracerProvider(resource=Resource.create({SERVICE_NAME: _SERVICE}), shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer(_SERVICE)
        self._propagator = TraceContextTextMapPropagator()

    @contextmanager
    def span(self, name: str, about: Mapping[str, str], parent: str = "") -> Iterator[OtlpSpan]:
        """One span, under the caller's (`parent`, a `traceparent`) or under the one that is open here."""
        context = self._propagator.extract({"traceparent": parent}) if parent else None
        with self._tracer.start_as_current_span(name, context, attributes=dict(about)) as span:
            yield OtlpSpan(span)

    async def close(self) -> None:
        """Send what is left."""
        await asyncio.to_thread(self._provider.shutdown)
