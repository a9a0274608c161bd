"""What comes to one collector and concerns another one's session is brought there, and answered from there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import Request, Response

from monitor.flows.collector import Collector
from monitor.flows.peers import PROOF
from monitor.flows.resume import take_in
from monitor.ports import PeerAnswer, PeerSilent

# What the other collector needs of a request, and the caller of its answer.
_ASKED = ("authorization", "content-type", "x-nonce", "accept-language", "traceparent", "user-agent")
_SAID = ("content-type", "content-language", "retry-after", "vary")


async def answered_elsewhere(
    collector: Collector, request: Request, session: str, body: Callable[[], Awaitable[bytes]]
) -> Response | None:
    """The answer of the collector that has the session; None where that is this one.

    The `body` is read if it is needed.  Raises what that raises, what taking a session over raises, and `PeerSilent`,
    also where that was done: then the request is answered here when it is sent again.
    """
    if not session or collector.peers.is_from_peer(request.headers.get(PROOF, "")):
        return None
    peer = await collector.peers.home_of(session)
    if peer is None:
        return None
    headers = {name: request.headers[name] for name in _ASKED if name in request.headers}
    answer = await collector.peers.relay(peer, request.url.path, headers, await body())
    if answer is None:
        await take_in(collector, session)
        raise PeerSilent(f"session {session} was taken over from {peer.address}, which is gone")
    return _as_said(answer)


def _as_said(answer: PeerAnswer) -> Response:
    headers = {name: answer.headers[name] for name in _SAID if name in answer.headers}
    return Response(answer.body, answer.status, headers)
