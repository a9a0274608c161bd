"""A collector in a process of its own, for measurements that must not count themselves."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from monitor.adapters.keys import MasterKey
from monitor.learners.serving import free_port

WITHOUT_RATE_LIMITS = {"MONITOR_API_REQUESTS_PER_SECOND": "100000", "MONITOR_API_REQUEST_BURST": "100000"}


@dataclass(frozen=True)
class Place:
    """A folder with keys and log, and where the registry is: in the folder, or in a PostgreSQL database."""

    name: str
    folder: Path
    database: str = ""

    @property
    def keys(self) -> MasterKey:
        return MasterKey.in_folder(self.folder / "keys")


@contextmanager
def served(place: Place) -> Iterator[tuple[str, int]]:
    """`monitor serve` over a place: its address and process id."""
    with free_port() as listener:
        port = str(listener.getsockname()[1])
    command = [sys.executable, "-m", "monitor", "serve", "--data", str(place.folder), "--port", port]
    environment = os.environ | WITHOUT_RATE_LIMITS | {"MONITOR_DATABASE": place.database, "MONITOR_EVENT_LOG": "folder"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _until_it_answers(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait()


def _until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    over = time.monotonic() + 300
    while time.monotonic() < over and process.poll() is None:
        try:
            httpx.get(f"{address}/healthz", timeout=5)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the collector did not answer")


def cpu_ms(process: int) -> float:
    """What a process has used of a core, itself and in the kernel; unlike the clock it does not count who else runs."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def until_it_rests(process: int) -> None:
    """Wait until it uses less than a tenth of a core: what it does at its start is done.  Raises `TimeoutError`."""
    over = time.monotonic() + 60
    while time.monotonic() < over:
        before = cpu_ms(process)
        time.sleep(1.0)
        if cpu_ms(process) - before < 100:
            return
    raise TimeoutError("the collector does not come to rest")
