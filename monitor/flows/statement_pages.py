"""The statements that `export_statements` hands over, a page at a time for whoever fetches them.

Sessions are told once they are closed, in the order of closing, and verdicts in the order of decision: what was told is
settled, so that two numbers say how far somebody has read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from monitor.core import codec
from monitor.core import verdict as verdicts
from monitor.core.events import CreditClaimed, Entry
from monitor.core.verdict import Verdict
from monitor.core.xapi.statements import Statement, judgement, statements
from monitor.flows.monitor import VerdictRecord
from monitor.flows.replay import opening
from monitor.flows.vendor_ports import SessionRecord
from monitor.ports import EventLog

SETTLES_MS = 60_000  # no transaction that notes an end or a verdict lasts so long


class Told(Protocol):
    """What the registry knows about what there is to tell; moments are UTC ms."""

    def sessions_closed(self, after: tuple[int, str], *, limit: int, settled: int) -> Sequence[SessionRecord]: ...

    def sessions_of(self, trainee: str, training_class: str | None = None) -> Sequence[SessionRecord]: ...

    def verdicts_after(self, number: int, *, limit: int, settled: int) -> Sequence[VerdictRecord]: ...


class Reached(NamedTuple):
    """How far somebody has read: when the last session was closed (UTC ms) and its name, and the last verdict."""

    closed_at: int = -1
    session: str = ""
    verdict: int = 0


class StatementPage(NamedTuple):
    """Statements, where the next page begins, and whether there is one already."""

    statements: list[Statement]
    reached: Reached
    more: bool


async def statement_page(
    log: EventLog, registry: Told, home: str, after: Reached, limit: int, now: int
) -> StatementPage:
    """What follows: of at most `limit` sessions and as many verdicts; `home` is the monitor's address, `now` UTC ms.

    Every verdict is told, and with it the claims for credit, which may have come when the session was closed already.
    """
    settled = now - SETTLES_MS
    closed, decided = await asyncio.gather(
        asyncio.to_thread(registry.sessions_closed, after[:2], limit=limit, settled=settled),
        asyncio.to_thread(registry.verdicts_after, after.verdict, limit=limit, settled=settled),
    )
    said: dict[str, Statement] = {}
    for session in closed:
        said |= _by_id(_of_stream(await log.read(session.stream), home))
    for record in decided:
        verdict = verdicts.from_bytes(record.verdict)
        said |= _by_id(await _claims(log, registry, verdict, home))
        said |= _by_id([judgement(verdict, record.number, record.decided_at, home)])
    return StatementPage(list(said.values()), _reached(after, closed, decided), limit in (len(closed), len(decided)))


def _of_stream(entries: Sequence[Entry], home: str) -> list[Statement]:
    return list(statements(entries, home)) if opening(entries) is not None else []


async def _claims(log: EventLog, registry: Told, verdict: Verdict, home: str) -> list[Statement]:
    if not verdict.claimed:
        return []
    sessions = await asyncio.to_thread(registry.sessions_of, verdict.trainee, verdict.training_class)
    found: list[Statement] = []
    for session in sessions:
        entries = await log.read(session.stream, source="server")
        if opening(entries) is not None:
            claims = [entry for entry in entries if _claims_credit(entry, verdict.attempt)]
            found += statements([entries[0], *claims], home, entries[0].n)
    return found


def _claims_credit(entry: Entry, attempt: str) -> bool:
    fact = codec.decode_fact(entry.payload)
    return isinstance(fact, CreditClaimed) and fact.attempt == attempt


def _reached(after: Reached, closed: Sequence[SessionRecord], decided: Sequence[VerdictRecord]) -> Reached:
    if closed and closed[-1].closed_at is not None:
        after = after._replace(closed_at=closed[-1].closed_at, session=closed[-1].session)
    return after._replace(verdict=decided[-1].number) if decided else after


def _by_id(said: Sequence[Statement]) -> dict[str, Statement]:
    return {one["id"]: one for one in said}
