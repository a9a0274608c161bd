"""Back-up, its check, and restoring: an installation's data folder, copied while its collector goes on.

One moment of the registry is held first, then one of the event log, so that everything which the registry's copy says
stands in the log's.  Photos are copied before and after, so that one that came or went meanwhile is there either way.
The keys open everything else and go to a place of their own, or nowhere.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from monitor.adapters.database_copy import damage_of, moment_of
from monitor.flows.last_backup import note_backup

if TYPE_CHECKING:
    from monitor.adapters.registry import SqlRegistry
    from monitor.flows.replay import Report
    from monitor.ports import EventLog

LOG, REGISTRY, KEYS, MANIFEST = "events.db", "registry.db", "keys", "manifest.json"
SIGNING_KEYS = "signing.json"  # changes when it is rotated; the other keys never do
_FOLDERS = ("certificates", "rulepacks", "photos")  # a certificate's verdict is stored soon after its file
_DATABASES = (REGISTRY, LOG)


class BackupError(Exception):
    """What was asked for cannot be done, or the back-up is not whole; the message says what to do."""


class Manifest(msgspec.Struct, frozen=True):
    """Every file of a back-up with its SHA-256 (hex), and when it was made (UTC ms).

    Of the keys, which lie elsewhere, it says the same, so that others are not taken for them: nobody finds 32 random
    bytes by their hash.
    """

    made_at: int
    files: dict[str, str]
    keys: dict[str, str] = {}
    version: int = 1


@dataclass(slots=True)
class Checked:
    """What a check found; `wrong` are sentences."""

    files: int = 0
    wrong: list[str] = field(default_factory=list)
    replayed: Report | None = None

    @property
    def ok(self) -> bool:
        """All files are as they were, and what was replayed came out the same."""
        return not self.wrong and (self.replayed is None or self.replayed.ok)


# ---------------------------------------------------------------- making one


def back_up(data: Path, target: Path, now: int, keys: Path | None = None) -> Manifest:
    """Copy a data folder into an empty one, and its keys into another; raises `BackupError`, `OSError`."""
    _refuse_keys_beside(target, keys)
    if not (data / LOG).is_file():
        raise BackupError(
            f"{data} has no event log: name its folder with --data; one in PostgreSQL is copied by pg_dump"
        )
    for folder in filter(None, (target, keys)):
        _refuse_filled(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name in _FOLDERS:
        _copy_new(data / name, target / name)
    _copy_databases(data, target)
    _copy_new(data / "photos", target / "photos")
    manifest = Manifest(now, _digests(target), _digests(data / KEYS))
    (target / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    if keys is not None:
        shutil.copytree(data / KEYS, keys, dirs_exist_ok=True)
    os.sync()
    note_backup(data, now)
    return manifest


def _refuse_keys_beside(target: Path, keys: Path | None) -> None:
    if keys is not None and (keys.resolve().is_relative_to(target.resolve())):
        raise BackupError("keys beside the data open it for whoever finds both: name another place with --keys")


def _refuse_filled(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(f"{folder} is not empty; name a new folder")


def _copy_databases(data: Path, target: Path) -> None:
    with ExitStack() as held:
        names = [name for name in _DATABASES if (data / name).is_file()]  # the registry may be in PostgreSQL
        moments = [(name, held.enter_context(moment_of(data / name))) for name in names]
        for name, moment in moments:
            moment.write_to(target / name)


def _copy_new(source: Path, target: Path) -> None:
    """Copy the files that are not there yet; one that goes away meanwhile was deleted by decision."""
    for name in _files(source) if source.is_dir() else ():
        place = target / name
        if place.exists() or name.endswith(".part"):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copy2(source / name, place)
        except FileNotFoundError:
            continue


def _files(folder: Path) -> Iterator[str]:
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return (path.relative_to(folder).as_posix() for path in paths)


def _digests(folder: Path) -> dict[str, str]:
    return {name: _digest(folder / name) for name in _files(folder)}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# ---------------------------------------------------------------- checking one


async def check(folder: Path, attempts: int) -> Checked:
    """Compare every file with the manifest, and judge up to so many attempts again; raises `BackupError`."""
    manifest = _manifest(folder)
    found = Checked(len(manifest.files), list(_changes(folder, manifest)))
    databases = [name for name in _DATABASES if (folder / name).is_file()]
    found.wrong += [f"{name}: {why}" for name in databases if (why := damage_of(folder / name))]
    if not found.wrong and REGISTRY in manifest.files and attempts:
        found.replayed = await _replayed(folder, attempts)
    return found


def _manifest(folder: Path) -> Manifest:
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise BackupError(f"{folder} is no back-up, or it was not finished: {MANIFEST} cannot be read") from error


def _changes(folder: Path, manifest: Manifest) -> Iterator[str]:
    there = set(_files(folder)) - {MANIFEST}
    for name, digest in manifest.files.items():
        if name not in there:
            yield f"{name} is missing"
        elif _digest(folder / name) != digest:
            yield f"{name} is not what was backed up"
    for name in sorted(there - manifest.files.keys()):
        yield f"{name} does not belong to the back-up"


async def _replayed(folder: Path, attempts: int) -> Report:
    from monitor.adapters.registry import SqlRegistry, open_engine
    from monitor.adapters.sqlite_log import SqliteLog
    from monitor.flows.replay import replay
    from monitor.rulepacks.kept import KeptPacks

    log = SqliteLog(folder / LOG, read_only=True)
    address = f"sqlite:///file:{folder.resolve() / REGISTRY}?mode=ro&immutable=1&uri=true"
    registry = SqlRegistry(open_engine(address), b"")
    try:
        verdicts = await _some_verdicts(log, registry, attempts)
        names = {name for _, stored in verdicts for name in msgspec.json.decode(stored, type=_Heads).heads}
        streams = {name: await log.read(name) for name in sorted(names)}
    finally:
        registry.close()
        await log.close()
    return replay(streams, verdicts, KeptPacks(folder / "rulepacks"))


class _Heads(msgspec.Struct):
    heads: dict[str, str]


async def _some_verdicts(log: EventLog, registry: SqlRegistry, attempts: int) -> list[tuple[str, bytes]]:
    """The last verdicts on so many attempts, of people from all over the log."""
    from monitor.flows.replay import opening

    found: dict[str, bytes] = {}
    streams = await log.streams()
    for name in _spread(streams, attempts):
        opened = opening(await log.read(name, source="server"))
        for record in registry.verdicts(opened.trainee.trainee) if opened else ():
            found[record.attempt] = record.verdict
        if len(found) >= attempts:
            break
    return list(found.items())[:attempts]


def _spread(names: list[str], wanted: int) -> Iterator[str]:
    """All names, but those first that lie evenly between first and last."""
    step = max(1, len(names) // wanted)
    for start in range(step):
        yield from names[start::step]


# ---------------------------------------------------------------- restoring


def restore(folder: Path, keys: Path, data: Path) -> Manifest:
    """Make a data folder of a back-up and its keys; raises `BackupError` before anything is written, and `OSError`."""
    manifest = _manifest(folder)
    if wrong := list(_changes(folder, manifest)):
        raise BackupError(f"the back-up is not whole: {'; '.join(wrong[:3])}")
    _refuse_other_keys(manifest, keys)
    _refuse_filled(data)
    for name in manifest.files:
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(folder / name, data / name)
    shutil.copytree(keys, data / KEYS)
    _let_photos_be_read(data / REGISTRY)
    os.sync()
    return manifest


def _refuse_other_keys(manifest: Manifest, keys: Path) -> None:
    """Nothing else would notice before a trainee is not recognised, or a photo does not open."""
    needed = {"master.key", *manifest.keys}
    if missing := sorted(name for name in needed if not (keys / name).is_file()):
        raise BackupError(f"{keys} has no {', '.join(missing)}: name the keys' copy with --keys")
    same = {name for name in manifest.keys if _digest(keys / name) == manifest.keys[name]}
    if others := sorted(manifest.keys.keys() - same - {SIGNING_KEYS}):
        raise BackupError(
            f"{', '.join(others)} in {keys} belongs to another installation: name the keys' copy with --keys"
        )


def signing_keys_differ(manifest: Manifest, data: Path) -> bool:
    """The signing keys that were restored are older or newer than the back-up."""
    kept = manifest.keys.get(SIGNING_KEYS)
    return kept is not None and _digest(data / KEYS / SIGNING_KEYS) != kept


def _let_photos_be_read(registry: Path) -> None:
    """The log's copy is the later one, and may tell of photos that the registry's has not heard of."""
    if registry.is_file():
        with closing(sqlite3.connect(registry)) as connection, connection:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'photo_index'").fetchone():
                connection.execute("DELETE FROM photo_index")
