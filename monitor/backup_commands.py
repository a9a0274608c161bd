"""`monitor backup`, `verify-backup` and `restore`: the data folder in a safe place, and back.

Exit codes: 0 all is well, 1 the back-up is not, 2 a mistake in use.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.face_commands import plain_refusals
from monitor.registry_folder import DATA, DataFolder

if TYPE_CHECKING:
    from monitor.backups import Checked, Manifest

Backup = Annotated[Path, typer.Argument(help="The folder of the back-up.")]


def backup(
    folder: Backup,
    data: DataFolder = DATA,
    keys: Annotated[
        Path | None, typer.Option(help="Where to copy the keys: a place apart, as they open everything else.")
    ] = None,
) -> None:
    """Copy log, registry, photos and certificates into a new folder, also while the collector runs."""
    from monitor.adapters.clock import SystemClock
    from monitor.backups import back_up

    with plain_refusals():
        manifest = back_up(data, folder, SystemClock().now(), keys)
    typer.echo(f"{len(manifest.files)} files in {folder}; check them with: monitor verify-backup {folder}")
    for line in _warnings(manifest, keys):
        typer.echo(line, err=True)


def _warnings(manifest: Manifest, keys: Path | None) -> list[str]:
    from monitor.backups import REGISTRY

    said = []
    if REGISTRY not in manifest.files:
        said.append("The registry lies in a database of its own and is not in it: copy it with pg_dump first.")
    if keys is None:
        said.append("The keys are not in it. Without them nothing can be restored: copy them once with --keys.")
    else:
        said.append(f"{keys} opens all photos and proves all secrets: lock it away, and never beside the back-up.")
    return said


def verify_backup(
    folder: Backup,
    attempts: Annotated[int, typer.Option(min=0, help="How many attempts to judge again.")] = 100,
) -> None:
    """Compare every file with the back-up's own list, and judge attempts again from its log."""
    from monitor.backups import check

    with plain_refusals():
        found = asyncio.run(check(folder, attempts))
    for line in _found(found):
        typer.echo(line)
    raise typer.Exit(0 if found.ok else 1)


def _found(found: Checked) -> list[str]:
    said = [f"wrong: {what}" for what in found.wrong]
    said.append(f"files: {found.files} compared")
    if (replayed := found.replayed) is not None:
        said += [f"not reproduced: attempt {one.attempt}: {one.why}" for one in replayed.differences]
        said += [f"edited: {where} does not fit the chain" for where in replayed.broken]
        said.append(f"verdicts: {replayed.reproduced} of {replayed.verdicts} reproduced byte for byte")
    return said


def restore(
    folder: Backup,
    keys: Annotated[Path, typer.Option(help="The keys' copy.")],
    data: DataFolder = DATA,
) -> None:
    """Make a new data folder of a back-up; what is there already is never touched."""
    from monitor.backups import restore as restore_folder
    from monitor.backups import signing_keys_differ

    with plain_refusals():
        manifest = restore_folder(folder, keys, data)
    if signing_keys_differ(manifest, data):
        typer.echo("The signing keys are not those of the back-up: after a rotation look for a newer copy.", err=True)
    typer.echo(f"{len(manifest.files)} files in {data}; check all of it with: monitor replay --data {data}")
