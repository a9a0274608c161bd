"""An honest learner without a browser, over the real protocol and in real time (docs/protocol.md).

    await Headless(stream_url, ticket).learn()

What the browser SDK would say about a video that plays is said here; all else is real: the stream, the questions, the
pictures of a face that moves, and the judgement.  Somebody who integrates the monitor can so see a session through to
its verdict before there is a lesson page.  A collector that goes away is waited for, as the browser SDK does.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import secrets
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from monitor.core.consent import PURPOSE
from monitor.learners.attacks import film
from monitor.learners.curriculum import LESSONS, Lesson, unit_of
from monitor.learners.reading import understand
from monitor.ports import Action

TICK_S = 0.25
AGAIN_S = 0.5
QUIET_S = 4.0  # nothing was said for so long, so what is missing has to be learned again
TRY_AGAIN_LATER = 1013  # the reason says after how many seconds
LANGUAGE = "zh-CN"


# The picture came before the connection was lost, or what it answers is no longer open.
_KNOWN_OR_OVER = frozenset({404, 409})


class LearningEnded(Exception):
    """The session ended before the class hour was learned; the message says why."""


class Headless:
    """One person with one session; `say` is told what happens, in one line each."""

    thinking_s = (1.2, 2.4)  # how long a person takes to read and to press
    absent_s = 60.0  # how long a collector may stay away
    patience_s = 120.0  # after the last lesson, for what is still asked and judged

    def __init__(self, stream_url: str, ticket: str, say: Callable[[str], None] = lambda _: None) -> None:
        self._url, self._ticket, self._say = stream_url, ticket, say
        self._http_base = stream_url.replace("ws", "http", 1).removesuffix("/v1/stream")
        self._instance = f"headless-{secrets.token_hex(6)}"
        self._began = time.monotonic()
        self._numbers, self._seeds = itertools.count(), itertools.count(secrets.randbelow(10**6))
        self._seq, self._prev, self._key, self._upload, self._resume = 0, "", b"", "", ""
        self._socket: ClientConnection | None = None
        self._hearing: asyncio.Task[None]
        self._unacknowledged: deque[tuple[int, str]] = deque()
        self._events: list[dict[str, Any]] = []
        self._missing: list[dict[str, Any]] = []
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._lesson = next(iter(LESSONS.values()))
        self._position, self._playing, self._sampled = 0.0, False, 0.0
        self._holds, self._checking = False, False
        self._held_told = ""  # why it does not play, as the collector heard it
        self._unasked_s = 0.0  # played since the last pop-up or face check
        self._state = ""
        self._quiet_since = self._heard_of_at = time.monotonic()

    async def learn(self) -> str:
        """Learn the class hour that the session's lesson belongs to; returns where the attempt stands at the end.

        Raises `LearningEnded`, `OSError` and the errors of websockets and httpx.
        """
        async with httpx.AsyncClient(base_url=self._http_base, timeout=30) as http:
            self._http = http
            welcome = await self._connect()
            self._hearing = asyncio.create_task(self._hear())
            try:
                return await self._hour(welcome)
            finally:
                self._hearing.cancel()
                await asyncio.gather(self._hearing, return_exceptions=True)
                if self._socket is not None:
                    await self._socket.close()

    async def _hour(self, welcome: dict[str, Any]) -> str:
        self._sample_s = welcome["ask"]["sample_every_ms"] / 1000
        self._unheard_s = welcome["ask"]["pause_unacknowledged_ms"] / 1000
        self._unasked_most_s = welcome["ask"]["hold_after_ms"] / 1000
        lessons = self._lessons_of(welcome["lesson"])
        if not welcome["consent"]["given"]:
            self._event("consent_given", purpose=PURPOSE, text_version=welcome["consent"]["version"])
            self._say("agrees to the face checks")
        for lesson in lessons:
            await self._watch(lesson)
        await self._until_judged({lesson.id: lesson for lesson in lessons})
        return self._state

    def _lessons_of(self, lesson: str) -> Sequence[Lesson]:
        """All lessons of the class hour; raises `LearningEnded`."""
        if lesson not in LESSONS:
            raise LearningEnded(f"lesson {lesson} is none of the sandbox's")
        return unit_of(LESSONS[lesson]).lessons

    # ------------------------------------------------------------ watching

    async def _watch(self, lesson: Lesson) -> None:
        self._lesson, self._position, self._playing = lesson, 0.0, False
        self._event("lesson_open", lesson=lesson.id, duration=lesson.seconds * 1000)
        self._say(f"opens {lesson.id} ({lesson.seconds} s)")
        await self._to_the_end(lesson)

    async def _watch_again(self, lesson: Lesson, start: int) -> None:
        """From where something is missing to the end."""
        self._say(f"learns {lesson.id} again from {start // 1000} s")
        origin = round(self._position)
        self._lesson, self._position = lesson, float(start)
        self._state_event("seeking", paused=True, origin=origin)
        self._state_event("seeked", paused=True)
        await self._to_the_end(lesson)

    async def _to_the_end(self, lesson: Lesson) -> None:
        while self._position < lesson.seconds * 1000:
            await self._react()
            await self._play_a_moment()
        self._playing = False
        self._state_event("ended", paused=True)
        await self._flush()

    async def _play_a_moment(self) -> None:
        if reason := self._held_for():
            self._hold(reason)
            await self._flush()  # the lesson may be held until something is heard of the learner
            await asyncio.sleep(TICK_S)
            return
        if not self._playing:
            self._playing, self._held_told = True, ""
            self._state_event("playing")
        began = time.monotonic()
        await asyncio.sleep(TICK_S)
        played = time.monotonic() - began
        self._unasked_s += played
        self._position = min(self._lesson.seconds * 1000, self._position + 1000 * played)
        if time.monotonic() - self._sampled >= self._sample_s:
            self._sampled = time.monotonic()
            self._state_event("sample")
        await self._flush()

    def _held_for(self) -> str:
        """Why the lesson must not play at this moment, in the word of the protocol; empty when it may."""
        if self._unacknowledged and time.monotonic() - self._heard_of_at > self._unheard_s:
            return "unacknowledged"
        if self._holds or self._checking:
            return "check"
        return "system" if self._unasked_s > self._unasked_most_s else ""

    def _pause(self, reason: str) -> None:
        if self._playing:
            self._tell_pause(reason)

    def _hold(self, reason: str) -> None:
        """As the SDK stops a player that is started while it must not play: only so the collector hears why."""
        if self._playing or self._held_told != reason:
            self._tell_pause(reason)

    def _tell_pause(self, reason: str) -> None:
        self._playing, self._held_told = False, reason
        self._state_event("pause", paused=True, held=True, reason=reason)

    async def _until_judged(self, lessons: Mapping[str, Lesson]) -> None:
        """Answer what is still asked and learn again what is missing, until the hour is decided."""
        async with asyncio.timeout(self.patience_s):
            while self._state in ("", "in_progress"):
                await self._react()
                await asyncio.sleep(TICK_S)
                await self._flush()
                if self._missing and not self._checking and time.monotonic() - self._quiet_since > QUIET_S:
                    first = self._missing[0]
                    await self._watch_again(lessons[first["lesson"]], first["media_from"])

    # ------------------------------------------------------------ what is asked

    async def _react(self) -> None:
        if self._hearing.done():
            self._hearing.result()  # why nothing is heard any more
        while not self._inbox.empty():
            message = self._inbox.get_nowait()
            self._quiet_since = time.monotonic()
            if message["type"] == "directive":
                await self._obey(message)
            elif message["type"] == "outcome" and message["kind"] == "liveness":
                self._checking = not message["final"]
                self._say(f"face check: {message['verdict']}")
            elif message["type"] == "status":
                self._state, self._missing = message["state"], message["missing"]
                self._say(f"{message['state']}: {message['credited_ms'] // 1000} s of the class hour so far")
            elif message["type"] == "error":
                self._say(f"refused: {message['code']} {message['field']}")

    async def _obey(self, asked: dict[str, Any]) -> None:
        kind = asked["kind"]
        if kind == "popup":
            await self._answer(asked)
        elif kind == "photo":
            await self._take_photo(asked["nonce"])
        elif kind == "liveness":
            await self._show_face(asked)
        elif kind == "end":
            raise LearningEnded(asked["message"][LANGUAGE])
        else:
            self._holds = kind == "hold"

    async def _answer(self, asked: dict[str, Any]) -> None:
        self._pause("popup")
        self._unasked_s = 0.0
        self._event("popup_presented", nonce=asked["nonce"], held=True, visible=True)
        await self._flush()
        if asked.get("photo_nonce"):
            await self._take_photo(asked["photo_nonce"])
        began = time.monotonic()
        least, most = self.thinking_s
        await asyncio.sleep(least + secrets.randbelow(1000) / 1000 * (most - least))
        challenge = asked["challenge"]
        options = {option["id"]: option["text"][LANGUAGE] for option in challenge["options"]}
        answer = understand(challenge["prompt"][LANGUAGE], options)
        latency = round(1000 * (time.monotonic() - began))
        self._event("popup_answered", nonce=asked["nonce"], answer=answer, latency=latency)
        self._say(f"answers a pop-up: {challenge['prompt'][LANGUAGE]} {options[answer]}")
        await self._flush()

    async def _take_photo(self, nonce: str) -> None:
        [picture] = await self._filmed("nod", 1)
        self._event("photo_commit", nonce=nonce, sha256=hashlib.sha256(picture).hexdigest())
        await self._flush()
        headers = {**self._bearer, "X-Nonce": nonce, "Content-Type": "image/jpeg"}
        await self._post("/v1/photos", content=picture, headers=headers)
        self._say("a photo is taken")

    async def _show_face(self, asked: dict[str, Any]) -> None:
        self._pause("check")
        self._unasked_s = 0.0
        await self._flush()
        self._checking = True
        frames = await self._filmed(asked["action"], asked["frames"])
        await asyncio.sleep(len(frames) / asked["fps"])
        moments = [round(1000 * place / asked["fps"]) for place in range(len(frames))]
        meta = {name: asked[name] for name in ("nonce", "action", "fps")}
        meta |= {"t": moments, "w": 480, "h": 360, "track": {"label": "", "kind": ""}}
        files = [("f", (f"{place}.jpg", frame, "image/jpeg")) for place, frame in enumerate(frames)]
        taken = await self._post("/v1/bursts", data={"meta": json.dumps(meta)}, files=files, headers=self._bearer)
        self._checking &= taken  # nothing is said of what had its answer over an earlier connection
        self._say(f"shows the face: {asked['action']}")

    async def _filmed(self, action: Action, frames: int) -> list[bytes]:
        return await asyncio.to_thread(film, "astronaut", action, next(self._seeds), frames=frames)

    async def _post(self, path: str, **content: Any) -> bool:
        """Hand something in, also to a collector that comes back only later; false for what it knows already."""
        async with asyncio.timeout(self.absent_s):
            while True:
                try:
                    answer = await self._http.post(path, **content)
                except httpx.TransportError:
                    await asyncio.sleep(AGAIN_S)
                    continue
                if answer.is_server_error:
                    await asyncio.sleep(AGAIN_S)
                    continue
                if answer.status_code in _KNOWN_OR_OVER:
                    return False
                answer.raise_for_status()
                return True

    @property
    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._upload}"}

    # ------------------------------------------------------------ the stream

    async def _connect(self) -> dict[str, Any]:
        """Say hello, adopt the welcome and send again what was not acknowledged."""
        socket = await connect(self._url)
        welcome = await self._hello(socket)
        self._key, self._upload, self._resume = _decoded(welcome["key"]), welcome["upload"], welcome["resume"]
        self._holds, self._checking = welcome["hold"] is not None, False  # what is still asked is asked again
        if not self._prev:
            self._prev, self._seq = welcome["chain"], welcome["last_seq"] + 1
        self._forget(welcome["last_seq"])
        await self._send_again(socket, welcome["last_seq"])
        self._socket = socket
        return welcome

    async def _send_again(self, socket: ClientConnection, last: int) -> None:
        """All after batch `last`, also what is said meanwhile."""
        while later := [(seq, text) for seq, text in self._unacknowledged if seq > last]:
            for _, text in later:
                await socket.send(text)
            last = later[-1][0]

    async def _hello(self, socket: ClientConnection) -> dict[str, Any]:
        proof = {"resume": self._resume} if self._resume else {"ticket": self._ticket}
        hello = {"type": "hello", "protocol": 1, **proof, "instance": self._instance}
        await socket.send(json.dumps({**hello, "mode": "enforce", "sdk": "headless", "language": LANGUAGE}))
        welcome: dict[str, Any] = json.loads(await socket.recv())
        if welcome["type"] != "welcome":
            raise LearningEnded(welcome["message"][LANGUAGE])
        return welcome

    async def _hear(self) -> None:
        """Take what the collector says, on one connection after the other."""
        while self._socket is not None:
            try:
                self._heard(json.loads(await self._socket.recv()))
            except ConnectionClosed as closed:
                self._socket = None
                await self._come_back(closed)

    def _heard(self, message: dict[str, Any]) -> None:
        if message["type"] == "ack":
            self._forget(message["seq"])
        else:
            self._inbox.put_nowait(message)

    def _forget(self, seq: int) -> None:
        """What is durable need not be sent again."""
        self._heard_of_at = time.monotonic()
        while self._unacknowledged and self._unacknowledged[0][0] <= seq:
            self._unacknowledged.popleft()

    async def _come_back(self, closed: ConnectionClosed) -> None:
        """Reconnect, no sooner than the collector asked."""
        asked = closed.rcvd is not None and closed.rcvd.code == TRY_AGAIN_LATER
        wait = float(closed.rcvd.reason) if asked and closed.rcvd else AGAIN_S
        self._say(f"the connection is lost; comes back in {wait:g} s")
        async with asyncio.timeout(self.absent_s):
            while self._socket is None:
                await asyncio.sleep(wait)
                wait = AGAIN_S
                with suppress(OSError, ConnectionClosed, InvalidHandshake):
                    await self._connect()
        self._say("is connected again")

    def _event(self, kind: str, **fields: Any) -> None:
        at = round(1000 * (time.monotonic() - self._began))
        self._events.append({"type": kind, "n": next(self._numbers), "t": at, **fields})

    def _state_event(self, kind: str, **fields: Any) -> None:
        state = {"lesson": self._lesson.id, "position": round(self._position), "paused": False, "visible": True}
        self._event(kind, **{**state, **fields})

    async def _flush(self) -> None:
        """Send what there is to say as one batch, signed and chained."""
        if not self._events:
            return
        events, self._events = self._events, []
        body = {"type": "batch", "seq": self._seq, "prev": self._prev, "instance": self._instance}
        sent = {**body, "sent": events[-1]["t"], "events": events}
        unsigned = json.dumps(sent, separators=(",", ":"), ensure_ascii=False)[:-1]
        mac = hmac.new(self._key, unsigned.encode(), hashlib.sha256).hexdigest()
        text = f'{unsigned},"mac":"{mac}"}}'
        self._seq, self._prev = self._seq + 1, hashlib.sha256(text.encode()).hexdigest()
        self._kept(self._seq - 1, text)
        if self._socket is not None:
            with suppress(ConnectionClosed):  # it is sent again with the next connection
                await self._socket.send(text)

    def _kept(self, seq: int, text: str) -> None:
        """Keep a batch until it is acknowledged."""
        if not self._unacknowledged:
            self._heard_of_at = time.monotonic()  # until now there was nothing to be heard of
        self._unacknowledged.append((seq, text))


def _decoded(key: str) -> bytes:
    import base64

    return base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
