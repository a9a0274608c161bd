"""Starts one Chromium process per learner and attaches to it.

Playwright's own `launch` emulates focus and switches throttling off, so a page would never be hidden.  We start the
browser ourselves and attach without Playwright's defaults, to the context that the browser already has.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from playwright.async_api import BrowserContext, Playwright

START_LIMIT = 30.0  # seconds; several browsers may start at once on few cores
STOP_LIMIT = 5.0
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
LISTENING = re.compile(rb"DevTools listening on ws://127\.0\.0\.1:(\d+)/")

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--password-store=basic",
    "--use-mock-keychain",
    "--autoplay-policy=no-user-gesture-required",
    "--remote-debugging-port=0",
)


class BrowserError(Exception):
    """No browser was found, or it did not start; the message says what to do."""


def camera_flags(path: Path | None) -> list[str]:
    """A camera that shows the file, or, without a file, a machine that has no camera."""
    if path is None:
        return ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream=device-count=0"]
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    ]


def route_flags(host: str, port: int, through: int) -> list[str]:
    """Take connections to one address through a local port, while the page still sees the address itself."""
    return [f"--host-resolver-rules=MAP {host}:{port} 127.0.0.1:{through}"]


def find_chromium(playwright: Playwright | None = None) -> Path:
    """The browser's program: the one that is named, the system's, or the one Playwright manages."""
    if named := os.environ.get("MONITOR_CHROMIUM"):
        if Path(named).is_file():
            return Path(named)
        raise BrowserError(f"MONITOR_CHROMIUM names {named}, which does not exist")
    managed = [playwright.chromium.executable_path] if playwright else []
    for candidate in (*(shutil.which(name) for name in NAMES), *managed):
        if candidate and Path(candidate).is_file():
            return Path(candidate)
    raise BrowserError(
        "no Chromium found: install one (Debian: apt install chromium), run `playwright install chromium`, "
        "or name it in the environment variable MONITOR_CHROMIUM"
    )


@asynccontextmanager
async def chromium(
    playwright: Playwright, flags: Sequence[str] = (), kept: Path | None = None
) -> AsyncIterator[BrowserContext]:
    """A browser of its own for one learner; at the end its process is gone, and its profile unless it is `kept`."""
    profile = str(kept) if kept else tempfile.mkdtemp(prefix="learner-")
    try:
        async with _process(find_chromium(playwright), [*FLAGS, *flags, f"--user-data-dir={profile}"]) as port:
            browser = await playwright.chromium.connect_over_cdp(
                f"http://127.0.0.1:{port}", no_defaults=True, timeout=START_LIMIT * 1000
            )
            yield browser.contexts[0]
    finally:
        if not kept:
            shutil.rmtree(profile, ignore_errors=True)


@asynccontextmanager
async def _process(program: Path, flags: Sequence[str]) -> AsyncIterator[int]:
    """Run the browser in a process group of its own, so that its helpers end with it; yields its debugging port."""
    process = await asyncio.create_subprocess_exec(
        str(program), *flags, "about:blank", stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    draining: asyncio.Task[None] | None = None
    try:
        port = await _debugging_port(process)
        draining = asyncio.create_task(_drain(process))
        yield port
    finally:
        await _stop(process)
        if draining is not None:
            await draining


async def _debugging_port(process: asyncio.subprocess.Process) -> int:
    assert process.stderr
    said: list[bytes] = []
    try:
        async with asyncio.timeout(START_LIMIT):
            async for line in process.stderr:
                if found := LISTENING.search(line):
                    return int(found[1])
                said.append(line)
    except TimeoutError:
        pass
    raise BrowserError("Chromium did not start: " + b"".join(said[-5:]).decode(errors="replace"))


async def _drain(process: asyncio.subprocess.Process) -> None:
    """Read on, or a chatty browser blocks on a full pipe."""
    assert process.stderr
    while await process.stderr.read(65536):
        pass


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Ask our own process group to end, then insist."""
    for request in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, request)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), STOP_LIMIT)
            break
    with suppress(ProcessLookupError):  # helpers that outlived the browser
        os.killpg(process.pid, signal.SIGKILL)
