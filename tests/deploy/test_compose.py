"""docker-compose.yml stays true: its command, settings and health check are run here as they stand, without Docker."""

import asyncio
import os
import re
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import yaml

from monitor.learners.serving import free_port
from monitor.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
MONITOR = COMPOSE["services"]["monitor"]
BIN = Path(sys.executable).parent


def filled_in(text: str) -> str:
    """What Compose makes of `${NAME:-default}` when nothing is set."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)


def environment() -> dict[str, str]:
    return {name: filled_in(value) for name, value in MONITOR["environment"].items()}


@asynccontextmanager
async def running(folder: Path, port: int):
    """The service's own command, with its folder and its port moved to this machine's."""
    moved = {"/data": str(folder), "8000": str(port), "0.0.0.0": "127.0.0.1"}
    command = [moved.get(word, word) for word in MONITOR["command"]]
    settings = {**os.environ, **environment()}
    process = await asyncio.create_subprocess_exec(BIN / command[0], *command[1:], env=settings)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def is_healthy(port: int) -> bool:
    """The container's health check, run as it stands."""
    _, *check = MONITOR["healthcheck"]["test"]
    words = [word.replace(":8000", f":{port}") for word in check[1:]]
    process = await asyncio.create_subprocess_exec(BIN / check[0], *words, stderr=asyncio.subprocess.DEVNULL)
    return await process.wait() == 0


def a_free_port() -> int:
    with free_port() as listener:
        return listener.getsockname()[1]


async def test_the_service_answers_keeps_its_data_in_the_volume_and_ends_when_told(tmp_path):
    port = a_free_port()
    async with running(tmp_path, port) as process:
        async with asyncio.timeout(60):
            while not await is_healthy(port):
                assert process.returncode is None, "the service ended by itself"
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            health = (await http.get("/healthz")).json()
            sdk = await http.get("/sdk/integrity.iife.js")
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            code = await process.wait()

    assert health["rule_pack"] == "henan-2023"
    assert sdk.is_success
    assert code in (0, -signal.SIGTERM)
    assert {"events.db", "registry.db", "keys"} <= {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("name", MONITOR["environment"])
def test_every_variable_is_a_setting(name):
    assert name.removeprefix("MONITOR_").lower() in Settings.model_fields


def test_the_health_check_fails_where_nothing_answers():
    assert not asyncio.run(is_healthy(a_free_port()))


def test_the_image_installs_what_set_up_installs():
    wanted = set(re.findall(r"echo (lib\S+)", (ROOT / "scripts" / "setup.sh").read_text()))

    assert wanted
    assert wanted <= set(MONITOR["build"]["dockerfile_inline"].split())
