"""Nobody's key reaches what belongs to others: every route of the API, asked with the keys of strangers."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

import msgspec
import pytest
from hook_receiver import receiving
from sdk_double import seen
from small_world import CLASS, LESSONS, PLATFORM, UNIT, jpeg, running
from verdicts_at_hand import store

from monitor.web.vendor_api import PARTS

# A route that names nothing of anybody else's: what it reads or writes is the caller's own by its key alone.
OWN_BY_THE_KEY = {
    ("POST", "/trainees"),  # takes an identity number: who knows the card is told the trainee's name (K6)
    ("GET", "/trainees"),
    ("GET", "/consents/text"),
    ("POST", "/keys/rotate"),
    ("POST", "/webhooks"),
    ("GET", "/lessons"),  # what is taught is no secret among those who teach
    ("POST", "/lessons"),
    ("PUT", "/lessons/{lesson}/questions"),
    ("GET", "/lessons/{lesson}/questions"),
    ("POST", "/plans"),  # a proposal, which binds nobody until the office approves it
}
# A list of the caller's own: a stranger gets one without anything of the owners'.
LISTS = {("GET", path) for path in ("/plans", "/keys", "/webhooks", "/webhooks/deliveries", "/cases")}


PLAN = {
    "training_class": "class-9",
    "institution": "institution-1",
    "class_title": "C9",
    "total_class_hours": 40,
    "units": [{"unit": "u", "slices": [{"lesson": name, "start_ms": 0, "end_ms": 32_000} for name in LESSONS]}],
}


class Ask(NamedTuple):
    """A request that names what is somebody else's; `of` says which strangers' keys may send it at all."""

    method: str
    route: str
    path: str
    content: Mapping = MappingProxyType({})
    of: tuple[str, ...] = ("platform", "institution")


def asks(own) -> list[Ask]:
    """One request for each route, naming what the owners have."""
    trainee, accommodations = own.trainee, f"/trainees/{own.trainee}/accommodations"
    in_class = {"trainee": trainee, "training_class": CLASS}
    consent = {"trainee": trainee, "purpose": "face_check", "version": "1"}
    pictures = {"data": {"trainee": trainee, "consent": "1"}, "files": {"pictures": ("r.jpg", jpeg(), "image/jpeg")}}
    appeal = {"attempt": own.attempt, "filed_by": "stranger", "text": "no"}
    looked = {**in_class, "platform": PLATFORM, "person": "stranger", "session": own.session}
    vouched = {"references": [own.reference], "person": "stranger"}
    answer = {"by": "stranger", "text": "no"}
    one, two = ("platform",), ("institution",)
    return [
        Ask("PUT", "/trainees/{trainee}/accommodations", accommodations, {"json": {"person": "x"}}, two),
        Ask("GET", "/trainees/{trainee}/accommodations", accommodations, {}, two),
        Ask("POST", "/trainees/{trainee}/links", f"/trainees/{trainee}/links", {"json": {"days": 7}}),
        Ask("POST", "/sessions", "/sessions", {"json": {**in_class, "lesson": LESSONS[0]}}, one),
        Ask("GET", "/sessions/{session}", f"/sessions/{own.session}"),
        Ask("POST", "/sessions/{session}/close", f"/sessions/{own.session}/close", {}, one),
        Ask("POST", "/claims", "/claims", {"json": {**in_class, "unit": UNIT}}, one),
        Ask("GET", "/verdicts", "/verdicts", {"params": {**in_class, "trainee": own.certified}}),
        Ask("GET", "/hours", "/hours", {"params": {"training_class": CLASS}}),
        Ask("GET", "/certificates/{attempt}", f"/certificates/{own.attempt}"),
        Ask("GET", "/plans/{proposal}", f"/plans/{own.proposal}"),
        Ask("GET", "/notices", "/notices", {"params": {"training_class": CLASS}}),
        Ask("GET", "/notices/{attempt}", f"/notices/{own.attempt}"),
        Ask("POST", "/appeals", "/appeals", {"json": appeal}),
        Ask("POST", "/cases/{case}/answers", "/cases/D1-1/answers", {"json": answer}, one),
        Ask("POST", "/enrolments", "/enrolments", {"json": {"trainee": trainee, "training_class": "class-2"}}),
        Ask("GET", "/enrolments", "/enrolments", {"params": {"training_class": CLASS}}),
        Ask("POST", "/references", "/references", pictures),
        Ask("GET", "/references", "/references", {"params": {"trainee": trainee}}),
        Ask("POST", "/references/confirmations", "/references/confirmations", {"json": vouched}, two),
        Ask("POST", "/in-person", "/in-person", {"json": looked}, two),
        Ask("POST", "/consents", "/consents", {"json": consent}),
        Ask("DELETE", "/consents/{trainee}/{purpose}", f"/consents/{trainee}/face_check"),
        Ask("POST", "/webhooks/{endpoint}/rotate", f"/webhooks/{own.endpoint}/rotate", {"json": {}}),
        Ask("POST", "/webhooks/{endpoint}/test", f"/webhooks/{own.endpoint}/test"),
        Ask("POST", "/webhooks/messages/{message}/replay", f"/webhooks/messages/{own.message}/replay"),
        Ask("DELETE", "/webhooks/{endpoint}", f"/webhooks/{own.endpoint}"),
        Ask("DELETE", "/keys/{key}", f"/keys/{own.key}"),
    ]


class Owned(NamedTuple):
    """What platform-1 and institution-1 have."""

    trainee: str
    session: str
    certified: str
    attempt: str
    reference: int
    key: str
    endpoint: str
    message: str
    proposal: str


@pytest.fixture
async def owners(tmp_path):
    """The small world, in which its platform and its institution have something of every kind."""
    async with running(tmp_path, webhook_poll_ms=20) as world, receiving() as receiver:
        trainee = world.trainee()
        session = (await world.open(trainee))["session"]
        endpoint = (await world.platform("POST", "/v1/webhooks", json={"url": receiver.url})).json()["endpoint"]
        await world.platform("POST", f"/v1/webhooks/{endpoint}/test")
        await receiver.until(1)
        await _told(world)
        registry, certified = world.monitor.registry, world.trainee("certified")
        world.own = Owned(
            trainee=trainee,
            session=session,
            certified=certified,
            attempt=store(world, certified).attempt,
            reference=registry.reference_records(trainee)[0].reference,
            key=registry.keys_of(PLATFORM)[0].key,
            endpoint=endpoint,
            message=receiver.came[0][0]["webhook-id"],
            proposal=(await world.platform("POST", "/v1/plans", json=PLAN)).json()["proposal"],
        )
        world.strangers = _strangers(registry)
        yield world


async def _told(world) -> None:
    """Wait until nothing is on its way, so that what changes afterwards was changed by the strangers."""

    async def settled() -> bool:
        return all(one.state != "pending" for one in world.monitor.registry.deliveries(PLATFORM, "platform"))

    await seen(settled)


def _strangers(registry) -> dict[str, str]:
    """The keys of another platform and another institution, which has a class too."""
    registry.add_platform("p2", title="Q", source_system="test", external_id="q", catalogued_from=date(2023, 3, 7))
    registry.add_institution("i2", title="J", source_system="test", external_id="j")
    plan = msgspec.structs.replace(registry.class_plan(CLASS), training_class="class-2")
    names = {"institution": "i2", "title": "C2", "source_system": "test", "external_id": "c2"}
    registry.add_class(plan, unit_content_min=61_000, **names)
    kinds = {"platform": "p2", "institution": "i2"}
    return {kind: registry.issue_key(owner, 0, kind=kind) for kind, owner in kinds.items()}


def stored(world) -> dict[str, list]:
    """All rows of the registry; what the collector notes by itself meanwhile is left out."""
    with closing(sqlite3.connect(world.folder / "registry.db")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(database.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in tables
            if name != "untold_verdicts" and not name.startswith("webhook_")
        }


async def entries(world) -> dict[str, int]:
    log = world.monitor.log
    return {stream: len(await log.read(stream)) for stream in await log.streams()}


async def state(world) -> dict:
    await world.collector.background.settle()  # a session that has just ended is judged, whoever asks meanwhile
    return {**stored(world), "log": await entries(world), "endpoints": world.monitor.registry.endpoints_of()}


def test_every_route_is_asked_with_a_strangers_key():
    routes = {(method, route.path) for part in PARTS for route in part.router.routes for method in route.methods}
    owned = Owned(*["x"] * 4, 1, *["x"] * 4)

    assert routes == {(ask.method, ask.route) for ask in asks(owned)} | OWN_BY_THE_KEY | LISTS


@pytest.mark.parametrize("kind", ["platform", "institution"])
async def test_a_stranger_reaches_nothing_and_changes_nothing(owners, kind):
    headers = {"Authorization": f"Bearer {owners.strangers[kind]}"}
    await owners.http.get("/v1/keys", headers=headers)  # once an hour the use of a key is noted
    before = await state(owners)
    for ask in asks(owners.own):
        response = await owners.http.request(ask.method, f"/v1{ask.path}", headers=headers, **ask.content)
        told = f"{ask.method} {ask.path}: {response.status_code} {response.text}"
        if ask.method == "GET" and response.status_code == 200:
            assert response.json()["items"] == [], told
        else:
            assert response.status_code in {403, 404}, told
            assert (response.json()["code"] == "forbidden") == (kind not in ask.of), told

    after = await state(owners)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


@pytest.mark.parametrize("kind", ["platform", "institution"])
async def test_a_strangers_lists_hold_nothing_of_the_owners(owners, kind):
    headers = {"Authorization": f"Bearer {owners.strangers[kind]}"}
    for _, path in sorted(LISTS):
        response = await owners.http.get(f"/v1{path}", headers=headers)
        said = response.text
        assert response.status_code in {200, 403}, said
        assert not any(str(name) in said for name in owners.own if isinstance(name, str)), said


async def test_the_owners_reach_all_of_it(owners):
    """The same requests with the right keys, so that the refusals above are not for another reason."""
    school = owners.monitor.registry.issue_key("institution-1", 0, kind="institution")
    refused = []
    for ask in asks(owners.own):
        key = owners.key if "platform" in ask.of else school
        headers = {"Authorization": f"Bearer {key}"}
        response = await owners.http.request(ask.method, f"/v1{ask.path}", headers=headers, **ask.content)
        if response.status_code in {403, 404}:
            refused.append(ask.route)

    assert refused == ["/cases/{case}/answers"], "there is no case here; tests/stories has one"
