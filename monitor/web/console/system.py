"""How the system is, in plain words: what waits, how old it is, disk, models, and what is wrong."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel, Field

from monitor.core.accounts import Viewer
from monitor.core.bilingual import Bilingual, bilingual
from monitor.faces.protection import WITHOUT_MODELS, protection_of
from monitor.flows.collector import Collector
from monitor.flows.last_backup import last_backup
from monitor.flows.webhooks import overdue
from monitor.ports import FaceServiceError
from monitor.web.console.access import For
from monitor.web.console.route import NumbersRoute, console_router
from monitor.web.needs import TheCollector
from monitor.web.times import moment, moment_or_none

router = console_router("system", NumbersRoute)

Keeper = Annotated[Viewer, Depends(For("administrator", "office_lead", "auditor"))]

LEAST_FREE_PERCENT = 10
OLDEST_FACE_JOB_S = 20.0
_MODELS_WITHIN_S = 5.0  # a worker that has to load its models first answers later


class FaceServiceSaid(BaseModel):
    """The face service."""

    waiting: int
    working: int
    oldest_seconds: float = Field(description="How long the oldest job has waited.")
    models: dict[str, str] = Field(description="The models in force; empty when the service does not answer.")
    protection: dict[str, str] = Field(description="What the active models protect from, in both languages.")


class DiskSaid(BaseModel):
    """The disk with the data folder; sizes in bytes."""

    free: int
    total: int
    log: int | None = Field(description="Of the event log; null where it is not in this folder.")
    backed_up_at: datetime | None = Field(description="When `monitor backup` last copied this folder; null for never.")


class SystemSaid(BaseModel):
    """This collector now."""

    version: str
    rules: str
    online: int = Field(description="Learners who are connected.")
    judging: int = Field(description="People whose hours are being judged.")
    queues: dict[str, int] = Field(description="What waits for people, as on the first page.")
    oldest: dict[str, datetime] = Field(description="Since when the oldest of a queue has waited, where one waits.")
    faces: FaceServiceSaid
    disk: DiskSaid
    opens_photos: bool = Field(description="Whether the private key that opens photos is here (K13).")
    log_failures: int = Field(description="How often the event log could not store or read since the start.")
    lag_seconds: float = Field(description="How late the event loop came to its last timer of one second.")
    dead_webhooks: int = Field(description="Messages to platforms and institutions that were given up since the start.")
    overdue_webhooks: int = Field(description="Messages that nobody has sent a minute after their time.")
    troubles: list[dict[str, str]] = Field(description="What is wrong, in both languages; empty when nothing is.")


@router.get("/system")
async def get_system(request: Request, collector: TheCollector, _: Keeper) -> SystemSaid:
    """How the system is: queues and their age, disk, models with the protection that is active, and what is wrong."""
    monitor = collector.monitor
    faces, disk = await _faces(collector), await asyncio.to_thread(_disk, monitor.certificates.parent)
    said = SystemSaid(
        version=request.app.version,
        rules=f"{monitor.pack.name} {monitor.pack.version}",
        online=sum(live.connection is not None for live in collector.sessions),
        judging=len(collector.judging),
        queues=dict(await asyncio.to_thread(monitor.registry.waiting)),
        oldest=await asyncio.to_thread(_oldest, collector),
        faces=faces,
        disk=disk,
        opens_photos=bool(monitor.vault_private_key),
        log_failures=monitor.metrics.log_failures,
        lag_seconds=monitor.metrics.loop_lag_seconds,
        dead_webhooks=monitor.metrics.webhooks["dead"],
        overdue_webhooks=await overdue(collector),
        troubles=[],
    )
    return said.model_copy(update={"troubles": list(troubles(said))})


def _oldest(collector: Collector) -> dict[str, datetime]:
    return {queue: moment(at) for queue, at in collector.monitor.registry.waiting_since().items()}


async def _faces(collector: Collector) -> FaceServiceSaid:
    queue, models = collector.monitor.faces.queue_state(), await _models(collector)
    active = protection_of(models) if models else WITHOUT_MODELS
    return FaceServiceSaid(
        waiting=queue.waiting,
        working=queue.working,
        oldest_seconds=queue.oldest_seconds,
        models=dict(models),
        protection=bilingual(active.zh, active.en),
    )


async def _models(collector: Collector) -> Mapping[str, str]:
    try:
        async with asyncio.timeout(_MODELS_WITHIN_S):
            return await collector.monitor.faces.versions()
    except (FaceServiceError, TimeoutError):
        return {}


def _disk(folder: Path) -> DiskSaid:
    usage = shutil.disk_usage(folder)
    parts = [folder / name for name in ("events.db", "events.db-wal")]
    there = [part.stat().st_size for part in parts if part.is_file()]
    return DiskSaid(
        free=usage.free,
        total=usage.total,
        log=sum(there) if there else None,
        backed_up_at=moment_or_none(last_backup(folder)),
    )


def troubles(said: SystemSaid) -> Iterator[Bilingual]:
    """What somebody has to see to, gravest first."""
    if said.log_failures:
        yield bilingual(
            f"事件日志有{said.log_failures}次未能读写；未写入的内容不会被确认，学员端会重发。请检查磁盘。",
            f"The event log could not store or read {said.log_failures} times; learners send again what was not "
            "stored. Check the disk.",
        )
    if said.disk.free * 100 < said.disk.total * LEAST_FREE_PERCENT:
        yield bilingual(
            f"磁盘剩余空间不足{LEAST_FREE_PERCENT}%。", f"Less than {LEAST_FREE_PERCENT} % of the disk is free."
        )
    if not said.faces.models:
        yield bilingual(
            "人脸服务没有应答：模型缺失、损坏或正在加载。",
            "The face service does not answer: models are missing, damaged, or still being loaded.",
        )
    if said.faces.oldest_seconds > OLDEST_FACE_JOB_S:
        seconds = round(said.faces.oldest_seconds)
        yield bilingual(
            f"人脸核验积压，最早的已等待{seconds}秒；请增加处理能力。",
            f"Face checks pile up, the oldest has waited for {seconds} s; add workers.",
        )
    if said.dead_webhooks:
        yield bilingual(
            f"{said.dead_webhooks}条事件通知未能送达平台或机构。",
            f"{said.dead_webhooks} messages did not reach their platform or institution.",
        )
    if said.overdue_webhooks:
        yield bilingual(
            f"{said.overdue_webhooks}条事件通知到时一分钟后仍未发出；请检查各采集服务。",
            f"{said.overdue_webhooks} messages were not sent a minute after their time; look at the collectors.",
        )
