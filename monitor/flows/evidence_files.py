"""Pictures that people look at before they decide: an attempt's retained photos, and what came with its appeals.

All of them are sealed to the office's key (K13).  They can be opened where this installation holds the private half.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable

import msgspec

from monitor.core import codec
from monitor.core.events import DirectiveIssued, Entry, PhotoDeletion
from monitor.core.review_facts import AppealFiled, Attachment
from monitor.core.reviews import Review
from monitor.core.summary import AttemptLine
from monitor.flows.collector import Collector
from monitor.flows.retained_photos import RetainedPhoto, photos_in
from monitor.ports import VaultError

_ASKED = b'"directive_issued"'


class Sealed(Exception):
    """Nobody can open pictures here: the private half of the office's key is elsewhere."""


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """A file that came with an appeal, and when (UTC ms)."""

    attachment: Attachment
    at: int


def attachments_of(review: Review) -> tuple[Filed, ...]:
    """All files of all appeals, in the order in which they came."""
    appeals = ((step.fact, step.at) for step in review.steps if isinstance(step.fact, AppealFiled))
    return tuple(Filed(attachment=one, at=at) for appeal, at in appeals for one in appeal.attachments)


async def photos_of(collector: Collector, line: AttemptLine) -> list[RetainedPhoto]:
    """The photos that were asked for in an attempt and stored, in order; raises `EventLogError`."""
    sessions = await asyncio.to_thread(collector.monitor.registry.sessions_of, line.trainee, line.training_class)
    found: list[RetainedPhoto] = []
    for stream in sorted(session.stream for session in sessions if session.platform == line.platform):
        entries = await collector.monitor.log.read(stream)
        asked = set(_asked(entries, line.attempt))
        found += [photo for photo in photos_in(entries) if photo.stored.nonce in asked]
    return sorted(found, key=lambda photo: photo.stored_at)


def tombstone_of(photo: RetainedPhoto) -> PhotoDeletion | None:
    """By which decision the file of a photo is gone; None while it is kept."""
    return photo.said[-1] if photo.deleted else None


async def opened(collector: Collector, store_ref: str, sha256: str = "") -> bytes:
    """The picture behind a reference, compared with its hash (hex) where that is given.

    Raises `Sealed`, and `VaultError` where the file is gone, damaged or another one.
    """
    key = collector.monitor.vault_private_key
    if not key:
        raise Sealed
    picture = await collector.monitor.vault.open(store_ref, key)
    if sha256 and hashlib.sha256(picture).hexdigest() != sha256:
        raise VaultError(f"picture {store_ref} is not the one of the log")
    return picture


def _asked(entries: Iterable[Entry], attempt: str) -> Iterable[str]:
    for entry in entries:
        if entry.source == "server" and _ASKED in entry.payload[:40]:
            fact = codec.decode_fact(entry.payload)
            if isinstance(fact, DirectiveIssued) and fact.attempt == attempt:
                yield fact.nonce
