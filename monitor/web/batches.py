"""The stream over HTTP: what a page says when it has no WebSocket, in the messages of docs/protocol.md, one a line.

A `post` hands in batches beside any connection: the beacon of a page that goes away, or what an earlier page could not
deliver.  A `hello` begins a stream by requests, where something on the way blocks WebSockets; every `poll` after it
brings batches and takes away what the collector has to say.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response

from monitor.flows import wire
from monitor.flows.collector import Collector
from monitor.flows.connect import connect, disconnect
from monitor.flows.live import Live, UnknownSession
from monitor.flows.log_context import bind
from monitor.flows.pictures import session_of
from monitor.flows.receive import follow, receive, receive_late
from monitor.flows.refusals import Refused
from monitor.web.bodies import read_body
from monitor.web.languages import language
from monitor.web.needs import TheCollector
from monitor.web.problems import ProblemResponse, problem
from monitor.web.relaying import answered_elsewhere
from monitor.web.taking import counted
from monitor.web.vendor_api.documented import STREAM

router = APIRouter(tags=["stream"])

BODY_LIMIT = 1024 * 1024
NDJSON = "application/x-ndjson"
RETRY_AFTER_S = 2
SILENT_S = 10.0  # after which a stream by requests counts as gone

_head = msgspec.json.Decoder(wire.Post | wire.Poll | wire.Hello).decode


class PolledConnection:
    """What is to be said to one SDK with its next request."""

    def __init__(self, collector: Collector, language: wire.Language) -> None:
        self.language: wire.Language = language
        self.live: Live | None = None
        self._collector = collector
        self._waiting: list[bytes] = []
        self._timer: asyncio.TimerHandle | None = None

    def send(self, message: bytes) -> None:
        self._waiting.append(message)

    def hand_over(self, back_after: float) -> None:
        """It comes with its next request, and goes on wherever that is answered."""

    def take(self) -> list[bytes]:
        """Everything that waits; somebody was here, so the silence begins anew."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(SILENT_S, self._silent)
        waiting, self._waiting = self._waiting, []
        return waiting

    def _silent(self) -> None:
        if self.live is not None:
            gone = disconnect(self._collector, self.live, self, "no request for a while")
            self._collector.background.start(gone, f"end the polled connection of {self.live.session}")


_LINES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"text/plain": {"schema": {"type": "string", "maxLength": BODY_LIMIT}}},
    }
}
_SAID: dict[int | str, dict[str, Any]] = {
    200: {"description": "What the collector has to say.", "content": {NDJSON: {"schema": {"type": "string"}}}},
    **STREAM,
}


@router.post("/v1/batches", response_class=Response, responses=_SAID, openapi_extra=_LINES)
async def post_batches(request: Request, collector: TheCollector) -> Response:
    """Lines of `text/plain`: first a `post`, `hello` or `poll`, then batches exactly as they were signed."""
    body = await read_body(request, BODY_LIMIT, "body")
    first, *lines = body.split(b"\n")
    try:
        head = _head(first)
    except msgspec.DecodeError as error:
        return problem(422, "malformed", str(error), field="body", remedy="Begin with a post, hello or poll.")
    try:
        if isinstance(head, wire.Hello):
            return await _greet(collector, head, request.headers.get("user-agent", ""), lines)
        session = session_of(collector, head.upload)
        if elsewhere := await answered_elsewhere(collector, request, session, partial(_whole, body)):
            return elsewhere
        live = await _session(collector, head.upload)
        if isinstance(head, wire.Poll):
            return await _turn(collector, live, lines)
        return await _late(collector, live, head.instance, lines)
    except Refused as refused:
        return _refusal(refused)


async def _whole(body: bytes) -> bytes:
    return body


async def _session(collector: Collector, upload: str) -> Live:
    token = collector.tokens.read("upload", upload)
    try:
        if token is not None:
            bind(session=token.session)
            return await collector.sessions.get(token.session)
    except UnknownSession:
        pass
    raise Refused("bad_ticket", "upload")


async def _late(collector: Collector, live: Live, instance: str, lines: list[bytes]) -> Response:
    if live.state.closed is not None:
        raise Refused("session_over")
    said: list[bytes] = []
    for raw in lines:
        try:
            batch = await counted(collector.monitor.metrics, receive_late(collector, live, raw))
        except Refused as refused:
            if refused.code in _OF_THE_REQUEST:
                raise
            said.append(wire.encode(refused.message()))
            continue
        if batch is not None:
            await follow(collector, live, batch, late=True)
    state = live.state
    stored = wire.Stored(last_seq=state.last_seq, chain=state.chain, next_n=state.numbers.get(instance, 0))
    return _lines([*said, wire.encode(stored)])


# ---------------------------------------------------------------- a stream by requests


async def _greet(collector: Collector, hello: wire.Hello, user_agent: str, lines: list[bytes]) -> Response:
    connection = PolledConnection(collector, hello.language)
    try:
        connection.live = await connect(collector, hello, connection, user_agent)
    except Refused as refused:
        collector.monitor.metrics.refused[refused.code] += 1
        return _lines([wire.encode(refused.message(hello.language))])
    return await _turn(collector, connection.live, lines)


async def _turn(collector: Collector, live: Live, lines: list[bytes]) -> Response:
    connection = live.connection
    if not isinstance(connection, PolledConnection):
        raise Refused("stale_epoch")  # it came back some other way, or was silent for too long
    for raw in lines:
        try:
            batch = await counted(collector.monitor.metrics, receive(collector, live, connection, raw))
        except Refused as refused:
            connection.send(wire.encode(refused.message(connection.language)))
            continue
        if batch is not None:
            await follow(collector, live, batch)
    return _lines(connection.take())


# ---------------------------------------------------------------- answers

_OF_THE_REQUEST = {"rate_limited": 429, "session_over": 409, "bad_ticket": 401, "stale_epoch": 410}


def _refusal(refused: Refused) -> ProblemResponse:
    """A request that cannot be served at all."""
    said = refused.message(language())
    busy = {"Retry-After": str(RETRY_AFTER_S)} if refused.code == "rate_limited" else {}
    status = _OF_THE_REQUEST.get(refused.code, 422)
    return problem(status, refused.code, said.message[language()], field=said.field, remedy=said.remedy, headers=busy)


def _lines(messages: list[bytes]) -> Response:
    return Response(b"\n".join(messages), media_type=NDJSON)
