"""`monitor photos …`: is what the log says about photos still true of the files?

Exit codes: 0 every photo is there, 1 some are not, 2 nothing could be looked at.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.face_commands import plain_refusals

if TYPE_CHECKING:
    from monitor.flows.photo_audit import Audit

photos = typer.Typer(help="The retained photos.", no_args_is_help=True)


@photos.callback()
def _group() -> None:
    """Keep `audit` a word of its own, though it is the only one."""


@photos.command()
def audit(data: Annotated[Path, typer.Option("--data", help="The installation's data folder.")] = Path("data")) -> None:
    """Look for every photo of the log in the vault, and list those that are gone; nothing is changed or opened."""
    with plain_refusals():
        found = asyncio.run(_audited(data))
    for loss in found.lost:
        typer.echo(f"{loss.why}: photo {loss.sha256} at {loss.store_ref} ({loss.platform}, {loss.where})")
    typer.echo(f"photos: {found.photos} in the log, {found.photos - len(found.lost)} in the vault")
    raise typer.Exit(1 if found.lost else 0)


async def _audited(data: Path) -> Audit:
    from monitor.adapters.photo_vault import FolderVault
    from monitor.adapters.sqlite_log import SqliteLog
    from monitor.flows.photo_audit import audit_photos

    if not (data / "events.db").is_file():
        raise FileNotFoundError(2, "no such file in the data folder", str(data / "events.db"))
    log = SqliteLog(data / "events.db", read_only=True)
    try:
        return await audit_photos(log, FolderVault(data / "photos"))
    finally:
        await log.close()
