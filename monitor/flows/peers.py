"""The other collectors over the same registry and log: what concerns a session is done where its learner is.

Each knows the others' addresses from the registry.  One that does not answer and has lost its lock is gone; one that
has its lock and does not answer is waited for, as it may be about to write.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Mapping
from http import HTTPStatus

import msgspec

from monitor.flows.monitor import Monitor
from monitor.ports import EventLogError, Peer, PeerAnswer, PeerSilent

_log = logging.getLogger("monitor.peers")

PROOF = "X-Collector-Proof"
ANALYSING, LEARNING, CLOSE = "/peers/analysing", "/peers/learning", "/peers/close"
_ASK_S = 3.0

Learning = set[tuple[str, str]]
"""Who has a connection: trainee and class."""


class Picture(msgspec.Struct, frozen=True):
    """A question whose picture somebody may have."""

    session: str
    nonce: str


class Closing(msgspec.Struct, frozen=True):
    """A session that is to end, and why."""

    session: str
    reason: str


def presence(name: str) -> str:
    """The lock that a collector holds as long as it is there."""
    return f"collector/{name}"


class Peers:
    """All other collectors; there are none for one that has no address of its own."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor
        self._key = monitor.keys.derive("peers")
        self.me = Peer(monitor.name, monitor.peer_address, self._proof("same keys"))

    async def home_of(self, session: str) -> Peer | None:
        """The other collector that times the session, as far as the registry knows; raises its error."""
        if not self.me.address:
            return None
        owner = await asyncio.to_thread(self._monitor.registry.owner_of, session)
        if owner == self.me.name:
            return None
        return next((peer for peer in await self._others() if peer.name == owner), None)

    async def relay(self, peer: Peer, path: str, headers: Mapping[str, str], body: bytes) -> PeerAnswer | None:
        """What another collector answers to a request as it came; None where that one is gone.

        Raises `PeerSilent` if it is there and does not answer.
        """
        try:
            return await self._send(peer, path, headers, body)
        except PeerSilent:
            if await self._is_there(peer):
                raise
            return None

    def is_from_peer(self, proof: str) -> bool:
        """Whether who sends this proof has the keys of this installation."""
        return hmac.compare_digest(proof.encode(), self._proof(self.me.name).encode())

    # ------------------------------------------------------------ what they are asked

    async def analyse(self, session: str, nonce: str) -> bool:
        """Whether one of them may be judging the picture that answers a question; raises the registry's error."""
        asked = msgspec.json.encode(Picture(session, nonce))
        said = await asyncio.gather(*(self._analyses(peer, asked) for peer in await self._others()))
        return any(said)

    async def _analyses(self, peer: Peer, asked: bytes) -> bool:
        try:
            return (await self._ask(peer, ANALYSING, asked)) == b"true"
        except PeerSilent:
            return await self._is_there(peer)

    async def learning(self) -> Learning:
        """Who has a connection to one of them; of one that does not answer, nobody."""
        said = await asyncio.gather(*(self._learning(peer) for peer in await self._others()))
        return set().union(*said)

    async def _learning(self, peer: Peer) -> Learning:
        try:
            return msgspec.json.decode(await self._ask(peer, LEARNING, b""), type=Learning)
        except (PeerSilent, msgspec.DecodeError) as error:
            _log.warning("who learns at another collector is not known: %s", error)
            return set()

    async def close_session(self, peer: Peer, session: str, reason: str) -> bool:
        """Let its collector end a session; False where that cannot be asked, and the log has to tell it."""
        try:
            await self._ask(peer, CLOSE, msgspec.json.encode(Closing(session, reason)))
        except PeerSilent as error:
            _log.warning("session %s is ended through the log: %s", session, error)
            return False
        return True

    # ------------------------------------------------------------ how

    async def _others(self) -> list[Peer]:
        if not self.me.address:
            return []
        joined = await asyncio.to_thread(self._monitor.registry.collectors)
        return [peer for peer in joined if peer.name != self.me.name]

    async def _ask(self, peer: Peer, path: str, body: bytes) -> bytes:
        try:
            async with asyncio.timeout(_ASK_S):
                answer = await self._send(peer, path, {"Content-Type": "application/json"}, body)
        except TimeoutError as error:
            raise PeerSilent(f"{peer.address} does not answer in time") from error
        if answer.status != HTTPStatus.OK:
            raise PeerSilent(f"{peer.address} answered {answer.status}")
        return answer.body

    async def _send(self, peer: Peer, path: str, headers: Mapping[str, str], body: bytes) -> PeerAnswer:
        return await self._monitor.peer_line.send(peer.address, path, {**headers, PROOF: self._proof(peer.name)}, body)

    async def _is_there(self, peer: Peer) -> bool:
        """Where even that cannot be found out, it may be."""
        try:
            return await self._monitor.locks.held(presence(peer.name))
        except EventLogError:
            return True

    def _proof(self, said: str) -> str:
        return hmac.new(self._key, said.encode(), hashlib.sha256).hexdigest()
