"""Administrators let people in, change what they may do, and let them in no more; one administrator always stays."""

import pytest
import pytest_asyncio
from console_desk import Person, add_person, person, seed_offices
from small_world import client_of, running, seed

from monitor.core.accounts import FREE_TRIES, AccessSearch

pytestmark = pytest.mark.asyncio(loop_scope="module")


def _seeded(registry):
    key = seed(registry)
    seed_offices(registry)
    return key


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory):
    async with running(tmp_path_factory.mktemp("people"), seeded=_seeded) as world:
        yield world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def root(world):
    async with person(world, "administrator", "root") as root:
        yield await root.enter()


async def refused(response, field: str) -> str:
    said = response.json()
    assert (response.status_code, said["field"]) == (422, field), response.text
    return said["detail"]


async def state_of(root, account: str) -> dict:
    return (await root.get(f"/people/{account}")).json()


async def test_somebody_who_is_added_sets_password_and_app_by_the_invitation(root, world):
    wanted = {"account": "sun", "title": "孙审核", "role": "reviewer"}
    added = await root.send("POST", "/people", wanted)
    assert added.status_code == 201
    token = added.json()["url"].partition("/console/invitation#")[2]
    said = (await root.http.post("/console/api/invitation", json={"token": token})).json()
    assert said["viewer"]["title"] == "孙审核"
    assert (await state_of(root, "sun"))["state"] == "invited"
    [noted] = [
        one
        for one in world.monitor.registry.accesses(AccessSearch(account="root"), limit=9)
        if one.action == "POST /people"
    ]
    assert noted.details == {"account": "sun", "role": "reviewer", "tenant": ""}


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"account": "has blank", "role": "reviewer"}, "account"),
        ({"account": "a-1", "role": "king"}, "role"),
        ({"account": "a-1", "role": "institution"}, "tenant"),
        ({"account": "a-1", "role": "institution", "tenant": "institution-9"}, "tenant"),
        ({"account": "a-1", "role": "reviewer", "tenant": "city-1"}, "tenant"),
        ({"account": "root", "role": "reviewer"}, "account"),
    ],
)
async def test_an_account_that_cannot_be_is_refused_with_the_field(root, wanted, field):
    await refused(await root.send("POST", "/people", wanted), field)


@pytest.mark.parametrize("alike", ["Xue-li", "XUE-LI", "xue-li.", "Xue-Li_-"])
async def test_nobody_gets_a_name_that_others_take_for_somebody_elses(root, world, alike):
    if world.monitor.registry.account("xue-li") is None:
        add_person(world, "xue-li", "reviewer")
    assert "xue-li" in await refused(
        await root.send("POST", "/people", {"account": alike, "role": "reviewer"}), "account"
    )
    assert world.monitor.registry.account(alike) is None


async def test_a_name_that_only_begins_like_another_is_a_name_of_its_own(root, world):
    add_person(world, "gong-1", "reviewer")
    assert (await root.send("POST", "/people", {"account": "gong", "role": "reviewer"})).status_code == 201


async def test_another_role_sees_other_data_and_ends_the_sign_ins(root, world):
    secret = add_person(world, "zhou", "auditor")
    async with client_of(world.address) as http:
        zhou = await Person(world, "zhou", secret, http).enter()
        changed = await root.send("PUT", "/people/zhou/role", {"role": "local_office", "tenant": "city-1"})
        assert (changed.json()["role"], changed.json()["tenant"]) == ("local_office", "city-1")
        assert (await zhou.get("/session")).status_code == 401
        assert (await (await zhou.enter()).get("/session")).json()["viewer"]["tenant"] == "city-1"


async def test_the_last_administrator_who_can_sign_in_keeps_the_role_and_the_account(root, world):
    await root.send("POST", "/people", {"account": "root-2", "role": "administrator"})
    for method, path, content in (
        ("DELETE", "/people/root", None),
        ("PUT", "/people/root/role", {"role": "auditor"}),
        ("POST", "/people/root/invitations", {"at_once": True}),
    ):
        assert "root" in await refused(await root.send(method, path, content), "account")
    add_person(world, "root-3", "administrator")
    assert (await root.send("DELETE", "/people/root-3")).status_code == 204
    assert (await root.send("DELETE", "/people/root-2")).status_code == 204
    await refused(await root.send("DELETE", "/people/root"), "account")
    assert (await root.get("/session")).status_code == 200


async def test_somebody_whose_phone_was_stolen_is_out_at_once_and_comes_back_by_an_invitation(root, world):
    secret = add_person(world, "gao", "reviewer")
    async with client_of(world.address) as http:
        gao = await Person(world, "gao", secret, http).enter()
        await root.send("POST", "/people/gao/invitations", {})
        assert (await gao.get("/session")).status_code == 200
        await root.send("POST", "/people/gao/invitations", {"at_once": True})
        assert (await gao.get("/session")).status_code == 401
        assert (await gao.sign_in()).status_code == 401
    assert (await state_of(root, "gao"))["state"] == "invited"


async def test_an_administrator_unlocks_whom_somebody_locked_out(root, world):
    secret = add_person(world, "lin", "helpdesk")
    async with client_of(world.address) as http:
        lin = Person(world, "lin", secret, http)
        for _ in range(FREE_TRIES):
            await lin.sign_in(code="000000")
        assert (await state_of(root, "lin"))["locked_until"]
        assert (await root.send("DELETE", "/people/lin/failures")).status_code == 204
        assert (await state_of(root, "lin"))["locked_until"] is None
        assert (await lin.sign_in()).status_code == 204


async def test_sign_ins_are_ended_by_an_administrator_and_the_account_stays(root, world):
    secret = add_person(world, "he", "auditor")
    async with client_of(world.address) as http:
        he = await Person(world, "he", secret, http).enter()
        assert (await state_of(root, "he"))["visits"] == 1
        assert (await root.send("DELETE", "/people/he/visits")).status_code == 204
        assert (await he.get("/session")).status_code == 401
    assert (await state_of(root, "he"))["state"] == "active"


async def test_the_list_is_narrowed_by_role_state_and_name_and_comes_in_pages(root, world):
    for name in ("list-1", "list-2", "list-3"):
        add_person(world, name, "helpdesk")
    await root.send("DELETE", "/people/list-2")
    wanted = {"text": "list-", "role": "helpdesk", "limit": 1}
    first = (await root.get("/people", state="active", **wanted)).json()
    second = (await root.get("/people", state="active", cursor=first["next"], **wanted)).json()
    assert [page["items"][0]["account"] for page in (first, second)] == ["list-1", "list-3"]
    assert second["next"] is None
    [ended] = (await root.get("/people", state="ended", **wanted)).json()["items"]
    assert ended["account"] == "list-2"


async def test_an_unknown_account_is_not_found(root):
    assert (await root.get("/people/nobody")).status_code == 404


# ---------------------------------------------------------------- tenants


async def test_offices_are_listed_with_what_lies_under_them(root):
    offices = {one["office"]: one for one in (await root.get("/offices")).json()["offices"]}
    assert (offices["county-1"]["parent"], offices["county-1"]["institutions"]) == ("city-1", 1)
    assert offices["city-1"]["institutions"] == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["institution-1"]),
        ({"office": "city-1"}, ["institution-1"]),
        ({"office": "city-2"}, []),
        ({"text": "tion-1"}, ["institution-1"]),
        ({"text": "%"}, []),
    ],
)
async def test_institutions_are_found_under_an_office_and_by_name(root, query, found):
    items = (await root.get("/institutions", **query)).json()["items"]
    assert [(one["institution"], one["office"]) for one in items] == [(name, "county-1") for name in found]
