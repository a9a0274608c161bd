"""A write that is sent twice under one idempotency key is done once, and answered twice with the same words."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable

import msgspec

from monitor.flows.monitor import Monitor
from monitor.ports import Reply

KEPT_MS = 48 * 3_600_000  # how long an answer is repeated
AT_WORK_MS = 60_000  # after which a request without an answer is taken for dead
_REFUSED = 400  # answers from this status on are not kept: what was wrong can be mended and sent again


class OtherRequest(Exception):
    """The key belongs to another request."""


class StillAtWork(Exception):
    """The same request came before and has no answer yet."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a write was answered with; `again` says that it was not done this time."""

    status: int
    headers: dict[str, str]
    body: bytes
    again: bool = False


async def once(
    monitor: Monitor, caller: str, key: str, request_hash: str, work: Callable[[], Awaitable[Answer]]
) -> Answer:
    """Do the work, or repeat the answer that it had; raises `OtherRequest`, `StillAtWork`, and what the work raises.

    A collector that dies in mid-work leaves the key taken for a minute; the work may then be done a second time.
    """
    now = monitor.clock.now()
    earlier = await asyncio.to_thread(
        monitor.registry.reserve_reply, caller, key, request_hash, now=now, until=now + AT_WORK_MS
    )
    if earlier is not None:
        return _repeated(monitor, caller, key, request_hash, earlier)
    try:
        answer = await work()
    except Exception:
        await asyncio.to_thread(monitor.registry.release_reply, caller, key)
        raise
    await _settle(monitor, caller, key, answer)
    return answer


def _repeated(monitor: Monitor, caller: str, key: str, request_hash: str, earlier: Reply) -> Answer:
    if earlier.request_hash != request_hash:
        raise OtherRequest
    if earlier.status is None or earlier.sealed is None:
        raise StillAtWork
    kept = msgspec.json.decode(monitor.seal.open(earlier.sealed, _purpose(caller, key)), type=_Kept)
    return Answer(status=earlier.status, headers=kept.headers, body=base64.b64decode(kept.body), again=True)


class _Kept(msgspec.Struct):
    headers: dict[str, str]
    body: str  # base64


async def _settle(monitor: Monitor, caller: str, key: str, answer: Answer) -> None:
    if answer.status >= _REFUSED:
        await asyncio.to_thread(monitor.registry.release_reply, caller, key)
        return
    kept = _Kept(answer.headers, base64.b64encode(answer.body).decode())
    sealed = monitor.seal.close(msgspec.json.encode(kept), _purpose(caller, key))
    until = monitor.clock.now() + KEPT_MS
    await asyncio.to_thread(monitor.registry.keep_reply, caller, key, status=answer.status, sealed=sealed, until=until)


def _purpose(caller: str, key: str) -> str:
    """Answers hold tickets and new keys, so they are sealed, each to its own place."""
    return f"reply\n{caller}\n{key}"
