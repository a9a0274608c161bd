"""In which language a request wants its answer: English if it says so, else simplified Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

Language = Literal["zh-CN", "en"]

_asked: ContextVar[Language] = ContextVar("language", default="zh-CN")


def language() -> Language:
    """The language of the request that is being answered."""
    return _asked.get()


@contextmanager
def spoken(by: Language) -> Iterator[None]:
    """Inside the block, and in all that is started there, this is the language of the request."""
    before = _asked.set(by)
    try:
        yield
    finally:
        _asked.reset(before)


def wanted(accept_language: str) -> Language:
    """What an Accept-Language header (RFC 9110) likes better; who likes neither, or says nothing, gets Chinese."""
    liked = list(_preferences(accept_language))
    english = max((weight for tag, weight in liked if tag == "en"), default=0.0)
    chinese = max((weight for tag, weight in liked if tag in ("zh", "*")), default=0.0)
    return "en" if english > chinese or (english and english == chinese and liked[0][0] == "en") else "zh-CN"


def _preferences(header: str) -> Iterator[tuple[str, float]]:
    """Primary language tags with their weights, in the order of the header; what cannot be read is left out."""
    for part in header.split(","):
        tag, _, parameter = part.partition(";")
        weight = parameter.strip().removeprefix("q=") or "1"
        try:
            yield tag.strip().lower().partition("-")[0], min(1.0, max(0.0, float(weight)))
        except ValueError:
            continue


class Languages:
    """Notes the language of every request, for whatever has to say something to it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            _asked.set(wanted(HTTPConnection(scope).headers.get("accept-language", "")))
        await self._app(scope, receive, send)
