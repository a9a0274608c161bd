"""The collector itself was impaired: somebody of the office says when, and the hours of that time are held (K1)."""

from __future__ import annotations

from monitor.core import codec
from monitor.core.errors import CoreError
from monitor.core.events import Entry, IncidentDeclared
from monitor.flows.collector import Collector
from monitor.flows.recount import request_recount
from monitor.flows.streams import INCIDENTS


class ImpossibleIncident(CoreError):
    """An incident that ends before it begins, or in the future."""


async def declare_incident(collector: Collector, start: int, end: int, reason: str, by: str) -> Entry:
    """Store an incident between two moments (UTC ms); whoever learned then is judged again, and held.

    An incident cannot be taken back: a reviewer decides about each hour that it holds.  Raises `ImpossibleIncident`,
    `EventLogError`.
    """
    now = collector.monitor.clock.now()
    if not 0 <= start < end <= now:
        raise ImpossibleIncident("an incident begins before it ends, and does not end in the future")
    fact = IncidentDeclared(start=start, end=end, reason=reason, declared_by=by)
    entry = await collector.monitor.log.append(INCIDENTS, now, "server", codec.checked_fact(fact))
    request_recount(collector, INCIDENTS)
    return entry
