"""How a platform stands on a day: what the registry says of it, and what was decided about it in cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec
from msgspec.structs import replace

from monitor.core.days import shanghai_day
from monitor.core.gates.facts import PlatformFacts
from monitor.core.gates.online import CatalogueEntries, Listed, Period, in_force, listed_on
from monitor.core.non_recognition import counts_again_from, discovered_on
from monitor.core.platform_findings import Case

State = Literal["suspended", "uncatalogued", "disconnected", "live"]  # the gravest first


class KnownPlatform(msgspec.Struct, frozen=True, kw_only=True):
    """A registered platform with the registry's facts of one day."""

    platform: str
    title: str
    facts: PlatformFacts


def state_of(facts: PlatformFacts) -> State:
    """The one word for a platform; the gravest of what applies."""
    if in_force(facts.suspensions.periods, facts.suspensions.on):
        return "suspended"
    if not any(listed_on(entry, facts.catalogue.on) for entry in facts.catalogue.entries):
        return "uncatalogued"
    return "live" if in_force(facts.connections.periods, facts.connections.on) else "disconnected"


# ---------------------------------------------------------------- what cases add


def with_cases(facts: PlatformFacts, cases: Sequence[Case]) -> PlatformFacts:
    """The registry's facts with what the office decided in cases: suspensions, exits, the blacklist."""
    suspended = tuple(period for case in cases if (period := _suspension(case)))
    standing = [case.decided for case in cases if _standing(case, facts.catalogue.on)]
    exits = [shanghai_day(decided["exited"].at) for decided in standing if "exited" in decided]
    listed = any("blacklisted" in decided for decided in standing)
    return replace(
        facts,
        catalogue=_left(facts.catalogue, exits),
        suspensions=replace(facts.suspensions, periods=facts.suspensions.periods + suspended),
        trouble=replace(facts.trouble, blacklisted=facts.trouble.blacklisted or listed),
    )


def _suspension(case: Case) -> Period | None:
    if case.terms is None:
        return None
    return Period(first=discovered_on(case), until=counts_again_from(case))


def _standing(case: Case, on: date) -> bool:
    """Whether what was decided on top of a confirmation still holds."""
    again = counts_again_from(case)
    return again is None or on < again


def _left(catalogue: CatalogueEntries, exits: Sequence[date]) -> CatalogueEntries:
    """The entries, each ended by the first exit that fell into it."""
    return replace(catalogue, entries=tuple(_ended(entry, exits) for entry in catalogue.entries))


def _ended(entry: Listed, exits: Sequence[date]) -> Listed:
    first = min((day for day in exits if listed_on(entry, day)), default=None)
    return entry if first is None else replace(entry, exited_on=first)
