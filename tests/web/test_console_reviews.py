"""Reviews in the console: the queue by what there is to do, a decision with its reason, and what it did to hours."""

import pytest
import pytest_asyncio
from console_desk import person
from hours_at_hand import appealed, learned
from hours_on_desk import at_double_speed, honestly, in_doubt_with_photos_for_a_person, with_photos_for_a_person
from small_world import running

from monitor.core.review_facts import Decision
from monitor.flows.review import decide
from monitor.flows.review_queue import KINDS

RESTORED = {"outcome": "restored", "reason": "the photos show the same person"}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory):
    async with running(tmp_path_factory.mktemp("office")) as world:
        yield world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def zhao(office):
    async with person(office, "reviewer", "zhao-li") as zhao:
        yield await zhao.enter()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def qian(office):
    async with person(office, "office_lead", "qian-wei") as qian:
        yield await qian.enter()


async def waiting(viewer, **query) -> list[dict]:
    return (await viewer.get("/reviews", limit=100, **query)).json()["items"]


async def queue(viewer, **query) -> set[str]:
    return {one["line"]["attempt"] for one in await waiting(viewer, **query)}


async def does(who, attempt: str, judgement) -> dict:
    response = await who.send("POST", f"/reviews/{attempt}/decisions", judgement)
    assert response.status_code == 201, response.text
    return response.json()


# ---------------------------------------------------------------- the queue


async def test_the_queue_is_told_apart_by_what_there_is_to_do(office, zhao):
    held, void = await learned(office, "queue-held"), await learned(office, "queue-void", at_double_speed)
    appeal = await appealed(office, await learned(office, "queue-appeal"))
    of = {kind: await queue(zhao, kind=kind) for kind in ("", "hold", "void", "identity", "photo", "appeal", "term")}

    mine = {held.attempt, void.attempt, appeal.attempt}
    assert {kind: found & mine for kind, found in of.items()} == {
        "": mine,
        "hold": {held.attempt, appeal.attempt},
        "void": {void.attempt},
        "identity": {held.attempt, appeal.attempt},
        "photo": set(),
        "appeal": {appeal.attempt},
        "term": {held.attempt, void.attempt},
    }
    assert await queue(zhao, platform="another") == set()


async def test_an_hour_whose_requested_photo_is_to_be_checked_is_marked_in_the_queue_and_on_its_page(office, zhao):
    photos = await learned(office, "photos", in_doubt_with_photos_for_a_person)
    assert photos.attempt in await queue(zhao, kind="photo")

    [listed] = [one for one in await waiting(zhao) if one["line"]["attempt"] == photos.attempt]
    page = (await zhao.get(f"/reviews/{photos.attempt}")).json()
    assert listed["kinds"] == page["kinds"] == ["identity", "photo", "hold", "term"]


async def test_an_hour_that_lacks_nothing_but_a_persons_look_at_its_photo_waits_and_is_decided_like_others(
    office, zhao
):
    photos = await learned(office, "photos-alone", with_photos_for_a_person)
    assert photos.attempt in await queue(zhao, kind="photo")

    page = (await zhao.get(f"/reviews/{photos.attempt}")).json()
    assert page["kinds"] == ["photo", "hold", "term"]
    done = await does(zhao, photos.attempt, RESTORED)
    assert [turn["after"]["en"] for turn in done["turns"]] == ["certified"]
    assert photos.attempt not in await queue(zhao)


def _mistaken_for_somebody(learner):
    for decision in 5 * ("mismatch", "pass"):
        learner.check_face(decision, takes=0)
    honestly(learner)


async def test_an_hour_whose_face_checks_failed_again_and_again_is_in_doubt_of_identity(office, zhao):
    mistaken = await learned(office, "mistaken", _mistaken_for_somebody)
    assert "identity_failed" in {finding.rule for finding in mistaken.reasons}
    assert mistaken.attempt in await queue(zhao, kind="identity")


@pytest.mark.parametrize("kind", KINDS)
async def test_what_an_hour_is_marked_as_is_what_finds_it(office, zhao, kind):
    for name, how in {"marked-doubt": in_doubt_with_photos_for_a_person, "marked-speed": at_double_speed}.items():
        await learned(office, f"{name}-{kind}", how)
    assert await queue(zhao, kind=kind) == {
        one["line"]["attempt"] for one in await waiting(zhao) if kind in one["kinds"]
    }


async def test_the_queue_comes_in_pages_the_longest_known_first(office, zhao):
    for name in ("page-1", "page-2", "page-3"):
        await learned(office, name)
    first = (await zhao.get("/reviews", limit=2)).json()
    second = (await zhao.get("/reviews", limit=2, cursor=first["next"])).json()
    known = [one["noticed_at"] for one in (*first["items"], *second["items"])]
    assert known == sorted(known)
    assert not {one["line"]["attempt"] for one in first["items"]} & {one["line"]["attempt"] for one in second["items"]}


async def test_what_a_first_person_decided_waits_for_its_term_and_for_nobody(office, zhao):
    held = await learned(office, "term")
    await does(zhao, held.attempt, {"outcome": "not_certified", "reason": "nobody can tell"})
    assert held.attempt in await queue(zhao, kind="term")
    assert held.attempt not in await queue(zhao, kind="hold")


# ---------------------------------------------------------------- deciding


async def test_a_restored_hour_counts_and_the_cap_says_so(office, zhao):
    held = await learned(office, "restored")
    before = (await zhao.get(f"/reviews/{held.attempt}")).json()
    assert (before["barred"], before["outcomes"]) == (
        False,
        ["restored", "not_certified", "void_platform", "void_trainee"],
    )
    assert before["hours"] == {"allowed": 16, "counted": 0, "left": 16, "held": 1, "beyond": 0}

    done = await does(zhao, held.attempt, RESTORED)
    assert done["before"] == before["hours"]
    assert done["matter"]["hours"] == {"allowed": 16, "counted": 1, "left": 15, "held": 0, "beyond": 0}
    assert [(turn["unit"], turn["before"]["en"], turn["after"]["en"]) for turn in done["turns"]] == [
        ("unit-1", "held for review", "certified")
    ]
    assert done["matter"]["review"]["history"][-1]["by"] == "zhao-li"
    assert done["matter"]["outcomes"] == []


async def test_on_an_appeal_somebody_else_decides_than_before(office, zhao, qian):
    held = await learned(office, "appeal")
    await does(zhao, held.attempt, {"outcome": "not_certified", "reason": "nobody can tell"})
    await appealed(office, held)

    seen = (await zhao.get(f"/reviews/{held.attempt}")).json()
    assert (seen["barred"], seen["outcomes"]) == (True, ["restored", "not_certified"])
    refused = await zhao.send("POST", f"/reviews/{held.attempt}/decisions", RESTORED)
    assert (refused.status_code, refused.json()["code"]) == (409, "same_reviewer")

    assert (await qian.get(f"/reviews/{held.attempt}")).json()["barred"] is False
    assert (await does(qian, held.attempt, RESTORED))["matter"]["review"]["outcome"] == "certified"


async def test_whoever_decided_through_the_api_is_the_same_person_in_the_console(office, zhao):
    held = await learned(office, "by-key")
    by_key = Decision(attempt=held.attempt, outcome="not_certified", decided_by="zhao-li", reason="nobody can tell")
    await decide(office.collector, by_key)
    await appealed(office, held)
    assert (await zhao.get(f"/reviews/{held.attempt}")).json()["barred"] is True


async def test_whoever_filed_the_appeal_does_not_decide_on_it(office, qian):
    held = await appealed(office, await learned(office, "filed"), by="qian-wei")
    assert (await qian.get(f"/reviews/{held.attempt}")).json()["barred"] is True


async def test_an_appeal_makes_nothing_worse(office, zhao):
    void = await appealed(office, await learned(office, "worse", at_double_speed))
    assert (await zhao.get(f"/reviews/{void.attempt}")).json()["outcomes"] == [
        "restored",
        "not_certified",
        "void_platform",
    ]
    blamed = {"outcome": "void_trainee", "reason": "…", "ground": "tampering", "proof": [void.findings[0].evidence[0]]}
    refused = await zhao.send("POST", f"/reviews/{void.attempt}/decisions", blamed)
    assert (refused.status_code, refused.json()["code"]) == (409, "harder")


async def test_conduct_is_blamed_with_proof_alone(office, zhao):
    held = await learned(office, "proof")
    refused = await zhao.send(
        "POST", f"/reviews/{held.attempt}/decisions", {"outcome": "void_trainee", "reason": "it is somebody else"}
    )
    assert (refused.status_code, refused.json()["field"]) == (422, "proof")


async def test_an_attempt_that_nobody_judged_is_not_there(zhao):
    assert (await zhao.get("/reviews/nothing")).status_code == 404
    assert (await zhao.send("POST", "/reviews/nothing/decisions", RESTORED)).status_code == 404
