"""`monitor work …`: processes that do a collector's heavy work, on this machine or another."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.face_commands import plain_refusals

if TYPE_CHECKING:
    from monitor.settings import Settings

work = typer.Typer(help="Do a collector's heavy work, here or on another machine.", no_args_is_help=True)


@work.callback()
def _group() -> None:
    """Keep `faces` a word of its own, though it is the only one."""


@work.command("faces")
def work_faces(
    redis: Annotated[str | None, typer.Option(help="Redis of the collector: redis://host:port/number.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Processes that analyse faces.")] = None,
) -> None:
    """Judge faces for a collector that has MONITOR_REDIS_URL set, until Ctrl-C; jobs in hand are finished."""
    from monitor.settings import Settings

    given: dict[str, Any] = {"redis_url": redis, "face_workers": workers}
    with plain_refusals():
        asyncio.run(_work_faces(Settings(**{name: value for name, value in given.items() if value is not None})))


async def _work_faces(settings: Settings) -> None:
    from monitor import logs
    from monitor.adapters.face_pool import FacePool
    from monitor.adapters.redis_faces import RedisFaceWorker
    from monitor.assembly import model_store
    from monitor.ports import FaceServiceError

    if not settings.redis_url:
        raise FaceServiceError("say where Redis is: --redis URL, or MONITOR_REDIS_URL")
    logs.set_up(settings.log_format, settings.log_level)
    pool = FacePool(settings.face_workers, model_store(settings))
    worker = RedisFaceWorker(settings.redis_url, pool, places=settings.face_workers)
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, worker.stop)
    try:
        await pool.start()
        typer.echo(f"judging faces with {settings.face_workers} processes; Ctrl-C ends")
        await worker.run()
    finally:
        await pool.close()
