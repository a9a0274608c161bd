"""Why a photo is kept although somebody wants it deleted: its lesson or class goes on, or it may be evidence."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from monitor.core.photo_term import Kept, term_is_over
from monitor.flows.dossiers import dossier_in
from monitor.flows.office_ports import RetentionStore
from monitor.flows.retained_photos import RetainedPhoto
from monitor.ports import EventLog


@dataclass(slots=True)
class LegalHold:
    """Asks registry and log, about each class and platform once; make one for each run."""

    log: EventLog
    registry: RetentionStore
    days: int  # for which photos are kept after their class has ended
    _ends: dict[str, int | None] = field(default_factory=dict)
    _unsettled: dict[str, frozenset[str]] = field(default_factory=dict)
    _accused: dict[str, bool] = field(default_factory=dict)

    async def against_expiry(self, photo: RetainedPhoto, now: int) -> Kept | None:
        """Why a photo does not go at this moment (UTC ms), or None; an open matter holds the whole class."""
        if photo.opened is None or not photo.over:
            return "lesson_open"
        training_class = photo.opened.plan.training_class
        if not term_is_over(photo.stored_at, await self._end(training_class), self.days, now):
            return "class_open"
        if await self._open_in(training_class):
            return "review_open"
        return "case_open" if await self._is_accused(photo.opened.platform.platform) else None

    async def against_request(self, photo: RetainedPhoto) -> Kept | None:
        """Why a photo cannot be deleted at somebody's request yet, or None; others' matters do not hold it."""
        if photo.opened is None or not photo.over:
            return "lesson_open"
        if photo.opened.trainee.trainee in await self._open_in(photo.opened.plan.training_class):
            return "review_open"
        return "case_open" if await self._is_accused(photo.opened.platform.platform) else None

    async def _end(self, training_class: str) -> int | None:
        if training_class not in self._ends:
            self._ends[training_class] = await asyncio.to_thread(self.registry.class_ends_at, training_class)
        return self._ends[training_class]

    async def _open_in(self, training_class: str) -> frozenset[str]:
        if training_class not in self._unsettled:
            self._unsettled[training_class] = await asyncio.to_thread(self.registry.unsettled, training_class)
        return self._unsettled[training_class]

    async def _is_accused(self, platform: str) -> bool:
        """Nobody has decided yet about a case against the platform; its photos may be what proves it wrong."""
        if platform not in self._accused:
            known = (await dossier_in(self.log, platform)).cases
            self._accused[platform] = any(case.terms is None and not case.closed for case in known)
        return self._accused[platform]
