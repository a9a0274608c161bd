"""A learner's photos in a running collector, and what the office and the command line ask about them."""

import asyncio
import os
import sys
from pathlib import Path

import httpx
from small_world import jpeg

from monitor.core.events import DirectiveIssued, PhotoStored
from monitor.web.office_api.people import office_key

MONITOR = Path(sys.executable).with_name("monitor")


async def command(verb: str, folder: Path, *more: str) -> tuple[int, str]:
    """Exit code and output of `monitor photos …`."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
    words = (MONITOR, "photos", verb, "--data", folder, *more)
    pipes = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.STDOUT}
    process = await asyncio.create_subprocess_exec(*map(str, words), env=settings, **pipes)
    said, _ = await process.communicate()
    return process.returncode, said.decode()


async def take_photos(world, how_many: int, name: str = "") -> list[PhotoStored]:
    """So many sealed photos of one learner, as the log tells of them."""
    async with await world.sdk(world.trainee(name) if name else world.trainee()) as sdk:
        live = await world.collector.sessions.get(sdk.session)
        attempt = live.state.opened.attempts[0].attempt
        for number in range(how_many):
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


async def office(world, path: str, by: str = "zhao", **body) -> dict:
    response = await asked_of_the_office(world, path, by, **body)
    assert response.is_success, response.text
    return response.json()


async def asked_of_the_office(world, path: str, by: str = "zhao", **body) -> httpx.Response:
    headers = {"X-Person": by, "Authorization": f"Bearer {office_key(world.monitor.keys, by)}"}
    method = "POST" if body or path.endswith("audits") else "GET"
    return await world.http.request(method, f"/v1{path}", json=body or None, headers=headers)
