"""A Redis server of the tests' own: nothing of it stays on a disk, and it ends with its test."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from monitor.learners.serving import free_port

LIMIT = 10.0  # seconds; it starts within a tenth of one


class LocalRedis:
    """`redis-server` on a loopback port, a free one if none is named; `address` is where."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        port = port or unused_port()
        settings = {"--port": port, "--bind": "127.0.0.1", "--dir": folder, "--save": "", "--appendonly": "no"}
        self._command = ["redis-server", *(str(word) for pair in settings.items() for word in pair)]
        self._process: subprocess.Popen[bytes]
        self.address = f"redis://127.0.0.1:{port}/0"

    def start(self) -> None:
        """Run it, and wait until it answers."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        _until_it_answers(self.address)

    def kill(self) -> None:
        """End it with SIGKILL; it has forgotten everything when it is started again."""
        self._process.kill()
        self._process.wait()


@contextmanager
def local_redis(folder: Path, port: int = 0) -> Iterator[str]:
    """Run one; gives its address."""
    server = LocalRedis(folder, port)
    server.start()
    try:
        yield server.address
    finally:
        server.kill()


def unused_port() -> int:
    with free_port() as listener:
        return int(listener.getsockname()[1])


def _until_it_answers(address: str) -> None:
    with redis.Redis.from_url(address) as client:
        over = time.monotonic() + LIMIT
        while time.monotonic() < over:
            try:
                client.ping()
            except redis.ConnectionError:
                time.sleep(0.02)
            else:
                return
    raise TimeoutError(f"redis-server did not answer at {address}")
