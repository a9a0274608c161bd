"""How long the console's lists take with a million attempts: `make bench-lists`.

A made-up province (or the folder of `make province-data`) behind a collector in a process of its own.  Judged is what
that process used of a core for an answer, because other work on the machine does not count in it.  A missed goal does
not fail the run; reports read whole periods and have none.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Annotated

import httpx
import typer
from bench import tell
from collector_apart import Place, served

from monitor.adapters.clock import SystemClock
from monitor.adapters.registry import SqlRegistry, open_engine, upgrade
from monitor.core.summary import AttemptSearch
from monitor.learners.bulk import load
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
    "platforms": "/platforms",
    "overview": "/overview",
}
REPORTS = {"report of a month": "/reports/2024-03", "report of a year": "/reports/2024"}


def main(data: Annotated[Path | None, typer.Option(help="A folder that `make province-data` filled.")] = None) -> None:
    """Fill a province where none is there, then page through every list."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place("SQLite", data or Path(folder))
        registry = _registry(place, fill=data is None)
        names, visit = _names(registry), _visit(registry)
        with served(place) as (address, process):
            client = httpx.Client(base_url=f"{address}/console/api", cookies={"console": visit}, timeout=120)
            for name, path in LISTS.items():
                tell(f"{name}, p95", _p95(client, process, path.format(**names), PAGES), GOAL_MS, " ms")
            for name, path in REPORTS.items():
                tell(f"{name}, the slowest", _p95(client, process, path, 3), None, " ms")


def _registry(place: Place, *, fill: bool) -> SqlRegistry:
    engine, key = open_engine(place.folder / "registry.db"), place.keys.derive("identity")
    upgrade(engine)
    if fill:
        load(engine, Province(Scale(), identity_key=key).batches(), lambda *_: None)
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


def _p95(client: httpx.Client, process: int, path: str, times: int) -> float:
    """What an answer costs the collector (ms of a core), page after page of a list."""
    costs: list[float] = []
    cursor = ""
    for _ in range(times):
        before = _used_ms(process)
        said = (
            client.get(httpx.URL(path).copy_merge_params({"cursor": cursor} if cursor else {}))
            .raise_for_status()
            .json()
        )
        costs.append(_used_ms(process) - before)
        cursor = (said.get("next") or "") if isinstance(said, dict) else ""
    return statistics.quantiles(costs, n=20)[-1]


def _used_ms(process: int) -> float:
    """To the nanosecond, over all threads that live."""
    tasks = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(task.read_text(encoding="ascii").split()[0]) for task in tasks) / 1e6


if __name__ == "__main__":
    typer.run(main)
