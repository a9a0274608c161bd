"""The vendor's server side: what the sample platform asks of the collector (docs/protocol.md)."""

from __future__ import annotations

from typing import Any

import httpx

TIMEOUT = 30.0


class CollectorError(Exception):
    """The collector said no, or could not be reached; the message is for the page."""


class Collector:
    """The collector's vendor API, with this platform's key."""

    def __init__(self, address: str, key: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(
            base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=TIMEOUT, transport=transport
        )

    async def open_session(self, trainee: str, training_class: str, lesson: str) -> dict[str, Any]:
        """A supervised session; its ticket goes to the trainee's browser and works once."""
        return await self._post(
            "/v1/sessions", json={"trainee": trainee, "training_class": training_class, "lesson": lesson}
        )

    async def claim(self, trainee: str, training_class: str, unit: str) -> dict[str, Any]:
        """Ask that a finished class hour be counted; the answer is the verdict."""
        return await self._post("/v1/claims", json={"trainee": trainee, "training_class": training_class, "unit": unit})

    async def enrol(self, trainee: str, *pictures: bytes, consent: str) -> dict[str, Any]:
        """Hand in 1 to 5 pictures of a face, and to which version of the text the trainee agreed.

        The institution has to confirm them before they count.
        """
        files = [("pictures", (f"{place}.jpg", picture, "image/jpeg")) for place, picture in enumerate(pictures)]
        return await self._post("/v1/references", data={"trainee": trainee, "consent": consent}, files=files)

    async def close(self) -> None:
        await self._http.aclose()

    async def _post(self, path: str, **content: Any) -> dict[str, Any]:
        try:
            response = await self._http.post(path, **content)
        except httpx.HTTPError as error:
            raise CollectorError(f"{type(error).__name__}: {error}") from error
        if response.is_error:
            raise CollectorError(_problem(response))
        answer: dict[str, Any] = response.json()
        return answer


def _problem(response: httpx.Response) -> str:
    """What a problem document says (RFC 9457), or at least its status."""
    try:
        problem = response.json()
        return " · ".join(str(problem[key]) for key in ("title", "detail", "remedy") if problem.get(key))
    except (ValueError, AttributeError):
        return f"HTTP {response.status_code}"
