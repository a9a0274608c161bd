"""The office's plans: what a proposal would change, who decides it, and that it is decided once."""

import asyncio

import pytest
import pytest_asyncio
from console_desk import OTHER_OFFICE, Tenant, person, seed_offices
from proposed_plans import VIDEO, propose
from small_world import CLASS, LESSONS, PLATFORM, UNIT, running, seed

pytestmark = pytest.mark.asyncio(loop_scope="module")


def _seeded(registry):
    key = seed(registry)
    seed_offices(registry)
    return key


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory):
    async with running(tmp_path_factory.mktemp("office"), seeded=_seeded) as world:
        yield world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lead(office):
    async with person(office) as lead:
        yield await lead.enter()


async def at(viewer, proposal: str) -> dict:
    return (await viewer.get(f"/plan-proposals/{proposal}")).json()


async def decide(viewer, proposal: str, word: str, **said):
    return await viewer.send("POST", f"/plan-proposals/{proposal}/{word}", said)


async def test_a_proposal_is_shown_beside_the_plan_in_force(office, lead):
    propose(office, "pp-shown")
    said = await at(lead, "pp-shown")

    assert (said["line"]["proposed_by"], said["line"]["videos"], said["line"]["waiting"]) == (
        f"platform/{PLATFORM}",
        2,
        1,
    )
    assert said["changes"] == {
        "version": "1",
        "total_class_hours": 40,
        "units_left_out": [],
        "videos_left_out": [LESSONS[1]],
    }
    assert [(unit["unit"], unit["duration_ms"], unit["change"]) for unit in said["units"]] == [
        (UNIT, 64_000, "changed")
    ]
    videos = [(one["lesson"], one["owner"], one["approved"], one["change"]) for one in said["videos"]]
    assert videos == [(LESSONS[0], "", True, "same"), (VIDEO, f"platform/{PLATFORM}", False, "new")]


async def test_the_plan_of_a_new_class_is_compared_with_nothing(office, lead):
    propose(office, "pp-new", training_class="class-new")
    said = await at(lead, "pp-new")

    assert said["changes"] is None
    assert {one["change"] for one in said["units"] + said["videos"]} == {None}


async def test_proposals_come_in_pages_the_oldest_first(office, lead):
    for name in ("pp-z", "pp-y", "pp-x"):
        propose(office, name, training_class="class-paged")
    first = (await lead.get("/plan-proposals", training_class="class-paged", limit=2)).json()
    second = (await lead.get("/plan-proposals", training_class="class-paged", limit=2, cursor=first["next"])).json()

    assert [one["proposal"] for one in first["items"] + second["items"]] == ["pp-z", "pp-y", "pp-x"]
    assert second["next"] is None


@pytest.mark.parametrize("too", [False, True])
async def test_an_approved_plan_is_in_force_and_its_videos_wait_on_unless_they_are_approved_too(office, lead, too):
    run = f"class-approved-{too}"
    video = propose(office, f"pp-approved-{too}", training_class=run, video=f"video-{too}")
    response = await decide(lead, f"pp-approved-{too}", "approval", document="豫人社 9", lessons_too=too)

    said = response.json()
    assert (response.status_code, said["line"]["state"], said["decided_by"]) == (201, "approved", lead.account)
    assert said["line"]["waiting"] == (0 if too else 1)
    in_force = office.monitor.registry.class_plan(run)
    assert {one.lesson: one.approved for one in in_force.lessons}[video] == too


async def waiting(viewer) -> list[str]:
    return [one["lesson"] for one in (await viewer.get("/lessons", limit=100)).json()["items"]]


async def test_a_video_waits_by_itself_until_it_is_approved_by_a_document_once(office, lead):
    video = propose(office, "pp-video", training_class="class-video", video="video-alone")
    await decide(lead, "pp-video", "refusal", reason="no")
    assert video in await waiting(lead)

    said = {"document": "豫人社 7"}
    answers = [await lead.send("POST", f"/lessons/{video}/approval", said) for _ in range(2)]
    assert [response.status_code for response in answers] == [204, 422]
    assert "已获批准" in answers[1].json()["detail"]
    assert video not in await waiting(lead)
    assert office.monitor.registry.planned_videos([video])[video].approval == "豫人社 7"


async def test_the_overview_counts_the_videos_that_the_list_shows(office, lead):
    propose(office, "pp-counted", training_class="class-counted", video="video-counted")
    assert (await lead.get("/overview")).json()["queues"]["lessons"] == len(await waiting(lead))


async def test_the_overview_counts_the_plans_that_the_list_shows_and_tells_the_office_alone_of_videos(office, lead):
    propose(office, "pp-waiting", training_class="class-waiting", video="video-waiting")
    listed = (await lead.get("/plan-proposals", state="proposed", limit=100)).json()["items"]
    assert (await lead.get("/overview")).json()["queues"]["plans"] == len(listed)
    async with person(office, "institution", "counts-plans") as viewer:
        queues = (await (await viewer.enter()).get("/overview")).json()["queues"]
        own = (await viewer.get("/plan-proposals", state="proposed", limit=100)).json()["items"]
    assert (queues["plans"], "lessons" in queues) == (len(own), False)


async def test_an_auditor_sees_waiting_videos_and_approves_none(office):
    video = propose(office, "pp-audited", training_class="class-audited", video="video-audited")
    async with person(office, "auditor", account="audits-videos") as viewer:
        await viewer.enter()
        assert video in await waiting(viewer)
        assert (await viewer.send("POST", f"/lessons/{video}/approval", {"document": "1"})).status_code == 403


async def test_a_declined_plan_says_why_and_changes_nothing(office, lead):
    propose(office, "pp-declined")
    said = (await decide(lead, "pp-declined", "refusal", reason="视频太短")).json()

    assert (said["line"]["state"], said["reason"], said["changes"]) == ("refused", "视频太短", None)
    assert office.monitor.registry.class_plan(CLASS).version == "1"


@pytest.mark.parametrize(
    "words", [("approval", "refusal"), ("approval", "approval"), ("refusal", "refusal"), ("refusal", "approval")]
)
async def test_of_two_people_who_decide_at_once_one_is_told_that_it_is_decided(office, lead, words):
    name = f"pp-{'-'.join(words)}"
    propose(office, name, training_class=f"class-{name}")
    answers = {"approval": {"document": "豫人社 9"}, "refusal": {"reason": "no"}}
    async with person(office, account=f"second-{name}") as second:
        await second.enter()
        both = await asyncio.gather(
            *(decide(who, name, word, **answers[word]) for who, word in zip((lead, second), words, strict=True))
        )

    assert sorted(response.status_code for response in both) == [201, 422]
    [refused] = [response.json() for response in both if response.status_code == 422]
    assert (refused["field"], refused["code"]) == ("proposal", "registry_refused")
    assert refused["detail"].endswith(("已获批准", "已被退回"))


@pytest.mark.parametrize(
    ("role", "of", "status"),
    [
        ("auditor", None, 200),
        ("institution", None, 200),
        ("local_office", None, 200),
        ("local_office", Tenant(kind="office", name=OTHER_OFFICE), 404),
    ],
)
async def test_others_see_what_is_theirs_and_decide_nothing(office, role, of, status):
    name = f"pp-seen-{role}-{status}"
    propose(office, name)
    async with person(office, role, account=name, of=of) as viewer:
        await viewer.enter()
        assert (await viewer.get(f"/plan-proposals/{name}")).status_code == status
        listed = [one["proposal"] for one in (await viewer.get("/plan-proposals", limit=100)).json()["items"]]
        assert (name in listed) == (status == 200)
        assert (await decide(viewer, name, "approval", document="1")).status_code == 403


async def test_an_institution_is_not_told_who_of_the_office_decided(office, lead):
    propose(office, "pp-who")
    await decide(lead, "pp-who", "refusal", reason="no")
    async with person(office, "institution", account="school") as school:
        said = await at(await school.enter(), "pp-who")

    assert (said["decided_by"], said["reason"]) == ("", "no")
