"""Goal 8: the same five events at the same steady pace, stored by this collector and by a learning record store.

The store is Ralph LRS with its store of files, nearly empty, in the environment of its own that `make setup` makes for
the tests.  It checks no signatures, chains nothing and supervises nobody.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx
import servers
from figures import Figure, not_run
from hours import EVENTS
from load import connected
from measuring import Extent, in_turn, processor_seconds

from monitor.learners.serving import free_port

_NAME = "Ralph LRS / this collector, for the same batches of 5 events"
_RATE = 25  # batches a second, as the store is not quick
_SECONDS = 2.0
_LEARNERS = 100
_START_S = 60.0
_PYTHON = Path(sys.prefix) / "lrs" / "bin" / "python"
_SERVING = Path(__file__).resolve().parents[2] / "tests" / "lrs" / "serve_store.py"
_USER, _PASSWORD = "office", "secret"
_HASH = "$2b$12$F4BJgEW3r0HvgIx5zbYer.aj97CADgrxlp.wRzMI9/tv7WP9S7/FW"  # bcrypt of the password
_AGENT = {"objectType": "Agent", "account": {"homePage": "http://localhost", "name": _USER}}


def run(extent: Extent) -> Iterable[Figure]:
    if not _PYTHON.is_file():
        yield not_run(8, _NAME, "the record store is not installed; `make setup` does that")
        return
    with tempfile.TemporaryDirectory() as folder:
        found = _both(Path(folder), extent)
    pace = f"{_RATE} / {extent.rate:,} a second"
    yield Figure(8, f"{_NAME}, {pace}", found["store"] / found["ours"], wanted=30, at_least=True)
    yield Figure(8, f"… both {_RATE} a second", found["store"] / found["ours, slowly"])
    for name, said in (("store", "Ralph LRS"), ("ours", "this collector"), ("ours, slowly", f"… {_RATE} a second")):
        yield Figure(8, f"… for 100,000 batches, {said}", found[name] * 100_000, "CPU s")


def _both(folder: Path, extent: Extent) -> dict[str, float]:
    """Processor seconds that a batch costs here and there, the medians of the rounds."""
    with servers.collector("picows", folder / "data", _LEARNERS) as server, _Store.running(folder / "lrs") as store:
        load = connected(server.process, server.port, _LEARNERS, server.tickets)
        ways = {
            "ours": lambda: load.run(_SECONDS, extent.rate).each / 1e6,
            "ours, slowly": lambda: load.run(_SECONDS, _RATE).each / 1e6,
            "store": store.each,
        }
        found: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(extent.rounds):
            for name, way in in_turn(ways, number):
                found[name].append(way())
        load.close()
    return {name: median(each) for name, each in found.items()}


class _Store:
    """The record store, and whoever hands statements in."""

    def __init__(self, process: int, port: int) -> None:
        self._process = process
        headers = {"X-Experience-API-Version": "1.0.3"}
        address = f"http://127.0.0.1:{port}/xAPI"
        self._http = httpx.Client(auth=(_USER, _PASSWORD), headers=headers, base_url=address, timeout=30)

    @classmethod
    @contextmanager
    def running(cls, home: Path) -> Iterator[_Store]:
        home.mkdir()
        login = {"username": _USER, "hash": _HASH, "scopes": ["all"], "agent": _AGENT}
        (home / "auth.json").write_text(json.dumps([login]), "utf-8")
        with free_port() as listener:
            port = listener.getsockname()[1]
        command = [_PYTHON, _SERVING, str(port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": home}
        process = subprocess.Popen(command, env=_environment(home), **quiet)  # type: ignore[call-overload]
        try:
            store = cls(process.pid, port)
            store.wait()
            yield store
        finally:
            process.terminate()
            process.wait()

    def wait(self) -> None:
        """Until it takes statements."""
        over = time.monotonic() + _START_S
        while time.monotonic() < over:
            try:
                self._hand_in()
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("the record store did not start")

    def each(self) -> float:
        """Processor seconds for one batch."""
        began, used = time.monotonic(), processor_seconds(self._process)
        batches = int(_SECONDS * _RATE)
        for number in range(batches):
            time.sleep(max(0.0, began + number / _RATE - time.monotonic()))
            self._hand_in()
        return (processor_seconds(self._process) - used) / batches

    def _hand_in(self) -> None:
        self._http.post("/statements", json=[_statement(n) for n in range(EVENTS)]).raise_for_status()


def _environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "RALPH_APP_DIR": str(home),
        "RALPH_RUNSERVER_BACKEND": "fs",
        "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(home / "data"),
        "RALPH_BACKENDS__LRS__FS__DEFAULT_LRS_FILE": "statements.jsonl",
    }


def _statement(second: int) -> dict[str, object]:
    """A sample of play as xAPI's video profile would say it."""
    position = {"https://w3id.org/xapi/video/extensions/time": second}
    return {
        "id": str(uuid.uuid4()),
        "actor": _AGENT,
        "verb": {"id": "https://w3id.org/xapi/video/verbs/played"},
        "object": {"id": "http://localhost/lessons/lesson-1"},
        "result": {"extensions": position},
        "timestamp": f"2026-03-01T10:00:{second:02}Z",
    }
