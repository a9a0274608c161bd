"""A viewer reaches what the role allows and nothing else: every role against every operation, as routes declare it."""

import pytest
import pytest_asyncio
from console_desk import Tenant, person, seed_offices, tenant
from fastapi import APIRouter
from small_world import CLASS, PLATFORM, running, seed
from verdicts_at_hand import store

from monitor.core.accounts import SEES, AccessSearch
from monitor.web.console import OPERATIONS
from monitor.web.console.access import ROLES
from monitor.web.console.operations import operations
from monitor.web.console.route import console_router

SIGNED_IN = [one for one in OPERATIONS if one.signed_in]


def _seeded(registry):
    key = seed(registry)
    seed_offices(registry)
    return key


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory):
    """A world with one judged attempt, for all tests of this file."""
    async with running(tmp_path_factory.mktemp("office"), seeded=_seeded) as world:
        world.learned = world.trainee()
        world.attempt = store(world, world.learned).attempt
        yield world


def filled(world, one) -> str:
    """The operation's path with names that fit."""
    return one.path.format(
        attempt=world.attempt,
        platform=PLATFORM,
        case="D1-1",
        training_class=CLASS,
        trainee=world.learned,
        kind="hours",
        purpose="face_check",
        visit="0" * 16,
        account="nobody",
        period="2023-Q2",
        key="k-nobody",
        trial=1,
        recording="nothing",
        course="nothing",
        claim="nothing",
        proposal="nothing",
        lesson="nothing",
        sha256="0" * 64,
    )


async def call(person, one):
    """The operation with names that fit its path; reading a stream stops at its first bytes."""
    path = filled(person.world, one)
    if path.endswith("/live"):
        async with person.http.stream("GET", f"/console/api{path}") as response:
            return response
    return await person.send(one.method, path, None if one.method == "GET" else {})


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_may_call_what_it_is_declared_for_and_gets_403_for_all_else(office, role):
    of = Tenant(kind="trainee", name=office.learned) if role == "trainee" else tenant(role)
    async with person(office, role, of=of) as viewer:
        for one in SIGNED_IN:
            await viewer.enter()
            status = (await call(viewer, one)).status_code
            allowed = status not in (401, 403)
            assert allowed == (role in one.roles), f"{role} {one.name}: {status}"


async def test_whoever_is_not_signed_in_gets_401_everywhere(office):
    for one in SIGNED_IN:
        response = await office.http.request(one.method, f"/console/api{filled(office, one)}")
        assert response.status_code == 401, one.name


async def test_every_role_knows_what_it_may_call(office):
    async with person(office, "auditor", "auditor-2") as viewer:
        said = (await (await viewer.enter()).get("/session")).json()["operations"]
        assert said == [one.name for one in SIGNED_IN if "auditor" in one.roles]


async def test_a_route_that_names_no_role_cannot_be_added():
    router = console_router("careless")
    with pytest.raises(TypeError, match="does not say which roles"):
        router.get("/secrets")(lambda: None)


async def test_a_router_of_another_kind_is_no_part_of_the_console():
    careless = APIRouter()
    careless.get("/secrets")(lambda: None)
    with pytest.raises(TypeError, match="keeps to no roles"):
        operations([careless])


# ---------------------------------------------------------------- whose data


async def listed(world, role: str, account: str, of: Tenant) -> list[str]:
    async with person(world, role, account, of=of) as viewer:
        await viewer.enter()
        return [line["attempt"] for line in (await viewer.get("/attempts")).json()["items"]]


@pytest.mark.parametrize(
    ("role", "name", "sees"),
    [
        ("local_office", "city-1", True),
        ("local_office", "county-1", True),
        ("local_office", "city-2", False),
        ("institution", "institution-1", True),
    ],
)
async def test_an_office_sees_what_lies_under_it_and_an_institution_its_own(office, role, name, sees):
    of = Tenant(kind=SEES[role], name=name)
    assert (office.attempt in await listed(office, role, f"{role}-{name}", of)) == sees


async def test_what_belongs_to_others_is_not_there_for_a_county_not_even_by_its_address(office):
    async with person(office, "local_office", "stranger", of=Tenant(kind="office", name="city-2")) as viewer:
        await viewer.enter()
        assert (await viewer.get(f"/attempts/{office.attempt}")).status_code == 404
        numbers = (await viewer.get("/overview")).json()
        assert sum(numbers["today"]["hours"].values()) == 0
        assert numbers["newest"] == []


# ---------------------------------------------------------------- who saw what


async def test_who_looked_at_a_person_is_written_down_with_the_refusals(office):
    registry = office.monitor.registry
    async with person(office, "reviewer", "sun") as viewer, person(office, "helpdesk", "gu") as other:
        await (await viewer.enter()).get(f"/attempts/{office.attempt}")
        await viewer.get("/attempts", trainee="t-1")
        await (await other.enter()).get(f"/attempts/{office.attempt}")
    said = {(one.account, one.action, one.subject, one.status) for one in registry.accesses(limit=100)}
    assert ("gu", "GET /attempts/{attempt}", office.attempt, 403) in said
    [searched] = [
        one for one in registry.accesses(AccessSearch(account="sun"), limit=100) if one.action == "GET /attempts"
    ]
    assert searched.details == {"trainee": "t-1"}


@pytest.mark.parametrize(
    ("address", "query", "status"),
    [("/attempts", {"outcome": "lost"}, 422), ("/platforms/platform-1/cases/none", {}, 404)],
)
async def test_what_was_refused_for_another_reason_than_the_role_is_written_down_too(office, address, query, status):
    async with person(office, "reviewer", f"he-{status}") as viewer:
        await (await viewer.enter()).get(address, **query)
        noted = office.monitor.registry.accesses(AccessSearch(account=viewer.account, refused=True), limit=9)
    assert [one.status for one in noted] == [status]


async def test_what_failed_is_written_down_too(office, monkeypatch):
    def fails(*_, **__):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(office.monitor.registry, "attempt_lines", fails)
    async with person(office, "reviewer", "he") as viewer:
        assert (await (await viewer.enter()).get("/attempts")).status_code == 500
    noted = office.monitor.registry.accesses(AccessSearch(account="he"), limit=9)
    assert [(one.action, one.status) for one in noted] == [("GET /attempts", 500)]


async def test_nobody_writes_a_reason_into_the_log_by_an_address(office):
    async with person(office, "reviewer", "qian") as viewer:
        await (await viewer.enter()).get("/attempts", trainee="t-1", reason="appeal", case="2026-1")
    [noted] = office.monitor.registry.accesses(AccessSearch(account="qian"), limit=9)
    assert noted.details == {"trainee": "t-1"}


async def test_numbers_are_nobodys_data_and_are_not_written_down(office):
    async with person(office, "administrator", "root") as viewer:
        await (await viewer.enter()).get("/overview")
    assert office.monitor.registry.accesses(AccessSearch(account="root"), limit=10) == []
