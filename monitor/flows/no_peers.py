"""A collector that works alone has nobody to ask."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.ports import PeerAnswer, PeerSilent


class NoPeers:
    """Nobody answers."""

    async def send(self, address: str, path: str, _headers: Mapping[str, str], _body: bytes) -> PeerAnswer:
        raise PeerSilent(f"{address}{path} is not there: this collector works alone")
