"""`monitor photos audit`: a photo that the log knows and the vault has not shows, and so does a wrong name."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from small_world import jpeg, running

from monitor.core.events import DirectiveIssued, PhotoStored

MONITOR = Path(sys.executable).with_name("monitor")


async def audit(folder) -> tuple[int, str]:
    """Exit code and output of the command."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
    command = (MONITOR, "photos", "audit", "--data", folder)
    pipes = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.STDOUT}
    process = await asyncio.create_subprocess_exec(*map(str, command), env=settings, **pipes)
    said, _ = await process.communicate()
    return process.returncode, said.decode()


@pytest.fixture
async def stored(tmp_path):
    """Two sealed photos of a collector that has ended, as the log tells of them."""
    async with running(tmp_path) as world, await world.sdk(world.trainee()) as sdk:
        live = await world.collector.sessions.get(sdk.session)
        attempt = live.state.opened.attempts[0].attempt
        for number in range(2):
            nonce, picture = f"photo-nonce-{number}", jpeg()
            asked = DirectiveIssued(
                kind="photo", attempt=attempt, nonce=nonce, counter=90 + number, engaged=0,
                deadline=world.monitor.clock.now() + 60_000,
            )  # fmt: skip
            async with live.lock:
                await live.note(asked)
            await sdk.commit_photo(nonce, picture)
            assert (await sdk.post_photo(world.http, nonce, picture)).status_code == 202
            await sdk.until("outcome", nonce=nonce)
        return [fact for fact in await world.facts(sdk.session) if isinstance(fact, PhotoStored)]


async def test_photos_that_are_all_there_are_in_order(tmp_path, stored):
    code, said = await audit(tmp_path)

    assert (code, said) == (0, "photos: 2 in the log, 2 in the vault\n")


async def test_a_photo_whose_file_is_gone_shows_by_its_hash(tmp_path, stored):
    (tmp_path / "photos" / stored[0].store_ref).unlink()
    code, said = await audit(tmp_path)

    assert code == 1
    assert f"gone: photo {stored[0].sha256}" in said
    assert stored[1].sha256 not in said


async def test_a_photo_under_a_damaged_name_shows(tmp_path, stored):
    file = tmp_path / "photos" / stored[1].store_ref
    file.rename(file.with_name("0" + file.name[1:] + "x"))
    code, said = await audit(tmp_path)

    assert code == 1
    assert f"gone: photo {stored[1].sha256}" in said


async def test_a_folder_without_a_log_is_a_mistake_in_use(tmp_path):
    code, said = await audit(tmp_path / "nothing")

    assert code == 2
    assert "no such file" in said
