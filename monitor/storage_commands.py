"""`monitor migrate-storage`: from the files of a data folder to PostgreSQL and an S3-compatible store.

Everything is copied and compared first; only then are the files renamed to `….moved`, so that no collector goes on with
them.  A move that was killed is simply begun again.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.command_settings import command_settings
from monitor.face_commands import plain_refusals
from monitor.registry_folder import DATA, MOVED, DataFolder
from monitor.storage import log_database, refuse_unusable_log

if TYPE_CHECKING:
    from monitor.settings import Settings


class NothingNamed(Exception):
    """There is nothing to move, or nowhere to move it to."""


def migrate_storage(
    data: DataFolder = DATA,
    database: Annotated[str, typer.Option(help="Where registry and log go; else as MONITOR_DATABASE says.")] = "",
    photo_store: Annotated[str, typer.Option(help="Where photos go, s3://…; else as MONITOR_PHOTO_STORE says.")] = "",
) -> None:
    """Move registry, event log and photos out of a data folder, compared by hashes; the collector must be stopped.

    Keys, certificates and kept rule packs stay in the folder.
    """
    with plain_refusals():
        settings = command_settings(data=data, database=database or None, photo_store=photo_store or None)
        moved = asyncio.run(_moved(settings))
    for file in moved:
        typer.echo(f"kept as {file}{MOVED}; delete it once the collector runs with the new settings and is backed up")
    typer.echo("done" if moved else "there was nothing left to move")


async def _moved(settings: Settings) -> list[Path]:
    """Move all that is in the folder and named elsewhere; returns what it was there."""
    from monitor.adapters.data_folder import claim_folder

    _refuse_nothing(settings)
    with ExitStack() as held:
        held.callback(claim_folder(settings.data))
        moved = _move_registry(settings), await _move_photos(settings), await _move_log(settings)
        # The log last: as long as it has its name, no collector starts over the database.
        files = [file for file in moved if file is not None]
        for file in files:
            file.rename(file.with_name(file.name + MOVED))
    return files


def _refuse_nothing(settings: Settings) -> None:
    if not settings.data.is_dir():
        raise NothingNamed(f"there is no folder {settings.data} to move out of: name the installation's with --data")
    if not (settings.database or log_database(settings) or settings.photo_store):
        raise NothingNamed("say where to: --database postgresql://… or --photo-store s3://bucket/prefix")
    if settings.database.startswith("sqlite"):  # it would take the registry and leave the log
        raise NothingNamed("registry and log are moved to PostgreSQL: --database postgresql://… or MONITOR_DATABASE")


def _move_registry(settings: Settings) -> Path | None:
    from monitor.adapters.registry import copy_registry, open_engine, upgrade

    file = settings.data / "registry.db"
    if not settings.database or not file.is_file():
        return None
    old, new = open_engine(file), open_engine(settings.database)
    try:
        upgrade(old)
        upgrade(new)
        copied = copy_registry(old, new)
    finally:
        old.dispose()
        new.dispose()
    typer.echo(f"registry: {copied.rows} rows in {len(copied)} tables, compared; SHA-256 {copied.sha256}")
    return file


async def _move_photos(settings: Settings) -> Path | None:
    from monitor.adapters.photo_vault import Folder, copy_photos
    from monitor.storage import photo_place

    folder = settings.data / "photos"
    if not settings.photo_store or not folder.is_dir():
        return None
    copied = await copy_photos(Folder(folder), photo_place(settings))
    typer.echo(f"photos: {copied.files} files, compared; SHA-256 {copied.sha256}")
    return folder


async def _move_log(settings: Settings) -> Path | None:
    from monitor.adapters.postgres_log import PostgresLog
    from monitor.adapters.sqlite_log import SqliteLog
    from monitor.flows.move_log import move_log

    file = settings.data / "events.db"
    database = log_database(settings)
    if not database or not file.is_file():
        return None
    old, new = SqliteLog(file), PostgresLog(database)
    try:
        await refuse_unusable_log(settings, new)
        moved = await move_log(old, new, lambda copied: typer.echo(f"log: {copied} entries copied"))
    finally:
        await old.close()
        await new.close()
    typer.echo(f"log: {moved.entries} entries in {moved.streams} streams, compared; SHA-256 {moved.sha256}")
    return file
