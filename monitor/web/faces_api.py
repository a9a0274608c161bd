"""How the face checks do: figures by group for the office, counters and gauges for Prometheus."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Annotated, NamedTuple

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse

from monitor.flows.collector import Collector
from monitor.flows.face_figures import FaceFigures, count
from monitor.web.needs import TheCollector
from monitor.web.pages import SEEN

router = APIRouter()


def the_figures(request: Request, collector: TheCollector) -> FaceFigures:
    """One count per application, however many look."""
    state = request.app.state
    if getattr(state, "face_figures", None) is None:
        state.face_figures = FaceFigures(collector.monitor.log, collector.monitor.clock)
    figures: FaceFigures = state.face_figures
    return figures


@router.get("/v1/faces/figures", **SEEN)
async def show_figures(collector: TheCollector, figures: Annotated[FaceFigures, Depends(the_figures)]) -> Response:
    """How often the face checks pass, doubt and refuse, by model versions, platform and cohort.

    Shares come with their 95 % intervals; groups under 20 are put together.
    """
    judged = await figures.judged()
    cohorts = await asyncio.to_thread(collector.monitor.registry.cohorts)
    content = msgspec.json.encode(count(judged, cohorts))
    return Response(content, media_type="application/json", headers={"Cache-Control": "no-store"})


# ---------------------------------------------------------------- Prometheus


class Metric(NamedTuple):
    """One metric with its samples, each a label set (as text) and a value."""

    name: str
    kind: str
    meaning: str
    samples: list[tuple[str, float]]

    def __str__(self) -> str:
        head = f"# HELP {self.name} {self.meaning}\n# TYPE {self.name} {self.kind}\n"
        return head + "".join(f"{self.name}{labels} {value:g}\n" for labels, value in self.samples)


@router.get("/metrics", tags=["public"], response_class=PlainTextResponse)
async def metrics(collector: TheCollector) -> Response:
    """Load of the face service and decisions since the start, in Prometheus' text format; nobody is named."""
    text = "".join(map(str, _metrics(collector)))
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


def _metrics(collector: Collector) -> Iterator[Metric]:
    queue = collector.monitor.faces.queue_state()
    live = sum(1 for session in collector.sessions if session.connection is not None)
    decisions = [
        (f'{{kind="{kind}",decision="{decision}"}}', float(times))
        for (kind, decision), times in sorted(collector.decisions.items())
    ]
    yield Metric("monitor_live_sessions", "gauge", "Sessions with a connection.", [("", live)])
    yield Metric("monitor_face_jobs_waiting", "gauge", "Face jobs that wait.", [("", queue.waiting)])
    yield Metric("monitor_face_jobs_working", "gauge", "Face jobs at work.", [("", queue.working)])
    yield Metric("monitor_face_queue_seconds", "gauge", "Age of the oldest waiting job.", [("", queue.oldest_seconds)])
    yield Metric("monitor_face_jobs_total", "counter", "Face jobs done since the start.", [("", queue.done)])
    yield Metric("monitor_face_decisions_total", "counter", "Decisions on pictures since the start.", decisions)
