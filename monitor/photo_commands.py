"""`monitor photos …`: is what the log says about photos still true of the files, and which have to go?

Exit codes: 0 all is as it should be, 1 some photos are gone, or do not let themselves be removed, 2 a mistake in use.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.command_settings import command_settings
from monitor.face_commands import plain_refusals
from monitor.registry_folder import DATA, DataFolder, opened_registry

if TYPE_CHECKING:
    from monitor.flows.photo_audit import Audit
    from monitor.flows.photo_retention import Expiry

photos = typer.Typer(help="The retained photos.", no_args_is_help=True)


@photos.command()
def audit(data: DataFolder = DATA) -> None:
    """Look for every photo of the log in the vault, and list those that are gone; nothing is changed or opened."""
    with plain_refusals():
        found = asyncio.run(_audited(data))
    for loss in found.lost:
        typer.echo(f"{loss.why}: photo {loss.sha256} at {loss.store_ref} ({loss.platform}, {loss.where})")
    there = found.photos - found.deleted - len(found.lost)
    deleted = f", {found.deleted} deleted by decision" if found.deleted else ""
    typer.echo(f"photos: {found.photos} in the log, {there} in the vault{deleted}")
    raise typer.Exit(1 if found.lost else 0)


async def _audited(data: Path) -> Audit:
    from monitor.flows.photo_audit import audit_photos
    from monitor.storage import open_vault, read_log, settings_of

    settings = settings_of(data)
    log = read_log(settings)
    try:
        return await audit_photos(log, open_vault(settings))
    finally:
        await log.close()


@photos.command()
def reread(data: DataFolder = DATA) -> None:
    """Let the next collector that starts read all photos of the log again, so that it knows copies of each.

    Needed after a back-up in which the registry, restored by other means than `monitor restore`, is older than the log.
    """
    with plain_refusals(), opened_registry(data) as registry:
        registry.read_photos_anew()
    typer.echo("photos: the log is read again by the next collector that starts")


@photos.command()
def expire(
    data: DataFolder = DATA,
    before: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only photos taken before this day (in China).")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and change nothing.")] = False,
) -> None:
    """Delete the photos whose term is over, each with an entry in the log that stays, and forget faces past their use.

    While a collector runs over the folder, ask that one: POST /v1/photo-expiries.
    """
    with plain_refusals():
        days = _days()
        done = asyncio.run(_expired(data, days, before.date() if before else None, dry_run=dry_run))
    typer.echo(f"term: {days} days after the class (MONITOR_PHOTO_DAYS)")
    for reference in done.stuck:
        typer.echo(f"stuck: {reference} cannot be removed; the next run tries again")
    kept = "".join(f", {count} kept ({why})" for why, count in sorted(done.kept.items()))
    would_be = "would be " if dry_run else ""
    typer.echo(f"photos: {done.expired + done.finished} {would_be}deleted{kept}")
    typer.echo(f"people: faces of {done.faces} {would_be}forgotten")
    raise typer.Exit(1 if done.stuck else 0)


def _days() -> int:
    """As the environment says, which may be another one here than where the collector runs."""
    return command_settings().photo_days


async def _expired(data: Path, days: int, before: date | None, *, dry_run: bool) -> Expiry:
    from monitor.adapters.clock import SystemClock
    from monitor.adapters.data_folder import claim_folder
    from monitor.flows.photo_retention import Archive
    from monitor.flows.photo_retention import expire as expire_archive
    from monitor.storage import open_log, open_vault, read_log, settings_of

    settings = settings_of(data)
    async with AsyncExitStack() as closing:
        if not dry_run:
            closing.callback(claim_folder(data))
        log = read_log(settings) if dry_run else open_log(settings)
        closing.push_async_callback(log.close)
        registry = closing.enter_context(opened_registry(data))
        archive = Archive(log, open_vault(settings), registry, SystemClock(), days)
        return await expire_archive(archive, before=before, dry_run=dry_run)
