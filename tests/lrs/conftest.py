"""A real learning record store, as another office would run it."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

USER, PASSWORD = "office", "secret"
_HASH = "$2b$12$F4BJgEW3r0HvgIx5zbYer.aj97CADgrxlp.wRzMI9/tv7WP9S7/FW"  # bcrypt of PASSWORD
_PYTHON = Path(sys.prefix) / "lrs" / "bin" / "python"
_START_SECONDS = 60


class Store:
    """The store's address, and what it holds."""

    def __init__(self, address: str) -> None:
        self.endpoint = f"{address}/xAPI"
        headers = {"X-Experience-API-Version": "1.0.3"}
        self._http = httpx.Client(auth=(USER, PASSWORD), headers=headers, base_url=self.endpoint, timeout=30)

    def close(self) -> None:
        self._http.close()

    def statements(self) -> list[dict]:
        """All statements of the store, without what it adds to them itself."""
        found, more = [], "/xAPI/statements/?limit=50"
        while more:
            answer = self._http.get(self.endpoint.removesuffix("/xAPI") + more).raise_for_status().json()
            found += answer["statements"]
            more = answer.get("more", "")
        return [{name: value for name, value in each.items() if name not in ("stored", "authority")} for each in found]


@pytest.fixture
def record_store(tmp_path):
    assert _PYTHON.is_file(), "the record store for this test is missing: run make setup"
    home = tmp_path / "store"
    home.mkdir()
    agent = {"objectType": "Agent", "account": {"homePage": "http://localhost", "name": USER}}
    login = {"username": USER, "hash": _HASH, "scopes": ["all"], "agent": agent}
    (home / "auth.json").write_text(json.dumps([login]))
    port = _free_port()
    settings = {
        "RALPH_APP_DIR": str(home),
        "RALPH_RUNSERVER_BACKEND": "fs",
        "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(home / "data"),
        "RALPH_BACKENDS__LRS__FS__DEFAULT_LRS_FILE": "statements.jsonl",
    }
    command = [_PYTHON, Path(__file__).with_name("serve_store.py"), str(port)]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, env={**os.environ, **settings}, stdout=log, stderr=log, cwd=home)
    try:
        store = Store(f"http://127.0.0.1:{port}")
        _until_ready(store, server, home / "log")
        yield store
        store.close()
    finally:
        server.terminate()
        server.wait(20)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _until_ready(store: Store, server: subprocess.Popen, log: Path) -> None:
    over = time.monotonic() + _START_SECONDS
    while time.monotonic() < over:
        assert server.poll() is None, log.read_text()
        try:
            store.statements()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the record store did not start: {log.read_text()}")
