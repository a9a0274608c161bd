"""What the cast needs to play: collector, sample platform, browsers, cameras, networks; opened and closed together."""

from __future__ import annotations

import asyncio
import multiprocessing
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from playwright.async_api import Playwright, async_playwright

from monitor.adapters.clock import SystemClock
from monitor.adapters.model_store import ModelStore
from monitor.adapters.registry import SqlRegistry
from monitor.assembly import build
from monitor.core.rulepack import RulePack
from monitor.learners import serving
from monitor.learners.browser import camera_flags, chromium, find_chromium, route_flags
from monitor.learners.camera import LiveCamera
from monitor.learners.cast import Persona
from monitor.learners.curriculum import LESSONS
from monitor.learners.learner import Learner
from monitor.learners.people import Person, clips, reference_picture
from monitor.learners.platform import Account, Platform, create_platform
from monitor.learners.proxy import Proxy
from monitor.learners.sandbox import NO_SERVICES
from monitor.learners.seeding import PLATFORM, confirm_faces, hashes_of, seed_class, seed_trainees
from monitor.learners.vendor import Collector
from monitor.learners.video import lesson_video
from monitor.settings import Settings
from monitor.web.app import create_app
from monitor.web.server import websockets

MARK = "demonstration"  # a file that says: what lies in this folder may be thrown away
CONSENT = "1"  # the version of the text that everybody agreed to before the picture was taken
ENROLLED: Person = "astronaut"  # whose face every trainee of the demonstration has


class NotADemonstration(Exception):
    """The folder holds somebody's data, which a demonstration would overwrite."""


@dataclass(frozen=True)
class Stage:
    """A running demonstration."""

    playwright: Playwright
    cameras: Path
    collector_address: str
    platform_address: str
    accounts: dict[str, Account]

    @asynccontextmanager
    async def learner(self, persona: Persona) -> AsyncIterator[Learner]:
        """A browser, a camera and a network for one persona."""
        async with self.browser(persona.trainee, persona.face) as learner:
            yield learner

    @asynccontextmanager
    async def browser(self, trainee: str, face: Person | None) -> AsyncIterator[Learner]:
        """The same for any trainee and any face; without one there is no camera."""
        account = self.accounts[trainee]
        target = urlsplit(self.collector_address)
        host, port = str(target.hostname), int(target.port or 80)
        async with AsyncExitStack() as opened:
            camera = await self._camera(face)
            if camera:
                opened.enter_context(camera)
            network = await opened.enter_async_context(Proxy(host, port))
            flags = [*camera_flags(camera.file if camera else None), *route_flags(host, port, network.port)]
            context = await opened.enter_async_context(chromium(self.playwright, flags))
            yield await opened.enter_async_context(
                Learner(context, self.platform_address, account, camera, network, lambda: self.browser(trainee, face))
            )

    async def _camera(self, face: Person | None) -> LiveCamera | None:
        if face is None:
            return None
        return await asyncio.to_thread(LiveCamera, self.cameras / f"{secrets.token_hex(4)}.y4m", face)


@asynccontextmanager
async def staged(folder: Path, cast_list: Sequence[Persona]) -> AsyncIterator[Stage]:
    """Prepare everything in this folder and run it in this process; raises what is missing before anything starts."""
    find_chromium()
    empty_folder(folder)
    videos = await prepare(folder, {persona.face for persona in cast_list if persona.face})
    async with AsyncExitStack() as opened:
        monitor = await opened.enter_async_context(build(apart(folder)))
        address = await opened.enter_async_context(serving.served(create_app(monitor), **websockets()))
        registry = cast(SqlRegistry, monitor.registry)  # the office's side of it, which the flows do not need
        names = [persona.trainee for persona in cast_list]
        yield await opened.enter_async_context(furnished(address, registry, monitor.pack, videos, names))


def apart(folder: Path) -> Settings:
    """Settings for a demonstration that keeps all in this folder."""
    embedded = {"redis_url": "", "judges": "here", "peer_address": "", **NO_SERVICES}
    return Settings.model_validate({"data": folder, "rule_pack": "demo", **embedded})


@asynccontextmanager
async def furnished(
    address: str, registry: SqlRegistry, pack: RulePack, videos: Mapping[str, Path], names: Sequence[str]
) -> AsyncIterator[Stage]:
    """Class, trainees, platform and browsers for a collector that runs at this address over this registry."""
    clock = SystemClock()
    await asyncio.to_thread(lambda: seed_class(registry, pack, hashes_of(videos)))
    key = registry.issue_key(PLATFORM, clock.now())
    trainees = await asyncio.to_thread(seed_trainees, registry, names, clock.now())
    accounts = {name: Account(name, trainee, secrets.token_urlsafe(6)) for name, trainee in trainees.items()}
    vendor = Collector(address, key)
    picture = await asyncio.to_thread(reference_picture, ENROLLED)
    for trainee in trainees.values():
        await vendor.enrol(trainee, picture, consent=CONSENT)
        await asyncio.to_thread(confirm_faces, registry, trainee, clock.now())
    platform = Platform(list(accounts.values()), vendor, address, videos)
    async with AsyncExitStack() as opened:
        cameras = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="cameras-")))
        site = await opened.enter_async_context(serving.served(create_platform(platform)))
        playwright = await opened.enter_async_context(async_playwright())
        yield Stage(playwright, cameras, address, site, accounts)


# ---------------------------------------------------------------- before the curtain


def empty_folder(folder: Path) -> None:
    """Throw the last demonstration away, and nothing else; raises `NotADemonstration`."""
    mark = folder / MARK
    if (folder / "events.db").exists() and not mark.exists():
        raise NotADemonstration(f"{folder} holds data that is not a demonstration's; name another folder with --data")
    folder.mkdir(parents=True, exist_ok=True)
    mark.touch()
    for name in ("events.db", "registry.db"):
        for file in folder.glob(f"{name}*"):
            file.unlink()
    for name in ("photos", "certificates", "keys"):
        shutil.rmtree(folder / name, ignore_errors=True)


async def prepare(folder: Path, faces: Iterable[Person]) -> dict[str, Path]:
    """Models, videos and people; all of them are kept for the next time.  Raises `ModelError`."""
    await asyncio.to_thread(ModelStore().fetch)
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as workers:
        people = [loop.run_in_executor(workers, render, face) for face in {ENROLLED, *faces}]
        made = [
            loop.run_in_executor(workers, lesson_video, folder / "videos", name, lesson.title, lesson.seconds)
            for name, lesson in LESSONS.items()
        ]
        await asyncio.gather(*people)
        return dict(zip(LESSONS, await asyncio.gather(*made), strict=True))


def render(face: Person) -> None:
    """Make a person's pictures present."""
    clips(face)
