"""A trainee's own page is opened by a link that office, institution or platform handed out; there is no account."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from msgspec.structs import replace

from monitor.core import verdict as verdicts
from monitor.core.accounts import Viewer
from monitor.core.callers import Caller
from monitor.core.class_lists import PersonLine
from monitor.core.verdict import Verdict
from monitor.flows.claim import verdicts_of
from monitor.flows.collector import Collector
from monitor.flows.own_links import DAY_MS, OwnLink, OwnLinks, Sight, sight_of


class HandedOut(NamedTuple):
    """The text of a link, and until when it is good (UTC ms)."""

    text: str
    expires_at: int


def hand_out(collector: Collector, trainee: str, days: int, maker: Viewer | Caller) -> HandedOut:
    """A link to one person's page, good for so many days, within what its maker may see."""
    now = collector.monitor.clock.now()
    until = now + days * DAY_MS
    if isinstance(maker, Caller):
        link = OwnLink(trainee, now, until, maker.kind, maker.owner, key=maker.key)
    else:
        tenant = maker.tenant
        assert tenant.kind != "trainee"  # no trainee makes links
        link = OwnLink(trainee, now, until, tenant.kind, tenant.name, maker.account)
    return HandedOut(OwnLinks(collector.monitor.keys).sign(link), until)


async def sight_by_link(collector: Collector, text: str) -> Sight | None:
    """What a link shows; None for one that is forged, over, was ended, or whose maker may make none any more."""
    link = OwnLinks(collector.monitor.keys).read(text, collector.monitor.clock.now())
    return await asyncio.to_thread(_sight, collector, link) if link else None


def _sight(collector: Collector, link: OwnLink) -> Sight | None:
    registry = collector.monitor.registry
    if link.issued_at <= registry.own_links_ended(link.trainee) or (link.key and registry.key_is_revoked(link.key)):
        return None
    return sight_of(link, registry.account(link.account) if link.account else None)


# ---------------------------------------------------------------- what is seen

Judged = tuple[Verdict, str | None]  # with the certificate (JWS), if there is one


async def own_classes(collector: Collector, sight: Sight) -> tuple[PersonLine, dict[str, list[Judged]]] | None:
    """The person, and by class the last verdict on every attempt in sight; None where nobody of the name is."""
    person = await asyncio.to_thread(collector.monitor.registry.person, sight.trainee, tenant=sight.tenant)
    if person is None:
        return None
    hours = {line.training_class: await _hours(collector, sight, line.training_class) for line in person.enrolments}
    if sight.platform:  # classes in which the person learned there
        hours = {name: judged for name, judged in hours.items() if judged}
    return _within(person, hours), hours


async def _hours(collector: Collector, sight: Sight, training_class: str) -> list[Judged]:
    stored = await verdicts_of(collector, sight.trainee, training_class)
    read = [(verdicts.from_bytes(payload), certificate) for _, (payload, certificate) in sorted(stored.items())]
    return [pair for pair in read if sight.platform in ("", pair[0].platform)]


def _within(person: PersonLine, classes: dict[str, list[Judged]]) -> PersonLine:
    return replace(
        person,
        enrolments=tuple(line for line in person.enrolments if line.training_class in classes),
        make_ups=tuple(line for line in person.make_ups if line.training_class in classes),
    )


async def own_verdict(collector: Collector, sight: Sight, attempt: str) -> Verdict | None:
    """The last verdict on an attempt in sight; None for what is somebody else's, or out of sight."""
    registry = collector.monitor.registry
    line = await asyncio.to_thread(registry.attempt_line, attempt, tenant=sight.tenant)
    if line is None or line.trainee != sight.trainee or sight.platform not in ("", line.platform):
        return None
    stored = await asyncio.to_thread(registry.verdict, attempt)
    return verdicts.from_bytes(stored.verdict) if stored else None
