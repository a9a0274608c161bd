"""Two people of the institution or the office vouch for a trainee over the API, and a waiting lesson goes on (K4)."""

from datetime import datetime

import pytest
from small_world import CLASS, PLATFORM, jpeg

from monitor.core.events import SeenInPerson
from monitor.flows.close_session import close_session
from monitor.flows.live import Live
from monitor.flows.streams import claims_stream
from monitor.ports import FaceJudgement
from monitor.web.office_api.people import office_key

CANNOT_TURN = FaceJudgement(verdict="retry", reason="no_turn")


async def say(world, trainee: str, by: str, *, key: str | None = None, **other):
    """What a person of the office says."""
    said = {"training_class": CLASS, "platform": PLATFORM, **other}
    given = office_key(world.monitor.keys, by) if key is None else key
    headers = {"X-Person": by, "Authorization": f"Bearer {given}", "Accept-Language": "en"}
    return await world.http.post(f"/v1/trainees/{trainee}/in-person", json=said, headers=headers)


async def state(world, trainee: str, by: str, **other) -> str:
    response = await say(world, trainee, by, **other)
    assert response.status_code == 201, response.text
    return response.json()["state"]


@pytest.fixture
async def waiting(world):
    """Somebody who cannot move as asked, and whose lesson waits for a person."""
    world.faces.burst = CANNOT_TURN
    trainee = world.trainee()
    async with await world.sdk(trainee) as sdk:
        for _ in range(9):
            directive = await sdk.until("directive", kind="liveness")
            await sdk.post_burst(world.http, directive, [jpeg() for _ in range(8)])
        hold = await sdk.until("directive", kind="hold", reason="in_person")
        assert set(hold["message"]) == {"zh-CN", "en"}
        yield trainee, sdk


async def test_the_lesson_goes_on_when_two_people_saw_who_is_learning(world, waiting):
    trainee, sdk = waiting
    first = await state(world, trainee, "teacher-zhao", session=sdk.session)
    second = await state(world, trainee, "office-qian", session=sdk.session)
    await sdk.until("directive", kind="release")

    assert (first, second) == ("waits_for_second_person", "verified")


async def test_the_same_person_twice_is_one(world, waiting):
    trainee, sdk = waiting
    answers = [await state(world, trainee, "teacher-zhao", session=sdk.session) for _ in range(2)]
    words = [fact for fact in await world.facts(sdk.session) if isinstance(fact, SeenInPerson)]

    assert answers == ["waits_for_second_person"] * 2
    assert [word.by.name for word in words] == ["office/teacher-zhao"]


async def test_saying_again_what_is_verified_adds_nothing(world, waiting):
    trainee, sdk = waiting
    for by in ("teacher-zhao", "office-qian", "office-qian", "teacher-sun"):
        last = await state(world, trainee, by, session=sdk.session)
    words = [fact for fact in await world.facts(sdk.session) if isinstance(fact, SeenInPerson)]

    assert (last, len(words)) == ("verified", 2)


async def test_a_lesson_that_waits_goes_on_waiting_when_the_collector_starts_again(world, waiting):
    trainee, sdk = waiting
    await state(world, trainee, "teacher-zhao", session=sdk.session)
    live = Live(world.monitor, sdk.session)  # as one finds it that was not there before
    await live.load()

    assert [type(ask).__name__ for ask in live.supervisor.due(world.monitor.clock.now())][:1] == ["Hold"]
    assert not live.supervisor.open_directives()
    await state(world, trainee, "office-qian", session=sdk.session)
    await sdk.until("directive", kind="release")


async def test_without_a_session_it_stands_beside_the_claims(world):
    trainee = world.trainee()
    answers = [await state(world, trainee, by) for by in ("teacher-zhao", "office-qian")]

    assert answers == ["waits_for_second_person", "verified"]
    assert len(await world.monitor.log.read(claims_stream(trainee, CLASS))) == 2


async def test_a_session_that_is_over_can_still_be_vouched_for(world, waiting):
    trainee, sdk = waiting
    await close_session(world.collector, sdk.session)
    answers = [await state(world, trainee, by, session=sdk.session) for by in ("teacher-zhao", "office-qian")]

    assert answers == ["waits_for_second_person", "verified"]
    assert len(await world.monitor.log.read(claims_stream(trainee, CLASS))) == 2


async def test_an_attempt_that_was_vouched_for_says_so(world, waiting):
    trainee, sdk = waiting
    for by in ("teacher-zhao", "office-qian"):
        await state(world, trainee, by, session=sdk.session)
    attempt = (await world.facts(sdk.session))[0].attempts[0].attempt
    timeline = (await world.http.get(f"/v1/attempts/{attempt}/timeline")).json()
    marks = [mark for mark in timeline["picture"]["marks"] if mark["kind"] == "in_person"]

    assert [mark["reason"] for mark in marks] == ["office/teacher-zhao", "office/office-qian"]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("platform", {"platform": "platform-9"}),
        ("trainee", {"trainee": "t-nobody"}),
        ("training_class", {"training_class": ""}),
        ("session", {"session": "s-somebody-elses"}),
    ],
)
async def test_what_is_wrong_is_named(world, field, wrong):
    response = await say(world, **({"trainee": world.trainee(), "by": "teacher-zhao"} | wrong))

    assert (response.status_code, response.json()["field"]) == (422, field), response.text
    assert response.json()["remedy"]


async def test_a_trainee_of_another_class_is_not_vouched_for_in_this_one(world):
    trainee = world.trainee()
    world.monitor.registry.leave(trainee, CLASS, 1)

    assert (await say(world, trainee, "teacher-zhao")).json()["field"] == "trainee"


async def test_nobody_vouches_with_the_key_of_somebody_else(world):
    key = office_key(world.monitor.keys, "qian")

    assert (await say(world, world.trainee(), "zhao", key=key)).status_code == 401


# ---------------------------------------------------------------- the institution


@pytest.fixture
def school(world):
    """What a person of the institution says, with the institution's key."""
    key = world.monitor.registry.issue_key("institution-1", 0, kind="institution")

    async def says(trainee: str, person: str, **other):
        said = {"trainee": trainee, "training_class": CLASS, "platform": PLATFORM, "person": person, **other}
        return await world.http.post("/v1/in-person", json=said, headers={"Authorization": f"Bearer {key}"})

    return says


async def test_institution_and_office_vouch_together(world, waiting, school):
    trainee, sdk = waiting
    first = (await school(trainee, "zhao", session=sdk.session)).json()["state"]
    second = await state(world, trainee, "zhao", session=sdk.session)
    await sdk.until("directive", kind="release")

    assert (first, second) == ("waits_for_second_person", "verified"), "one name in two houses is two people"


async def test_the_answer_says_until_when_the_two_stand_for_the_session(world, waiting):
    trainee, sdk = waiting
    waits = (await say(world, trainee, "zhao", session=sdk.session)).json()
    done = (await say(world, trainee, "qian", session=sdk.session)).json()
    now, lasts = world.monitor.clock.now(), world.monitor.pack["in_person_lasts_ms"]

    assert waits["until"] is None
    assert now < datetime.fromisoformat(done["until"]).timestamp() * 1000 <= now + lasts


async def test_an_institution_that_names_two_people_is_still_one(world, waiting, school):
    trainee, sdk = waiting
    said = [(await school(trainee, person, session=sdk.session)).json()["state"] for person in ("zhao", "liu")]

    assert said == ["waits_for_second_person"] * 2
    assert not [message for message in sdk.received if message.get("kind") == "release"]


async def test_a_person_with_a_key_of_their_own_is_the_second_one(world, waiting, school):
    trainee, sdk = waiting
    await school(trainee, "zhao", session=sdk.session)
    key = world.monitor.registry.issue_key("institution-1", 0, kind="institution", person="sun")
    said = {"trainee": trainee, "training_class": CLASS, "platform": PLATFORM, "session": sdk.session}
    done = await world.http.post("/v1/in-person", json=said, headers={"Authorization": f"Bearer {key}"})
    words = [fact.by.name for fact in await world.facts(sdk.session) if isinstance(fact, SeenInPerson)]

    assert done.json()["state"] == "verified"
    assert words == ["institution/institution-1/zhao", "institution/institution-1/sun"]


@pytest.mark.parametrize(("own", "person"), [("sun", "zhao"), ("", "")])
async def test_nobody_speaks_with_the_key_of_another_person_or_without_a_name(world, own, person):
    key = world.monitor.registry.issue_key("institution-1", 0, kind="institution", person=own)
    said = {"trainee": world.trainee(), "training_class": CLASS, "platform": PLATFORM, "person": person}
    refused = await world.http.post("/v1/in-person", json=said, headers={"Authorization": f"Bearer {key}"})

    assert (refused.status_code, refused.json()["field"]) == (422, "person"), refused.text


async def test_a_platform_does_not_vouch(world):
    said = {"trainee": world.trainee(), "training_class": CLASS, "platform": PLATFORM, "person": "zhao"}

    assert (await world.platform("POST", "/v1/in-person", json=said)).status_code == 403
