"""docs/asyncapi.yaml is true: every message, event, value and code of it is exchanged, or refused, on a live socket."""

import asyncio
import json

import pytest
import pytest_asyncio
from sdk_double import Sdk, end, signed
from small_world import LESSONS, jpeg, running, short_rules
from stream_document import (
    EVENTS,
    MESSAGES,
    REFUSALS,
    SCHEMAS,
    CheckedSdk,
    check,
    example,
    invalid_values,
    kind_of,
    messages,
    valid_values,
)

from monitor.learners.reading import understand

pytestmark = pytest.mark.asyncio(loop_scope="module")

# Everything of an hour within seconds: a pop-up after about a second of play, the photo within four.
QUICK = {
    "class_hour_ms": 4000, "unit_content_min_ms": 5000, "popup_max_gap_ms": 3000, "popup_draw_min_ms": 800,
    "popup_draw_max_ms": 1200, "hold_after_ms": 2000, "pause_unacknowledged_ms": 1800,
}  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    async with running(folder, rule_pack=short_rules(folder, **QUICK)) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def sdk(world, request):
    """A welcome SDK of somebody whom no other test has used."""
    async with await newcomer(world, request) as double:
        yield double


async def newcomer(world, request, **facts) -> CheckedSdk:
    session = await world.open(world.trainee(request.node.name, **facts))
    return CheckedSdk(session["stream_url"], session["ticket"], "instance-1")


# ---------------------------------------------------------------- events


def plain(kind: str, /, **fields) -> dict:
    """An event of this kind that is valid and has no consequences."""
    return {**example(EVENTS[kind]), "n": 0, "t": 1, **fields}


async def taken(sdk: Sdk, *events: dict) -> None:
    """Number the events and have them acknowledged."""
    await sdk.send_acked(*({**event, "n": next(sdk._events)} for event in events))


@pytest.mark.parametrize("kind", EVENTS)
async def test_an_event_is_taken_with_every_value_that_is_documented(sdk, kind):
    fields = {name: part for name, part in EVENTS[kind]["properties"].items() if name not in ("type", "n")}
    without_options = {name: value for name, value in plain(kind).items() if name in EVENTS[kind]["required"]}
    varied = [plain(kind, **{name: value}) for name, part in fields.items() for value in valid_values(part)]

    await taken(sdk, without_options, *varied)

    assert sdk.kinds >= {"welcome", "ack"}


@pytest.mark.parametrize("kind", EVENTS)
async def test_an_event_with_a_value_that_is_not_documented_is_refused_with_its_place(sdk, kind):
    schema = EVENTS[kind]
    for name, part in schema["properties"].items():
        if name != "type":
            for value in invalid_values(part):
                assert await refusal(sdk, plain(kind, **{name: value})) == ("malformed", f"events[0].{name}"), value
    for name in set(schema["required"]) - {"type"}:
        lacking = {member: value for member, value in plain(kind).items() if member != name}
        assert await refusal(sdk, lacking) == ("malformed", f"events[0].{name}")
    assert (await refusal(sdk, plain(kind, unheard_of=1)))[0] == "malformed"


async def refusal(sdk: Sdk, event: dict) -> tuple[str, str]:
    body = {"type": "batch", "seq": sdk.seq, "prev": sdk.prev, "instance": sdk.instance, "sent": 1, "events": [event]}
    await sdk.say(signed(body, sdk.key))
    error = await sdk.until("error")
    return error["code"], error["field"]


# ---------------------------------------------------------------- the stream


async def test_every_message_of_the_stream_is_exchanged_and_as_documented(world, request):
    async with await newcomer(world, request) as sdk:
        await pass_the_check(world, sdk)
        await play_until_all_was_asked(world, sdk)
        await sdk.say("not json")
        await sdk.until("error")
        await sdk.send(sdk.event("consent_withdrawn", purpose="face_check"))
        await sdk.until("directive", kind="hold", reason="consent")
        await sdk.send(sdk.event("consent_given", purpose="face_check", text_version="1"))
        await end(sdk)

    assert sdk.kinds == messages("stream")


async def pass_the_check(world, sdk: Sdk) -> None:
    """The lesson is held until the check of its beginning has passed."""
    final = False
    while not final:
        directive = await sdk.until("directive", kind="liveness")
        await sdk.post_burst(world.http, directive, [jpeg() for _ in range(8)])
        final = (await sdk.until("outcome", kind="liveness"))["final"]
    await sdk.until("directive", kind="release")


async def play_until_all_was_asked(world, sdk: Sdk) -> None:
    """Plays in real time, answers the pop-ups, and takes the one photo that is asked for by itself."""
    answering = asyncio.create_task(answer(sdk))
    started = asyncio.get_running_loop().time()
    while not answering.done():
        await asyncio.sleep(0.1)
        position = int((asyncio.get_running_loop().time() - started) * 1000)
        state = {"lesson": LESSONS[0], "position": position, "paused": False, "visible": True}
        await sdk.send({"type": "sample", "n": next(sdk._events), "t": 100_000 + position, **state})
    photo = await answering
    await sdk.commit_photo(photo["nonce"], picture := jpeg())
    await sdk.post_photo(world.http, photo["nonce"], picture)
    await sdk.until("outcome", kind="photo")
    await sdk.until("status")


async def answer(sdk: Sdk) -> dict:
    """Every pop-up until a photo is asked for, which is returned."""
    popups = 0
    while True:
        asked = await sdk.until("directive")
        if asked["kind"] == "photo" and popups:
            return asked
        if asked["kind"] == "popup":
            popups += 1
            nonce = asked["nonce"]
            await sdk.send(sdk.event("popup_presented", nonce=nonce, held=True, visible=True))
            options = {option["id"]: option["text"]["en"] for option in asked["challenge"]["options"]}
            chosen = understand(asked["challenge"]["prompt"]["en"], options)
            await sdk.send(sdk.event("popup_answered", nonce=nonce, answer=chosen, latency=900))


# ---------------------------------------------------------------- refusals


async def late(sdk: Sdk) -> None:
    await end(sdk)
    await sdk.say(sdk.batch())


async def twice(sdk: Sdk) -> None:
    await sdk.send_acked()
    await sdk.say(sdk.batch(sdk.sample(position=9), seq=0, prev=sdk.welcome["chain"]))


async def elsewhere(sdk: Sdk) -> None:
    await sdk.send_acked()
    other = Sdk(sdk.stream_url, "", "instance-2")
    other.resume = sdk.resume
    async with other:
        await sdk.say(sdk.batch())


async def flood(sdk: Sdk) -> None:
    for _ in range(400):  # a double that does not read would be cut off instead
        await sdk.say("not json")
        sdk.heard.append(await sdk.next())


async def greeted_with(sdk: Sdk, message: dict) -> None:
    await sdk.drop()
    await sdk.open()
    await sdk.say(message)


PROVOKED = {
    "malformed": lambda sdk: sdk.say("not json"),
    "unknown_type": lambda sdk: sdk.say({"type": "gossip"}),
    "oversized": lambda sdk: sdk.say(sdk.batch(*(sdk.event("net_offline") for _ in range(201)))),
    "bad_mac": lambda sdk: sdk.say(sdk.batch(sdk.sample(position=1)).replace('"position":1', '"position":2')),
    "out_of_sequence": lambda sdk: sdk.say(sdk.batch(seq=7)),
    "chain_broken": lambda sdk: sdk.say(sdk.batch(prev="0" * 64)),
    "replayed": twice,
    "unknown_lesson": lambda sdk: sdk.send(sdk.event("lesson_open", lesson="lesson-9", duration=1000)),
    "unknown_consent": lambda sdk: sdk.send(sdk.event("consent_given", purpose="face_check", text_version="0")),
    "stale_epoch": elsewhere,
    "bad_ticket": lambda sdk: greeted_with(sdk, {"type": "hello", "protocol": 1, "instance": "i", "ticket": "no"}),
    "hello_expected": lambda sdk: greeted_with(sdk, {"type": "batch"}),
    "rate_limited": flood,
    "session_over": late,
}


async def test_every_documented_refusal_is_provoked_here():
    assert set(PROVOKED) == set(REFUSALS)


@pytest.mark.parametrize("code", REFUSALS)
async def test_a_refusal_comes_live_and_is_as_fatal_as_documented(world, request, code):
    sdk = await (await newcomer(world, request)).start()
    await PROVOKED[code](sdk)
    error = await sdk.until("error", code=code)

    assert error["fatal"] is REFUSALS[code]["fatal"]
    assert ("expected" in error) is ("expected" in REFUSALS[code])
    assert error["remedy"]
    if error["fatal"]:
        assert await sdk.until_closed() == 1008
    await sdk.leave()


# ---------------------------------------------------------------- requests


async def asked(world, *lines: dict | str):
    body = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return await world.http.post("/v1/batches", content=body)


async def told(world, *lines: dict | str) -> list[dict]:
    """What a request is answered with, every message held to the document."""
    answer = await asked(world, *lines)
    heard = [json.loads(line) for line in answer.text.splitlines()]
    for message in heard:
        check(message)
    return heard


async def test_a_stream_by_requests_says_the_same_messages(world, request):
    sdk = await newcomer(world, request)
    hello = {"type": "hello", "protocol": 1, "ticket": sdk.ticket, "instance": sdk.instance}
    welcome, *rest = await told(world, hello)
    sdk._adopt(welcome)
    rest += await told(world, {"type": "poll", "upload": sdk.upload}, sdk.batch())
    [stored] = await told(world, {"type": "post", "upload": sdk.upload, "instance": sdk.instance})

    assert {kind_of(message) for message in rest} >= {"liveness", "ack"}
    assert (stored["type"], stored["last_seq"], stored["next_n"]) == ("stored", 0, 1)
    assert messages("requests") == messages("stream") | {"post", "poll", "stored", "problem"}


async def spent(world, sdk: CheckedSdk) -> tuple:
    async with sdk:
        await late(sdk)
        await sdk.until_closed()
    return ({"type": "post", "upload": sdk.upload, "instance": "i"},)


async def on_a_socket(world, sdk: CheckedSdk) -> tuple:
    async with sdk:
        return ({"type": "poll", "upload": sdk.upload},)


async def flooding(world, sdk: CheckedSdk) -> tuple:
    async with sdk:
        return ({"type": "post", "upload": sdk.upload, "instance": "i"}, *["not json"] * 400)


async def lines(*said: dict | str) -> tuple:
    return said


TROUBLE = {
    "bad_ticket": (401, lambda *_: lines({"type": "poll", "upload": "no"})),
    "session_over": (409, spent),
    "stale_epoch": (410, on_a_socket),
    "oversized": (413, lambda *_: lines("x" * (1024 * 1024 + 1))),
    "malformed": (422, lambda *_: lines("not json")),
    "rate_limited": (429, flooding),
}


async def test_every_documented_problem_is_provoked_here():
    problem = SCHEMAS["Problem"]["properties"]

    assert set(TROUBLE) == set(problem["code"]["enum"])
    assert {status for status, _ in TROUBLE.values()} == set(problem["status"]["enum"])


@pytest.mark.parametrize("code", TROUBLE)
async def test_a_request_that_cannot_be_served_is_a_problem_as_documented(world, request, code):
    status, provoke = TROUBLE[code]
    answer = await asked(world, *await provoke(world, await newcomer(world, request)))

    assert check(answer.json()) == "problem"
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == MESSAGES["problem"]["contentType"]
    assert ("retry-after" in answer.headers) is (status == 429)
