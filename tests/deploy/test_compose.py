"""docker-compose.yml stays true: its command, settings and health check are run here as they stand, without Docker."""

import asyncio
import os
import re
import signal
import sys
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import SimpleNamespace

import httpx
import psycopg
import pytest
import redis.asyncio as redis
import yaml
from filmed_learner import filmed_learner, hand_in
from small_world import World, seed

from monitor.adapters.keys import MasterKey
from monitor.adapters.redis_faces.messages import STREAM
from monitor.adapters.registry import SqlRegistry, open_engine
from monitor.learners.local_postgres import THROWAWAY, local_postgres
from monitor.learners.serving import free_port
from monitor.settings import Settings
from monitor.storage import read_log

pytestmark = pytest.mark.alone

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
MONITOR, FACES, REDIS, POSTGRES = (COMPOSE["services"][name] for name in ("monitor", "faces", "redis", "postgres"))
SECOND, CADDY, JUDGES = (COMPOSE["services"][name] for name in ("monitor-2", "caddy", "judges"))
BIN = Path(sys.executable).parent


def filled_in(text: str) -> str:
    """What Compose makes of `${NAME:-default}` when nothing is set."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)


def environment(service: dict) -> dict[str, str]:
    return {name: filled_in(value) for name, value in service["environment"].items()}


def running(folder: Path, port: int, service: dict = MONITOR, **settings: str):
    """A collector's own command, with its folder and its port moved to this machine's."""
    moved = {"/data": str(folder), "8000": str(port), "0.0.0.0": "127.0.0.1"}
    command = [moved.get(word, word) for word in service["command"]]
    return process_of(BIN / command[0], *command[1:], env={**os.environ, **environment(service), **settings})


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


async def is_at_work(service, there: dict[str, str]) -> bool:
    """A worker's health check, run as it stands."""
    _, command, *words = service["healthcheck"]["test"]
    settings = {**os.environ, **environment(service), **there}
    asked = await asyncio.create_subprocess_exec(BIN / command, *words, env=settings, stderr=asyncio.subprocess.DEVNULL)
    return await asked.wait() == 0


async def until_at_work(process, service, there: dict[str, str]) -> None:
    async with asyncio.timeout(60):
        while not await is_at_work(service, there):
            assert process.returncode is None, "the worker ended by itself"


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


@pytest.mark.parametrize("name", [*MONITOR["environment"], *FACES["environment"], *JUDGES["environment"]])
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
async def world_of(folder: Path, port: int, database: str = ""):
    """A registry with a platform and a class behind the collector that runs over this folder."""
    engine = open_engine(database or folder / "registry.db")
    registry = SqlRegistry(engine, MasterKey.in_folder(folder / "keys").derive("identity"))
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
        await until_at_work(worker, FACES, there)
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


# ---------------------------------------------------------------- the profile with PostgreSQL

PASSWORD = "of/this test@only:100%"
SECRET = "/run/secrets/postgres-password"


@contextmanager
def postgres_of(port: int):
    """The service's own command and layout, with its port and its folder moved, and its user as the image makes it."""
    words = (word.removeprefix("--").split("=") for word in POSTGRES["command"][1:])
    smaller = {"shared_buffers": "32MB", **THROWAWAY}  # this machine's, for a minute
    settings = dict(words) | smaller | {"listen_addresses": "127.0.0.1", "port": str(port)}
    layout = POSTGRES["environment"]
    with local_postgres(settings, layout["POSTGRES_INITDB_ARGS"].split()) as server:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            name, password = layout["POSTGRES_USER"], PASSWORD.replace("'", "''")
            connection.execute(f"CREATE ROLE {name} SUPERUSER LOGIN PASSWORD '{password}'")
            connection.execute(f"CREATE DATABASE {layout['POSTGRES_DB']} OWNER {name}")
        yield server


def documented_database() -> str:
    """The URL that the file's first lines tell to set."""
    said = (ROOT / "docker-compose.yml").read_text()
    return re.search(r"MONITOR_DATABASE=(\S+)", said)[1]


async def test_with_the_profile_two_collectors_serve_one_postgresql_whose_password_is_in_a_file(tmp_path):
    port, database_port, secret, data = a_free_port(), a_free_port(), tmp_path / "password", tmp_path / "data"
    secret.write_text(f"{PASSWORD}\n")
    there = {
        "MONITOR_DATABASE": documented_database().replace("@postgres/", f"@127.0.0.1:{database_port}/"),
        "MONITOR_DATABASE_PASSWORD_FILE": str(secret),
        "MONITOR_RULE_PACK": "demo",
    }
    with postgres_of(database_port):
        check = POSTGRES["healthcheck"]["test"][1:]
        ready = await asyncio.create_subprocess_exec(
            *check, "--host", "127.0.0.1", "--port", str(database_port), stdout=asyncio.subprocess.DEVNULL
        )
        assert await ready.wait() == 0
        second_port = a_free_port()
        here = {"MONITOR_PEER_ADDRESS": f"http://127.0.0.1:{second_port}"}
        async with (
            running(data, port, **there) as collector,
            running(data, second_port, SECOND, **there, **here) as second,
        ):
            await until_healthy(collector, port)
            await until_healthy(second, second_port)
            settings = Settings(data=data, database=there["MONITOR_DATABASE"], database_password_file=secret)
            async with world_of(data, port, settings.database) as world:
                opened = await world.open(world.trainee())
            for process in (collector, second):
                process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(30):
                await asyncio.gather(collector.wait(), second.wait())
        log = read_log(settings)
        entries = await log.read(opened["session"])
        await log.close()

    assert entries
    assert not list(data.glob("*.db"))


# ---------------------------------------------------------------- the profile with workers that judge


@pytest.mark.timeout(240)
async def test_with_the_profile_a_worker_judges_what_the_collector_would(tmp_path):
    ports = {name: a_free_port() for name in ("collector", "redis", "database")}
    data = tmp_path / "data"
    there = {
        "MONITOR_DATABASE": documented_database().replace("@postgres/", f"@127.0.0.1:{ports['database']}/"),
        "MONITOR_DATABASE_PASSWORD_FILE": str(tmp_path / "password"),
        "MONITOR_REDIS_URL": environment(JUDGES)["MONITOR_REDIS_URL"].replace(
            "redis:6379", f"127.0.0.1:{ports['redis']}"
        ),
        "MONITOR_RULE_PACK": "demo",
    }
    (tmp_path / "password").write_text(PASSWORD)
    with postgres_of(ports["database"]):
        async with (
            redis_of(tmp_path / "redis", ports["redis"]),
            running(data, ports["collector"], **there, MONITOR_JUDGES="workers") as collector,
        ):
            await until_healthy(collector, ports["collector"])
            assert not await is_at_work(JUDGES, there)
            async with running(data, ports["collector"], JUDGES, **there) as judge:
                await until_at_work(judge, JUDGES, there)
                settings = Settings(
                    data=data, database=there["MONITOR_DATABASE"], database_password_file=tmp_path / "password"
                )
                async with world_of(data, ports["collector"], settings.database) as world:
                    async with await world.sdk(world.trainee()) as sdk:
                        await sdk.send(sdk.event("ended", lesson="lesson-1", position=0, paused=True, visible=True))
                        await sdk.until("status")
                    told = (await world.http.get("/metrics")).text
                judge.send_signal(signal.SIGTERM)
                async with asyncio.timeout(20):
                    assert await judge.wait() == 0

    assert 'monitor_judgements_total{where="worker"}' in told
    assert 'where="here"' not in told


def test_judges_read_and_write_what_the_collectors_do_and_have_limits():
    ours, theirs = environment(JUDGES), environment(MONITOR)
    differ = {name for name in ours if ours[name] != theirs[name]}

    assert differ == {"MONITOR_REDIS_URL", "MONITOR_PEER_ADDRESS"}
    assert (JUDGES["volumes"], JUDGES["secrets"]) == (MONITOR["volumes"], MONITOR["secrets"])
    assert JUDGES["profiles"] == ["judges"]
    assert REDIS["profiles"] == FACES["profiles"] == ["redis", "judges"], "with Redis collectors judge no faces"
    assert "ports" not in JUDGES
    assert {"cpus", "memory"} <= JUDGES["deploy"]["resources"]["limits"].keys()
    assert filled_in(MONITOR["environment"]["MONITOR_JUDGES"]) == "here"


# ---------------------------------------------------------------- both collectors and what is before them


def test_collectors_of_the_profile_differ_in_their_address_alone():
    address = "MONITOR_PEER_ADDRESS"
    first, second = (environment(service) for service in (MONITOR, SECOND))

    assert (first.pop(address), second.pop(address)) == ("http://monitor:8000", "http://monitor-2:8000")
    assert first == second
    assert (MONITOR["volumes"], MONITOR["secrets"]) == (SECOND["volumes"], SECOND["secrets"])


def test_what_collectors_ask_each_other_is_kept_from_outside():
    told = COMPOSE["configs"]["caddyfile"]["content"]

    assert "respond /peers/* 404" in told
    assert "reverse_proxy monitor:8000 monitor-2:8000" in told
    assert CADDY["profiles"] == SECOND["profiles"] == ["grown"]
    assert "ports" not in SECOND


def test_the_secrets_of_the_profile_are_the_files_that_the_services_read():
    for name in (*MONITOR["secrets"], *POSTGRES["secrets"]):
        assert filled_in(COMPOSE["secrets"][name]["file"]) == "/dev/null", "unused without the profile"
    for service, variable in ((MONITOR, "MONITOR_DATABASE_PASSWORD_FILE"), (POSTGRES, "POSTGRES_PASSWORD_FILE")):
        assert service["environment"][variable] == SECRET
        assert Path(SECRET).name in service["secrets"]
    assert Path(MONITOR["environment"]["MONITOR_S3_CREDENTIALS"]).name in MONITOR["secrets"]


def test_without_the_profile_nothing_waits_for_postgresql():
    assert POSTGRES["profiles"] == ["grown"]
    assert MONITOR["depends_on"]["postgres"]["required"] is False
    assert filled_in(MONITOR["environment"]["MONITOR_DATABASE"]) == ""
    assert "ports" not in POSTGRES


def test_the_database_outlives_its_container_and_has_limits():
    [volume] = POSTGRES["volumes"]
    name, _, place = volume.partition(":")

    assert name in COMPOSE["volumes"]
    assert place == "/var/lib/postgresql/data"
    assert {"cpus", "memory"} <= POSTGRES["deploy"]["resources"]["limits"].keys()
