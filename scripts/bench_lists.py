"""How long the console's lists take with a million attempts: `make bench-lists`.

For SQLite and PostgreSQL: a made-up province behind a collector in a process of its own.  Judged is what that process
and the database's own used of a core for an answer, because other work on the machine does not count in it; of a
database that runs elsewhere the collector's part is told alone.  A missed goal does not fail the run; reports read
whole periods and have none.  BENCH_LISTS=short takes a twentieth of a province.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import typer
from collector_apart import Database, DataFolder, Place, places, scale_of, served
from telling import tell

from monitor.adapters.clock import SystemClock
from monitor.adapters.registry import SqlRegistry, open_engine, upgrade
from monitor.core.summary import AttemptSearch
from monitor.learners.bulk import load
from monitor.learners.local_postgres import LocalPostgres
from monitor.learners.province import Province, Scale

PAGES, GOAL_MS = 40, 300.0

LISTS = {
    "attempts": "/attempts",
    "attempts, held": "/attempts?outcome=held",
    "attempts, void": "/attempts?outcome=void",
    "attempts, by rule": "/attempts?rule=fast_forward",
    "attempts of a platform": "/attempts?platform={platform}",
    "attempts of a class": "/attempts?training_class={training_class}",
    "attempts of a month": "/attempts?first_day=2024-03-01&last_day=2024-03-31",
    "classes": "/classes",
    "classes, by text": "/classes?text=399",
    "learners of a class": "/classes/{training_class}/learners",
    "clauses of a class": "/classes/{training_class}/gates",
    "reviews": "/reviews",
    "references": "/references",
    "recordings": "/recordings",
    "recordings that wait": "/recordings?state=waiting",
    "recordings that do not show everybody": "/recordings?state=bad",
    "recordings of a class": "/recordings?training_class={training_class}",
    "make-ups": "/make-ups",
    "make-ups that wait": "/make-ups?state=waiting",
    "make-ups of a class": "/make-ups?training_class={training_class}",
    "proposed plans": "/plan-proposals",
    "proposed plans that wait": "/plan-proposals?state=proposed",
    "proposed plans of a platform": "/plan-proposals?proposer={platform}",
    "videos that wait": "/lessons",
    "claims": "/claims",
    "claims to sign": "/claims?state=waiting",
    "claims signed": "/claims?state=signed",
    "platforms": "/platforms",
    "overview": "/overview",
}
REPORTS = {"report of a month": "/reports/2024-03", "report of a year": "/reports/2024"}


Used = Callable[[], float]  # ms of a core so far


def main(data: DataFolder = None, database: Database = "") -> None:
    """Fill a province where none is there, then page through every list."""
    scale = scale_of("BENCH_LISTS")
    print(f"{scale.attempts:,} attempts of {scale.trainees:,} trainees in {scale.classes:,} classes\n", flush=True)
    for place, empty, server in places(data, database):
        _measure(place, scale if empty else None, server)


def _measure(place: Place, fill: Scale | None, server: LocalPostgres | None = None) -> None:
    registry = _registry(place, fill)
    names, visit = _names(registry), _visit(registry)
    with served(place) as (address, collector):
        used = lambda: _used_ms(collector) + (_used_by(server) if server else 0.0)  # noqa: E731
        client = httpx.Client(base_url=f"{address}/console/api", cookies={"console": visit}, timeout=120)
        for name, path in LISTS.items():
            tell(f"{place.name}: {name}, p95", _p95(client, used, path.format(**names), PAGES), GOAL_MS, " ms")
        for name, path in REPORTS.items():
            tell(f"{place.name}: {name}, the slowest", _p95(client, used, path, 3), None, " ms")
    print(flush=True)


def _registry(place: Place, fill: Scale | None) -> SqlRegistry:
    key = place.keys.derive("identity")
    engine = open_engine(place.database or place.folder / "registry.db")
    upgrade(engine)
    if fill:
        load(engine, Province(fill, identity_key=key).batches(), lambda *_: None)
    return SqlRegistry(engine, key)


def _names(registry: SqlRegistry) -> dict[str, str]:
    """A platform and a class of which there is something to find."""
    [line] = registry.attempt_lines(AttemptSearch(), limit=1)
    return {"platform": line.platform, "training_class": line.training_class}


def _visit(registry: SqlRegistry) -> str:
    """The cookie of somebody who is signed in."""
    if registry.account("bench") is None:
        registry.add_account("bench", title="Bench", role="office_lead", by="bench", at=0)
    return registry.open_visit("bench", at=SystemClock().now(), address="", browser="")


def _p95(client: httpx.Client, used: Used, path: str, times: int) -> float:
    """What an answer costs (ms of a core), page after page of a list."""
    costs: list[float] = []
    cursor = ""
    for _ in range(times):
        before = used()
        said = (
            client.get(httpx.URL(path).copy_merge_params({"cursor": cursor} if cursor else {}))
            .raise_for_status()
            .json()
        )
        costs.append(used() - before)
        cursor = (said.get("next") or "") if isinstance(said, dict) else ""
    return statistics.quantiles(costs, n=20)[-1]


def _used_ms(process: int) -> float:
    """To the nanosecond, over all threads that live; nothing of a process that has ended."""
    used = 0
    for task in Path(f"/proc/{process}/task").glob("*/schedstat"):
        with suppress(FileNotFoundError):  # it ended meanwhile
            used += int(task.read_text(encoding="ascii").split()[0])
    return used / 1e6


def _used_by(server: LocalPostgres) -> float:
    """The same of a database: its processes that live, and those that helped with a question and have ended."""
    assert server.process is not None
    main = server.process.pid
    fields = Path(f"/proc/{main}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    ended = (int(fields[13]) + int(fields[14])) * 1000 / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{main}/task/{main}/children").read_text(encoding="ascii").split()
    return ended + sum(_used_ms(int(process)) for process in children)


if __name__ == "__main__":
    typer.run(main)
