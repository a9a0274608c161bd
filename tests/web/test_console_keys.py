"""Administrators see who holds which API key, issue and replace and end them, and see who did what."""

import pytest
import pytest_asyncio
from console_desk import person
from small_world import running

from monitor.adapters.clock import ManualClock, SystemClock
from monitor.adapters.registry import RegistryError
from monitor.core.days import shanghai_day
from monitor.core.terms import first_moment

DAY, HOUR = 86_400_000, 3_600_000

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory):
    async with running(tmp_path_factory.mktemp("keys")) as world:
        world.monitor.clock = ManualClock(SystemClock().now())
        yield world


@pytest_asyncio.fixture(loop_scope="module")
async def root(world):
    async with person(world, "administrator", f"root-{world.monitor.clock.now()}") as root:
        world.monitor.clock.advance(1)
        yield await root.enter()


async def issued(root, **wanted) -> str:
    made = await root.send("POST", "/keys", {"kind": "platform", "owner": "platform-1", **wanted})
    assert made.status_code == 201, made.text
    return made.json()["secret"]


async def named(root, label: str) -> list[dict]:
    await root.enter()  # the clock goes on by more than a sign-in without requests lasts
    items = (await root.get("/keys", owner="platform-1", limit=100)).json()["items"]
    return [one for one in items if one["label"] == label]


def speaks(world, secret: str) -> bool:
    try:
        world.monitor.registry.caller_by_key(secret, world.monitor.clock.now())
    except RegistryError:
        return False
    return True


async def test_a_key_is_shown_once_and_listed_with_what_it_is_good_for(root, world):
    secret = await issued(root, label="test server", scopes=["read"], days=1)
    [said] = await named(root, "test server")
    assert (said["scopes"], said["used_at"], said["live"]) == (["read"], None, True)
    assert secret not in str(said)
    world.monitor.clock.advance(DAY)
    assert speaks(world, secret)
    world.monitor.clock.advance(1)
    assert not speaks(world, secret)
    assert not (await named(root, "test server"))[0]["live"]


async def test_the_last_use_of_a_key_is_known_to_the_hour(root, world):
    secret = await issued(root, label="used")
    speaks(world, secret)
    [first] = await named(root, "used")
    world.monitor.clock.advance(HOUR - 1)
    speaks(world, secret)
    assert (await named(root, "used"))[0]["used_at"] == first["used_at"]
    world.monitor.clock.advance(1)
    speaks(world, secret)
    assert (await named(root, "used"))[0]["used_at"] > first["used_at"]


async def test_a_replaced_key_goes_on_through_the_overlap_and_no_longer(root, world):
    old = await issued(root, label="rotated", scopes=["read"])
    speaks(world, old)
    [key] = await named(root, "rotated")
    made = await root.send("POST", f"/keys/{key['key']}/rotations", {"overlap_hours": 1})
    new = made.json()["secret"]
    assert sorted(one["used_at"] is None for one in await named(root, "rotated")) == [False, True]
    world.monitor.clock.advance(HOUR)
    assert speaks(world, old)
    world.monitor.clock.advance(1)
    assert speaks(world, new)
    assert not speaks(world, old)


async def test_a_revoked_key_ends_at_once_and_is_left_out_where_only_good_ones_are_wanted(root, world):
    secret = await issued(root, label="leaked")
    [key] = await named(root, "leaked")
    assert (await root.send("DELETE", f"/keys/{key['key']}")).status_code == 204
    assert not speaks(world, secret)
    live = (await root.get("/keys", live=True, limit=100)).json()["items"]
    assert live
    assert key["key"] not in [one["key"] for one in live]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [({"owner": "nobody"}, "platform"), ({"scopes": ["confirm"]}, "scopes"), ({"person": "zhao"}, "person")],
)
async def test_a_key_that_cannot_be_is_refused_with_the_field(root, wanted, field):
    refused = await root.send("POST", "/keys", {"kind": "platform", "owner": "platform-1", **wanted})
    assert (refused.status_code, refused.json()["field"]) == (422, field)


# ---------------------------------------------------------------- who did what


async def test_the_access_log_finds_what_somebody_did_and_leaves_out_looks(root):
    await issued(root, label="noted")
    await root.get("/keys")
    found = (await root.get("/accesses", account=root.account, deeds=True)).json()["items"]
    assert [(one["action"], one["details"]["owner"]) for one in found] == [("POST /keys", "platform/platform-1")]


async def test_the_access_log_finds_a_case_number_and_what_was_refused(root, world):
    monitor = world.monitor
    viewer = monitor.registry.account(root.account).viewer
    for case, status in (("K-1", 200), ("K-2", 403)):
        details = {"case": case, "reason": "appeal"}
        monitor.registry.note_access(
            viewer, at=monitor.clock.now(), action="GET /photo", subject="p-1", details=details, status=status
        )
    one = {"account": root.account, "subject": "p-1"}
    assert [said["details"]["case"] for said in (await root.get("/accesses", case="K-1", **one)).json()["items"]] == [
        "K-1"
    ]
    assert [said["status"] for said in (await root.get("/accesses", refused=True, **one)).json()["items"]] == [403]


async def test_the_days_of_the_access_log_are_whole_days_of_shanghai(root, world):
    monitor = world.monitor
    viewer, today = monitor.registry.account(root.account).viewer, shanghai_day(monitor.clock.now())
    begins = first_moment(today)
    for at in (begins - 1, begins, begins + DAY - 1, begins + DAY):
        monitor.registry.note_access(
            viewer, at=at, action="GET /x", subject="edges", details={"at": str(at)}, status=200
        )
    found = await root.get("/accesses", subject="edges", account=root.account, first_day=today, last_day=today)
    assert [one["details"]["at"] for one in found.json()["items"]] == [str(begins + DAY - 1), str(begins)]


@pytest.mark.parametrize(("field", "day"), [("first_day", "0001-01-01"), ("last_day", "9999-12-31")])
async def test_a_day_beyond_all_clocks_is_refused_with_the_field(root, field, day):
    refused = await root.get("/accesses", **{field: day})
    assert (refused.status_code, refused.json()["field"]) == (422, field)


async def test_the_access_log_comes_in_pages_and_says_that_it_was_looked_at(root):
    for label in ("1", "2", "3"):
        await issued(root, label=label)
    wanted = {"account": root.account, "deeds": True, "limit": 2}
    first = (await root.get("/accesses", **wanted)).json()
    second = (await root.get("/accesses", cursor=first["next"], **wanted)).json()
    assert [len(page["items"]) for page in (first, second)] == [2, 1]
    [look, *_] = (await root.get("/accesses", account=root.account)).json()["items"]
    assert look["action"] == "GET /accesses"
