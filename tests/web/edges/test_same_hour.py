"""A trainee's hour is the same to the second over either edge: what is stored when, and what is judged."""

import itertools
import shutil
from dataclasses import replace
from types import SimpleNamespace

import httpx
import pytest
from msgspec import structs
from sdk_double import Sdk
from small_world import CLASS, LESSONS, PLATFORM, UNIT, FakeFaces, add_trainee, client_of, seed

from monitor import assembly
from monitor.adapters.clock import ManualClock
from monitor.adapters.registry import attempts, trainees
from monitor.core.verdict import Verdict
from monitor.flows.claim import claim
from monitor.flows.collector import Collector
from monitor.flows.open_session import open_session
from monitor.learners.reading import understand
from monitor.learners.serving import served
from monitor.settings import Settings
from monitor.web.app import create_app
from monitor.web.conversation import PATH
from monitor.web.server import websockets
from tests.registry.databases import lay_out

START, LESSON_S = 1_790_000_000_000, 32
SIDES = ("client", "server")


def picture(name: str) -> bytes:
    """A picture of this name, the same in every run."""
    return b"\xff\xd8\xff\xdb" + (202).to_bytes(2, "big") + name.encode().ljust(200, b".")[:200] + b"\xff\xd9"


class Learning:
    """Learns the unit second by second on a clock that somebody moves, and answers whatever is asked."""

    def __init__(self, collector: Collector, clock: ManualClock, sdk: Sdk, http: httpx.AsyncClient) -> None:
        self.collector, self.clock, self.sdk, self.http = collector, clock, sdk, http
        self.place: dict = {}
        self.thinking = itertools.count(2000, 370)  # ms; people are not as even as programs

    async def learn(self) -> None:
        await self.obey()
        for lesson in LESSONS:
            await self.say(self.sdk.event("lesson_open", lesson=lesson, duration=LESSON_S * 1000))
            for second in range(LESSON_S + 1):
                self.clock.advance(1000)
                self.place = {"lesson": lesson, "position": second * 1000, "rate": 1.0, "visible": True}
                await self.say(self.sdk.event("sample", **self.place, paused=False))
            await self.say(self.sdk.event("ended", **self.place, paused=True))

    async def say(self, *events: dict) -> None:
        """What follows from it has been done, and answered, when this returns."""
        await self.sdk.send_acked(*events)
        await self.obey()

    async def obey(self) -> None:
        while True:
            await self.collector.background.settle()
            await self.sdk.say("has everything been said?")
            await self.sdk.until("error", code="malformed")
            asked = [message for message in self.sdk.heard if message["type"] == "directive"]
            self.sdk.heard.clear()
            if not asked:
                return
            for directive in asked:
                await self.answer(directive)

    async def answer(self, asked: dict) -> None:
        sdk = self.sdk
        if asked["kind"] == "liveness":
            await sdk.post_burst(self.http, asked, [picture(f"{asked['nonce']}-{place}") for place in range(8)])
        elif asked["kind"] == "photo":
            await self.photograph(asked["nonce"])
        elif asked["kind"] == "popup":
            paused = sdk.event("pause", **self.place, paused=True, held=True, reason="popup")
            await sdk.send_acked(paused, sdk.event("popup_presented", nonce=asked["nonce"], held=True, visible=True))
            if asked["photo_nonce"]:
                await self.photograph(asked["photo_nonce"])
            options = {option["id"]: option["text"]["en"] for option in asked["challenge"]["options"]}
            chosen = understand(asked["challenge"]["prompt"]["en"], options)
            thought = next(self.thinking)
            self.clock.advance(thought)
            await sdk.send_acked(sdk.event("popup_answered", nonce=asked["nonce"], answer=chosen, latency=thought))
            await sdk.send_acked(sdk.event("playing", **self.place, paused=False))

    async def photograph(self, nonce: str) -> None:
        taken = picture(nonce)
        await self.sdk.commit_photo(nonce, taken)
        await self.sdk.post_photo(self.http, nonce, taken)
        await self.collector.background.settle()


@pytest.fixture
def unchanging(monkeypatch):
    """Names that are drawn, so that both runs have the same."""
    names = SimpleNamespace(token_hex=lambda size: "1" * 2 * size)
    for module in (attempts, trainees):
        monkeypatch.setattr(module, "secrets", names)


async def hour_over(edge: str, folder, keys) -> tuple[list[tuple], list[tuple], Verdict]:
    """What came from the SDK and when, what the server noted and when, and what was judged."""
    shutil.copytree(keys, folder / "keys")
    lay_out(folder)
    clock = ManualClock(START)
    async with assembly.build(Settings(data=folder, rule_pack="demo"), faces=FakeFaces()) as built:
        seed(built.registry)
        trainee = add_trainee(built.registry, "li")
        app = create_app(replace(built, clock=clock))
        async with served(app, **websockets(edge)) as address, client_of(address) as http:
            collector = app.state.collector
            opened = await open_session(collector, "s-1", PLATFORM, trainee, CLASS, LESSONS[0])
            async with Sdk(address.replace("http", "ws") + PATH, opened.ticket) as sdk:
                sdk._t = iter(lambda: clock.now() - START, None)  # the page's clock runs as the server's does
                await Learning(collector, clock, sdk, http).learn()
                entries = await built.log.read("s-1")
            verdict = await claim(collector, PLATFORM, trainee, CLASS, UNIT)
    came = {
        source: [(one.received - START, one.payload) for one in entries if one.source == source] for source in SIDES
    }
    return came["client"], sorted(came["server"]), verdict


@pytest.mark.usefixtures("unchanging")
async def test_an_hour_is_the_same_to_the_second_over_either_edge(tmp_path):
    for folder in ("keys", "asgi", "picows"):
        (tmp_path / folder).mkdir()
    async with assembly.build(Settings(data=tmp_path / "keys", rule_pack="demo"), faces=FakeFaces()):
        keys = tmp_path / "keys" / "keys"
    said, noted, verdict = await hour_over("asgi", tmp_path / "asgi", keys)
    said_fast, noted_fast, verdict_fast = await hour_over("picows", tmp_path / "picows", keys)

    assert said_fast == said
    assert noted_fast == noted
    assert verdict_fast == structs.replace(verdict, heads=verdict_fast.heads)
    assert (verdict.result, verdict.credited_ms) == ("certified", 2 * LESSON_S * 1000)
