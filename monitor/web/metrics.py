"""Load and health of a collector in Prometheus' text format; docs/metrics.md is made from `FAMILIES`.

Names follow Prometheus' conventions: base units, `_total` for counters.  Labels take few values, and
none names a person, a session or a class.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from monitor.flows.collector import Collector
from monitor.flows.metrics import Histogram, Metrics
from monitor.flows.webhooks import overdue
from monitor.ports import JudgesAway, JudgesState
from monitor.web.batches import PolledConnection
from monitor.web.needs import TheCollector

router = APIRouter()

_LOOK_S = 1.0
_ANSWERS_WITHIN_S = 3.0

Labels = tuple[str, ...]  # values, in the order of the family's names


class Sample(NamedTuple):
    """One number; `suffix` and `more` are a histogram's."""

    value: float
    labels: Labels = ()
    suffix: str = ""
    more: Mapping[str, str] = {}


class Family(NamedTuple):
    """One metric: what Prometheus is told about it, and how its samples are read."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    meaning: str
    read: Callable[[Collector], Iterable[Sample]]
    labels: tuple[str, ...] = ()

    def text(self, collector: Collector) -> str:
        """The family's lines."""
        head = f"# HELP {self.name} {self.meaning}\n# TYPE {self.name} {self.kind}\n"
        return head + "".join(self._line(sample) for sample in self.read(collector))

    def _line(self, sample: Sample) -> str:
        labels = {**dict(zip(self.labels, sample.labels, strict=True)), **sample.more}
        said = ",".join(f'{name}="{value}"' for name, value in labels.items())
        return f"{self.name}{sample.suffix}{f'{{{said}}}' if said else ''} {sample.value:.15g}\n"


@router.get("/metrics", tags=["public"], response_class=PlainTextResponse)
async def metrics(collector: TheCollector) -> Response:
    """Load and health of this collector since its start, in Prometheus' text format (docs/metrics.md)."""
    await asyncio.gather(_count_overdue(collector), _look_at_the_line(collector))
    text = "".join(family.text(collector) for family in FAMILIES)
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


async def _count_overdue(collector: Collector) -> None:
    """The one number that has to be asked for; without an answer it is none, and the others are told."""
    monitor = collector.monitor
    try:
        async with asyncio.timeout(_ANSWERS_WITHIN_S):
            monitor.metrics.webhooks_overdue = await overdue(collector)
    except (monitor.registry_error, TimeoutError):
        monitor.metrics.webhooks_overdue = math.nan


async def _look_at_the_line(collector: Collector) -> None:
    """As with the other number that has to be asked for."""
    monitor = collector.monitor
    try:
        async with asyncio.timeout(_ANSWERS_WITHIN_S):
            monitor.metrics.line = await monitor.judges.state()
    except (JudgesAway, TimeoutError):
        monitor.metrics.line = JudgesState(math.nan, math.nan)


async def watch_loop(collector: Collector) -> None:
    """See every second how late the event loop is; until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + _LOOK_S
        await asyncio.sleep(_LOOK_S)
        collector.monitor.metrics.loop_lag_seconds = max(0.0, loop.time() - due)


# ---------------------------------------------------------------- ways to read


def _number(read: Callable[[Collector], float]) -> Callable[[Collector], Iterable[Sample]]:
    return lambda collector: [Sample(read(collector))]


def _by_word(read: Callable[[Metrics], Mapping[str, int]]) -> Callable[[Collector], Iterable[Sample]]:
    return lambda collector: [Sample(times, (word,)) for word, times in sorted(read(collector.monitor.metrics).items())]


def _histogram(read: Callable[[Metrics], Histogram]) -> Callable[[Collector], Iterable[Sample]]:
    return lambda collector: _samples(read(collector.monitor.metrics))


def _samples(histogram: Histogram, labels: Labels = ()) -> Iterator[Sample]:
    counts, total = histogram.read()
    for bound, count in counts:
        yield Sample(count, labels, "_bucket", {"le": "+Inf" if bound == float("inf") else f"{bound:g}"})
    yield Sample(total, labels, "_sum")
    yield Sample(counts[-1][1], labels, "_count")


def _batches(collector: Collector) -> Iterator[Sample]:
    counts, _ = collector.monitor.metrics.ack_seconds.read()
    repeated = collector.monitor.metrics.repeated
    yield Sample(counts[-1][1] - repeated, ("stored",))
    yield Sample(repeated, ("repeated",))


def _connections(collector: Collector) -> Iterator[Sample]:
    open_ones = [live.connection for live in collector.sessions if live.connection is not None]
    polled = sum(isinstance(connection, PolledConnection) for connection in open_ones)
    yield Sample(len(open_ones) - polled, ("websocket",))
    yield Sample(polled, ("requests",))


def _live_sessions(collector: Collector) -> int:
    return sum(live.connection is not None for live in collector.sessions)


def _face_times(collector: Collector) -> Iterator[Sample]:
    for kind, histogram in sorted(collector.monitor.metrics.face_seconds.items()):
        yield from _samples(histogram, (kind,))


def _face_decisions(collector: Collector) -> Iterator[Sample]:
    return (Sample(times, decided) for decided, times in sorted(collector.decisions.items()))


FAMILIES = (
    Family("monitor_live_sessions", "gauge", "Sessions with a connection.", _number(_live_sessions)),
    Family("monitor_open_connections", "gauge", "Connections of SDKs, by transport.", _connections, ("transport",)),
    Family(
        "monitor_batches_total",
        "counter",
        "Acknowledged batches: stored, or repeated (stored before).",
        _batches,
        ("outcome",),
    ),
    Family(
        "monitor_ack_seconds",
        "histogram",
        "From reading a batch to its acknowledgement, durable storage included.",
        _histogram(lambda m: m.ack_seconds),
    ),
    Family(
        "monitor_refused_total",
        "counter",
        "Frames that were dropped, by the code of docs/protocol.md.",
        _by_word(lambda m: m.refused),
        ("code",),
    ),
    Family(
        "monitor_clients_cut_off_total",
        "counter",
        "Connections ended because the client did not read.",
        _number(lambda c: c.monitor.metrics.cut_off),
    ),
    Family(
        "monitor_log_failures_total",
        "counter",
        "Times that the event log could not store or read; nothing is acknowledged then.",
        _number(lambda c: c.monitor.metrics.log_failures),
    ),
    Family(
        "monitor_loop_lag_seconds",
        "gauge",
        "How late the event loop came to its last timer of one second.",
        _number(lambda c: c.monitor.metrics.loop_lag_seconds),
    ),
    Family(
        "monitor_verdicts_total",
        "counter",
        "Verdicts that said something new, by result code.",
        _by_word(lambda m: m.verdicts),
        ("result",),
    ),
    Family(
        "monitor_judgement_seconds",
        "histogram",
        "From a checkpoint to the verdict that it led to.",
        _histogram(lambda m: m.judgement_seconds),
    ),
    Family(
        "monitor_judgements_total",
        "counter",
        "Judgements after checkpoints and ends, by where they ran: here or worker.",
        _by_word(lambda m: m.judgements),
        ("where",),
    ),
    Family(
        "monitor_judgements_in_line",
        "gauge",
        "People who wait for a judging worker or are with one, of all collectors; NaN while Redis is away.",
        _number(lambda c: c.monitor.metrics.line.people),
    ),
    Family(
        "monitor_judgements_line_seconds",
        "gauge",
        "For how long the first of them has; NaN while Redis is away.",
        _number(lambda c: c.monitor.metrics.line.oldest_seconds),
    ),
    Family(
        "monitor_judgements_waiting", "gauge", "People whose hours are being judged.", _number(lambda c: len(c.judging))
    ),
    Family(
        "monitor_face_seconds",
        "histogram",
        "What the face service took for a burst or a photo, waiting included.",
        _face_times,
        ("kind",),
    ),
    Family(
        "monitor_face_jobs_waiting",
        "gauge",
        "Face jobs that wait; with Redis also those handed over that no worker has taken.",
        _number(lambda c: c.monitor.faces.queue_state().waiting),
    ),
    Family(
        "monitor_face_jobs_working",
        "gauge",
        "Face jobs at work.",
        _number(lambda c: c.monitor.faces.queue_state().working),
    ),
    Family(
        "monitor_face_queue_seconds",
        "gauge",
        "Age of the oldest waiting face job; with Redis also of one that no worker has taken.",
        _number(lambda c: c.monitor.faces.queue_state().oldest_seconds),
    ),
    Family(
        "monitor_face_jobs_total", "counter", "Face jobs done.", _number(lambda c: c.monitor.faces.queue_state().done)
    ),
    Family("monitor_face_decisions_total", "counter", "Decisions on pictures.", _face_decisions, ("kind", "decision")),
    Family(
        "monitor_webhooks_total",
        "counter",
        "Deliveries of webhooks: delivered, pending (to be tried again), dead, gone.",
        _by_word(lambda m: m.webhooks),
        ("outcome",),
    ),
    Family(
        "monitor_webhooks_overdue",
        "gauge",
        "Deliveries that nobody has sent a minute after their time, of all collectors; NaN without a registry.",
        _number(lambda c: c.monitor.metrics.webhooks_overdue),
    ),
    Family(
        "monitor_registry_seconds",
        "histogram",
        "Statements to the registry's database.",
        _histogram(lambda m: m.registry_seconds),
    ),
    Family(
        "process_cpu_seconds_total",
        "counter",
        "Processor time of this process.",
        _number(lambda _: time.process_time()),
    ),
)
