"""Pictures before a reviewer: opened with a reason, written down, harmless as files, gone when they were deleted."""

from types import SimpleNamespace

import pytest
import pytest_asyncio
from console_desk import person
from noticed_hours import noticed
from photos_at_work import take_photos
from small_world import jpeg, running

from monitor.core.accounts import AccessSearch
from monitor.core.verdict import from_bytes
from monitor.flows.own_appeals import appeal_with
from monitor.flows.photo_retention import Archive, put_on_record, remove_file, tombstone
from monitor.flows.retained_photos import photos_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

WHY = {"reason": "compare with the card", "case": "2026-17"}
PDF = b"%PDF-1.4 of a doctor"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory):
    """An appeal with a picture and a PDF, and an attempt with two retained photos, before a reviewer."""
    async with running(tmp_path_factory.mktemp("evidence")) as world:
        _, world.appealed = await noticed(world, "appealing")
        told = from_bytes(world.monitor.registry.verdict(world.appealed).verdict)
        await appeal_with(world.collector, told, "The lamp was broken.", [jpeg(), PDF])
        await take_photos(world, 2)
        async with person(world, "reviewer") as world.reviewer:
            await world.reviewer.enter()
            yield world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def photographed(world):
    """The attempt with photos, and what its page says of them."""
    lines = (await world.reviewer.get("/attempts")).json()["items"]
    attempt = next(line["attempt"] for line in lines if line["attempt"] != world.appealed)
    return SimpleNamespace(attempt=attempt, photos=(await world.reviewer.get(f"/attempts/{attempt}/photos")).json())


async def look(world, attempt: str, **asked):
    return await world.reviewer.send("POST", f"/attempts/{attempt}/photos/looks", {**WHY, **asked})


async def test_a_photo_is_opened_with_a_reason_and_a_number_which_are_written_down(world, photographed):
    where = photographed.photos[0]["where"]
    shown = await look(world, photographed.attempt, where=where)
    assert shown.content.startswith(b"\xff\xd8\xff")
    [seen] = [one for one in world.monitor.registry.accesses(limit=100) if one.action.endswith("/photos/looks")]
    assert (seen.account, seen.subject, seen.status) == ("reviewer", photographed.attempt, 200)
    assert seen.details == {**WHY, "photo": where}


async def test_every_look_is_asked_for_and_written_down_anew_whatever_key_comes_with_it(world, photographed):
    address = f"/console/api/attempts/{photographed.attempt}/photos/looks"
    headers = {"X-CSRF-Token": world.reviewer.csrf, "Idempotency-Key": "look-1"}
    asked = {"where": photographed.photos[0]["where"], "reason": "looked at again", "case": "2026-18"}
    shown = [await world.reviewer.http.post(address, json=asked, headers=headers) for _ in range(2)]
    assert [(one.status_code, "idempotency-replayed" in one.headers) for one in shown] == [(200, False)] * 2
    noted = world.monitor.registry.accesses(AccessSearch(case="2026-18"), limit=9)
    assert [one.details["reason"] for one in noted] == ["looked at again"] * 2


@pytest.mark.parametrize("blank", ["", "  ", "\u3000\u3000"])
@pytest.mark.parametrize("missing", ["reason", "case"])
async def test_nobody_sees_a_photo_without_saying_why_and_in_which_matter(world, photographed, missing, blank):
    refused = await look(world, photographed.attempt, where=photographed.photos[0]["where"], **{missing: blank})
    assert (refused.status_code, missing in refused.json()["field"]) == (422, True)


async def test_a_photo_of_another_attempt_is_not_there(world, photographed):
    assert (await look(world, world.appealed, where=photographed.photos[0]["where"])).status_code == 404


async def test_a_deleted_photo_is_shown_as_deleted_with_its_reason_and_cannot_be_opened(world, photographed):
    monitor = world.monitor
    archive = Archive(monitor.log, monitor.vault, monitor.registry, monitor.clock, days=0)
    where = photographed.photos[1]["where"]
    [photo] = [one for one in photos_in(await monitor.log.read(where.rpartition(":")[0])) if one.where == where]
    await put_on_record(archive, photo, tombstone(photo, "expired", "retention"))
    await remove_file(archive, photo)
    kept, gone = (await world.reviewer.get(f"/attempts/{photographed.attempt}/photos")).json()
    assert (kept["deletion"], gone["deletion"]) == (None, {"decision": "expired", "reference": ""})
    refused = await look(world, photographed.attempt, where=where)
    assert (refused.status_code, refused.json()["code"]) == (410, "gone")


async def test_the_files_of_an_appeal_are_harmless_downloads(world):
    files = (await world.reviewer.get(f"/reviews/{world.appealed}/attachments")).json()
    assert [(one["media_type"], one["size"]) for one in files] == [
        ("image/jpeg", len(jpeg())), ("application/pdf", len(PDF)),
    ]  # fmt: skip
    saved = await world.reviewer.get(f"/reviews/{world.appealed}/attachments/{files[1]['sha256']}")
    assert saved.content == PDF
    assert saved.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in saved.headers["content-security-policy"]
    assert saved.headers["x-content-type-options"] == "nosniff"
    assert (await world.reviewer.get(f"/reviews/{world.appealed}/attachments/{'0' * 64}")).status_code == 404


async def test_where_the_private_key_is_elsewhere_that_is_said(world, photographed, monkeypatch):
    assert photographed.photos[0]["openable"]
    monkeypatch.setattr(world.monitor, "vault_private_key", "")
    told = (await world.reviewer.get(f"/attempts/{photographed.attempt}/photos")).json()
    assert not any(one["openable"] for one in told)
    refused = await look(world, photographed.attempt, where=photographed.photos[0]["where"])
    assert (refused.status_code, refused.json()["code"]) == (409, "sealed")
    assert "MONITOR_VAULT_PRIVATE_KEY_FILE" in refused.json()["remedy"]


async def test_an_institution_sees_no_photos(world, photographed):
    async with person(world, "institution") as viewer:
        await viewer.enter()
        assert (await viewer.get(f"/attempts/{photographed.attempt}/photos")).status_code == 403
