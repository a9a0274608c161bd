"""What Prometheus is told: counts of what happened, by Prometheus' conventions, and nobody's name."""

import re
from math import isnan

from sdk_double import Sdk, seen
from small_world import jpeg

from monitor.flows.metrics import Histogram
from monitor.web.metrics import FAMILIES

LINE = re.compile(r'(?P<name>[a-z_]+)(?P<labels>\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? (?P<value>[0-9.e+-]+|nan)')


async def told(world) -> dict[str, float]:
    """Every sample by its name and labels."""
    text = (await world.http.get("/metrics")).text
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(LINE.fullmatch(line) for line in lines)
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_names_follow_prometheus_conventions():
    for family in FAMILIES:
        assert (family.kind == "counter") == family.name.endswith("_total"), family.name
        assert family.meaning.endswith("."), family.name
    assert len({family.name for family in FAMILIES}) == len(FAMILIES)


def test_a_time_on_a_bound_belongs_to_it_and_one_behind_all_is_counted_too():
    histogram = Histogram((0.1, 1.0))
    for seconds in (0.1, 0.100001, 1.0, 50.0):
        histogram.observe(seconds)

    assert histogram.read() == ([(0.1, 1), (1.0, 3), (float("inf"), 4)], 51.200001)


async def test_batches_are_counted_with_the_time_to_their_acknowledgement(world, sdk):
    first = await sdk.send_acked()
    await sdk.send_acked()
    await sdk.say(first)
    await sdk.until("ack")
    now = await told(world)

    assert now['monitor_batches_total{outcome="stored"}'] == 2
    assert now['monitor_batches_total{outcome="repeated"}'] == 1
    assert now["monitor_ack_seconds_count"] == now['monitor_ack_seconds_bucket{le="+Inf"}'] == 3
    assert now["monitor_ack_seconds_sum"] > 0
    assert now['monitor_open_connections{transport="websocket"}'] == 1


async def test_what_is_dropped_is_counted_by_its_reason(world, sdk):
    await sdk.say("not JSON")
    await sdk.until("error", code="malformed")
    stranger = await Sdk(sdk.stream_url, "no such ticket").open()
    await stranger.hello()
    now = await told(world)

    assert now['monitor_refused_total{code="malformed"}'] == 1
    assert now['monitor_refused_total{code="bad_ticket"}'] == 1


async def test_judgements_faces_and_the_registry_are_timed_and_verdicts_counted(world, sdk):
    for step in (1, 2, 3):
        directive = await sdk.until("directive", kind="liveness", step=step)
        await sdk.post_burst(world.http, directive, [jpeg() for _ in range(8)])

    async def judged() -> bool:
        return (await told(world))["monitor_judgement_seconds_count"] == 1

    await seen(judged)
    now = await told(world)

    assert now['monitor_face_seconds_count{kind="burst"}'] == 3
    assert now['monitor_verdicts_total{result="in_progress"}'] == 1
    assert now["monitor_registry_seconds_count"] > 10


async def test_messages_that_nobody_sends_are_overdue_a_minute_after_their_time(world, monkeypatch):
    registry, now = world.monitor.registry, world.monitor.clock.now()
    asked = []
    monkeypatch.setattr(registry, "overdue_deliveries", lambda before: asked.append(before) or 3)

    assert (await told(world))["monitor_webhooks_overdue"] == 3
    assert 0 <= asked[0] + 60_000 - now < 60_000


async def test_a_registry_that_does_not_answer_takes_one_number_away_and_no_other(world, monkeypatch):
    def silent(before):
        raise world.monitor.registry_error("database", "cannot be used", "see the operator's guide")

    monkeypatch.setattr(world.monitor.registry, "overdue_deliveries", silent)
    now = await told(world)

    assert isnan(now["monitor_webhooks_overdue"])
    assert now["monitor_live_sessions"] == 0


async def test_nobody_and_no_session_is_named(world, sdk):
    await sdk.send_acked()
    live = await world.collector.sessions.get(sdk.session)
    text = (await world.http.get("/metrics")).text

    assert live.state.trainee not in text
    assert sdk.session not in text
