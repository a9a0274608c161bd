"""What people change of their own accounts: the password, the app, and where they are signed in."""

import pytest
from console_desk import PASSWORD, Person, person
from small_world import client_of

from monitor.adapters.clock import ManualClock, SystemClock
from monitor.core.accounts import FREE_TRIES
from monitor.flows.accounts import OWN_APP_MS

NEW = "quite other words than before"


@pytest.fixture
async def lead(world):
    world.monitor.clock = ManualClock(SystemClock().now())
    async with person(world, account="chen") as lead:
        yield await lead.enter()


@pytest.fixture
async def elsewhere(world, lead):
    async with client_of(world.address) as http:
        yield await Person(world, "chen", lead.secret, http).enter()


async def refused(response, status: int, code: str) -> dict:
    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    return response.json()


async def test_a_new_password_needs_the_old_one_and_ends_all_other_sign_ins(lead, elsewhere):
    changed = await lead.send("PUT", "/account/password", {"old": PASSWORD, "password": NEW})
    assert changed.status_code == 204
    assert (await lead.get("/session")).status_code == 200
    assert (await elsewhere.get("/session")).status_code == 401
    await refused(await elsewhere.sign_in(), 401, "sign_in_refused")
    assert (await elsewhere.sign_in(password=NEW)).status_code == 204


async def test_a_wrong_old_password_changes_nothing_and_five_make_whoever_sits_there_wait(lead):
    for _ in range(FREE_TRIES):
        said = await refused(
            await lead.send("PUT", "/account/password", {"old": "a guess", "password": NEW}), 422, "wrong_password"
        )
        assert said["field"] == "old"
    waits = await lead.send("PUT", "/account/password", {"old": PASSWORD, "password": NEW})
    await refused(waits, 429, "locked_out")
    assert (await lead.sign_in()).status_code == 204


async def test_a_weak_new_password_is_refused_with_the_reason(lead):
    said = await lead.send("PUT", "/account/password", {"old": PASSWORD, "password": "chen chen chen"})
    await refused(said, 422, "holds_account")
    assert (await lead.sign_in()).status_code == 204


async def test_another_app_is_set_up_by_an_invitation_to_oneself(lead, world):
    wanted = {"password": PASSWORD, "code": lead.code(1)}
    token = (await lead.send("POST", "/account/app", wanted)).json()["token"]
    said = (await lead.http.post("/console/api/invitation", json={"token": token})).json()
    assert said["viewer"]["account"] == "chen"
    assert world.monitor.registry.account("chen").active


async def begin_another_app(somebody) -> str:
    wanted = {"password": PASSWORD, "code": somebody.code(1)}
    return (await somebody.send("POST", "/account/app", wanted)).json()["token"]


async def cannot_be_taken_up(http, token: str) -> None:
    await refused(await http.post("/console/api/invitation", json={"token": token}), 422, "registry_refused")


async def change_the_password(lead):
    return await lead.send("PUT", "/account/password", {"old": PASSWORD, "password": NEW})


async def end_other_sign_ins(lead):
    return await lead.send("DELETE", "/account/visits")


async def end_the_thiefs_sign_in(lead):
    visits = (await lead.get("/account/visits")).json()["visits"]
    [other] = [one["visit"] for one in visits if not one["here"]]
    return await lead.send("DELETE", f"/account/visits/{other}")


async def sign_out_everywhere(lead):
    return await lead.send("POST", "/sign-out-everywhere")


@pytest.mark.parametrize(
    "locks_out", [change_the_password, end_other_sign_ins, end_the_thiefs_sign_in, sign_out_everywhere]
)
async def test_whoever_is_locked_out_has_no_invitation_left_to_come_back_with(lead, elsewhere, locks_out):
    token = await begin_another_app(elsewhere)
    assert (await locks_out(lead)).is_success
    await cannot_be_taken_up(lead.http, token)


@pytest.mark.parametrize(
    ("method", "path", "content"),
    [
        ("DELETE", "/people/chen/visits", None),
        ("PUT", "/people/chen/role", {"role": "reviewer"}),
        ("DELETE", "/people/chen", None),
    ],
)
async def test_what_an_administrator_ends_for_a_person_ends_open_invitations_too(lead, world, method, path, content):
    token = await begin_another_app(lead)
    async with person(world, "administrator") as administrator:
        assert (await (await administrator.enter()).send(method, path, content)).is_success
    await cannot_be_taken_up(lead.http, token)


async def test_an_invitation_to_oneself_lasts_minutes(lead, world):
    token = await begin_another_app(lead)
    world.monitor.clock.advance(OWN_APP_MS + 1)
    await cannot_be_taken_up(lead.http, token)


@pytest.mark.parametrize(
    ("wrong", "code"), [({"password": "a guess"}, "wrong_password"), ({"code": "000000"}, "wrong_code")]
)
async def test_another_app_needs_the_password_and_the_app_of_now(lead, wrong, code):
    wanted = {"password": PASSWORD, "code": lead.code(1), **wrong}
    for _ in range(FREE_TRIES):
        await refused(await lead.send("POST", "/account/app", wanted), 422, code)
    await refused(await lead.send("POST", "/account/app", {**wanted}), 429, "locked_out")


async def test_a_code_that_was_used_sets_up_no_other_app(lead):
    wanted = {"password": PASSWORD, "code": lead.code(1)}
    await lead.send("POST", "/account/app", wanted)
    await refused(await lead.send("POST", "/account/app", wanted), 422, "wrong_code")


async def test_people_see_where_they_are_signed_in_and_end_one_or_all_others(lead, elsewhere, world):
    visits = (await lead.get("/account/visits")).json()["visits"]
    assert sorted(one["here"] for one in visits) == [False, True]
    [other] = [one["visit"] for one in visits if not one["here"]]
    assert (await lead.send("DELETE", f"/account/visits/{other}")).status_code == 204
    assert (await elsewhere.get("/session")).status_code == 401
    await refused(await lead.send("DELETE", f"/account/visits/{other}"), 422, "registry_refused")

    await elsewhere.enter()
    assert (await lead.send("DELETE", "/account/visits")).status_code == 204
    assert (await elsewhere.get("/session")).status_code == 401
    assert (await lead.get("/session")).status_code == 200


async def test_nobody_ends_the_sign_in_of_somebody_else(lead, world):
    [mine] = (await lead.get("/account/visits")).json()["visits"]
    async with person(world, "auditor") as other:
        await refused(
            await (await other.enter()).send("DELETE", f"/account/visits/{mine['visit']}"), 422, "registry_refused"
        )
    assert (await lead.get("/session")).status_code == 200
