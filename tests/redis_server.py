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


@contextmanager
def local_redis(folder: Path, port: int = 0) -> Iterator[str]:
    """Run `redis-server` on a loopback port, a free one if none is named; gives its address."""
    port = port or unused_port()
    settings = {"--port": port, "--bind": "127.0.0.1", "--dir": folder, "--save": "", "--appendonly": "no"}
    command = [str(word) for pair in settings.items() for word in pair]
    process = subprocess.Popen(["redis-server", *command], stdout=subprocess.DEVNULL)
    try:
        address = f"redis://127.0.0.1:{port}/0"
        _until_it_answers(address)
        yield address
    finally:
        process.kill()
        process.wait()


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
