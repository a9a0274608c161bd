"""Attempts: searched, and one of them as it went."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from fastapi import Query
from pydantic import BaseModel, Field

from monitor.core import verdict as verdicts
from monitor.core.accounts import Viewer
from monitor.core.events import Entry
from monitor.core.summary import AttemptLine, AttemptSearch
from monitor.core.verdict import Verdict
from monitor.flows.adjudicate import streams_of
from monitor.flows.certify import file_of
from monitor.flows.collector import Collector
from monitor.flows.overview import RESULTS_OF
from monitor.web.console.access import Office, Onlooker
from monitor.web.console.attempt_lines import LineSaid
from monitor.web.console.route import console_router
from monitor.web.courses import course
from monitor.web.needs import TheCollector
from monitor.web.problems import Refusal
from monitor.web.times import moment
from monitor.web.vendor_api.common import Day, Name, nothing_of_this_name
from monitor.web.vendor_api.paging import Page, ThePage

router = console_router("attempts")

Filter = Annotated[str, Query(max_length=128)]
Outcome = Literal["", "certified", "held", "void", "not_counted", "incomplete", "in_progress"]


class EntrySaid(BaseModel):
    """One entry of the log as it was stored."""

    position: str = Field(description="Stream and number.")
    received_at: datetime
    source: str = Field(description="client or server.")
    content: Any = Field(description="The stored bytes, read as JSON.")


@router.get("/attempts")
async def get_attempts(
    collector: TheCollector,
    page: ThePage,
    viewer: Onlooker,
    *,
    outcome: Annotated[Outcome, Query(description="What became of it.")] = "",
    attempt: Filter = "",
    trainee: Filter = "",
    training_class: Filter = "",
    institution: Filter = "",
    platform: Filter = "",
    rule: Annotated[str, Query(max_length=64, description="A rule that stands behind the result.")] = "",
    first_day: Annotated[Day | None, Query(description="In Asia/Shanghai, included.")] = None,
    last_day: Annotated[Day | None, Query(description="In Asia/Shanghai, included.")] = None,
) -> Page[LineSaid]:
    """Attempts that the viewer may see, the latest first."""
    search = AttemptSearch(
        attempt=attempt,
        trainee=trainee,
        training_class=training_class,
        institution=institution,
        platform=platform,
        results=RESULTS_OF.get(outcome, ()),
        rule=rule,
        first_day=first_day,
        last_day=last_day,
    )
    changed_at, _, name = page.after.partition(" ")
    lines = await asyncio.to_thread(
        collector.monitor.registry.attempt_lines,
        search,
        tenant=viewer.tenant,
        before=(int(changed_at), name) if name else None,
        limit=page.one_more,
    )
    return page.page(lines, lambda line: f"{line.changed_at} {line.attempt}", LineSaid.of)


@router.get("/attempts/{attempt}")
async def get_attempt(attempt: Name, collector: TheCollector, viewer: Onlooker) -> dict[str, Any]:
    """One attempt with its verdict, and everything that the judge saw of it."""
    monitor, line = collector.monitor, await attempt_seen(collector, attempt, viewer)
    streams = await streams_of(collector, line.trainee)
    stored = await asyncio.to_thread(monitor.registry.verdict, attempt)
    certified = file_of(monitor.certificates, attempt).exists()

    if not streams:
        raise _nothing_learned()

    def drawn() -> dict[str, Any]:
        judged = [verdicts.from_bytes(stored.verdict)] if stored else monitor.judge(streams, monitor.packs)
        verdict = _of(judged, line)
        found: dict[str, Any] = msgspec.to_builtins(
            course(verdict, streams, monitor.rules_of(verdict), certified=certified)
        )
        return {**found, "line": LineSaid.of(line).model_dump(mode="json")}

    return await asyncio.to_thread(drawn)


@router.get("/attempts/{attempt}/entries")
async def get_attempt_entries(attempt: Name, collector: TheCollector, page: ThePage, viewer: Office) -> Page[EntrySaid]:
    """The entries of the log on which the attempt rests, stream by stream in their order."""
    line = await attempt_seen(collector, attempt, viewer)
    sessions = await asyncio.to_thread(collector.monitor.registry.sessions_of, line.trainee, line.training_class)
    stream, _, number = page.after.rpartition(":")
    found: list[Entry] = []
    for name in sorted(session.stream for session in sessions if session.platform == line.platform):
        if name >= stream and len(found) < page.one_more:
            found += await collector.monitor.log.read(name, after=int(number) if name == stream else -1)
    return page.page(found, lambda entry: f"{entry.stream}:{entry.n}", _entry)


async def attempt_seen(collector: Collector, attempt: str, viewer: Viewer) -> AttemptLine:
    """The attempt's line, if the viewer may see it; raises `Refusal` 404, the same for what belongs to others."""
    found = await asyncio.to_thread(collector.monitor.registry.attempt_line, attempt, tenant=viewer.tenant)
    if found is None:
        raise nothing_of_this_name("attempt", attempt)
    return found


def _of(judged: list[Verdict], line: AttemptLine) -> Verdict:
    """How an attempt stands about which nothing was stored yet; raises `Refusal` 404 when the log has nothing of it."""
    for verdict in judged:
        if verdict.attempt == line.attempt:
            return verdict
    raise _nothing_learned()


def _nothing_learned() -> Refusal:
    return Refusal(
        404,
        "nothing_learned",
        "The log holds nothing of this attempt yet.",
        field="attempt",
        remedy="Look again once the learner has begun.",
    )


def _entry(entry: Entry) -> EntrySaid:
    return EntrySaid(
        position=f"{entry.stream}:{entry.n}",
        received_at=moment(entry.received),
        source=entry.source,
        content=msgspec.json.decode(entry.payload),
    )
