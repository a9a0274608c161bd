"""Brings a request to another collector of the same installation, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from monitor.ports import PeerAnswer, PeerSilent

CONNECT_S, ANSWER_S = 2.0, 15.0  # a photo may wait three seconds for its commitment, and is sealed


class PeerHttp:
    """A pool of connections, which opens with the first request."""

    def __init__(self) -> None:
        limits = httpx.Timeout(ANSWER_S, connect=CONNECT_S)
        self._client = httpx.AsyncClient(timeout=limits, trust_env=False, follow_redirects=False)

    async def send(self, address: str, path: str, headers: Mapping[str, str], body: bytes) -> PeerAnswer:
        """Post to a collector; any answer is an answer.  Raises `PeerSilent`."""
        try:
            answer = await self._client.post(f"{address}{path}", headers=dict(headers), content=body)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise PeerSilent(f"{address} does not answer: {str(error) or type(error).__name__}") from error
        return PeerAnswer(answer.status_code, dict(answer.headers), answer.content)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._client.aclose()
