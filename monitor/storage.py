"""Where an installation keeps its log and its photos, as the settings say: in the data folder, or in services."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.adapters.sqlite_log import SqliteLog
from monitor.command_settings import command_settings
from monitor.ports import EventLogError
from monitor.registry_folder import NotMoved, existing, refuse_moved

if TYPE_CHECKING:
    from monitor.adapters.photo_vault import Place
    from monitor.ports import EventLog, PhotoVault
    from monitor.settings import Settings

FOLDER = "folder"  # the setting that keeps something in the data folder whatever the rest says


def settings_of(data: Path) -> Settings:
    """The settings of the environment for this data folder; raises `WrongSetting`."""
    return command_settings(data=data)


def log_database(settings: Settings) -> str:
    """The URL of the database that has the event log; empty: it is in the data folder."""
    place = settings.event_log or settings.database
    return "" if place == FOLDER or place.startswith("sqlite") else place


def open_log(settings: Settings, *, make: bool = False) -> EventLog:
    """The event log, to be written; raises `FileNotFoundError` where there is none yet, unless it is to `make` one.

    Raises `NotMoved` where the data folder has another one than the database, and `EventLogError`.
    """
    window = settings.log_window_ms / 1000
    file = settings.data / "events.db"
    database = log_database(settings)
    if not database:
        refuse_moved(file, "log")
        return SqliteLog(file if make else existing(file), window=window)
    _refuse_not_moved(file)
    return _in_postgres(database, window=window)


def _refuse_not_moved(file: Path) -> None:
    if file.exists():
        raise NotMoved(
            f"{file} is not moved to the database yet: monitor migrate-storage; or set MONITOR_EVENT_LOG=folder"
        )


def read_log(settings: Settings) -> EventLog:
    """The event log, to be read while a collector may write it.

    Raises `FileNotFoundError`, `NotMoved` where it, or a part of it, may be in the other place, and `EventLogError`.
    """
    file = settings.data / "events.db"
    database = log_database(settings)
    if database:
        _refuse_not_moved(file)
        return _in_postgres(database, read_only=True)
    refuse_moved(file, "log")
    return SqliteLog(existing(file), read_only=True)


async def refuse_unusable_log(settings: Settings, log: EventLog) -> None:
    """Ask for nothing, as a database is only reached when it is asked; raises `EventLogError` with what to do."""
    if not log_database(settings):
        return
    try:
        await log.read("")
    except EventLogError as error:
        raise EventLogError(
            f"the event log cannot be used: {error.__cause__ or error} (see that the database of MONITOR_EVENT_LOG, or"
            " else MONITOR_DATABASE, runs, that MONITOR_DATABASE_PASSWORD_FILE has its user's password, and that this"
            " user is its OWNER)"
        ) from error


def open_vault(settings: Settings, public_key: str = "") -> PhotoVault:
    """The retained photos; without the office's `public_key` to be looked into.  Raises `VaultError`."""
    from monitor.adapters.photo_vault import SealedVault

    return SealedVault(photo_place(settings), public_key)


def photo_place(settings: Settings) -> Place:
    """Where the sealed files are; raises `VaultError` for settings that name no such place."""
    from monitor.adapters.photo_vault import Bucket, Folder, credentials_in

    if not settings.photo_store:
        return Folder(settings.data / "photos")
    keys = credentials_in(settings.s3_credentials) if settings.s3_credentials else None
    return Bucket(settings.photo_store, endpoint=settings.s3_endpoint, region=settings.s3_region, credentials=keys)


def _in_postgres(database: str, **how: Any) -> EventLog:
    from monitor.adapters.postgres_log import PostgresLog

    return PostgresLog(database, **how)
