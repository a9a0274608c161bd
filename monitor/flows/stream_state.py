"""What the collector must know of one session while it is live, folded from the session's entries and nothing else.

The same fold runs live and after a restart, so a collector that was killed goes on where its log ends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from monitor.core import codec, consent
from monitor.core.events import (
    Batch,
    Connected,
    ConsentEnded,
    ConsentGiven,
    ConsentWithdrawn,
    DirectiveIssued,
    Disconnected,
    Entry,
    Event,
    LivenessResult,
    PhotoCommit,
    PhotoJudged,
    PhotoStored,
    SessionClosed,
    SessionOpened,
    TakenOver,
)
from monitor.core.fact import Fact
from monitor.core.rulepack import Packs, RulePack
from monitor.flows.common_course import CommonCourse

NOBODY_SAW_IT = "service_error"  # a photo is left to a person, until somebody comes with its judgement after all
_REMEMBERED = 8  # batches, by their digests; a resend of an older one is looked up in the log
_DIGEST_BYTES = 32
_NONE: frozenset[str] = frozenset()  # one for all: an empty one takes 216 bytes


class NotASession(Exception):
    """The stream does not begin with an opening entry."""


class StreamState:
    """The fold of one session's stream; `note` and `hear` are told each entry once, in the order of the log."""

    __slots__ = (
        "_course",
        "_digests",
        "answered",
        "chain",
        "closed",
        "commits",
        "confirmed",
        "consent",
        "epoch",
        "idle_since",
        "instance",
        "issued",
        "judged",
        "last_seq",
        "numbers",
        "opened",
        "stored",
        "taken_over",
    )

    def __init__(self, first: Entry) -> None:
        fact = codec.decode_fact(first.payload) if first.source == "server" else None
        if not isinstance(fact, SessionOpened):
            raise NotASession(first.stream)
        self._course = CommonCourse.of(fact)
        self.opened = self._course.put_into(fact)
        self.last_seq = -1
        self.chain = first.digest.hex()  # what the next batch must carry as `prev`
        self.numbers: dict[str, int] = {}  # instance -> the number of its next event
        self.epoch = 0  # of the last accepted hello; 0 before the first
        self.confirmed = 0  # epoch of the last connection over which a batch came
        self.instance = ""
        self.idle_since: int | None = first.received  # None while connected
        self.consent = "registered" if fact.trainee.consented else ""  # version of the text, or nothing
        self.commits: dict[str, str] = {}  # photo nonce -> SHA-256 (hex) that was committed live
        self.issued: dict[str, DirectiveIssued] = {}  # by nonce, also by the photo nonce of a pop-up
        self.stored: dict[str, str] = {}  # photo nonce -> SHA-256 (hex) of the file
        self.judged = _NONE
        self.answered = _NONE  # by what was seen in a picture, which no second answer changes
        self.taken_over = False
        self.closed: SessionClosed | None = None
        self._digests = b""  # of the last batches, one after the other

    @property
    def session(self) -> str:
        return self.opened.session

    def rules(self, packs: Packs) -> RulePack:
        """The rules under which the session was opened, which are those that will judge it."""
        return packs(self.opened.rule_pack, self.opened.rule_pack_hash)

    @property
    def trainee(self) -> str:
        return self.opened.trainee.trainee

    def note(self, fact: Fact, received: int) -> None:
        """A server fact is in the log."""
        if fold := _NOTES.get(type(fact)):
            fold(self, fact, received)

    def hear(self, batch: Batch, raw: bytes) -> None:
        """A client's batch is in the log."""
        digest = hashlib.sha256(raw).digest()
        self.last_seq = batch.seq
        self.chain = digest.hex()
        self.confirmed = self.epoch
        self.numbers[batch.instance] = batch.events[-1].n + 1
        self._digests = (self._digests + digest)[-_REMEMBERED * _DIGEST_BYTES :]
        if _HEARS.keys().isdisjoint(map(type, batch.events)):
            return
        for event in batch.events:
            if fold := _HEARS.get(type(event)):
                fold(self, event)

    def digest_of(self, seq: int) -> bytes | None:
        """SHA-256 of a stored batch, or None when it is too long ago to be remembered."""
        place = len(self._digests) + (seq - self.last_seq - 1) * _DIGEST_BYTES
        return self._digests[place : place + _DIGEST_BYTES] if 0 <= place < len(self._digests) else None


def _connected(state: StreamState, fact: Connected, _: int) -> None:
    state.epoch = fact.epoch
    state.instance = fact.instance
    state.idle_since = None


def _disconnected(state: StreamState, fact: Disconnected, received: int) -> None:
    if fact.epoch == state.epoch:
        state.idle_since = received


def _issued(state: StreamState, fact: DirectiveIssued, _: int) -> None:
    state.issued[fact.nonce] = fact
    if fact.photo_nonce:
        state.issued[fact.photo_nonce] = fact


def _stored(state: StreamState, fact: PhotoStored, _: int) -> None:
    state.stored[fact.nonce] = fact.sha256


def _judged(state: StreamState, fact: PhotoJudged, _: int) -> None:
    state.judged |= {fact.nonce}
    if fact.reason != NOBODY_SAW_IT:
        state.answered |= {fact.nonce}


def _shown(state: StreamState, fact: LivenessResult, _: int) -> None:
    state.answered |= {fact.nonce}


def _taken_over(state: StreamState, _fact: TakenOver, _: int) -> None:
    state.taken_over = True


def _closed(state: StreamState, fact: SessionClosed, _: int) -> None:
    state.closed = fact


def _committed(state: StreamState, event: PhotoCommit) -> None:
    if event.nonce in state.issued:  # whatever else is committed would only fill the memory
        state.commits.setdefault(event.nonce, event.sha256)


def _consented(state: StreamState, event: ConsentGiven) -> None:
    if consent.gives(event, state.opened):
        state.consent = event.text_version


def _withdrew(state: StreamState, event: ConsentWithdrawn) -> None:
    if consent.withdraws(event):
        state.consent = ""


def _consent_ended(state: StreamState, _fact: ConsentEnded, _: int) -> None:
    state.consent = ""


_NOTES: dict[type[Fact], Callable[..., None]] = {
    Connected: _connected,
    Disconnected: _disconnected,
    DirectiveIssued: _issued,
    PhotoStored: _stored,
    PhotoJudged: _judged,
    LivenessResult: _shown,
    TakenOver: _taken_over,
    ConsentEnded: _consent_ended,
    SessionClosed: _closed,
}
_HEARS: dict[type[Event], Callable[..., None]] = {
    PhotoCommit: _committed,
    ConsentGiven: _consented,
    ConsentWithdrawn: _withdrew,
}
