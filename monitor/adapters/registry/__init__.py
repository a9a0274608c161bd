"""The office's registry: who may teach, what was approved, who learns, and where the evidence lies.

Verbs are synchronous and short; callers in an event loop use `asyncio.to_thread`.  Every verb raises `RegistryError`
naming the field and the remedy.  Nothing a judgement uses is read from here later: what counted is written into the
log when the session opens (K15).
"""

from monitor.adapters.registry.copying import copy_registry
from monitor.adapters.registry.database import open_engine, tell_times, upgrade
from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.records import (
    AttemptRecord,
    LearnerRecord,
    PlatformRecord,
    ReferenceRecord,
    SessionRecord,
    VerdictRecord,
)
from monitor.adapters.registry.sql_registry import SqlRegistry

__all__ = [
    "AttemptRecord",
    "LearnerRecord",
    "PlatformRecord",
    "ReferenceRecord",
    "RegistryError",
    "SessionRecord",
    "SqlRegistry",
    "VerdictRecord",
    "copy_registry",
    "open_engine",
    "tell_times",
    "upgrade",
]
