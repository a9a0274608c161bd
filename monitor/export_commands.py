"""`monitor export …`: what leaves the installation, for other systems.

Exit codes: 0 all was handed over, 2 not all of it; run again (statements go on where they ended).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.face_commands import plain_refusals
from monitor.registry_folder import DATA, DataFolder, registry_place

if TYPE_CHECKING:
    from monitor.adapters.registry import SqlRegistry
    from monitor.flows.export_rows import Wish
    from monitor.flows.export_statements import Done, RecordStore
    from monitor.ports import EventLog

export = typer.Typer(help="Hand over what other systems ask for.", no_args_is_help=True)


@export.command()
def xapi(
    to: Annotated[str, typer.Option(help="The record store's xAPI address, or - for JSON lines on the terminal.")],
    home: Annotated[str, typer.Option(help="This monitor's public address, under which people and lessons are named.")],
    data: DataFolder = DATA,
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
async def _opened(data: Path) -> AsyncIterator[tuple[EventLog, SqlRegistry]]:
    from monitor.adapters.registry import SqlRegistry, open_engine
    from monitor.storage import read_log, settings_of

    registry = SqlRegistry(open_engine(registry_place(data)), b"")
    log = read_log(settings_of(data))
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


# ---------------------------------------------------------------- tables

To = Annotated[Path | None, typer.Option(help="The file to write; the terminal if nothing is given.")]
FormatOption = Annotated[str, typer.Option("--format", help="csv, xlsx or json.")]
LanguageOption = Annotated[str, typer.Option(help="Language of the headings: zh-CN or en.")]
Since = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of completion.")]
Until = Annotated[datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="Last day of completion.")]
OfPlatform = Annotated[str, typer.Option(help="Of this platform alone.")]
Through = Annotated[int, typer.Option(help="Up to this verdict, as an earlier export names it; 0 for the latest.")]


@export.command()
def hours(
    to: To = None,
    form: FormatOption = "csv",
    language: LanguageOption = "zh-CN",
    platform: OfPlatform = "",
    institution: Annotated[str, typer.Option(help="Of this institution alone.")] = "",
    training_class: Annotated[str, typer.Option("--class", help="Of this class alone.")] = "",
    since: Since = None,
    until: Until = None,
    through: Through = 0,
    data: DataFolder = DATA,
) -> None:
    """Certified hours, each with its place in other systems, its certificate and its rules."""
    days: dict[str, Any] = {"first": since.date() if since else None, "last": until.date() if until else None}
    wanted: dict[str, Any] = {"platform": platform, "institution": institution, "training_class": training_class}
    _table(data, to, form, language, kind="hours", **wanted, **days, through=through)


@export.command()
def finance(
    month: Annotated[str, typer.Argument(help="The month in which people became entitled, such as 2026-09.")],
    to: To = None,
    form: FormatOption = "csv",
    language: LanguageOption = "zh-CN",
    office: Annotated[str, typer.Option(help="Of this office's institutions alone.")] = "",
    everybody: Annotated[
        bool, typer.Option("--all", help="Those too who are not to be paid yet, with what is lacking.")
    ] = False,
    mark: Annotated[bool, typer.Option("--mark", help="Note that these people were reported (FND-03).")] = False,
    data: DataFolder = DATA,
) -> None:
    """The month's list for the finance department: whom to pay, and how much (FND-01 to FND-03)."""
    _table(data, to, form, language, mark=mark, kind="finance", month=month, office=office, everybody=everybody)


@export.command()
def notice(
    training_class: Annotated[str, typer.Argument(help="The class whose result is made public.")],
    to: To = None,
    form: FormatOption = "csv",
    language: LanguageOption = "zh-CN",
    data: DataFolder = DATA,
) -> None:
    """The public notice of a class's result, people partly hidden (FND-02)."""
    _table(data, to, form, language, kind="notice", training_class=training_class)


@export.command()
def findings(
    to: To = None,
    form: FormatOption = "csv",
    language: LanguageOption = "zh-CN",
    platform: OfPlatform = "",
    data: DataFolder = DATA,
) -> None:
    """Cases against platforms with their dates, decisions and documents."""
    _table(data, to, form, language, kind="findings", platform=platform)


def _table(data: Path, to: Path | None, form: str, language: str, *, mark: bool = False, **wish: Any) -> None:
    from monitor.flows.export_files import FORMATS
    from monitor.flows.export_rows import Wish

    if form not in FORMATS:
        raise typer.BadParameter("--format is csv, xlsx or json")
    if language not in ("zh-CN", "en"):
        raise typer.BadParameter("--language is zh-CN or en")
    with plain_refusals():
        asyncio.run(_write(data, to, form, language, Wish(**wish), mark=mark))


async def _write(data: Path, to: Path | None, form: Any, language: Any, wish: Wish, *, mark: bool) -> None:
    from monitor import rulepacks
    from monitor.adapters.clock import SystemClock
    from monitor.flows.export_files import file_of
    from monitor.flows.export_rows import Office, mark_reported
    from monitor.flows.export_rows import export as begin
    from monitor.storage import settings_of

    async with _opened(data) as (log, registry):
        pack = rulepacks.load(settings_of(data).rule_pack)  # in the header: as set for the collector
        office = Office(log, registry, pack, rulepacks.load_gates(), SystemClock().now())
        pieces = file_of(await begin(office, wish), form, language)
        await _to_file(pieces, to) if to else await _to_output(pieces)
        if mark:
            typer.echo(f"reported: {await mark_reported(office, wish)}", err=True)


async def _to_file(pieces: AsyncIterator[bytes], to: Path) -> None:
    """The file appears under its name when it is whole."""
    draft = to.with_name(to.name + ".part")
    with draft.open("wb") as file:
        async for piece in pieces:
            file.write(piece)
    draft.replace(to)


async def _to_output(pieces: AsyncIterator[bytes]) -> None:
    async for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.flush()
