"""What a platform's server may ask, and how it is told what is wrong (docs/protocol.md, RFC 9457)."""

from datetime import date

import pytest
from sdk_double import sha256
from small_world import CLASS, PLATFORM, UNIT, jpeg

from monitor.core.speaking import of_office
from monitor.core.verdict import from_bytes
from monitor.faces.errors import PictureError
from monitor.flows.streams import claims_stream
from monitor.ports import FaceJudgement, FaceServiceError


def is_problem(response, status: int, field: str) -> dict:
    """Check a problem document and return it."""
    problem = response.json()
    assert response.status_code == status, problem
    assert response.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "code", "field", "remedy"} <= set(problem)
    assert (problem["status"], problem["field"]) == (status, field)
    assert problem["remedy"]
    return problem


# ---------------------------------------------------------------- sessions


async def test_a_session_says_whether_it_can_count(world):
    opened = await world.open(world.trainee())

    assert (opened["countable"], opened["reasons"]) == (True, [])
    assert opened["stream_url"] == world.address.replace("http", "ws") + "/v1/stream"


async def test_what_makes_a_result_not_count_does_not_stop_learning(world):
    world.monitor.registry.connect_platform(PLATFORM, connected=False, on=date(2023, 3, 7))
    trainee = world.trainee()
    world.monitor.registry.blacklist(trainee, blacklisted=True)
    opened = await world.open(trainee)

    assert opened["countable"] is False
    assert opened["reasons"] == ["platform_not_connected", "trainee_blacklisted"]


async def test_sessions_of_one_unit_share_an_attempt_until_it_is_decided(world):
    trainee = world.trainee()
    first, second = await world.open(trainee), await world.open(trainee, "lesson-2")
    attempts = [(await world.facts(opened["session"]))[0].attempts for opened in (first, second)]

    assert attempts[0] == attempts[1]


async def test_the_public_address_is_used_where_it_is_set(tmp_path):
    from small_world import running

    async with running(tmp_path, public_url="https://monitor.example/") as world:
        opened = await world.open(world.trainee())

    assert opened["stream_url"] == "wss://monitor.example/v1/stream"


@pytest.mark.parametrize("key", ["", "Bearer nonsense", "Basic abc"])
async def test_a_platform_needs_its_key(world, key):
    headers = {"Authorization": key} if key else {}
    response = await world.http.post("/v1/sessions", json={}, headers=headers)

    is_problem(response, 401, "Authorization")
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"training_class": CLASS, "lesson": "lesson-1"}, "trainee"),
        ({"trainee": "", "training_class": CLASS, "lesson": "lesson-1"}, "trainee"),
    ],
)
async def test_a_missing_field_of_a_session_is_named(world, wanted, field):
    is_problem(await world.platform("POST", "/v1/sessions", json=wanted), 422, field)


async def test_a_session_is_for_a_trainee_of_ones_own_in_a_registered_class(world):
    wanted = {"trainee": "t-unknown", "training_class": CLASS, "lesson": "lesson-1"}
    is_problem(await world.platform("POST", "/v1/sessions", json=wanted), 403, "trainee")
    wanted = {"trainee": world.trainee(), "training_class": "class-9", "lesson": "lesson-1"}
    is_problem(await world.platform("POST", "/v1/sessions", json=wanted), 422, "training_class")


async def test_a_lesson_outside_the_plan_is_refused(world):
    wanted = {"trainee": world.trainee(), "training_class": CLASS, "lesson": "lesson-9"}
    is_problem(await world.platform("POST", "/v1/sessions", json=wanted), 422, "lesson")


# ---------------------------------------------------------------- claims and verdicts


async def test_a_claim_is_recorded_and_answered_with_the_verdict(world):
    trainee = world.trainee()
    await world.open(trainee)
    said = (await _claim(world, trainee)).json()
    entries = await world.monitor.log.read(claims_stream(trainee, CLASS))

    assert (said["outcome"], said["unit"]) == ("not_certified", UNIT)
    assert len(entries) == 1


async def test_claiming_again_adds_nothing(world):
    trainee = world.trainee()
    await world.open(trainee)
    first, second = await _claim(world, trainee), await _claim(world, trainee)

    assert first.json() == second.json()
    assert len(await world.monitor.log.read(claims_stream(trainee, CLASS))) == 1


async def test_a_unit_that_nobody_tried_cannot_be_claimed(world):
    is_problem(await _claim(world, world.trainee()), 404, "unit")


async def test_verdicts_are_listed_with_their_reasons(world):
    trainee = world.trainee()
    await world.open(trainee)
    await _claim(world, trainee)
    response = await world.platform("GET", f"/v1/verdicts?trainee={trainee}&training_class={CLASS}")
    (verdict,) = response.json()["items"]

    assert verdict["outcome"] == "not_certified"
    assert verdict["purpose"] == "demonstration"
    assert verdict["certificate"] is None


async def test_an_unchanged_verdict_is_stored_once(world):
    trainee = world.trainee()
    await world.open(trainee)
    for _ in range(3):
        await _claim(world, trainee)
    stored = world.monitor.registry.verdicts(trainee, CLASS)

    assert [from_bytes(record.verdict).claimed for record in stored] == [False, True]


async def _claim(world, trainee: str):
    wanted = {"trainee": trainee, "training_class": CLASS, "unit": UNIT}
    return await world.platform("POST", "/v1/claims", json=wanted)


# ---------------------------------------------------------------- references


async def enrol(world, trainee: str, *pictures: bytes):
    files = [("pictures", ("r.jpg", picture, "image/jpeg")) for picture in pictures or [jpeg()]]
    return await world.platform("POST", "/v1/references", data={"trainee": trainee}, files=files)


def face(*embedding: float) -> FaceJudgement:
    """An enrolment picture whose model takes up to 0.5 for a match and up to 0.54 for one person in one session."""
    return FaceJudgement(
        verdict="pass",
        reason="ok",
        embedding=embedding,
        versions={"embedder": "fake-1", "metric": "euclidean"},
        thresholds={"distance_match": 0.5, "distance_session": 0.54},
        image_hashes=(sha256(jpeg()),),
    )


async def test_a_reference_waits_for_somebody_to_confirm_it(world):
    trainee = world.trainee(referenced=False)
    response = await enrol(world, trainee)

    assert (response.status_code, response.json()["state"]) == (201, "unverified")
    assert len(world.monitor.registry.references(trainee)) == 1


async def test_several_pictures_are_one_enrolment_and_are_all_compared_with(world):
    trainee = world.trainee(referenced=False)
    world.faces.enrolments, world.faces.embedder = [face(0.0), face(0.1), face(0.2)], "fake-1"
    references = (await enrol(world, trainee, jpeg(), jpeg(), jpeg())).json()["references"]
    world.monitor.registry.confirm_reference(*references, by=of_office("teacher"), at=0)
    async with await world.sdk(trainee) as sdk:
        directive = await sdk.until("directive", kind="liveness")
        await sdk.post_burst(world.http, directive, [jpeg() for _ in range(8)])
        await sdk.until("outcome")

    assert world.faces.asked[0] == ("burst", directive["action"], 8, 3)
    assert {record.enrolment for record in world.monitor.registry.reference_records(trainee)} == {1}


async def test_every_weak_picture_is_named_and_none_is_taken_in(world):
    trainee = world.trainee(referenced=False)
    world.faces.enrolments = [
        face(0.0),
        FaceJudgement(verdict="retry", reason="black_or_dark"),
        PictureError("too_small", "300x200"),
    ]
    problem = is_problem(await enrol(world, trainee, jpeg(), jpeg(), jpeg()), 422, "pictures[1]")

    assert [(error["field"], error["code"]) for error in problem["errors"]] == [
        ("pictures[1]", "black_or_dark"),
        ("pictures[2]", "too_small"),
    ]
    assert all(error["remedy"] and set(error["message"]) == {"zh-CN", "en"} for error in problem["errors"])
    assert world.monitor.registry.references(trainee) == []


async def test_a_picture_of_somebody_else_among_them_is_named(world):
    trainee = world.trainee(referenced=False)
    world.faces.enrolments = [face(0.0), face(9.0), face(0.1)]
    problem = is_problem(await enrol(world, trainee, jpeg(), jpeg(), jpeg()), 422, "pictures[1]")

    assert [error["code"] for error in problem["errors"]] == ["not_the_same_person"]


@pytest.mark.parametrize("number", [0, 6])
async def test_an_enrolment_has_one_to_five_pictures(world, number):
    files = [("pictures", ("r.jpg", jpeg(), "image/jpeg")) for _ in range(number)] or {"x": ("x", b"x")}
    response = await world.platform("POST", "/v1/references", data={"trainee": world.trainee()}, files=files)

    assert is_problem(response, 422, "pictures")["code"] == "picture_count"


async def test_a_face_service_that_is_down_says_so(world):
    world.faces.enrolment = FaceServiceError("no worker")
    response = await enrol(world, world.trainee())

    assert (response.status_code, response.json()["code"]) == (503, "unavailable")


async def test_one_part_named_picture_is_an_enrolment_too(world):
    files = {"picture": ("r.jpg", jpeg(), "image/jpeg")}
    response = await world.platform("POST", "/v1/references", data={"trainee": world.trainee()}, files=files)

    assert response.status_code == 201


@pytest.mark.parametrize(("other", "alike"), [((0.0, 0.5), True), ((0.0, 0.51), False), ((0.0,), False)])
async def test_a_classmates_face_is_found_by_the_threshold_of_the_model(world, other, alike):
    wang, li = world.trainee("wang", referenced=False), world.trainee("li", referenced=False)
    for trainee, embedding in ((wang, (0.0, 0.0)), (li, other)):
        world.faces.enrolment = face(*embedding)
        response = await enrol(world, trainee)
        assert response.status_code == 201, "a face that another has too is no reason to refuse"
        assert set(response.json()) == {"references", "state"}, "the platform is not told whose face it is"

    [record] = world.monitor.registry.reference_records(li)
    assert record.looks_like == ((wang,) if alike else ())


# ---------------------------------------------------------------- what anybody may read


async def test_the_published_keys_can_be_read(world):
    keys = (await world.http.get("/.well-known/jwks.json")).json()["keys"]

    assert [key["crv"] for key in keys] == ["Ed25519"]


async def test_health_says_under_which_rules(world, sdk):
    health = (await world.http.get("/healthz")).json()

    assert (health["status"], health["rule_pack"], health["purpose"]) == ("ok", "demo", "demonstration")
    assert health["live_sessions"] == 1


async def test_an_unknown_address_is_a_problem_too(world):
    is_problem(await world.http.get("/nowhere"), 404, "")
    is_problem(await world.http.get("/v1/sessions"), 405, "")


async def test_the_api_describes_itself(world):
    document = (await world.http.get("/openapi.json")).json()

    assert document["openapi"].startswith("3.1")
    for path in ("/v1/sessions", "/v1/claims", "/v1/verdicts", "/v1/references", "/v1/photos", "/v1/bursts"):
        for operation in document["paths"][path].values():
            assert operation["description"]
