"""`monitor work …`: processes that do a collector's heavy work, on this machine or another."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.command_settings import command_settings
from monitor.face_commands import plain_refusals

if TYPE_CHECKING:
    from monitor.settings import Settings

_log = logging.getLogger("monitor.work")

Check = Annotated[bool, typer.Option("--check", help="Only tell (exit code) whether one on this machine works.")]

work = typer.Typer(help="Do a collector's heavy work, here or on another machine.", no_args_is_help=True)


@work.command("faces")
def work_faces(
    redis: Annotated[str | None, typer.Option(help="Redis of the collector: redis://host:port/number.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Processes that analyse faces.")] = None,
    check: Check = False,
) -> None:
    """Judge faces for a collector that has MONITOR_REDIS_URL set, until Ctrl-C; jobs in hand are finished."""
    with plain_refusals():
        settings = command_settings(redis_url=redis, face_workers=workers)
        asyncio.run(_check_faces(settings) if check else _work_faces(settings))


async def _check_faces(settings: Settings) -> None:
    from monitor.adapters.redis_faces import is_at_work

    await _check(settings, is_at_work, "no worker on this machine judges faces")


async def _check(settings: Settings, is_at_work: Callable[[str], Awaitable[bool]], nobody: str) -> None:
    _refuse_no_redis(settings)
    with _naming_redis():
        there = await is_at_work(settings.redis_url)
    if not there:
        typer.echo(nobody, err=True)
        raise typer.Exit(1)


async def _work_faces(settings: Settings) -> None:
    from monitor import logs
    from monitor.adapters.face_pool import FacePool
    from monitor.adapters.redis_faces import RedisFaceWorker
    from monitor.assembly import model_store

    _refuse_no_redis(settings)
    logs.set_up(settings.log_format, settings.log_level)
    pool = FacePool(settings.face_workers, model_store(settings))
    worker = RedisFaceWorker(settings.redis_url, pool, places=settings.face_workers)
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, worker.stop)
    try:
        await pool.start()
        typer.echo(f"judging faces with {settings.face_workers} processes; Ctrl-C ends")
        with _naming_redis(), _told("faces", f"with {settings.face_workers} processes"):
            await worker.run()
    finally:
        await pool.close()


@work.command("judgements")
def work_judgements(
    data: Annotated[Path | None, typer.Option(help="The data folder that the collectors have.")] = None,
    redis: Annotated[str | None, typer.Option(help="Redis of the collectors: redis://host:port/number.")] = None,
    check: Check = False,
) -> None:
    """Judge hours for collectors that have MONITOR_JUDGES=workers, until Ctrl-C; one process, one core."""
    with plain_refusals():
        settings = command_settings(data=data, redis_url=redis, judges="here")
        asyncio.run(_check_judgements(settings) if check else _work_judgements(settings))


async def _check_judgements(settings: Settings) -> None:
    from monitor.adapters.redis_judges import is_at_work

    await _check(settings, is_at_work, "no worker on this machine judges")


async def _work_judgements(settings: Settings) -> None:
    from monitor import logs
    from monitor.adapters.redis_judges import RedisJudgeWorker
    from monitor.assembly import build
    from monitor.flows.collector import Collector
    from monitor.flows.judging_worker import JudgingWorker
    from monitor.ports import JudgesAway
    from monitor.storage import log_database, refuse_unusable_log

    if not (settings.redis_url and settings.database and log_database(settings)):
        raise JudgesAway("say where Redis and PostgreSQL are: MONITOR_REDIS_URL, MONITOR_DATABASE")
    logs.set_up(settings.log_format, settings.log_level)
    async with build(settings, worker=True) as monitor:
        await refuse_unusable_log(settings, monitor.log)
        worker = RedisJudgeWorker(settings.redis_url, JudgingWorker(Collector.of(monitor)).judge)
        for ending in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(ending, worker.stop)
        typer.echo("judging hours; Ctrl-C ends")
        rules = f"those given here are {monitor.pack.name} {monitor.pack.version}"
        with _naming_redis(), _told("hours", f"by the rules of their sessions; {rules}"):
            await worker.run()


class NoRedis(Exception):
    """Redis is not named, or not to be used; the message says what to do."""


def _refuse_no_redis(settings: Settings) -> None:
    if not settings.redis_url:
        raise NoRedis("say where Redis is: --redis URL, or MONITOR_REDIS_URL")


@contextmanager
def _naming_redis() -> Iterator[None]:
    """What Redis says does not tell how it was found."""
    from monitor.ports import FaceServiceError, JudgesAway

    try:
        yield
    except (FaceServiceError, JudgesAway) as error:
        raise NoRedis(f"{error} (see that it runs, and that --redis or MONITOR_REDIS_URL names it)") from error


@contextmanager
def _told(what: str, how: str) -> Iterator[None]:
    """Say in the log that a worker begins, and that it has ended as it was told to."""
    _log.info("a worker that judges %s begins, %s", what, how)
    yield
    _log.info("a worker that judges %s ends as it was told to, with nothing left in hand", what)
