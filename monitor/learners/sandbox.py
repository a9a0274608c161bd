"""A sandbox for those who connect a platform: a small world of its own under demonstration rules, with test keys.

Everything in it is made up, and everything that is asked of it is really done: sessions are supervised, hours judged
and certified, with short class hours and a certificate that says "demonstration".
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from monitor.adapters.model_store import ModelStore
from monitor.adapters.registry import SqlRegistry
from monitor.core.rulepack import RulePack
from monitor.flows.tokens import Keys
from monitor.learners.curriculum import COURSES, LESSONS, TRAINING_CLASS, UNITS
from monitor.learners.people import reference_picture
from monitor.learners.seeding import INSTITUTION, PLATFORM, seed_class, seed_trainees

FOLDER = Path(".sandbox")
# Made-up people come into no service of a real installation, whatever the shell names.
NO_SERVICES = {"database": "", "event_log": "", "photo_store": ""}
MARK = "sandbox.env"
SAMPLE_TRAINEES = ("li-ming", "zhao-lei", "chen-jing")


@dataclass(frozen=True)
class Sandbox:
    """What somebody needs to know to use it."""

    address: str
    platform_key: str
    institution_key: str
    folder: Path

    @property
    def environment(self) -> str:
        """Lines for a shell, which Python's examples read."""
        values = {
            "INTEGRITY_URL": self.address,
            "INTEGRITY_KEY": self.platform_key,
            "INTEGRITY_INSTITUTION_KEY": self.institution_key,
            "INTEGRITY_CLASS": TRAINING_CLASS,
            "INTEGRITY_LESSON": COURSES[0].lessons[0].id,
            "INTEGRITY_UNIT": next(iter(UNITS)),
            "INTEGRITY_FACE": str((self.folder / "face.jpg").resolve()),
        }
        return "".join(f"export {name}={value}\n" for name, value in values.items())

    def lines(self) -> list[str]:
        """What is printed when it starts."""
        return [
            f"sandbox {self.address}  API {self.address}/docs",
            f"platform key    {self.platform_key}",
            f"institution key {self.institution_key}",
            f"for your shell: . {self.folder / MARK}",
        ]


class NotASandbox(Exception):
    """The folder holds somebody's data, which a sandbox must not be mixed with."""


def check_folder(folder: Path) -> None:
    """Raise `NotASandbox` for a folder with data that no sandbox made."""
    if (folder / "registry.db").exists() and not (folder / MARK).exists():
        raise NotASandbox(f"{folder} holds data that is not a sandbox's; name another folder with --data")


async def furnish(registry: SqlRegistry, pack: RulePack, keys: Keys, folder: Path, address: str, now: int) -> Sandbox:
    """Fill the registry unless it is filled, and write what a developer needs into the folder; raises `ModelError`."""
    await asyncio.to_thread(ModelStore().fetch)
    return await asyncio.to_thread(_furnish, registry, pack, keys, folder, address, now)


def _furnish(registry: SqlRegistry, pack: RulePack, keys: Keys, folder: Path, address: str, now: int) -> Sandbox:
    seed_class(registry, pack, {name: _content(name) for name in LESSONS})
    seed_trainees(registry, SAMPLE_TRAINEES, now)
    sandbox = Sandbox(address, _key(keys, "imp_", "platform"), _key(keys, "imi_", "institution"), folder)
    registry.register_key(sandbox.platform_key, PLATFORM, now, label="sandbox")
    registry.register_key(sandbox.institution_key, INSTITUTION, now, kind="institution", label="sandbox")
    (folder / "face.jpg").write_bytes(reference_picture("astronaut"))
    (folder / MARK).write_text(sandbox.environment)
    return sandbox


def _key(keys: Keys, prefix: str, owner: str) -> str:
    """The same at every start of the same sandbox."""
    return prefix + base64.urlsafe_b64encode(keys.derive("sandbox", owner)).decode().rstrip("=")


def _content(lesson: str) -> str:
    """The hash of a video that nobody made."""
    return hashlib.sha256(f"sandbox {lesson}".encode()).hexdigest()
