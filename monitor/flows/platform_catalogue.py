"""The platforms as the office looks for them: by how they stand, how far a case against them has come, and name."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec

from monitor.core.days import shanghai_day
from monitor.core.errors import CoreError
from monitor.core.gates.facts import PlatformFacts
from monitor.core.platform_findings import Case, Stage
from monitor.core.platform_standing import KnownPlatform, State, state_of, with_cases
from monitor.flows.collector import Collector


class UnknownPlatform(CoreError):
    """No platform of this name is registered."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One platform today, with what was decided about it and all cases against it."""

    platform: str
    title: str
    state: State
    facts: PlatformFacts
    cases: Sequence[Case]

    @property
    def open_cases(self) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if not case.closed)


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """Which platforms are asked for; what is empty does not narrow."""

    state: State | None = None
    stage: Stage | None = None  # of any case
    text: str = ""  # in name or title


async def standings(collector: Collector) -> list[Standing]:
    """All platforms by name; raises the registry's error and `EventLogError`."""
    today = shanghai_day(collector.monitor.clock.now())
    known = await asyncio.to_thread(collector.monitor.registry.catalogue, today)
    cases = await collector.cases.of(one.platform for one in known)
    return [_standing(one, cases[one.platform]) for one in known]


async def standing(collector: Collector, platform: str) -> Standing:
    """One platform; raises `UnknownPlatform`, and as `standings` does."""
    for one in await standings(collector):
        if one.platform == platform:
            return one
    raise UnknownPlatform(platform)


async def found(collector: Collector, sought: Sought, *, after: str, limit: int) -> list[Standing]:
    """At most `limit` platforms behind a name; raises as `standings` does."""
    fitting = (one for one in await standings(collector) if one.platform > after and _fits(one, sought))
    return [one for one, _ in zip(fitting, range(limit), strict=False)]


def _standing(known: KnownPlatform, cases: Sequence[Case]) -> Standing:
    facts = with_cases(known.facts, cases)
    return Standing(platform=known.platform, title=known.title, state=state_of(facts), facts=facts, cases=cases)


def _fits(one: Standing, sought: Sought) -> bool:
    text = sought.text.casefold()
    return (
        sought.state in (None, one.state)
        and (sought.stage is None or any(case.stage == sought.stage for case in one.cases))
        and (text in one.platform.casefold() or text in one.title.casefold())
    )
