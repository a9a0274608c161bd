"""The console of a world: people of every role who are signed in, and their requests."""

import base64
import re
from contextlib import asynccontextmanager

import httpx
from small_world import client_of

from monitor.core.accounts import EVERYTHING, SEES, Tenant
from monitor.core.office_records import InstitutionProfile, Office
from monitor.flows import accounts

PASSWORD = "four unrelated plain words"
OFFICE, OTHER_OFFICE = "city-1", "city-2"


def seed_offices(registry) -> None:
    """A city with the world's institution under its county, and another city with nothing."""
    source = {"source_system": "test"}
    registry.take_in(
        [
            Office(office=OFFICE, title="City 1", level="city", external_id="o1", **source),
            Office(office="county-1", title="County 1", level="county", parent=OFFICE, external_id="o2", **source),
            Office(office=OTHER_OFFICE, title="City 2", level="city", external_id="o3", **source),
            InstitutionProfile(institution="institution-1", office="county-1"),
        ]
    )


def tenant(role: str, name: str = "") -> Tenant:
    """Whose data somebody of the role sees in these tests, if nothing else is said."""
    kind = SEES[role]
    return EVERYTHING if kind == "all" else Tenant(kind=kind, name=name or _USUAL[kind])


_USUAL = {"office": OFFICE, "institution": "institution-1", "trainee": ""}


class Person:
    """Somebody with an account, an app and a browser."""

    def __init__(self, world, account: str, secret: bytes, http: httpx.AsyncClient) -> None:
        self.world, self.account, self.secret, self.http = world, account, secret, http
        self.csrf = ""

    def code(self, steps: int = 0) -> str:
        """What the app shows; `steps` of 30 seconds later."""
        return self.world.monitor.codes.code(self.secret, self.world.monitor.clock.now() + steps * 30_000)

    async def sign_in(self, **instead) -> httpx.Response:
        given = {"account": self.account, "password": PASSWORD, "code": self.code(1), **instead}
        return await self.http.post("/console/api/sign-in", json=given)

    async def enter(self) -> "Person":
        """Signed in, by the shortest way: what comes of right and wrong words is tested elsewhere."""
        registry, now = self.world.monitor.registry, self.world.monitor.clock.now()
        self.http.cookies.set("console", registry.open_visit(self.account, at=now, address="", browser=""))
        self.csrf = (await self.get("/session")).json()["csrf"]
        return self

    async def get(self, path: str, **query) -> httpx.Response:
        return await self.http.get(f"/console/api{path}", params=query)

    async def send(self, method: str, path: str, content=None) -> httpx.Response:
        return await self.http.request(method, f"/console/api{path}", json=content, headers={"X-CSRF-Token": self.csrf})


def add_person(world, account: str, role: str, of: Tenant | None = None) -> bytes:
    """An account that can sign in; returns the secret in the app."""
    monitor = world.monitor
    token = accounts.add(monitor, account, title=account.title(), role=role, tenant=of or tenant(role), by="test")
    secret = base64.b32decode(accounts.invitation(monitor, token).secret)
    accounts.accept(monitor, token, PASSWORD, monitor.codes.code(secret, monitor.clock.now()))
    return secret


@asynccontextmanager
async def person(world, role: str = "office_lead", account: str = "", of: Tenant | None = None):
    """Somebody of this role with a browser of their own, not signed in yet."""
    name = account or re.sub(r"\W", "-", role)
    secret = add_person(world, name, role, of)
    async with client_of(world.address) as http:
        yield Person(world, name, secret, http)
