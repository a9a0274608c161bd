"""The small world as a server in a thread of its own, with something of every kind in it."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

OFFICER = "zhao"
MANY = {"api_requests_per_second": 100_000, "api_request_burst": 1_000_000}  # so that nothing is refused for its rate


@contextmanager
def loop_in_a_thread() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop for a server, beside tests that wait for its answers."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A running collector; `known` has the names of what is there, by the fields that ask for them."""
    from small_world import running

    with loop_in_a_thread() as loop:

        def done(work):
            return asyncio.run_coroutine_threadsafe(work, loop).result(60)

        server = running(tmp_path_factory.mktemp("openapi"), **MANY)
        world = done(server.__aenter__())
        try:
            world.known = done(furnished(world))
            yield world
        finally:
            done(server.__aexit__(None, None, None))


async def furnished(world) -> dict[str, object]:
    """Something of every kind, so that requests with these names get past the first look."""
    from small_world import CLASS, LESSONS, PLATFORM, UNIT
    from verdicts_at_hand import store

    from monitor.core import office_records as r

    registry, trainee = world.monitor.registry, world.trainee()
    office = r.Office(source_system="test", external_id="o", office="henan", title="河南省", level="province")
    registry.take_in([office, r.InstitutionProfile(institution="institution-1", office="henan")])
    session = await world.open(trainee)
    held = store(world, world.trainee("held"), "scripted_clicker")
    return {
        "trainee": trainee,
        "training_class": CLASS,
        "platform": PLATFORM,
        "institution": "institution-1",
        "office": "henan",
        "lesson": LESSONS[0],
        "course": "course-1",
        "unit": UNIT,
        "session": session["session"],
        "attempt": held.attempt,
        "references": [one.reference for one in registry.reference_records(trainee)],
        "external_id": "li",
    }


@pytest.fixture(scope="module")
def keys(world) -> dict[str, list[dict[str, str]]]:
    """By the document's name of a kind of key: the headers of all who have one."""
    from monitor.web.office_api.people import office_key

    school = world.monitor.registry.issue_key("institution-1", 0, kind="institution")
    return {
        "api key": [{"Authorization": f"Bearer {key}"} for key in (world.key, school)],
        "office key": [
            {"X-Person": OFFICER, "Authorization": f"Bearer {office_key(world.monitor.keys, OFFICER)}"},
        ],
    }


@pytest.fixture(scope="module")
def document(world) -> dict:
    import httpx

    return httpx.get(f"{world.address}/openapi.json", timeout=30).json()
