"""An SDK without a browser: speaks docs/protocol.md, so that tests say only what matters to them."""

import asyncio
import base64
import hashlib
import hmac
import itertools
import json
from collections import deque
from typing import Self

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

LIMIT = 10.0  # seconds; nothing in a test takes so long
LESSON = "lesson-1"


async def seen(look) -> None:
    """Wait until something can be seen; `look` is asynchronous and asks the collector, which sends no signal."""
    async with asyncio.timeout(LIMIT):
        while not await look():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def end(sdk: "Sdk") -> None:
    """Let the session end: three face checks in a row that no camera takes."""
    for _ in range(3):
        await sdk.until("directive", kind="liveness")
        await sdk.send(sdk.event("camera", state="failed"))
    assert (await sdk.until("directive", kind="end"))["reason"] == "face_checks_failed"


def signed(body: dict, key: bytes) -> str:
    """The text of a batch, its `mac` last."""
    unsigned = json.dumps(body, separators=(",", ":"))[:-1]
    return f'{unsigned},"mac":"{hmac.new(key, unsigned.encode(), hashlib.sha256).hexdigest()}"}}'


def sha256(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


class Sdk:
    """One run of the SDK on one connection after another."""

    def __init__(self, stream_url: str, ticket: str, instance: str = "instance-1") -> None:
        self.stream_url = stream_url
        self.ticket = ticket
        self.instance = instance
        self.resume = ""
        self.key = b""
        self.upload = ""
        self.session = ""
        self.seq = 0
        self.prev = ""
        self.sent: list[str] = []
        self.acked = -1
        self.welcome: dict = {}
        self.heard: deque[dict] = deque()
        self.received: list[dict] = []
        self.limit = LIMIT
        self._events = itertools.count()
        self._t = itertools.count(1000, 100)
        self._socket = None

    # ------------------------------------------------------------ connecting

    async def open(self, **headers: str) -> "Sdk":
        self._socket = await connect(self.stream_url, max_size=None, additional_headers=headers)
        return self

    async def hello(self, **fields) -> dict:
        """Say hello and return the answer, a welcome or an error."""
        proof = {"resume": self.resume} if self.resume else {"ticket": self.ticket}
        said = {"type": "hello", "protocol": 1, **proof, "instance": self.instance, "mode": "enforce", "sdk": "0",
                "language": "en"}  # fmt: skip
        await self.say({**said, **fields})
        answer = await self.next()
        if answer["type"] == "welcome":
            self._adopt(answer)
        return answer

    async def start(self, **fields) -> "Sdk":
        """Connect and be welcome."""
        await self.open()
        answer = await self.hello(**fields)
        assert answer["type"] == "welcome", answer
        return self

    async def come_back(self) -> "Sdk":
        """Reconnect with the resume token and send what was not acknowledged, as the protocol asks."""
        await self.start()
        for text in self.sent[self.welcome["last_seq"] + 1 :]:
            await self.say(text)
        return self

    def _adopt(self, welcome: dict) -> None:
        first = not self.welcome
        self.welcome = welcome
        self.resume, self.upload, self.session = welcome["resume"], welcome["upload"], welcome["session"]
        self.key = base64.urlsafe_b64decode(welcome["key"] + "==")
        if first:
            self.seq, self.prev = welcome["last_seq"] + 1, welcome["chain"]

    async def drop(self) -> None:
        """Lose the connection without a goodbye."""
        self._socket.transport.abort()
        await self._socket.wait_closed()

    async def leave(self) -> None:
        await self._socket.close()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_) -> None:
        await self.leave()

    # ------------------------------------------------------------ saying

    def event(self, kind: str, **fields) -> dict:
        return {"type": kind, "n": next(self._events), "t": next(self._t), **fields}

    def sample(self, **fields) -> dict:
        state = {"lesson": LESSON, "position": 0, "rate": 1.0, "paused": True, "visible": True}
        return self.event("sample", **{**state, **fields})

    def batch(self, *events: dict, **fields) -> str:
        """The next batch, signed and chained, not sent."""
        body = {"type": "batch", "seq": self.seq, "prev": self.prev, "instance": self.instance, "sent": 1}
        return signed({**body, "events": list(events) or [self.sample()], **fields}, self.key)

    async def send(self, *events: dict) -> str:
        """Send the next batch and go on from it."""
        text = self.batch(*events)
        self.sent.append(text)
        self.seq, self.prev = self.seq + 1, sha256(text)
        await self.say(text)
        return text

    async def send_acked(self, *events: dict) -> str:
        text = await self.send(*events)
        await self.until_acked(self.seq - 1)
        return text

    async def say(self, message: dict | str | bytes) -> None:
        await self._socket.send(json.dumps(message) if isinstance(message, dict) else message)

    # ------------------------------------------------------------ hearing

    async def next(self) -> dict:
        """The next message, whatever it is."""
        async with asyncio.timeout(self.limit):
            self.received.append(json.loads(await self._socket.recv()))
        return self.received[-1]

    async def until(self, kind: str, /, **fields) -> dict:
        """The next message of this type with these fields; what comes before it is kept in `heard`."""
        for kept in list(self.heard):
            if _fits(kept, kind, fields):
                self.heard.remove(kept)
                return kept
        while True:
            message = await self.next()
            if message["type"] == "ack":
                self.acked = max(self.acked, message["seq"])
            if _fits(message, kind, fields):
                return message
            self.heard.append(message)

    async def until_acked(self, seq: int) -> None:
        while self.acked < seq:
            await self.until("ack")

    async def until_closed(self) -> int:
        """The code with which the collector closed the connection."""
        async with asyncio.timeout(LIMIT):
            while True:
                try:
                    self.heard.append(json.loads(await self._socket.recv()))
                except ConnectionClosed as closed:
                    return closed.rcvd.code if closed.rcvd else 1006

    # ------------------------------------------------------------ pictures

    async def commit_photo(self, nonce: str, picture: bytes) -> None:
        await self.send_acked(self.event("photo_commit", nonce=nonce, sha256=sha256(picture)))

    async def post_photo(self, http: httpx.AsyncClient, nonce: str, picture: bytes) -> httpx.Response:
        return await http.post("/v1/photos", content=picture, headers=self.photo_headers(nonce))

    def photo_headers(self, nonce: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.upload}", "X-Nonce": nonce, "Content-Type": "image/jpeg"}

    async def post_burst(self, http: httpx.AsyncClient, directive: dict, frames: list[bytes], **meta) -> httpx.Response:
        asked = {name: directive[name] for name in ("nonce", "action", "fps")}
        taken = {"t": [i * 125 for i in range(len(frames))], "w": 480, "h": 360, "track": {"label": "", "kind": ""}}
        said = {**asked, **taken}
        files = [("f", (f"{i}.jpg", frame, "image/jpeg")) for i, frame in enumerate(frames)]
        headers = {"Authorization": f"Bearer {self.upload}"}
        return await http.post("/v1/bursts", data={"meta": json.dumps({**said, **meta})}, files=files, headers=headers)


def _fits(message: dict, kind: str, fields: dict) -> bool:
    return message["type"] == kind and all(message.get(name) == value for name, value in fields.items())
