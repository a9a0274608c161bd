"""A collector in a process of its own, which can be killed as the power would do it."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]


class Killable:
    """What Python runs with these words over one folder and one port, which stand in them as {folder} and {port}."""

    def __init__(self, folder: Path, *words: str, **environment: str) -> None:
        self.folder = folder
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._words = [word.format(folder=folder, port=self.port) for word in words]
        # whatever started these tests, the process finds the project
        self._environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self._words,
            env=self._environment,
            stdout=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(60), httpx.AsyncClient() as http:
            while not await self._answers(http):
                assert self._process.returncode is None, "the collector ended by itself"
                await asyncio.sleep(0.05)

    async def _answers(self, http: httpx.AsyncClient) -> bool:
        try:
            return (await http.get(f"{self.address}/healthz")).is_success
        except httpx.TransportError:
            return False

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def drain(self) -> None:
        """Ask it to end, and wait until it has."""
        assert self._process is not None
        self._process.terminate()
        assert await self._process.wait() == 0


def small_collector(folder: Path) -> Killable:
    """A collector over the small world of the web tests, with made-up faces."""
    return Killable(folder, str(ROOT / "tests" / "web" / "collector_process.py"), "{folder}", "{port}")
