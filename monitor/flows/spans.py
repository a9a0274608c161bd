"""What takes its time, as spans for whoever traces requests; where nobody does, it costs next to nothing."""

from __future__ import annotations

from contextlib import AbstractContextManager

from monitor.flows.log_context import bound_now
from monitor.flows.monitor import Monitor
from monitor.ports import Span


def span(monitor: Monitor, name: str) -> AbstractContextManager[Span]:
    """A piece of work about the session and the attempt in hand."""
    return monitor.tracer.span(name, bound_now())
