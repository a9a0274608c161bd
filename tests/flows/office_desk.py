"""The office, a platform and an institution before a desk's collector, over HTTP and on the desk's clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from collector_desk import Desk
from small_world import PLATFORM

from monitor.web.app import create_app
from monitor.web.office_api.people import office_key


class Office:
    """Who asks what; answers are decoded, and a refusal is an answer too."""

    def __init__(self, desk: Desk, http: httpx.AsyncClient) -> None:
        self.desk, self.http = desk, http

    async def ask(self, person: str, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        """A request of a named person of the office."""
        key = office_key(self.desk.monitor.keys, person)
        return await self._send(method, path, body, {"Authorization": f"Bearer {key}", "X-Person": person, **headers})

    async def vendor(self, method: str, path: str, body: object = None, *, key: str = "") -> httpx.Response:
        """A request of a platform's or an institution's server."""
        key = key or self.desk.monitor.registry.issue_key(PLATFORM, 0)
        return await self._send(method, path, body, {"Authorization": f"Bearer {key}"})

    async def does(self, person: str, path: str, body: object) -> dict:
        """A step that must be possible."""
        response = await self.ask(person, "POST", path, body)
        assert response.status_code == 201, response.text
        return response.json()

    async def reads(self, path: str) -> dict:
        response = await self.ask("zhao", "GET", path)
        assert response.status_code == 200, response.text
        return response.json()

    async def _send(self, method: str, path: str, body: object, headers: dict[str, str]) -> httpx.Response:
        content = {} if body is None else {"json": body}
        return await self.http.request(method, path, headers={"Accept-Language": "en", **headers}, **content)


@asynccontextmanager
async def opened_office(desk: Desk) -> AsyncIterator[Office]:
    """The application over the desk's collector, in this process."""
    app = create_app(desk.monitor)
    app.state.collector = desk.collector
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://collector") as http:
        yield Office(desk, http)
