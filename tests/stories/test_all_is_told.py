"""The nine things that vendors and institutions are told by webhook, each by what really happens; and dead letters."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

import msgspec
import pytest
from hours_on_desk import at_double_speed, honestly, in_doubt, learn_and_claim
from platform_story import Story
from small_world import PLATFORM
from typer.testing import CliRunner

from monitor.__main__ import app
from monitor.adapters.clock import SystemClock
from monitor.core.review_facts import Decision
from monitor.core.webhooks import EVENTS, SCHEDULE_S
from monitor.flows import webhooks
from monitor.flows.review import decide
from monitor.ports import NotDelivered, Sent

OWNERS = {
    "https://vendor.example/": (PLATFORM, "platform"),
    "https://school.example/": ("institution-1", "institution"),
}


class Post:
    """Takes what is sent, unless nobody is at home."""

    def __init__(self) -> None:
        self.came: list[tuple[str, str, dict]] = []  # url, name of the message, body
        self.closed: set[str] = set()

    async def post(self, url, headers, body) -> Sent:
        if url in self.closed:
            raise NotDelivered("nobody is at home")
        self.came.append((url, headers["webhook-id"], msgspec.json.decode(body)))
        return Sent(200)

    def told(self, url: str) -> Counter:
        return Counter(body["type"] for to, _, body in self.came if to == url)


@pytest.fixture
def desk(desk):
    desk.post = Post()
    desk.monitor = replace(desk.monitor, webhook_sender=desk.post)
    desk.restart()
    for url, (owner, kind) in OWNERS.items():
        secret = desk.monitor.seal.close(b"s" * 24, webhooks.SEALED_AS)
        desk.monitor.registry.add_endpoint(owner, kind, url=url, events=(), secret=secret, at=desk.clock.now())
    return desk


async def delivered(desk) -> None:
    """Let all that waits be sent, without the clock going on."""
    await desk.collector.background.settle()
    while await webhooks.turn(desk.collector):
        pass


async def test_each_of_the_nine_events_is_told_to_those_whom_it_concerns(desk):
    story = Story(desk)
    doubted = await learn_and_claim(desk, desk.trainee("doubted"), in_doubt)
    await decide(
        desk.collector, Decision(attempt=doubted.attempt, outcome="restored", decided_by="zhao", reason="it is she")
    )
    await story.is_caught()
    await story.is_heard()
    story.next_day()
    await story.is_decided()
    await story.is_decided("reinstated")
    await delivered(desk)

    vendor, school = (desk.post.told(url) for url in OWNERS)
    assert set(vendor) == set(EVENTS)
    assert set(school) == {event for event in EVENTS if not event.startswith("platform.")}
    assert (vendor["hour.held"], vendor["hour.restored"]) == (1, 1)
    assert vendor["hour.not_counted"] == vendor["hour.reinstated"] == 3
    assert vendor["hour.void_proposed"] == 2 * 3  # and again when what they are is no longer the platform's matter
    assert (vendor["platform.notified"], vendor["platform.suspended"]) == (1, 1)
    assert vendor["hour.certified"] == vendor["certificate.issued"] == 2  # the restored one, and that of the first day
    names = [(url, name) for url, name, _ in desk.post.came]
    assert len(set(names)) == len(names)
    told = [body for url, _, body in desk.post.came if url == "https://vendor.example/"]
    [restored] = [body["data"] for body in told if body["type"] == "hour.restored"]
    assert (restored["attempt"], restored["outcome"]) == (doubted.attempt, "certified")


async def test_what_nobody_took_in_three_days_is_a_dead_letter_and_is_sent_again_by_hand(desk, tmp_path):
    desk.post.closed.add("https://vendor.example/")
    await learn_and_claim(desk, desk.trainee("li"), honestly)
    for seconds in (0, *SCHEDULE_S):
        desk.clock.advance(round(seconds * 1.2 * 1000) + 1)
        await delivered(desk)

    async def command(*words: str):
        return await asyncio.to_thread(CliRunner().invoke, app, ["webhooks", *words, "--data", str(tmp_path)])

    dead = (await command("dead")).stdout.split()
    assert len(dead) == 2
    assert desk.post.told("https://school.example/") == {"hour.certified": 1, "certificate.issued": 1}
    assert desk.post.told("https://vendor.example/") == {}

    desk.post.closed.clear()
    replayed = await command("replay", "dead")
    assert (replayed.exit_code, replayed.stdout) == (0, "2 deliveries will be tried again\n")
    desk.clock.set(max(desk.clock.now(), SystemClock().now()))  # the command goes by the machine's
    await delivered(desk)
    for url in OWNERS:
        assert desk.post.told(url) == {"hour.certified": 1, "certificate.issued": 1}
    assert {name for url, name, _ in desk.post.came if "vendor" in url} == set(dead)
    assert (await command("dead")).stdout == ""
    assert (await command("replay", "dead")).exit_code == 1


async def test_a_void_at_double_speed_is_told_once_however_often_it_is_claimed(desk):
    trainee = desk.trainee("li")
    for _ in range(2):
        await learn_and_claim(desk, trainee, at_double_speed)
    await delivered(desk)

    attempts = [body["data"]["attempt"] for url, _, body in desk.post.came if "vendor" in url]
    assert len(set(attempts)) == len(attempts) == 2
