"""A province behind a collector in a process of its own, for measurements that must not count themselves."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import httpx
import typer

from monitor.adapters.keys import MasterKey
from monitor.learners.local_postgres import THROWAWAY, LocalPostgres, local_postgres
from monitor.learners.province import Scale
from monitor.learners.serving import free_port

DataFolder = Annotated[Path | None, typer.Option(help="A folder that `make province-data` filled; else one is filled.")]
Database = Annotated[str, typer.Option(help="A PostgreSQL database that is filled; else one is filled.")]
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


def scale_of(variable: str) -> Scale:
    """A whole province, or a twentieth of one where this variable of the environment says "short"."""
    return Scale().divided(20) if os.environ.get(variable) == "short" else Scale()


def places(
    data: Path | None, database: str, settings: Mapping[str, str] = THROWAWAY
) -> Iterator[tuple[Place, bool, LocalPostgres | None]]:
    """SQLite and PostgreSQL, each with whether it is still to be filled, and with a database server of our own."""
    with tempfile.TemporaryDirectory() as folder:
        yield Place("SQLite", data or Path(folder) / "sqlite"), data is None, None
        postgres = Path(folder) / "postgres"
        if database:
            yield Place("PostgreSQL", postgres, database), False, None
            return
        with local_postgres(settings) as server:
            yield Place("PostgreSQL", postgres, server.create("province")), True, server


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
