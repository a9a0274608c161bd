"""Deleting retained photos over the office's API and on the command line."""

import pytest
from photos_at_work import command, office, take_photos
from small_world import CLASS, running

from monitor.core.office_records import ClassProfile
from monitor.web.office_api.people import office_key

LONG_AGO = 1_700_000_000_000


@pytest.fixture
async def photographed(tmp_path):
    """A trainee with two photos, whose lesson and class have ended, in a collector that runs."""
    async with running(tmp_path) as world:
        world.photos = await take_photos(world, 2)
        [world.li] = world.monitor.registry.trainees_on("platform-1")
        [record] = world.monitor.registry.sessions_of(world.li)
        await close(world, record.session)
        world.monitor.registry.take_in([ClassProfile(training_class=CLASS, ends_at=LONG_AGO)])
        yield world


async def close(world, session: str) -> None:
    from monitor.core.events import SessionClosed

    live = await world.collector.sessions.get(session)
    async with live.lock:
        await live.note(SessionClosed(reason="finished"))
    world.monitor.registry.close_session(session, world.monitor.clock.now())


def there(world) -> int:
    return len(list((world.folder / "photos").rglob("*.age")))


def wanted(world, **more) -> dict:
    return {"trainee": world.li, "training_class": CLASS, "reference": "2026-4", **more}


async def refused(world, body: dict, path: str = "/photo-deletions", **headers) -> dict:
    key = {"X-Person": "zhao", "Authorization": f"Bearer {office_key(world.monitor.keys, 'zhao')}"}
    response = await world.http.post(f"/v1{path}", json=body, headers={**key, "Accept-Language": "en", **headers})
    return {"status": response.status_code, **response.json()}


async def test_two_people_of_the_office_delete_at_a_request_and_the_audit_knows(photographed):
    world = photographed
    first = await office(world, "/photo-deletions", "zhao", **wanted(world))
    waiting = there(world)
    second = await office(world, "/photo-deletions", "qian", **wanted(world))
    audit = await office(world, "/photo-audits")

    assert (first["waiting"], first["deleted"], waiting) == (2, 0, 2)
    assert (second["waiting"], second["deleted"], there(world)) == (0, 2, 0)
    assert {photo["sha256"] for photo in second["photos"]} == {photo.sha256 for photo in world.photos}
    assert audit == {"photos": 2, "deleted": 2, "lost": 0, "first_lost": []}


async def test_the_attempts_page_and_its_exports_go_on_after_a_deletion(photographed):
    world = photographed
    [record] = world.monitor.registry.sessions_of(world.li)
    live = await world.collector.sessions.get(record.session)
    attempt = live.state.opened.attempts[0].attempt
    for person in ("zhao", "qian"):
        await office(world, "/photo-deletions", person, **wanted(world))
    course = (await world.http.get(f"/v1/attempts/{attempt}/timeline")).json()

    assert len([mark for mark in course["picture"]["marks"] if mark["kind"] == "photo"]) == 2


async def test_what_is_kept_says_why_in_both_languages(world):
    await take_photos(world, 1)
    [world.li] = world.monitor.registry.trainees_on("platform-1")
    answer = await office(world, "/photo-deletions", "zhao", **wanted(world))
    [photo] = answer["photos"]

    assert (answer["kept"], photo["state"], photo["why"]) == (1, "kept", "lesson_open")
    assert set(photo["message"]) == {"zh-CN", "en"}


@pytest.mark.parametrize(
    ("more", "status", "field"),
    [
        ({"reference": ""}, 422, "reference"),
        ({"photos": ["0" * 64]}, 404, "photos"),
        ({"photos": ["x"]}, 422, "photos.0"),
        ({"trainee": "nobody"}, 404, "trainee"),
    ],
)
async def test_a_request_that_cannot_be_served_names_the_field(photographed, more, status, field):
    problem = await refused(photographed, wanted(photographed, **more))

    assert (problem["status"], problem["field"]) == (status, field)
    assert problem["remedy"]


async def test_no_key_of_a_platform_deletes_a_photo(photographed):
    response = await photographed.platform("POST", "/v1/photo-deletions", json=wanted(photographed))

    assert response.status_code == 401
    assert there(photographed) == 2


async def test_a_running_collector_deletes_what_is_over_when_it_is_asked(photographed):
    tried = await office(photographed, "/photo-expiries", dry_run=True)
    still = there(photographed)
    done = await office(photographed, "/photo-expiries", dry_run=False)

    assert tried == done
    assert (done["deleted"], done["faces"], done["kept"], done["stuck"]) == (2, 1, {}, 0)
    assert photographed.monitor.registry.references(photographed.li) == []
    assert (still, there(photographed)) == (2, 0)


TERM = "term: 0 days after the class (MONITOR_PHOTO_DAYS)\n"


async def test_the_command_leaves_a_folder_alone_over_which_a_collector_runs(photographed):
    code, said = await command("expire", photographed.folder)

    assert code == 2
    assert "a running collector" in said
    assert there(photographed) == 2


async def test_the_command_may_be_tried_dry_while_a_collector_runs(photographed):
    said = f"{TERM}photos: 2 would be deleted\npeople: faces of 1 would be forgotten\n"

    assert await command("expire", photographed.folder, "--dry-run") == (0, said)


@pytest.fixture
async def ended(tmp_path):
    """The same after its collector has ended."""
    async with running(tmp_path) as world:
        await take_photos(world, 2)
        [session] = [record.session for record in world.monitor.registry.open_sessions()]
        await close(world, session)
        world.monitor.registry.take_in([ClassProfile(training_class=CLASS, ends_at=LONG_AGO)])
    return tmp_path


async def test_the_command_deletes_what_is_over_and_the_audit_says_so(ended):
    before = await command("expire", ended, "--before", "2020-01-01")
    done = await command("expire", ended)
    audit = await command("audit", ended)

    assert before == (0, f"{TERM}photos: 0 deleted\npeople: faces of 1 forgotten\n")
    assert done == (0, f"{TERM}photos: 2 deleted\npeople: faces of 0 forgotten\n")
    assert audit == (0, "photos: 2 in the log, 0 in the vault, 2 deleted by decision\n")


async def test_a_day_that_is_none_is_a_mistake_in_use(ended):
    code, said = await command("expire", ended, "--before", "soon")

    assert code == 2
    assert "--before" in said
