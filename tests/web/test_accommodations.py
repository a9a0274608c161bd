"""An institution grants its trainees what a handicap needs; platforms neither grant nor see it."""

import pytest
from small_world import LESSONS
from test_api_people import school  # noqa: F401  a fixture
from test_vendor_api import is_problem

GRANT = {"kinds": ["simple_popups"], "time_percent": 200, "person": "zhao"}


def path(trainee: str) -> str:
    return f"/v1/trainees/{trainee}/accommodations"


async def test_what_was_granted_stands_in_the_next_session_with_who_granted_it(world, school):  # noqa: F811
    trainee = world.trainee()
    granted = await school("PUT", path(trainee), json=GRANT)
    opened = (await world.facts((await world.open(trainee))["session"]))[0].trainee

    assert granted.status_code == 200, granted.text
    assert (opened.accommodations, opened.time_percent) == (("simple_popups",), 200)
    assert opened.accommodated_by == "institution/institution-1/zhao"


async def test_a_later_grant_takes_the_place_of_the_one_before_and_both_can_be_read(world, school):  # noqa: F811
    trainee = world.trainee()
    await school("PUT", path(trainee), json=GRANT)
    await school("PUT", path(trainee), json={"person": "qian"})
    grants = (await school("GET", path(trainee))).json()["grants"]
    opened = (await world.facts((await world.open(trainee))["session"]))[0].trainee

    assert [(grant["time_percent"], grant["registered_by"].rpartition("/")[2]) for grant in grants] == [
        (100, "qian"),
        (200, "zhao"),
    ]
    assert (opened.accommodations, opened.time_percent) == ((), 100)


async def test_the_browser_is_told_the_longer_time(world, school):  # noqa: F811
    trainee = world.trainee()
    await school("PUT", path(trainee), json={**GRANT, "time_percent": 300})
    pack = world.monitor.pack
    async with await world.sdk(trainee, lesson=LESSONS[0]) as sdk:
        directive = await sdk.until("directive", kind="liveness")

        assert sdk.welcome["ask"]["popup_answer_ms"] == 3 * pack["popup_answer_ms"]
        assert directive["window_ms"] == 3 * pack["liveness_window_ms"]
        assert directive["cue_ms"] == 3 * pack["liveness_cue_ms"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"time_percent": 99}, "time_percent"),
        ({"time_percent": 401}, "time_percent"),
        ({"kinds": ["no_popups"]}, "kinds.0"),
        ({"person": ""}, "person"),
        ({"reason": "deaf"}, "reason"),
    ],
)
async def test_what_cannot_be_granted_is_named(world, school, change, field):  # noqa: F811
    is_problem(await school("PUT", path(world.trainee()), json={**GRANT, **change}), 422, field)


@pytest.mark.parametrize("method", ["PUT", "GET"])
async def test_it_is_no_platforms_business(world, method):
    answer = await world.platform(method, path(world.trainee()), **({"json": GRANT} if method == "PUT" else {}))

    is_problem(answer, 403, "Authorization")


@pytest.mark.parametrize("method", ["PUT", "GET"])
async def test_it_is_not_another_institutions_business(world, method):
    registry = world.monitor.registry
    registry.add_institution("other", title="O", source_system="test", external_id="o")
    headers = {"Authorization": f"Bearer {registry.issue_key('other', 0, kind='institution')}"}
    said = {"json": GRANT} if method == "PUT" else {}
    answer = await world.http.request(method, path(world.trainee()), headers=headers, **said)

    is_problem(answer, 403, "trainee")
