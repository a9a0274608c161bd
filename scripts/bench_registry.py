"""What a province costs the collector, through its own HTTP API: `make bench-registry`.

For SQLite and PostgreSQL: a made-up province, a collector that serves it in a process of its own, and platforms,
institutions and the office that ask it one after the other.  Every line says name, figure, goal and whether it was
reached; a missed goal does not fail the run.  BENCH_REGISTRY=short takes a twentieth of a province.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable

import httpx
import typer
from collector_apart import Database, DataFolder, Place, cpu_ms, places, scale_of, served, until_it_rests

from monitor import rulepacks
from monitor.adapters.registry import open_engine, upgrade
from monitor.adapters.sqlite_log import SqliteLog
from monitor.learners.bulk import load
from monitor.learners.province import UNITS, Province, Scale
from monitor.learners.simulated import Simulated
from monitor.web.office_api.people import office_key

OPEN_MS, LIST_MS = 50.0, 300.0
WARM, OPENINGS, LISTS = 20, 400, 200
LEARNED = 50  # people who have a class's eight hours behind them
SERVER = {"shared_buffers": "512MB", "max_wal_size": "4GB"}  # durable, as a server in use

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(data: DataFolder = None, database: Database = "") -> None:
    """Fill what is not there, then measure SQLite and PostgreSQL."""
    scale = scale_of("BENCH_REGISTRY")
    print(f"a province of {scale.platforms} platforms, {scale.institutions:,} institutions, {scale.classes:,} classes, "
          f"{scale.trainees:,} trainees, {scale.attempts:,} attempts\n", flush=True)  # fmt: skip
    for place, empty, _ in places(data, database, SERVER):
        _measure(place, scale, fill=empty)


def _measure(place: Place, scale: Scale, *, fill: bool) -> None:
    province = _filled(place, scale) if fill else Province(scale, identity_key=place.keys.derive("identity"))
    asyncio.run(_teach(place, province))
    with served(place) as (address, process), httpx.Client(base_url=address, timeout=60) as client:
        _openings(place, province, client, process)
        _lists(place, province, client)
    print(flush=True)


def _filled(place: Place, scale: Scale) -> Province:
    began = time.perf_counter()
    province = Province(scale, identity_key=place.keys.derive("identity"))
    engine = open_engine(place.database or place.folder / "registry.db")
    upgrade(engine)
    rows = load(engine, province.batches(), lambda *_: None)
    engine.dispose()
    print(f"{place.name}: {rows:,} rows in {time.perf_counter() - began:.0f} s", flush=True)
    return province


async def _teach(place: Place, province: Province) -> None:
    """What honest class hours left in the log, under the sessions of those who have hours behind them."""
    learner = Simulated(rulepacks.load("henan-2023")).watch()
    [hour] = learner.streams.values()
    log = SqliteLog(place.folder / "events.db", window=0.0)
    for trainee in range(LEARNED):
        for number in range(trainee * UNITS, (trainee + 1) * UNITS):
            if not await log.read(province.session(number)):
                await _append(log, province.session(number), [(one.received, one.source, one.payload) for one in hour])
    await log.close()


async def _append(log: SqliteLog, stream: str, entries: list[tuple[int, str, bytes]]) -> None:
    await asyncio.gather(*(log.append(stream, at, source, payload) for at, source, payload in entries))  # type: ignore[arg-type]


# ---------------------------------------------------------------- opening a session


def _openings(place: Place, province: Province, client: httpx.Client, collector: int) -> None:
    """People in their first hour, and people with eight class hours behind them, each opening a lesson.

    For some seconds after its start a collector takes up the sessions that were open and counts for the overview; what
    somebody waits for then is told without a goal.
    """
    last = province.scale.trainees
    first_hour = [(trainee, 0) for trainee in range(last - 2 * (WARM + OPENINGS), last)]
    while_it_starts, afterwards = first_hour[: WARM + OPENINGS], first_hour[WARM + OPENINGS :]
    behind = [(trainee, lesson) for lesson in range(UNITS) for trainee in range(LEARNED)]
    _opening(place, province, client, collector, "while the collector starts", while_it_starts, None)
    until_it_rests(collector)
    _opening(place, province, client, collector, "first hour", afterwards, OPEN_MS)
    _opening(place, province, client, collector, "eight hours behind", behind, OPEN_MS)


def _opening(
    place: Place,
    province: Province,
    client: httpx.Client,
    collector: int,
    name: str,
    people: list[tuple[int, int]],
    goal: float | None,
) -> None:
    before = cpu_ms(collector)
    taken = [_open(client, province, trainee, lesson) for trainee, lesson in people][WARM:]
    used = (cpu_ms(collector) - before) / len(people)
    tell(f"{place.name}: open a session, {name}, p99", _share(taken, 0.99), goal)
    tell(f"{place.name}: … p50", _share(taken, 0.5))
    tell(f"{place.name}: … the collector's CPU for each", used)


def _open(client: httpx.Client, province: Province, trainee: int, lesson: int) -> float:
    run = province.class_of(trainee)
    wanted = {
        "trainee": province.trainee(trainee),
        "training_class": province.training_class(run),
        "lesson": province.lesson(province.course_of(run), lesson),
    }
    headers = {
        "Authorization": f"Bearer {province.platform_key(run)}",
        "Idempotency-Key": f"bench-{trainee}-{lesson}-{time.time_ns()}",
    }
    return _timed(lambda: client.post("/v1/sessions", json=wanted, headers=headers), 201)


# ---------------------------------------------------------------- lists and gates


def _lists(place: Place, province: Province, client: httpx.Client) -> None:
    """Every list of the API and every gate, each asked for one subject after another."""
    person = {"X-Person": "bench", "Authorization": f"Bearer {office_key(place.keys, 'bench')}"}
    platform: Callable[[int], dict[str, str]] = lambda n: {"Authorization": f"Bearer {province.platform_key(n)}"}  # noqa: E731
    school: Callable[[int], dict[str, str]] = lambda n: {"Authorization": f"Bearer {province.institution_key(n)}"}  # noqa: E731
    run, pupil = province.training_class, province.trainee
    asked: dict[str, Callable[[int], tuple[str, dict[str, str]]]] = {
        "hours of a class, for its platform": lambda n: (f"/v1/hours?training_class={run(n)}&limit=100", platform(n)),
        "hours of a class, for its institution": lambda n: (f"/v1/hours?training_class={run(n)}&limit=100", school(n)),
        "verdicts of a trainee": lambda n: (f"/v1/verdicts?trainee={pupil(n)}&training_class={run(n)}", platform(n)),
        "enrolments of a class, for its platform": lambda n: (f"/v1/enrolments?training_class={run(n)}", platform(n)),
        "enrolments of a class, for its institution": lambda n: (f"/v1/enrolments?training_class={run(n)}", school(n)),
        "lessons": lambda n: ("/v1/lessons?limit=100", platform(n)),
        "open reviews": lambda n: (f"/v1/reviews?limit={20 + n % 80}", person),
        "open reviews of a platform": lambda n: (f"/v1/reviews?platform={province.platform(n)}", person),
        "gates of a class": lambda n: (f"/v1/classes/{run(n)}/gates", person),
        "gates of a trainee": lambda n: (f"/v1/trainees/{pupil(n)}/gates", person),
        "gates of an institution": lambda n: (f"/v1/institutions/{province.institution(n)}/gates", person),
        "gates of a platform": lambda n: (f"/v1/platforms/{province.platform(n)}/gates", person),
        "gates of a county": lambda n: (f"/v1/offices/county-{n % 160:03}/gates", person),
    }
    for name, question in asked.items():
        taken = [_get(client, *question((n * 37 + 5) % province.scale.classes)) for n in range(LISTS)]
        tell(f"{place.name}: {name}, p95", _share(taken, 0.95), LIST_MS)


def _get(client: httpx.Client, path: str, headers: dict[str, str]) -> float:
    return _timed(lambda: client.get(path, headers=headers), 200)


def _timed(ask: Callable[[], httpx.Response], wanted: int) -> float:
    """How long the answer took, in ms."""
    began = time.perf_counter()
    response = ask()
    taken = (time.perf_counter() - began) * 1000
    if response.status_code != wanted:
        raise RuntimeError(f"{response.request.url}: {response.status_code} {response.text[:300]}")
    return taken


def _share(taken: list[float], share: float) -> float:
    return statistics.quantiles(taken, n=1000, method="inclusive")[round(share * 1000) - 1]


def tell(name: str, figure: float, goal: float | None = None) -> None:
    """One line; without a goal the figure is for orientation."""
    wanted = "" if goal is None else f"   goal ≤ {goal:g} ms   {'reached' if figure <= goal else 'MISSED'}"
    print(f"{name:<66} {figure:8.1f} ms{wanted}", flush=True)


if __name__ == "__main__":
    app()
