"""Tell platforms and institutions what happened, at least once: what is to be told is stored before it is sent.

A verdict and the note that somebody may want to hear of it are one transaction; the note becomes messages and
deliveries in another one, and a delivery is done when the endpoint has said so.  Whatever is killed in between is found
again and goes on; a message may come twice, always under the same name.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime

from monitor.core import codec, platform_findings, verdict, webhooks
from monitor.core.callers import OwnerKind
from monitor.core.platform_facts import PlatformNotified
from monitor.core.webhooks import Change, Due, Message
from monitor.flows.collector import Collector
from monitor.flows.spans import span
from monitor.flows.streams import PLATFORMS, platform_stream
from monitor.ports import NotDelivered

_log = logging.getLogger("monitor.webhooks")

KEPT_MS = 30 * 86_400_000  # how long a message can be replayed
SEALED_AS = "webhook"
OVERDUE_MS = 60_000  # a delivery that nobody takes for so long is overdue: whoever sends has stopped, or is swamped
_AT_ONCE = 20
_TELL_AT_ONCE = 200
_GONE = 410
_HOUR_S = 3_600
_ERROR_LENGTH = 300


async def run(collector: Collector) -> None:
    """Work until cancelled; whatever fails is logged and tried again."""
    limits = collector.monitor.limits
    collector.background.start(announce_platforms(collector), "announce what befell platforms")
    while True:
        try:
            worked = await turn(collector)
        except Exception:  # noqa: BLE001  # nobody else would tell what comes after it
            _log.exception("webhooks: will try again")
            worked = False
        if not worked:
            await asyncio.sleep(limits.webhook_poll_ms / 1000)


async def overdue(collector: Collector) -> int:
    """How many deliveries are overdue, whichever collector was to send them; raises the registry's error."""
    monitor = collector.monitor
    return await asyncio.to_thread(monitor.registry.overdue_deliveries, monitor.clock.now() - OVERDUE_MS)


async def tidy(collector: Collector) -> None:
    """Forget old messages and old answers to writes, every hour until cancelled."""
    monitor = collector.monitor
    while True:
        now = monitor.clock.now()
        try:
            await asyncio.to_thread(monitor.registry.forget_messages, now - KEPT_MS)
            await asyncio.to_thread(monitor.registry.forget_replies, now)
        except monitor.registry_error:
            _log.exception("old messages and answers stay for another hour")
        await asyncio.sleep(_HOUR_S)


async def turn(collector: Collector) -> bool:
    """Tell what is untold and make the deliveries that are due; answers whether there was anything."""
    told = await tell(collector)
    limits, now = collector.monitor.limits, collector.monitor.clock.now()
    until = now + 2 * limits.webhook_timeout_ms
    due = await asyncio.to_thread(collector.monitor.registry.due_deliveries, now, until=until, most=_AT_ONCE)
    await asyncio.gather(*(_deliver(collector, one) for one in due))
    return told or bool(due)


# ---------------------------------------------------------------- what is told


async def tell(collector: Collector) -> bool:
    """Turn stored verdicts into messages; answers whether there was anything."""
    registry = collector.monitor.registry
    changes = await asyncio.to_thread(registry.untold, _TELL_AT_ONCE)
    for change in changes:
        after = verdict.from_bytes(change.verdict)
        owners: list[tuple[OwnerKind, str]] = [("platform", after.platform), ("institution", change.institution)]
        await asyncio.to_thread(registry.tell, change.number, _messages(change, after), owners)
    return bool(changes)


def _messages(change: Change, after: verdict.Verdict) -> list[Message]:
    before = verdict.from_bytes(change.before) if change.before is not None else None
    issued = change.certificate is not None and change.certificate != change.certificate_before
    told = webhooks.news(after, before, issued=issued)
    return [_about_hour(event, change, after) for event in told]


def _about_hour(event: webhooks.Event, change: Change, after: verdict.Verdict) -> Message:
    data = webhooks.hour(after)
    if event == "certificate.issued":
        data["certificate"] = f"/v1/certificates/{after.attempt}"
    return webhooks.message(event, f"verdict {change.number}", change.decided_at, moment(change.decided_at), data)


def moment(milliseconds: int) -> str:
    """UTC ms as RFC 3339."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def announce_platforms(collector: Collector) -> None:
    """What a collector that was killed may have left unsaid about platforms."""
    for stream in await collector.monitor.log.streams():
        if stream.startswith(PLATFORMS):
            await announce_platform(collector, stream.removeprefix(PLATFORMS))


async def announce_platform(collector: Collector, platform: str) -> None:
    """Say every notice and suspension of the platform's cases that was not said yet; raises `EventLogError`."""
    entries = await collector.monitor.log.read(platform_stream(platform))
    facts = [(codec.decode_fact(entry.payload), entry.received, f"{entry.stream}:{entry.n}") for entry in entries]
    oldest = collector.monitor.clock.now() - KEPT_MS
    for case in platform_findings.cases(facts):
        for told, at in _about_case(case):
            if at >= oldest:
                await asyncio.to_thread(collector.monitor.registry.announce, told, [("platform", platform)])


def _about_case(case: platform_findings.Case) -> list[tuple[Message, int]]:
    told = []
    data = {"platform": case.platform, "case": case.case, "disqualifier": case.disqualifier}
    for step in case.steps:
        if isinstance(step.fact, PlatformNotified):
            notice = {**data, "text": step.fact.text, "reply_by": moment(step.fact.reply_by)}
            told.append((_message("platform.notified", step, notice), step.at))
    confirmed = case.decided.get("confirmed")
    if confirmed is not None and case.terms is not None and case.discovered_at is not None:
        decision = {
            **data,
            "document": case.terms.document,
            "scope": case.terms.scope,
            "discovered_at": moment(case.discovered_at),
        }
        told.append((_message("platform.suspended", confirmed, decision), confirmed.at))
    return told


def _message(event: webhooks.Event, step: platform_findings.Step, data: Mapping[str, object]) -> Message:
    return webhooks.message(event, step.where, step.at, moment(step.at), data)


# ---------------------------------------------------------------- deliveries


async def _deliver(collector: Collector, due: Due) -> None:
    monitor = collector.monitor
    keys = [monitor.seal.open(secret, SEALED_AS) for secret in due.secrets]
    headers = webhooks.headers(due.message, monitor.clock.now(), due.body, keys)
    try:
        async with asyncio.timeout(monitor.limits.webhook_timeout_ms / 1000):
            with span(monitor, "deliver a webhook"):
                sent = await monitor.webhook_sender.post(due.url, headers, due.body)
    except TimeoutError:
        await _failed(collector, due, None, "no answer in time")
        return
    except NotDelivered as error:
        await _failed(collector, due, None, str(error))
        return
    if 200 <= sent.status < 300:
        await _settle(collector, due, "delivered", sent.status)
    elif sent.status == _GONE:
        monitor.metrics.webhooks["gone"] += 1
        await asyncio.to_thread(
            monitor.registry.disable_endpoint, due.endpoint, "the endpoint says that it is gone", monitor.clock.now()
        )
    else:
        await _failed(collector, due, sent.status, f"HTTP {sent.status}", sent.retry_after_s)


async def _failed(collector: Collector, due: Due, status: int | None, error: str, at_least_s: int = 0) -> None:
    wait = webhooks.wait_ms(due.attempts, due.delivery, due.message)
    _log.warning("webhook %s to %s failed: %s", due.message, due.endpoint, error)
    if wait is None:
        await _settle(collector, due, "dead", status, error)
        return
    await _settle(collector, due, "pending", status, error, wait=max(wait, at_least_s * 1000))


async def _settle(
    collector: Collector, due: Due, state: webhooks.State, status: int | None, error: str = "", wait: int = 0
) -> None:
    now = collector.monitor.clock.now()
    collector.monitor.metrics.webhooks[state] += 1
    await asyncio.to_thread(
        collector.monitor.registry.settle_delivery,
        due.delivery,
        state,
        at=now,
        due_at=now + wait,
        status=status,
        error=error[:_ERROR_LENGTH],
    )
