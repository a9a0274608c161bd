"""The photos that a session's stream tells of, each with what was decided about its file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.core import codec
from monitor.core.events import Entry, PhotoDeletion, PhotoStored, SessionClosed, SessionOpened
from monitor.core.photo_term import in_force
from monitor.flows.replay import opening

_MARKS = (b'"photo_stored"', b'"photo_deletion"', b'"session_closed"')


@dataclass(frozen=True, slots=True)
class RetainedPhoto:
    """A photo that was stored at `stored_at` (UTC ms); `where` is the log position of that.

    Without `opened` the stream has no opening entry any more.  `over`: the lesson has ended.
    """

    where: str
    stored_at: int
    stored: PhotoStored
    said: tuple[PhotoDeletion, ...]
    opened: SessionOpened | None
    over: bool

    @property
    def stream(self) -> str:
        return self.where.rpartition(":")[0]

    @property
    def deleted(self) -> bool:
        """Its file is gone by decision, or has to go."""
        return in_force(self.said)


def photos_in(entries: Sequence[Entry]) -> Iterator[RetainedPhoto]:
    """The photos of one stream, in order."""
    told = list(_told(entries))
    opened = opening(entries) if told else None
    said = [fact for _, fact in told if isinstance(fact, PhotoDeletion)]
    over = any(isinstance(fact, SessionClosed) for _, fact in told)
    for entry, fact in told:
        if isinstance(fact, PhotoStored):
            about = tuple(one for one in said if (one.nonce, one.sha256) == (fact.nonce, fact.sha256))
            yield RetainedPhoto(f"{entry.stream}:{entry.n}", entry.received, fact, about, opened, over)


def _told(entries: Sequence[Entry]) -> Iterator[tuple[Entry, object]]:
    for entry in entries:
        if entry.source == "server" and any(mark in entry.payload[:40] for mark in _MARKS):
            yield entry, codec.decode_fact(entry.payload)
