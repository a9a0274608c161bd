"""`monitor export …`: what leaves the installation, for other systems.

Exit codes: 0 all was handed over, 2 not all of it; run again, it goes on where it ended.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.face_commands import plain_refusals
from monitor.registry_folder import existing, registry_place

if TYPE_CHECKING:
    from monitor.adapters.registry import SqlRegistry
    from monitor.adapters.sqlite_log import SqliteLog
    from monitor.flows.export_statements import Done, RecordStore

export = typer.Typer(help="Hand over what other systems ask for.", no_args_is_help=True)


@export.callback()
def _group() -> None:
    """Keep each kind of export a word of its own."""


@export.command()
def xapi(
    to: Annotated[str, typer.Option(help="The record store's xAPI address, or - for JSON lines on the terminal.")],
    home: Annotated[str, typer.Option(help="This monitor's public address, under which people and lessons are named.")],
    data: Annotated[Path, typer.Option("--data", help="The installation's data folder.")] = Path("data"),
    user: Annotated[str, typer.Option(help="The store's user.", envvar="MONITOR_LRS_USER")] = "",
    password: Annotated[str, typer.Option(help="The store's password.", envvar="MONITOR_LRS_PASSWORD")] = "",
) -> None:
    """Hand sessions and verdicts to a learning record store as xAPI statements; goes on where it ended."""
    with plain_refusals():
        sent = asyncio.run(_to_terminal(data, home) if to == "-" else _to_store(data, home, to, user, password))
    typer.echo(f"statements: {sent} handed over", err=True)


async def _to_store(data: Path, home: str, to: str, user: str, password: str) -> int:
    from monitor.adapters.record_store import RecordStore as HttpStore

    store = HttpStore(to, user, password)
    progress = data / f"xapi-{hashlib.sha256(to.encode()).hexdigest()[:16]}.json"
    try:
        return await _export(data, home, store, progress)
    finally:
        await store.close()


async def _to_terminal(data: Path, home: str) -> int:
    return await _export(data, home, _Lines(), None)


async def _export(data: Path, home: str, store: RecordStore, progress: Path | None) -> int:
    from monitor.flows.export_statements import Exporter

    def keep(done: Done) -> None:
        if progress is not None:
            draft = progress.with_suffix(".part")
            draft.write_text(json.dumps(dict(done)), encoding="utf-8")
            draft.replace(progress)

    done: Done = json.loads(progress.read_text(encoding="utf-8")) if progress and progress.is_file() else {}
    async with _opened(data) as (log, registry):
        return await Exporter(log, registry.verdicts, store, home.rstrip("/"), done, keep).run()


@asynccontextmanager
async def _opened(data: Path) -> AsyncIterator[tuple[SqliteLog, SqlRegistry]]:
    from monitor.adapters.registry import SqlRegistry, open_engine
    from monitor.adapters.sqlite_log import SqliteLog

    registry = SqlRegistry(open_engine(registry_place(data)), b"")
    log = SqliteLog(existing(data / "events.db"), read_only=True)
    try:
        yield log, registry
    finally:
        registry.close()
        await log.close()


class _Lines:
    """A record store that writes one statement a line."""

    async def put(self, statements: Sequence[dict[str, Any]]) -> None:
        for statement in statements:
            typer.echo(json.dumps(statement, ensure_ascii=False))
