"""A little collector for tests of the browser SDK: it speaks the protocol, checks every chain and keeps what came."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import FileResponse, HTMLResponse

from monitor.flows.sdk_words import sdk_words
from monitor.flows.wire import Language
from monitor.flows.words import CONSENT_TEXT
from monitor.learners.serving import served

EXAMPLES = Path(__file__).parents[2] / "sdk" / "js" / "examples"
DIST = Path(__file__).parents[2] / "sdk" / "js" / "dist"
WAIT = 15.0

PAGE = """<!doctype html><meta charset=utf-8><title>course</title>
<div id=player><video src=/video controls loop width=480></video></div>
<script src=/sdk/integrity.iife.js></script>
<script src=/start.js></script>
"""
START = """
const options = Object.fromEntries(new URLSearchParams(location.search));
window.said = [];
window.session = IntegrityMonitor.start({
  endpoint: `ws://${location.host}/v1/stream`, ticket: 'ticket', language: 'en', ...options,
});
for (const name of ['state', 'status', 'outcome', 'error', 'ended'])
  session.on(name, (detail) => said.push([name, detail]));
session.on('event', (event) => window.accepted?.([options.ticket, event]));
window.detach = session.attach('#player');
"""
# The strictest policy under which the SDK has to work.
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; media-src 'self'; require-trusted-types-for 'script'"
)

Message = dict[str, Any]
Event = dict[str, Any]


@dataclass
class Session:
    """What is stored of one run of the SDK."""

    last_seq: int = -1
    chain: str = hashlib.sha256(b"first").hexdigest()
    events: int = 0


@dataclass
class Collector:
    """What the SDK said, and the buttons with which a test steers the collector."""

    video: Path
    extend: Callable[[FastAPI], None] = lambda _: None  # what else the server has
    page: str = PAGE
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Security-Policy": POLICY})
    scripts: dict[str, str] = field(default_factory=dict)  # of the page's own, by their names
    ask: Message = field(default_factory=dict)
    consent: bool = True
    language: Language = "en"
    acknowledges: bool = True
    pings: float = 20.0  # s between those of the WebSocket
    hellos: list[Message] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    by_instance: dict[str, list[Event]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    photos: list[tuple[str, bytes]] = field(default_factory=list)
    bursts: list[tuple[Message, list[bytes]]] = field(default_factory=list)
    _key: bytes = bytes(range(32))
    _sessions: dict[str, Session] = field(default_factory=dict)
    _socket: WebSocket | None = None
    _heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        pings = {"ws_ping_interval": self.pings, "ws_ping_timeout": self.pings}
        async with served(self._app(), **pings) as address:
            yield address

    async def send(self, message: Message) -> None:
        assert self._socket is not None
        await self._socket.send_text(json.dumps(message))

    async def direct(self, kind: str, nonce: str, **fields: Any) -> None:
        await self.send({"type": "directive", "kind": kind, "nonce": nonce, **fields})

    async def cut(self) -> None:
        assert self._socket is not None
        await self._socket.close(1011)

    async def until(self, ready: Callable[[], Any], what: str, within: float = WAIT) -> None:
        """Wait until the condition holds; says what was missing and what came instead."""
        try:
            async with asyncio.timeout(within), self._heard:
                await self._heard.wait_for(lambda: bool(ready()))
        except TimeoutError:
            heard = ", ".join(event["type"] for event in self.events[-30:])
            raise AssertionError(f"{what} did not come; heard {heard}; complaints {self.complaints}") from None

    async def event(self, kind: str, **fields: Any) -> Event:
        """The first event of this type and with these fields, as soon as it is there."""

        def found() -> list[Event]:
            return [e for e in self.events if e["type"] == kind and fields.items() <= e.items()]

        await self.until(found, f"{kind} {fields}")
        return found()[0]

    def all(self, kind: str) -> list[Event]:
        return [event for event in self.events if event["type"] == kind]

    # ------------------------------------------------------------ inside

    def _app(self) -> FastAPI:
        app = FastAPI()
        app.get("/", response_class=HTMLResponse)(lambda: HTMLResponse(self.page, headers=self.headers))
        app.get("/video")(lambda: FileResponse(self.video, media_type="video/webm"))
        app.get("/sdk/{name}")(self._script)
        app.get("/{name}.js")(self._own_script)
        app.get("/favicon.ico")(lambda: Response(status_code=204))
        app.post("/v1/photos", status_code=202)(self._photo)
        app.post("/v1/bursts", status_code=202)(self._burst)
        app.post("/v1/batches")(self._post)
        app.websocket("/v1/stream")(self._stream)
        self.extend(app)
        return app

    async def _script(self, name: str) -> FileResponse:
        return FileResponse(DIST / name, media_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"})

    async def _own_script(self, name: str) -> Response:
        scripts = {"start": START, **self.scripts}
        return Response(scripts[name], media_type="text/javascript")

    async def _photo(self, request: Request) -> None:
        assert request.headers["authorization"].startswith("Bearer upload")
        self.photos.append((request.headers["x-nonce"], await request.body()))
        await self._tell()

    async def _burst(self, request: Request) -> None:
        head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
        parts = list(BytesParser(policy=HTTP).parsebytes(head + await request.body()).iter_parts())  # type: ignore[attr-defined]
        bodies = [
            (part.get_param("name", header="content-disposition"), part.get_payload(decode=True)) for part in parts
        ]
        meta = next(json.loads(body) for name, body in bodies if name == "meta")
        self.bursts.append((meta, [body for name, body in bodies if name == "f"]))
        await self._tell()

    async def _post(self, request: Request) -> Response:
        """What a page says with its last breath, or a later page for it."""
        first, *texts = (await request.body()).decode().split("\n")
        instance = json.loads(first)["instance"]
        assert json.loads(first)["upload"] == f"upload {instance}"
        session = self._sessions[instance]
        for text in texts:
            batch = json.loads(text)
            # The page that left it, or its beacon, may have been quicker: what does not fit is refused, and asked anew.
            if batch["seq"] == session.last_seq + 1 and batch["prev"] == session.chain:
                self._store(session, batch, text)
        await self._tell()
        stored = {"type": "stored", "last_seq": session.last_seq, "chain": session.chain, "next_n": session.events}
        return Response(json.dumps(stored))

    async def _stream(self, socket: WebSocket) -> None:
        await socket.accept()
        try:
            hello = json.loads(await socket.receive_text())
        except (ValueError, WebSocketDisconnect):
            return  # a page that cannot say hello; the connection ends
        self.hellos.append(hello)
        self._socket = socket
        session = self._sessions.setdefault(hello["instance"], Session())
        await socket.send_text(json.dumps(self._welcome(hello["instance"], session)))
        await self._tell()
        try:
            while True:
                await self._batch(socket, session, await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            pass

    def _welcome(self, instance: str, session: Session) -> Message:
        ask = {
            "sample_every_ms": 500, "batch_every_ms": 300, "pause_unacknowledged_ms": 2000, "hold_after_ms": 600_000,
            "seek_tolerance_ms": 500, "popup_answer_ms": 5000, "burst_fps": 6, "burst_frames": 6, "review_from_ms": 0,
        }  # fmt: skip
        return {
            "type": "welcome", "session": "s1", "resume": f"resume-{len(self.hellos)}", "epoch": len(self.hellos),
            "server_time": int(time.time() * 1000), "key": base64.urlsafe_b64encode(self._key).rstrip(b"=").decode(),
            "chain": session.chain, "last_seq": session.last_seq, "upload": f"upload {instance}",
            "language": self.language, "trainee": "t1", "lesson": "lesson-1", "words": sdk_words(self.language),
            "ask": ask | self.ask,
            "purpose": "demonstration",
            "consent": {"version": "v1", "given": self.consent, "text": CONSENT_TEXT},
        }  # fmt: skip

    async def _batch(self, socket: WebSocket, session: Session, text: str) -> None:
        batch = json.loads(text)
        if batch["seq"] <= session.last_seq or not self.acknowledges:
            return
        self._store(session, batch, text)
        with suppress(WebSocketDisconnect, RuntimeError):  # it may have said its last word; more of it may have come
            await socket.send_text(json.dumps({"type": "ack", "seq": batch["seq"]}))
        await self._tell()

    def _store(self, session: Session, batch: Message, text: str) -> None:
        signed, _, mac = text.rpartition(',"mac":"')
        if mac != hmac.new(self._key, signed.encode(), "sha256").hexdigest() + '"}':
            self.complaints.append(f"bad mac in {batch['seq']}")
        if batch["seq"] != session.last_seq + 1 or batch["prev"] != session.chain:
            self.complaints.append(f"batch {batch['seq']} does not continue {session.last_seq}")
        expected = range(session.events, session.events + len(batch["events"]))
        if [event["n"] for event in batch["events"]] != list(expected):
            self.complaints.append(f"numbers in batch {batch['seq']}")
        session.last_seq, session.chain = batch["seq"], hashlib.sha256(text.encode()).hexdigest()
        session.events += len(batch["events"])
        self.events += batch["events"]
        self.by_instance.setdefault(batch["instance"], []).extend(batch["events"])

    async def _tell(self) -> None:
        async with self._heard:
            self._heard.notify_all()
