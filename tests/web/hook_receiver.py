"""A vendor's endpoint for webhooks: keeps what comes, and answers what it is told to."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sdk_double import seen
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.learners.serving import served


class Receiver:
    """What came, in order; `answers` are the next statuses, 204 when there are no more, None never answers."""

    def __init__(self) -> None:
        self.came: list[tuple[dict, bytes]] = []
        self.answers: list[int | None] = []
        self.headers: dict[str, str] = {}
        self.url = ""

    async def take(self, request: Request) -> Response:
        self.came.append((dict(request.headers), await request.body()))
        status = self.answers.pop(0) if self.answers else 204
        if status is None:
            await asyncio.sleep(3600)
        return Response(status_code=status, headers=self.headers)

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.came]

    @property
    def names(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.came]

    async def until(self, count: int) -> None:
        async def there() -> bool:
            return len(self.came) >= count

        await seen(there)


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = Starlette(routes=[Route("/hook", receiver.take, methods=["POST"])])
    async with served(app) as address:
        receiver.url = f"{address}/hook"
        yield receiver
