"""Vendors are told what happens: signed, at least once, and again by hand (docs/api.md)."""

import asyncio
import base64
import json

import pytest
from hook_receiver import receiving
from killable import small_collector
from sdk_double import seen
from small_world import running
from test_vendor_api import is_problem
from verdicts_at_hand import store

from monitor.core import webhooks as rules


@pytest.fixture
async def world(tmp_path):
    async with running(tmp_path, webhook_poll_ms=20, webhook_timeout_ms=500) as world:
        yield world


@pytest.fixture
async def receiver():
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
def hurried(monkeypatch):
    """Deliveries that failed are tried again in no time."""
    monkeypatch.setattr(rules, "SCHEDULE_S", (0, 0, 0))


async def register(world, receiver, **wanted) -> dict:
    response = await world.platform("POST", "/v1/webhooks", json={"url": receiver.url, **wanted})
    assert response.status_code == 201, response.text
    return response.json()


async def deliveries(world, state: str = "") -> list[dict]:
    query = f"?state={state}" if state else ""
    return (await world.platform("GET", f"/v1/webhooks/deliveries{query}")).json()["items"]


async def settled(world, state: str, count: int = 1) -> list[dict]:
    async def there() -> bool:
        return len(await deliveries(world, state)) >= count

    await seen(there)
    return await deliveries(world, state)


# ---------------------------------------------------------------- what is told


async def test_a_certified_hour_is_told_with_its_certificate(world, receiver):
    secret = (await register(world, receiver))["secret"]
    verdict = store(world, world.trainee())
    await receiver.until(2)
    headers, body = receiver.came[0]
    said = json.loads(body)

    assert sorted(receiver.types) == ["certificate.issued", "hour.certified"]
    assert said["data"]["attempt"] == verdict.attempt
    assert said["timestamp"].endswith("Z")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    at = int(headers["webhook-timestamp"]) * 1000
    assert headers["webhook-signature"] == rules.headers(headers["webhook-id"], at, body, [key])["webhook-signature"]


async def test_only_what_was_asked_for_is_told(world, receiver):
    await register(world, receiver, events=["hour.void_proposed"])
    store(world, world.trainee("one"))
    store(world, world.trainee("two"), "wrong_order")
    await receiver.until(1)
    await settled(world, "delivered")

    assert receiver.types == ["hour.void_proposed"]


async def test_the_institution_of_the_class_is_told_too_and_other_platforms_are_not(world, receiver):
    from datetime import date

    registry = world.monitor.registry
    registry.add_platform("other", title="O", source_system="test", external_id="o", catalogued_from=date(2023, 3, 7))
    endpoints = {}
    for name, owner, kind in (("school", "institution-1", "institution"), ("other", "other", "platform")):
        headers = {"Authorization": f"Bearer {registry.issue_key(owner, 0, kind=kind)}"}
        wanted = {"url": receiver.url, "events": ["hour.certified"]}
        made = await world.http.post("/v1/webhooks", json=wanted, headers=headers)
        endpoints[name] = (made.json()["endpoint"], headers)
    store(world, world.trainee())
    await receiver.until(1)

    told = {}
    for name, (_, headers) in endpoints.items():
        told[name] = (await world.http.get("/v1/webhooks/deliveries", headers=headers)).json()["items"]
    assert [delivery["event"] for delivery in told["school"]] == ["hour.certified"]
    assert told["other"] == []


async def test_a_verdict_that_is_judged_again_is_told_once(world, receiver):
    await register(world, receiver, events=["hour.held"])
    trainee = world.trainee()
    store(world, trainee, "scripted_clicker")
    store(world, trainee, "scripted_clicker", credited_ms=1)
    await settled(world, "delivered")

    async def all_told() -> bool:
        return world.monitor.registry.untold(10) == []

    await seen(all_told)
    assert receiver.types == ["hour.held"]


async def test_a_platform_is_told_of_a_notice_and_of_its_suspension(world, receiver):
    from monitor.core.platform_facts import CaseDecision, ProbeReported, Repetition
    from monitor.flows import platform_cases as cases

    await register(world, receiver)
    collector, now = world.collector, world.monitor.clock.now()
    runs = tuple(Repetition(at=now, allowed=True) for _ in range(world.monitor.pack["probe_repetitions"]))
    probe = ProbeReported(
        platform="platform-1", disqualifier="D1", by="zhao", authority="doc 1", procedure="2x", repetitions=runs
    )
    case = (await cases.report_probe(collector, probe)).case
    await cases.verify(collector, "platform-1", case, "zhao", "seen")
    await cases.notify(collector, "platform-1", case, "zhao", "请说明")
    await receiver.until(1)
    await cases.answer(collector, "platform-1", case, "vendor", "none")
    for by in ("zhao", "qian"):
        decision = CaseDecision(
            platform="platform-1", case=case, by=by, outcome="confirmed", document="doc 2", reason="proven"
        )
        await cases.decide(collector, decision)
    await receiver.until(2)

    assert receiver.types == ["platform.notified", "platform.suspended"]
    assert json.loads(receiver.came[0][1])["data"]["text"] == "请说明"
    assert json.loads(receiver.came[1][1])["data"]["document"] == "doc 2"


# ---------------------------------------------------------------- trying again


async def test_what_failed_is_tried_again_under_the_same_name(world, receiver, hurried):
    await register(world, receiver, events=["hour.certified"])
    receiver.answers = [500, 302]
    store(world, world.trainee())
    [done] = await settled(world, "delivered")

    assert receiver.names == [done["message"]] * 3
    assert done["attempts"] == 3
    assert len({body for _, body in receiver.came}) == 1


async def test_an_endpoint_that_does_not_answer_in_time_is_asked_again(world, receiver, hurried):
    await register(world, receiver, events=["hour.certified"])
    receiver.answers = [None]
    store(world, world.trainee())
    [done] = await settled(world, "delivered")

    assert done["attempts"] == 2


async def test_after_the_last_try_it_is_given_up_and_can_be_sent_again_by_hand(world, receiver, hurried):
    await register(world, receiver, events=["hour.certified"])
    receiver.answers = [500] * 4
    store(world, world.trainee())
    [dead] = await settled(world, "dead")
    replayed = await world.platform("POST", f"/v1/webhooks/messages/{dead['message']}/replay")
    [done] = await settled(world, "delivered")

    assert (dead["attempts"], dead["last_status"], dead["last_error"]) == (4, 500, "HTTP 500")
    assert (replayed.status_code, replayed.json()) == (202, {"deliveries": 1})
    assert done["message"] == dead["message"]
    assert len(receiver.came) == 5


async def test_an_endpoint_that_asks_for_time_gets_it(world, receiver, hurried):
    await register(world, receiver, events=["hour.certified"])
    receiver.answers, receiver.headers = [503], {"Retry-After": "3600"}
    store(world, world.trainee())
    await receiver.until(1)

    async def put_off() -> bool:
        return (await deliveries(world))[0]["last_status"] == 503

    await seen(put_off)
    from datetime import datetime

    next_try = datetime.fromisoformat((await deliveries(world))[0]["next_try_at"]).timestamp()
    assert next_try * 1000 > world.monitor.clock.now() + 3_500_000


async def test_an_endpoint_that_is_gone_is_told_nothing_more(world, receiver):
    await register(world, receiver, events=["hour.certified"])
    receiver.answers = [410]
    store(world, world.trainee("one"))
    await settled(world, "dead")
    store(world, world.trainee("two"))
    [endpoint] = (await world.platform("GET", "/v1/webhooks")).json()["items"]

    assert endpoint["disabled_at"]
    assert len(receiver.came) == 1


async def test_somebody_elses_message_cannot_be_replayed(world, receiver):
    is_problem(await world.platform("POST", "/v1/webhooks/messages/msg_unknown/replay"), 404, "message")


# ---------------------------------------------------------------- endpoints


async def test_a_test_message_is_sent_like_any_other(world, receiver):
    endpoint = (await register(world, receiver))["endpoint"]
    sent = await world.platform("POST", f"/v1/webhooks/{endpoint}/test")
    await receiver.until(1)

    assert sent.status_code == 202
    assert receiver.types == ["webhook.test"]


async def test_a_secret_changes_over_without_a_gap(world, receiver):
    made = await register(world, receiver)
    old = base64.b64decode(made["secret"].removeprefix("whsec_"))
    rotated = await world.platform("POST", f"/v1/webhooks/{made['endpoint']}/rotate", json={"overlap_hours": 1})
    new = base64.b64decode(rotated.json()["secret"].removeprefix("whsec_"))
    await world.platform("POST", f"/v1/webhooks/{made['endpoint']}/test")
    await receiver.until(1)
    headers, body = receiver.came[0]
    at = int(headers["webhook-timestamp"]) * 1000

    expected = rules.headers(headers["webhook-id"], at, body, [new, old])["webhook-signature"]
    assert headers["webhook-signature"] == expected


async def test_no_secret_lies_in_the_database(world, receiver):
    secret = (await register(world, receiver))["secret"]
    stored = b"".join(path.read_bytes() for path in world.folder.glob("registry.db*"))

    assert receiver.url.encode() in stored
    assert secret.encode() not in stored
    assert base64.b64decode(secret.removeprefix("whsec_")) not in stored


@pytest.mark.parametrize("url", ["http://vendor.example/", "https://10.0.0.1/", "nonsense", ""])
async def test_an_address_to_which_nothing_will_be_sent_is_refused(world, url):
    is_problem(await world.platform("POST", "/v1/webhooks", json={"url": url}), 422, "url")


async def test_a_deleted_endpoint_is_not_there_any_more(world, receiver):
    endpoint = (await register(world, receiver))["endpoint"]
    deleted = [await world.platform("DELETE", f"/v1/webhooks/{endpoint}") for _ in range(2)]

    assert deleted[0].status_code == 204
    is_problem(deleted[1], 404, "endpoint")
    assert (await world.platform("GET", "/v1/webhooks")).json()["items"] == []


async def test_nobody_has_endpoints_without_end(world, receiver):
    for _ in range(20):
        await register(world, receiver)
    is_problem(await world.platform("POST", "/v1/webhooks", json={"url": receiver.url}), 409, "url")


# ---------------------------------------------------------------- nothing is lost


async def test_what_was_stored_while_nobody_was_there_to_tell_it_is_told_later(tmp_path, receiver):
    async with running(tmp_path, webhook_poll_ms=3_600_000) as world:
        await asyncio.sleep(0.1)  # its worker has looked once, and will not look again
        await register(world, receiver, events=["hour.certified"])
        store(world, world.trainee())
    assert receiver.came == []

    async with running(tmp_path, webhook_poll_ms=20):
        await receiver.until(1)
    assert receiver.types == ["hour.certified"]


async def test_a_collector_that_is_killed_in_mid_delivery_loses_nothing(tmp_path, receiver, monkeypatch):
    monkeypatch.setenv("MONITOR_WEBHOOK_POLL_MS", "20")
    monkeypatch.setenv("MONITOR_WEBHOOK_TIMEOUT_MS", "1000")
    async with running(tmp_path, webhook_poll_ms=3_600_000) as world:
        await asyncio.sleep(0.1)
        await register(world, receiver, events=["hour.certified"])
        store(world, world.trainee())
    receiver.answers = [None]  # the first try is on its way when the power goes
    collector = small_collector(tmp_path)
    await collector.start()
    try:
        await receiver.until(1)
        await collector.kill()
        await collector.start()
        await receiver.until(2)
    finally:
        await collector.kill()

    assert receiver.types == ["hour.certified"] * 2
    assert len(set(receiver.names)) == 1
