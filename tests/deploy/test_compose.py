"""docker-compose.yml stays true: its command, settings and health check are run here as they stand, without Docker."""

import asyncio
import os
import re
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
import redis.asyncio as redis
import yaml
from filmed_learner import filmed_learner, hand_in
from small_world import World, seed

from monitor.adapters.keys import MasterKey
from monitor.adapters.redis_faces.messages import STREAM
from monitor.adapters.registry import SqlRegistry, open_engine
from monitor.learners.serving import free_port
from monitor.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
MONITOR, FACES, REDIS = (COMPOSE["services"][name] for name in ("monitor", "faces", "redis"))
BIN = Path(sys.executable).parent


def filled_in(text: str) -> str:
    """What Compose makes of `${NAME:-default}` when nothing is set."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)


def environment(service: dict) -> dict[str, str]:
    return {name: filled_in(value) for name, value in service["environment"].items()}


def running(folder: Path, port: int, **settings: str):
    """The collector's own command, with its folder and its port moved to this machine's."""
    moved = {"/data": str(folder), "8000": str(port), "0.0.0.0": "127.0.0.1"}
    command = [moved.get(word, word) for word in MONITOR["command"]]
    return process_of(BIN / command[0], *command[1:], env={**os.environ, **environment(MONITOR), **settings})


@asynccontextmanager
async def process_of(*command, **options):
    """A service's process, which ends with its test."""
    process = await asyncio.create_subprocess_exec(*command, **options)
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


async def until_healthy(process, port: int) -> None:
    async with asyncio.timeout(60):
        while not await is_healthy(port):
            assert process.returncode is None, "the service ended by itself"


def a_free_port() -> int:
    with free_port() as listener:
        return listener.getsockname()[1]


async def test_the_service_answers_keeps_its_data_in_the_volume_and_ends_when_told(tmp_path):
    port = a_free_port()
    async with running(tmp_path, port) as process:
        await until_healthy(process, port)
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


@pytest.mark.parametrize("name", [*MONITOR["environment"], *FACES["environment"]])
def test_every_variable_is_a_setting(name):
    assert name.removeprefix("MONITOR_").lower() in Settings.model_fields


def test_the_health_check_fails_where_nothing_answers():
    assert not asyncio.run(is_healthy(a_free_port()))


def test_the_image_installs_what_set_up_installs():
    wanted = set(re.findall(r"echo (lib\S+)", (ROOT / "scripts" / "setup.sh").read_text()))

    assert wanted
    assert wanted <= set(MONITOR["build"]["dockerfile_inline"].split())


# ---------------------------------------------------------------- the profile with workers over Redis


@asynccontextmanager
async def redis_of(folder: Path, port: int):
    """The service's own command, with its port and its folder moved to this machine's."""
    folder.mkdir()
    moved = ("--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder))
    async with process_of(*REDIS["command"], *moved, stdout=asyncio.subprocess.DEVNULL) as process:
        async with asyncio.timeout(20):
            while not await answers_ping(port):
                assert process.returncode is None, "Redis ended by itself"
        yield process


async def answers_ping(port: int) -> bool:
    """The container's health check, run as it stands but for the port."""
    _, command, *words = REDIS["healthcheck"]["test"]
    quiet = {"stdout": asyncio.subprocess.DEVNULL, "stderr": asyncio.subprocess.DEVNULL}
    asked = await asyncio.create_subprocess_exec(command, "-p", str(port), *words, **quiet)
    return await asked.wait() == 0


@asynccontextmanager
async def world_of(folder: Path, port: int):
    """A registry with a platform and a class behind the collector that runs over this folder."""
    registry = SqlRegistry(open_engine(folder / "registry.db"), MasterKey.in_folder(folder / "keys").derive("identity"))
    address = f"http://127.0.0.1:{port}"
    try:
        key = seed(registry)
        async with httpx.AsyncClient(base_url=address) as http:
            yield World(SimpleNamespace(registry=registry), None, address, key, http, None, folder)
    finally:
        registry.close()


@pytest.mark.usefixtures("model_store")
async def test_with_the_profile_a_worker_elsewhere_judges_a_burst_and_no_picture_touches_a_disk(tmp_path, film):
    port, redis_port = a_free_port(), a_free_port()
    there = {
        "MONITOR_REDIS_URL": environment(FACES)["MONITOR_REDIS_URL"].replace("redis:6379", f"127.0.0.1:{redis_port}")
    }
    faces = [str(word) for word in FACES["command"]]
    data, kept = tmp_path / "data", tmp_path / "redis"
    async with (
        redis_of(kept, redis_port),
        running(data, port, **there, MONITOR_RULE_PACK="demo") as collector,
        process_of(BIN / faces[0], *faces[1:], env={**os.environ, **environment(FACES), **there}) as worker,
    ):
        await until_healthy(collector, port)
        async with world_of(data, port) as world, filmed_learner(world) as sdk:
            nonce, _ = await hand_in(world, sdk, film, 1)
            outcome = await sdk.until("outcome", nonce=nonce)
        async with redis.Redis.from_url(there["MONITOR_REDIS_URL"]) as client:
            jobs = (await client.xinfo_stream(STREAM))["entries-added"]
        worker.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            code = await worker.wait()

    assert (outcome["verdict"], code) == ("pass", 0)
    assert jobs >= 3, "the reference, the models in force and the burst went over Redis"
    assert not list(kept.iterdir()), "Redis wrote something down"


def test_the_profile_is_off_unless_it_is_asked_for():
    assert [name for name, service in COMPOSE["services"].items() if "profiles" not in service] == ["monitor"]
    assert filled_in(MONITOR["environment"]["MONITOR_REDIS_URL"]) == ""
    assert REDIS["tmpfs"] == "/data"
    assert "ports" not in REDIS
