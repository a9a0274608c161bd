"""A write that is sent twice is done once, and only what a caller may do is done (docs/api.md)."""

import asyncio

import pytest
from small_world import CLASS, LESSONS, jpeg
from test_vendor_api import is_problem

from monitor.flows.once import AT_WORK_MS, KEPT_MS


@pytest.fixture
def post(world):
    """Send a write as the platform, under an idempotency key."""

    async def send(path: str, key: str = "key-1", **content):
        headers = {"Authorization": f"Bearer {content.pop('secret', world.key)}", "Idempotency-Key": key}
        return await world.http.post(path, headers={**headers, **content.pop("headers", {})}, **content)

    return send


def wanted(trainee: str, lesson: str = LESSONS[0]) -> dict:
    return {"trainee": trainee, "training_class": CLASS, "lesson": lesson}


# ---------------------------------------------------------------- once


async def test_a_session_that_is_opened_twice_under_one_key_is_one_session(world, post):
    body = wanted(world.trainee())
    first, second = [await post("/v1/sessions", json=body) for _ in range(2)]

    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert (first.headers.get("idempotency-replayed"), second.headers["idempotency-replayed"]) == (None, "true")
    assert len(world.monitor.registry.open_sessions()) == 1


async def test_without_a_key_every_request_is_a_new_one(world):
    trainee = world.trainee()
    assert (await world.open(trainee))["session"] != (await world.open(trainee))["session"]


async def test_a_key_belongs_to_one_request(world, post):
    trainee = world.trainee()
    await post("/v1/sessions", json=wanted(trainee))

    other_body = await post("/v1/sessions", json=wanted(trainee, LESSONS[1]))
    other_path = await post("/v1/claims", json=wanted(trainee))
    for refused in (other_body, other_path):
        assert is_problem(refused, 422, "Idempotency-Key")["code"] == "idempotency_key_reused"


async def test_two_callers_may_use_the_same_key(world, post):
    other = world.monitor.registry.issue_key("institution-1", 0, kind="institution")
    consent = {"trainee": world.trainee(), "purpose": "face_reference", "version": "1"}
    answers = [await post("/v1/consents", json=consent, secret=secret) for secret in (world.key, other)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert [answer.headers.get("idempotency-replayed") for answer in answers] == [None, None]


async def test_the_same_request_twice_at_once_is_done_once(world, post):
    body = wanted(world.trainee())
    answers = await asyncio.gather(*(post("/v1/sessions", json=body) for _ in range(8)))
    good = {answer.content for answer in answers if answer.status_code == 201}
    busy = [answer for answer in answers if answer.status_code == 409]

    assert len(good) == 1
    assert len(world.monitor.registry.open_sessions()) == 1
    for answer in busy:
        assert is_problem(answer, 409, "Idempotency-Key")["code"] == "still_at_work"
        assert answer.headers["retry-after"] == "1"


async def test_while_it_is_worked_on_the_same_request_is_told_to_wait(world, post):
    """As after a crash in mid-work: the key is taken, and there is no answer."""
    body = wanted(world.trainee())
    await post("/v1/sessions", json=body)
    now = world.monitor.clock.now()
    _reserve_as_taken(world, now)

    assert is_problem(await post("/v1/sessions", json=body), 409, "Idempotency-Key")["code"] == "still_at_work"


def _reserve_as_taken(world, now: int) -> None:
    """Make the stored answer a reservation again."""
    import sqlite3

    database = sqlite3.connect(world.folder / "registry.db")
    with database:
        database.execute("UPDATE stored_replies SET status = NULL, sealed = NULL, until_at = ?", (now + AT_WORK_MS,))
    database.close()


async def test_a_refused_write_can_be_mended_and_sent_again_under_its_key(world, post):
    trainee = world.trainee()
    refused = await post("/v1/sessions", json=wanted("t-unknown"))
    mended = await post("/v1/sessions", json=wanted(trainee))

    assert (refused.status_code, mended.status_code) == (403, 201)


async def test_pictures_are_known_again_although_the_forms_boundary_changes(world, post):
    trainee, picture = world.trainee(referenced=False), jpeg()
    answers = [
        await post("/v1/references", data={"trainee": trainee}, files={"pictures": ("r.jpg", picture, "image/jpeg")})
        for _ in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotency-replayed"] == "true"


async def test_no_ticket_lies_in_the_stored_answer(world, post):
    opened = (await post("/v1/sessions", json=wanted(world.trainee()))).json()
    stored = b"".join(path.read_bytes() for path in world.folder.glob("registry.db*"))

    assert opened["session"].encode() in stored
    assert opened["ticket"].encode() not in stored


@pytest.mark.parametrize("key", ["", "two words", "x" * 256])
async def test_a_strange_idempotency_key_is_named(world, post, key):
    is_problem(await post("/v1/sessions", key=key, json=wanted(world.trainee())), 422, "Idempotency-Key")


def test_answers_are_kept_for_a_day_at_least():
    assert KEPT_MS >= 24 * 3_600_000


# ---------------------------------------------------------------- bodies


async def test_a_body_of_another_type_is_refused(world, post):
    response = await post("/v1/sessions", content=b"trainee=t", headers={"Content-Type": "text/plain"})
    is_problem(response, 415, "Content-Type")


async def test_a_huge_body_is_refused_while_it_arrives(world, post):
    response = await post("/v1/claims", json={**wanted("t"), "more": "x" * 2_000_000})
    is_problem(response, 413, "body")


async def test_a_body_that_is_no_json_is_named(world, post):
    response = await post("/v1/sessions", content=b"{", headers={"Content-Type": "application/json"})
    assert response.status_code == 422


# ---------------------------------------------------------------- who may what


def as_key(world, **facts) -> dict:
    secret = world.monitor.registry.issue_key(facts.pop("owner", "platform-1"), world.monitor.clock.now(), **facts)
    return {"Authorization": f"Bearer {secret}"}


async def test_a_key_for_reading_writes_nothing(world):
    headers = as_key(world, scopes=["read"])
    read = await world.http.get(f"/v1/verdicts?trainee={world.trainee()}&training_class={CLASS}", headers=headers)
    write = await world.http.post("/v1/sessions", json=wanted(world.trainee()), headers=headers)

    assert read.status_code == 200
    assert "learn" in is_problem(write, 403, "Authorization")["detail"]


async def test_an_institution_opens_no_sessions(world):
    headers = as_key(world, owner="institution-1", kind="institution")
    response = await world.http.post("/v1/sessions", json=wanted(world.trainee()), headers=headers)

    is_problem(response, 403, "Authorization")


async def test_an_institution_reads_its_own_classes_only(world):
    world.monitor.registry.add_institution("other", title="O", source_system="test", external_id="o")
    trainee = world.trainee()
    answers = [
        await world.http.get(
            f"/v1/verdicts?trainee={trainee}&training_class={CLASS}",
            headers=as_key(world, owner=owner, kind="institution"),
        )
        for owner in ("institution-1", "other")
    ]

    assert answers[0].status_code == 200
    assert is_problem(answers[1], 403, "training_class")["code"] == "not_your_class"


async def test_who_asks_too_often_is_told_when_to_come_back(tmp_path):
    from small_world import running

    async with running(tmp_path, api_requests_per_second=1, api_request_burst=2) as world:
        headers = as_key(world)
        answers = [await world.http.get("/v1/keys", headers=headers) for _ in range(3)]
        other = await world.http.get("/v1/keys", headers=as_key(world))

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert is_problem(answers[2], 429, "")["code"] == "rate_limited"
    assert answers[2].headers["retry-after"] == "1"
    assert other.status_code == 200, "every key has a rate of its own"


# ---------------------------------------------------------------- keys


async def test_a_caller_changes_over_to_a_new_key_without_a_gap(world):
    old = as_key(world, scopes=["read", "keys"])
    made = await world.http.post("/v1/keys/rotate", json={"overlap_hours": 1}, headers=old)
    new = {"Authorization": f"Bearer {made.json()['secret']}"}
    keys = [(await world.http.get("/v1/keys", headers=headers)).json()["items"] for headers in (old, new)]

    assert made.status_code == 201
    assert keys[0] == keys[1]
    assert [key["scopes"] for key in keys[0]].count(["read", "keys"]) == 2
    assert sum(key["expires_at"] is not None for key in keys[0]) == 1


async def test_a_new_key_that_got_lost_on_the_way_is_said_again(world, post):
    first, second = [await post("/v1/keys/rotate", json={}) for _ in range(2)]

    assert first.json() == second.json()
    stored = b"".join(path.read_bytes() for path in world.folder.glob("registry.db*"))
    assert first.json()["secret"].encode() not in stored


async def test_a_key_that_leaked_is_ended_at_once(world):
    leaked = as_key(world, scopes=["read"], label="leaked")
    keys = (await world.platform("GET", "/v1/keys")).json()["items"]
    [name] = [key["key"] for key in keys if key["label"] == "leaked"]
    ended = await world.platform("DELETE", f"/v1/keys/{name}")

    assert ended.status_code == 204
    assert (await world.http.get("/v1/keys", headers=leaked)).status_code == 401


async def test_nobody_ends_the_keys_of_others(world):
    as_key(world, owner="institution-1", kind="institution")
    [other] = world.monitor.registry.keys_of("institution-1", "institution")

    is_problem(await world.platform("DELETE", f"/v1/keys/{other.key}"), 404, "key")


# ---------------------------------------------------------------- closing sessions


async def test_a_platform_closes_a_session(world):
    session = (await world.open(world.trainee()))["session"]
    closed = await world.platform("POST", f"/v1/sessions/{session}/close")
    again = await world.platform("POST", f"/v1/sessions/{session}/close")

    assert closed.json()["closed_at"] is not None
    assert again.json() == closed.json()
    assert (await world.facts(session))[-1].reason == "finished"


async def test_a_session_can_be_looked_at(world):
    session = (await world.open(world.trainee()))["session"]
    seen = (await world.platform("GET", f"/v1/sessions/{session}")).json()

    assert (seen["session"], seen["closed_at"]) == (session, None)


async def test_another_platforms_session_is_not_there(world):
    from datetime import date

    session = (await world.open(world.trainee()))["session"]
    world.monitor.registry.add_platform(
        "platform-2", title="Q", source_system="test", external_id="q", catalogued_from=date(2023, 3, 7)
    )
    headers = as_key(world, owner="platform-2")
    for method, path in (("GET", f"/v1/sessions/{session}"), ("POST", f"/v1/sessions/{session}/close")):
        is_problem(await world.http.request(method, path, headers=headers), 404, "session")
    is_problem(await world.platform("GET", "/v1/sessions/s-unknown"), 404, "session")


# ---------------------------------------------------------------- reading again


async def test_what_did_not_change_is_not_sent_again(world):
    path = f"/v1/verdicts?trainee={world.trainee()}&training_class={CLASS}"
    first = await world.platform("GET", path)
    headers = {"Authorization": f"Bearer {world.key}", "If-None-Match": f'"other", W/{first.headers["etag"]}'}
    second = await world.http.get(path, headers=headers)

    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["etag"] == first.headers["etag"]


async def test_a_list_comes_in_pages(world):
    for _ in range(4):
        as_key(world)
    pages, cursor = [], ""
    while True:
        answer = (await world.platform("GET", f"/v1/keys?limit=2{cursor}")).json()
        pages.append([key["key"] for key in answer["items"]])
        if answer["next"] is None:
            break
        cursor = f"&cursor={answer['next']}"
    names = [name for page in pages for name in page]

    assert [len(page) for page in pages] == [2, 2, 1]
    assert names == sorted(names)
    assert len(set(names)) == 5


@pytest.mark.parametrize("cursor", ["nonsense", "AAAA", "%00"])
async def test_a_cursor_that_was_not_given_out_is_refused(world, cursor):
    is_problem(await world.platform("GET", f"/v1/keys?cursor={cursor}"), 422, "cursor")


async def test_a_cursor_is_good_for_its_own_list_only(world):
    as_key(world)
    cursor = (await world.platform("GET", "/v1/keys?limit=1")).json()["next"]
    path = f"/v1/verdicts?trainee={world.trainee()}&training_class={CLASS}&cursor={cursor}"

    is_problem(await world.platform("GET", path), 422, "cursor")


@pytest.mark.parametrize("limit", [0, 101])
async def test_pages_have_bounds(world, limit):
    is_problem(await world.platform("GET", f"/v1/keys?limit={limit}"), 422, "limit")
