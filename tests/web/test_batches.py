"""The stream over HTTP: last words, leftovers of earlier pages, and a stream where WebSockets are blocked."""

import json

import pytest
from sdk_double import seen


async def post(world, *lines):
    body = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return await world.http.post("/v1/batches", content=body)


def messages(response) -> list[dict]:
    return [json.loads(line) for line in response.text.splitlines()]


def words_of(sdk, **fields) -> dict:
    return {"type": "post", "upload": sdk.upload, "instance": sdk.instance, **fields}


async def test_last_words_are_stored_like_any_batch(world, sdk):
    acked = await sdk.send_acked()
    last = sdk.batch(sdk.sample())
    await sdk.leave()

    [stored] = messages(await post(world, words_of(sdk), last))

    assert (stored["type"], stored["last_seq"], stored["next_n"]) == ("stored", 1, 2)
    assert [raw.decode() for raw in await world.batches(sdk.session)] == [acked, last]


async def test_a_batch_that_came_over_the_socket_already_is_not_stored_twice(world, sdk):
    acked = await sdk.send_acked()

    [stored] = messages(await post(world, words_of(sdk), acked))

    assert stored["last_seq"] == 0
    assert len(await world.batches(sdk.session)) == 1


async def test_a_later_page_is_told_where_the_session_stands(world, sdk):
    await sdk.send_acked(sdk.sample(), sdk.sample())

    [stored] = messages(await post(world, words_of(sdk)))
    [other] = messages(await post(world, words_of(sdk, instance="another")))

    assert (stored["last_seq"], stored["chain"], stored["next_n"]) == (0, sdk.prev, 2)
    assert other["next_n"] == 0


async def test_a_forged_batch_is_refused_and_the_rest_is_not_lost(world, sdk):
    forged = sdk.batch(sdk.sample()).replace('"sent":1', '"sent":2')

    refused, stored = messages(await post(world, words_of(sdk), forged))

    assert refused["code"] == "bad_mac"
    assert stored["last_seq"] == -1


@pytest.mark.parametrize("upload", ["", "made.0.up"])
async def test_without_a_valid_token_nothing_is_taken(world, sdk, upload):
    response = await post(world, words_of(sdk, upload=upload))

    assert (response.status_code, response.json()["code"]) == (401, "bad_ticket")


async def test_what_cannot_be_read_is_refused_with_a_remedy(world):
    response = await post(world, "no json")

    assert response.status_code == 422
    assert response.json()["remedy"]


async def test_other_origins_may_post_and_read_when_to_come_back(world, sdk):
    body = json.dumps(words_of(sdk))
    response = await world.http.post("/v1/batches", content=body, headers={"Origin": "https://course.example"})

    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-expose-headers"] == "Retry-After"


async def test_a_stream_by_requests_is_welcomed_and_acknowledged(world):
    sdk = await world.sdk(world.trainee())
    hello = {"type": "hello", "protocol": 1, "ticket": sdk.ticket, "instance": sdk.instance, "language": "en"}

    welcome, *_ = messages(await post(world, hello))
    sdk._adopt(welcome)
    heard = messages(await post(world, {"type": "poll", "upload": sdk.upload}, sdk.batch(sdk.sample())))

    assert {"type": "ack", "seq": 0} in heard
    assert len(await world.batches(sdk.session)) == 1


async def test_a_socket_takes_the_session_from_a_stream_by_requests(world):
    sdk = await world.sdk(world.trainee())
    hello = {"type": "hello", "protocol": 1, "ticket": sdk.ticket, "instance": sdk.instance, "language": "en"}
    welcome, *_ = messages(await post(world, hello))
    sdk._adopt(welcome)
    async with sdk:
        response = await post(world, {"type": "poll", "upload": sdk.upload})

        assert (response.status_code, response.json()["code"]) == (410, "stale_epoch")


async def test_silence_ends_a_stream_by_requests(world, monkeypatch):
    monkeypatch.setattr("monitor.web.batches.SILENT_S", 0.05)
    sdk = await world.sdk(world.trainee())
    hello = {"type": "hello", "protocol": 1, "ticket": sdk.ticket, "instance": sdk.instance, "language": "en"}
    welcome, *_ = messages(await post(world, hello))

    async def noted() -> bool:
        return any(type(fact).__name__ == "Disconnected" for fact in await world.facts(welcome["session"]))

    await seen(noted)
