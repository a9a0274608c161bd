"""Puts a running system together in embedded mode: one process, one data folder.  No other file names adapters."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import cast

from monitor import rulepacks
from monitor.adapters import spreadsheets
from monitor.adapters.clock import SteadyClock
from monitor.adapters.data_folder import FolderInUse, claim_folder
from monitor.adapters.disk import FolderDisk
from monitor.adapters.face_pool import FacePool, PoolLimits
from monitor.adapters.keys import MasterKey, vault_keys
from monitor.adapters.model_store import Cards, ModelStore, TaskFile
from monitor.adapters.one_time_codes import Totp
from monitor.adapters.passwords import Argon2Passwords
from monitor.adapters.peer_http import PeerHttp
from monitor.adapters.postgres_locks import PostgresLocks
from monitor.adapters.redis_faces import RedisFaces
from monitor.adapters.redis_judges import RedisJudges
from monitor.adapters.registry import RegistryError, SqlRegistry, open_engine, tell_times, upgrade
from monitor.adapters.seal import AesSeal
from monitor.adapters.signer import FileSigner
from monitor.adapters.webhook_http import Guard, WebhookHttp
from monitor.core.bilingual import Bilingual, bilingual
from monitor.core.judging import judge
from monitor.core.rulepack import RulePack
from monitor.core.supervision import Supervisor
from monitor.faces.fair_queue import Quotas
from monitor.faces.jpeg import strip_metadata
from monitor.faces.messages import learner_message
from monitor.flows.locks import TaskLocks
from monitor.flows.metrics import Metrics
from monitor.flows.monitor import Limits, Monitor
from monitor.flows.no_judges import NoJudges
from monitor.flows.no_tracer import NoTracer
from monitor.ports import Action, FaceAnalyser, Judges, Locks, Tracer
from monitor.registry_folder import refuse_moved
from monitor.rulepacks.kept import KeptPacks
from monitor.settings import Settings
from monitor.storage import log_database, open_log, open_vault


def build(settings: Settings, *, faces: FaceAnalyser | None = None, worker: bool = False) -> Monitor:
    """A running system over `settings.data`; leave it with `async with`, which closes everything in order.

    `faces` replaces the face service, in tests and for other providers.  Only collectors that have addresses for each
    other, and a `worker` of theirs, may share a folder: raises `FolderInUse` otherwise.  Raises `JudgesMissing`.
    """
    _refuse_judges_without_a_share(settings)
    folder = settings.data
    folder.mkdir(parents=True, exist_ok=True)
    keys = MasterKey.in_folder(folder / "keys")
    clock = SteadyClock()
    packs = KeptPacks(folder / "rulepacks")
    pack = packs.keep(rulepacks.load(settings.rule_pack))
    closing = AsyncExitStack()
    name, address = token_hex(8), _peer_address(settings)
    closing.callback(_claim(folder, shared=bool(address) or worker))
    log = open_log(settings, make=True)
    closing.push_async_callback(log.close)
    metrics = Metrics()
    registry = _registry(settings, keys, metrics)
    closing.callback(registry.close)
    analyser = faces or _face_service(settings)
    closing.push_async_callback(analyser.close)
    return Monitor(
        log=log,
        registry=registry,
        registry_error=RegistryError,
        vault=open_vault(settings, settings.vault_public_key or vault_keys(folder / "keys").public),
        signer=FileSigner(folder / "keys" / "signing.json", clock),
        faces=analyser,
        judges=_judges(settings, name, closing),
        webhook_sender=WebhookHttp(_guard(settings, pack)),
        clock=clock,
        disk=FolderDisk(folder),
        keys=keys,
        seal=AesSeal(keys.derive("seal")),
        passwords=Argon2Passwords(),
        codes=Totp(),
        pack=pack,
        packs=packs,
        installed_packs=packs.installed,
        supervise=Supervisor,
        judge=judge,
        strip_metadata=strip_metadata,
        face_words=face_words,
        read_tables=spreadsheets.sheets,
        table_template=spreadsheets.template,
        certificates=folder / "certificates",
        name=name,
        peer_address=address,
        peer_line=_peer_line(closing),
        issuer=settings.issuer,
        public_url=settings.public_url.rstrip("/"),
        consent_version=settings.consent_version,
        vault_private_key=_vault_private_key(settings, folder),
        photo_days=settings.photo_days,
        limits=_limits(settings),
        disk_min_bytes=settings.disk_min_mb * 1_000_000,
        locks=_locks(settings, closing),
        metrics=metrics,
        tracer=_tracer(settings, closing),
        begin_to_serve=analyser.listen if isinstance(analyser, RedisFaces) else lambda: None,
        closing=closing,
    )


def _claim(folder: Path, *, shared: bool) -> Callable[[], None]:
    try:
        return claim_folder(folder, shared=shared)
    except FolderInUse as error:
        raise FolderInUse(
            f"{error}; several collectors over one folder need MONITOR_DATABASE, and each a MONITOR_PEER_ADDRESS"
        ) from error


def _vault_private_key(settings: Settings, folder: Path) -> str:
    """What opens photos: the office's key where it was entrusted to this machine, or the pair that was made here."""
    if settings.vault_private_key_file is not None:
        return settings.vault_private_key_file.read_text(encoding="ascii").strip()
    return "" if settings.vault_public_key else vault_keys(folder / "keys").private


def _guard(settings: Settings, pack: RulePack) -> Guard:
    """Where webhooks may go; the machine itself only where nothing is for real use."""
    return Guard(settings.webhook_networks.split(","), loopback=pack.purpose == "demonstration")


def _face_service(settings: Settings) -> FaceAnalyser:
    """Own worker processes, or those of `monitor work faces`, wherever they run."""
    quotas = Quotas(platform=settings.face_jobs_per_platform)
    if settings.redis_url:
        return RedisFaces(settings.redis_url, quotas=quotas)
    return FacePool(settings.face_workers, model_store(settings), limits=PoolLimits(quotas=quotas))


class JudgesMissing(Exception):
    """Workers were to judge, and they have nothing to share with a collector."""


def _refuse_judges_without_a_share(settings: Settings) -> None:
    if settings.judges == "workers" and not (settings.redis_url and _peer_address(settings)):
        raise JudgesMissing("MONITOR_JUDGES=workers needs MONITOR_REDIS_URL, and PostgreSQL with MONITOR_PEER_ADDRESS")


def _judges(settings: Settings, name: str, closing: AsyncExitStack) -> Judges:
    """This process, or those of `monitor work judgements`."""
    if settings.judges == "here":
        return NoJudges()
    judges = RedisJudges(settings.redis_url, name)
    closing.push_async_callback(judges.close)
    return judges


def model_store(settings: Settings) -> ModelStore:
    """The face models that the settings name; nothing is read yet."""
    place = settings.face_landmarker
    task = TaskFile(place, settings.face_landmarker_sha256) if place else None
    return ModelStore(task=task, cards=Cards(embedder=settings.face_embedder, pad=settings.face_pad))


def _registry(settings: Settings, keys: MasterKey, metrics: Metrics) -> SqlRegistry:
    file = settings.data / "registry.db"
    if not settings.database:
        refuse_moved(file, "registry")
    engine = open_engine(settings.database or file)
    upgrade(engine)
    tell_times(engine, metrics.registry_seconds.observe)
    return SqlRegistry(engine, keys.derive("identity"))


def _locks(settings: Settings, closing: AsyncExitStack) -> Locks:
    """Among the tasks of this process, or among all collectors over one database."""
    tasks = TaskLocks()
    if not log_database(settings) or not settings.database:
        return tasks
    locks = PostgresLocks(settings.database, tasks)
    closing.push_async_callback(locks.close)
    return locks


def _peer_address(settings: Settings) -> str:
    """Empty where others cannot share this one's registry and log."""
    return settings.peer_address.rstrip("/") if settings.database and log_database(settings) else ""


def _peer_line(closing: AsyncExitStack) -> PeerHttp:
    line = PeerHttp()
    closing.push_async_callback(line.close)
    return line


class TracesMissing(Exception):
    """Spans were asked for, and what sends them is not installed."""


def _tracer(settings: Settings, closing: AsyncExitStack) -> Tracer:
    """OpenTelemetry's, which is imported only where it is asked for."""
    if not settings.otlp_endpoint:
        return NoTracer()
    try:
        from monitor.adapters.otlp_traces import OtlpTraces
    except ImportError as error:
        raise TracesMissing("MONITOR_OTLP_ENDPOINT needs the extra: pip install integrity-monitor[traces]") from error
    traces = OtlpTraces(settings.otlp_endpoint)
    closing.push_async_callback(traces.close)
    return traces


def _limits(settings: Settings) -> Limits:
    names = Limits.__dataclass_fields__
    limits = Limits(**{name: getattr(settings, name) for name in names})
    return limits if settings.judges == "workers" else replace(limits, judgement_wait_ms=0)


def face_words(reason: str, action: str) -> Bilingual:
    """What the learner reads about a face check; matters of security share one neutral sentence."""
    asked = cast("Action | None", action or None)
    return bilingual(learner_message(reason, "zh-CN", asked), learner_message(reason, "en", asked))
