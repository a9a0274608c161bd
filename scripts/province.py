"""Make up a whole province for measurements: `make province-data`.

Rows go into an empty registry, SQLite in a folder or a PostgreSQL database; the same seed makes the same rows.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from monitor.adapters.keys import MasterKey
from monitor.adapters.registry import open_engine, upgrade
from monitor.learners.bulk import load
from monitor.learners.province import Province, Scale

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    data: Annotated[Path, typer.Option(help="A new data folder; its keys are made, too.")] = Path(".province"),
    database: Annotated[str, typer.Option(help="A PostgreSQL URL; empty: SQLite in the folder.")] = "",
    divided: Annotated[int, typer.Option(min=1, help="1: a whole province; 100: a hundredth of it.")] = 1,
    seed: int = 1,
) -> None:
    """Fill an empty registry and say how long each table took."""
    data.mkdir(parents=True, exist_ok=True)
    key = MasterKey.in_folder(data / "keys").derive("identity")
    engine = open_engine(database or data / "registry.db")
    upgrade(engine)
    began = last = time.perf_counter()

    def told(table: str, rows: int) -> None:
        nonlocal last
        now = time.perf_counter()
        print(f"{table:<22} {rows:>10,} rows {now - last:7.1f} s", flush=True)
        last = now

    province = Province(Scale().divided(divided) if divided > 1 else Scale(), seed=seed, identity_key=key)
    rows = load(engine, province.batches(), told)
    engine.dispose()
    print(f"{rows:,} rows in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    app()
