"""Photos that were asked for and have not come: until when each may be taken, and until when it may come."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.core.checkpoints import TRANSPORT_GRACE_MS
from monitor.core.events import DirectiveIssued, PhotoCommit
from monitor.core.watching import Watch

_NONE: frozenset[str] = frozenset()  # one for all: an empty one takes 216 bytes


@dataclass(slots=True)
class AwaitedPhotos:
    """The photos of one session, by nonce; moments are the server's (ms)."""

    with_popups: dict[str, tuple[Watch, int]] = field(default_factory=dict)  # until when they may come
    _uncommitted: dict[str, int] = field(default_factory=dict)  # until when they may be taken
    _late: frozenset[str] = _NONE  # which no judgement will count

    def ask(self, fact: DirectiveIssued, watch: Watch, received: int) -> None:
        """A question was asked, perhaps for a photo, or with one."""
        if fact.photo_nonce:
            self.with_popups[fact.photo_nonce] = (watch, fact.deadline)
        if photo := fact.nonce if fact.kind == "photo" else fact.photo_nonce:
            self._uncommitted[photo] = received + watch.within("photo_capture_window_ms")

    def commit(self, event: PhotoCommit, offset: int, received: int, late_after: int) -> None:
        """Told too late, or taken too late: it is asked for again, as if it had not come (rules: evidence)."""
        until, taken = self._uncommitted.pop(event.nonce, None), event.t + offset
        if until is not None and (taken > until or received - taken > late_after):
            self._late |= {event.nonce}

    def counts(self, nonce: str) -> bool:
        """A photo was judged, so it is awaited no more; whether it was there in time."""
        self.with_popups.pop(nonce, None)
        return nonce not in self._late

    def miss(self, now: int) -> list[Watch]:
        """Whose pop-ups were answered and whose photos never came."""
        late = [nonce for nonce, (_, deadline) in self.with_popups.items() if now > deadline + TRANSPORT_GRACE_MS]
        return [watch for watch, _ in map(self.with_popups.pop, late)]
