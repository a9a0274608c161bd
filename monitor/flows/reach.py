"""Which of a person's sessions can matter to the class hours that go on, as far as the registry tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from monitor.flows.vendor_ports import SessionRecord


class Reach(NamedTuple):
    """The streams of the sessions that matter, and the attempts at which they work."""

    streams: frozenset[str]
    attempts: frozenset[str]


def within_reach(records: Sequence[SessionRecord]) -> Reach | None:
    """The open sessions, and all that met one of them or worked at the same hours, and whatever met those in turn.

    None where the person has to be judged as a whole: something ended that nobody has judged, nothing goes on, nobody
    noted at which hours a session was, or nothing would be left out.
    """
    near = [one for one in records if one.closed_at is None]
    if not near or any(one.attempts is None or one.unjudged_since is not None for one in records):
        return None
    far = [one for one in records if one.closed_at is not None]
    while met := [one for one in far if any(_meet(one, other) for other in near)]:
        near += met
        far = [one for one in far if one not in met]
    return Reach(frozenset(one.stream for one in near), _attempts(near)) if far else None


def _meet(one: SessionRecord, other: SessionRecord) -> bool:
    """At the same time, or at the same hours."""
    at_once = _began_before_the_end(one, other) and _began_before_the_end(other, one)
    return at_once or not _attempts([one]).isdisjoint(_attempts([other]))


def _began_before_the_end(one: SessionRecord, other: SessionRecord) -> bool:
    return other.closed_at is None or one.opened_at <= other.closed_at


def _attempts(records: Iterable[SessionRecord]) -> frozenset[str]:
    return frozenset(attempt for one in records for attempt in one.attempts or ())
