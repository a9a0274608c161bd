"""The moments that commit coverage: answers commit presence, face matches commit identity (K2, K3).

A mark is good or bad.  Coverage counts if the next presence mark after it is good, and if it lies between two good
identity marks, near enough on the engaged clock, with no bad one between.  A question that nobody answered is a bad
mark at the moment at which it was asked: it says nothing about what was played later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import msgspec

from monitor.core import intervals
from monitor.core.accommodation import extended
from monitor.core.events import (
    DirectiveExpired,
    DirectiveIssued,
    Event,
    LivenessResult,
    PhotoCommit,
    PhotoJudged,
    PhotoStored,
    PopupAnswered,
    PopupExpired,
    PopupPresented,
    SessionClosed,
)
from monitor.core.in_person import ALWAYS, needs_no_movements, seen_sessions
from monitor.core.intervals import Interval
from monitor.core.reading import Known, Record, Seen, Session, stream_of
from monitor.core.rulepack import RulePack

E = TypeVar("E", bound=Event)

TRANSPORT_GRACE_MS = 3000  # an answer given in time may still be on its way


class Mark(msgspec.Struct, frozen=True):
    """Something that commits (`good`) or drops coverage, at a server moment."""

    at: int
    good: bool
    kind: Literal["popup", "liveness", "photo", "in_person"]
    reason: str
    where: str
    live: bool = True
    missed: bool = False  # nobody came: it drops what was played before it, and leaves alone what follows


@dataclass(slots=True)
class Popup:
    """One pop-up from drawing to outcome; times are server ms, None where it did not happen."""

    issued: DirectiveIssued
    issued_at: int
    where: str
    presented: Seen | None = None
    answered: Seen | None = None
    expired_at: int | None = None

    @property
    def controlled(self) -> bool:
        """It gated progress: shown on a visible page with playback stopped (D3)."""
        return self.presented is not None and bool(
            self.presented.event.held and self.presented.event.visible  # type: ignore[union-attr]
        )

    @property
    def stream(self) -> str:
        """The session stream in which it was asked."""
        return stream_of(self.where)

    @property
    def reaction_ms(self) -> int:
        """How long the answer took: as the client says, and never longer than the server saw from asking to hearing."""
        assert self.answered
        said: int = self.answered.event.latency  # type: ignore[union-attr]
        return min(said, self.answered.received - self.issued_at)

    @property
    def closed_at(self) -> int | None:
        return self.answered.at if self.answered else self.expired_at


@dataclass(slots=True)
class Photo:
    """One requested photo; `accepted` needs a live commitment, the file in time, and the trainee's face."""

    issued: DirectiveIssued
    nonce: str
    issued_at: int
    where: str
    window_ms: int
    commit: Seen | None = None
    stored: Known | None = None
    judged: PhotoJudged | None = None
    reason: str = ""
    for_a_person: bool = False  # nothing is wrong but that the face service could not tell (K14)

    @property
    def accepted(self) -> bool:
        return not self.reason


@dataclass(slots=True)
class Checkpoints:
    """All marks of one attempt, by time, and what they came from."""

    presence: list[Mark] = field(default_factory=list)
    identity: list[Mark] = field(default_factory=list)
    popups: list[Popup] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    liveness: list[tuple[LivenessResult, Known]] = field(default_factory=list)
    prompts: list[tuple[DirectiveIssued, Known]] = field(default_factory=list)
    vouched: dict[str, list[Interval]] = field(default_factory=dict)  # by session: when people stand for the identity
    shown: dict[str, list[Interval]] = field(default_factory=dict)  # by stream: while a pop-up is on the screen
    stray_answers: list[Seen] = field(default_factory=list)
    reused_nonces: list[Seen] = field(default_factory=list)


def checkpoints(record: Record, attempt: str, pack: RulePack) -> Checkpoints:
    """Fold directives, answers and face results of one attempt into marks."""
    found = Checkpoints()
    working = [s for s in record.sessions if any(opened.attempt == attempt for opened in s.opened.attempts)]
    issued = [(fact, known) for fact, known in record.known(DirectiveIssued) if fact.attempt == attempt]
    found.prompts = [(fact, known) for fact, known in issued if fact.kind == "liveness"]
    found.popups = _popups(record, working, issued, found)
    found.shown = _shown(found.popups)
    found.photos = _photos(record, working, issued, pack)
    found.liveness = [(fact, known) for fact, known in record.known(LivenessResult) if fact.attempt == attempt]
    found.vouched = seen_sessions(record, pack)
    witnessed = list(_witnessed(working, found.vouched))
    found.vouched |= {s.name: [ALWAYS] for s in record.sessions if needs_no_movements(s.opened)}
    missed = _missed(record)
    found.presence = _by_time(_presence(found, missed, pack))
    found.identity = _by_time([*_identity(found, missed), *witnessed])
    return found


def _missed(record: Record) -> set[str]:
    """Questions that expired, or that were still open when their session ended: ending it answers nothing (K3)."""
    missed = {fact.nonce for fact, _ in record.known(DirectiveExpired)}
    judged = {fact.nonce for fact, _ in record.known(LivenessResult)}
    for session in record.sessions:
        if session.known(SessionClosed):
            missed |= {fact.nonce for fact, _ in session.known(DirectiveIssued)} - judged
    return missed


def _witnessed(working: Sequence[Session], seen: dict[str, list[Interval]]) -> Iterable[Mark]:
    """Being seen in person is as good as a match, from when two people stand for the session until they do no more."""
    for session in working:
        for moments in seen.get(session.name, ()):
            yield from (Mark(at, True, "in_person", "seen", session.where) for at in _within(session, moments))


def _within(session: Session, moments: Interval) -> Interval:
    """Nobody was seen in a session before it began or after the last that was heard of it."""
    return max(moments[0], session.opened_at), min(moments[1], session.last_heard)


def _by_time(marks: Iterable[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda mark: (mark.at, mark.good, mark.where))


# ---------------------------------------------------------------- pop-ups


Issued = Sequence[tuple[DirectiveIssued, Known]]


def _popups(record: Record, working: Sequence[Session], issued: Issued, found: Checkpoints) -> list[Popup]:
    popups = {fact.nonce: Popup(fact, known.received, known.where) for fact, known in issued if fact.kind == "popup"}
    for presented, seen in _said(working, PopupPresented):
        if popup := popups.get(presented.nonce):
            popup.presented = popup.presented or seen
    for expired, seen in _said(working, PopupExpired):
        if popup := popups.get(expired.nonce):
            popup.expired_at = popup.expired_at or seen.at
    strays: list[tuple[PopupAnswered, Seen]] = []
    for answered, seen in _said(working, PopupAnswered):
        if popup := popups.get(answered.nonce):
            _answer(popup, answered, seen, found)
        else:
            strays.append((answered, seen))
    every_nonce = {fact.nonce for fact, _ in record.known(DirectiveIssued)} if strays else set()
    found.stray_answers = [seen for answered, seen in strays if answered.nonce not in every_nonce]
    return sorted(popups.values(), key=lambda popup: popup.issued_at)


def _shown(popups: Iterable[Popup]) -> dict[str, list[Interval]]:
    """While a pop-up is on the screen, nothing is engaged; a page opened later does not show it."""
    found: dict[str, list[Interval]] = {}
    for popup in popups:
        if popup.presented:
            times = (popup.presented.at, popup.closed_at or popup.issued.deadline)
            found.setdefault(popup.stream, []).append(times)
    return {stream: intervals.union(times) for stream, times in found.items()}


def _answer(popup: Popup, answered: PopupAnswered, seen: Seen, found: Checkpoints) -> None:
    if popup.answered is None:
        popup.answered = seen
    elif popup.answered.event.answer != answered.answer:  # type: ignore[union-attr]
        found.reused_nonces.append(seen)


def _said(working: Sequence[Session], kind: type[E]) -> list[tuple[E, Seen]]:
    """What the sessions that work on an attempt said; nobody else's session can answer or spoil it (K7)."""
    told = [one for session in working for one in session.said(kind)]
    return sorted(told, key=lambda one: (one[1].at, one[0].n, one[1]))


def in_time(popup: Popup) -> bool:
    """Answered before the deadline, after it was shown, and heard while it could still count.

    A client can date an answer back but not have it received earlier, and dropping the connection at a prompt counts
    as missing it (K3).
    """
    return (
        popup.answered is not None
        and popup.presented is not None
        and popup.presented.at <= popup.answered.at <= popup.issued.deadline
        and popup.answered.received <= popup.issued.deadline + TRANSPORT_GRACE_MS
    )


def right(popup: Popup) -> bool:
    """The answer is the one that was asked for; a wrong one proves nothing, and the question comes again."""
    said = popup.answered.event.answer if popup.answered else ""  # type: ignore[union-attr]
    return popup.issued.answer in ("", said)


def _presence(found: Checkpoints, missed: set[str], pack: RulePack) -> Iterable[Mark]:
    for popup in found.popups:
        if popup.answered and in_time(popup):
            if right(popup):
                live = popup.answered.received - popup.answered.at <= pack["late_after_ms"]
                yield Mark(popup.answered.at, True, "popup", "answered", popup.answered.where, live)
        elif popup.issued.nonce in missed:
            yield Mark(popup.issued_at, False, "popup", "popup_missed", popup.where, missed=True)
    for result, known in found.liveness:
        if result.final and result.decision in ("pass", "review"):
            yield Mark(known.received, True, "liveness", result.decision, known.where)


# ---------------------------------------------------------------- faces


def _photos(record: Record, working: Sequence[Session], issued: Issued, pack: RulePack) -> list[Photo]:
    asked: dict[str, Photo] = {}
    trainees = {stream_of(session.where): session.opened.trainee for session in record.sessions}
    for fact, known in issued:
        nonce = fact.nonce if fact.kind == "photo" else fact.photo_nonce
        if nonce:
            window = extended(pack["photo_capture_window_ms"], trainees[stream_of(known.where)])
            asked[nonce] = Photo(fact, nonce, known.received, known.where, window)
    _attach_evidence(record, working, asked)
    used: set[str] = set()
    photos = sorted(asked.values(), key=lambda photo: photo.issued_at)
    for photo in photos:
        photo.reason = _photo_fault(photo, used, pack)
        if photo.accepted and photo.judged:
            _hear(photo, photo.judged)
        if photo.judged and (photo.accepted or photo.for_a_person):
            used.add(photo.judged.sha256)
    return photos


def _attach_evidence(record: Record, working: Sequence[Session], photos: Mapping[str, Photo]) -> None:
    """Give every photo its first commitment, its first file and its last judgement."""
    for commit, seen in _said(working, PhotoCommit):
        if photo := photos.get(commit.nonce):
            photo.commit = photo.commit or seen
    for stored, known in record.known(PhotoStored):
        if photo := photos.get(stored.nonce):
            photo.stored = photo.stored or known
    for judged, _ in record.known(PhotoJudged):
        if photo := photos.get(judged.nonce):
            photo.judged = judged


def _photo_fault(photo: Photo, used: set[str], pack: RulePack) -> str:
    """Why a photo cannot count whatever it shows, or nothing (D6)."""
    if photo.commit is None:
        return "no_live_commitment"
    if photo.commit.received - photo.commit.at > pack["late_after_ms"]:
        return "no_live_commitment"
    if photo.commit.at > photo.issued_at + photo.window_ms:
        return "taken_too_late"
    if photo.stored is None or photo.judged is None:
        return "no_file"
    if photo.stored.received > photo.issued_at + pack["photo_upload_deadline_ms"]:
        return "file_too_late"
    if photo.judged.sha256 != photo.commit.event.sha256:  # type: ignore[union-attr]
        return "another_file"
    return "duplicate" if photo.judged.sha256 in used else ""


def _hear(photo: Photo, judged: PhotoJudged) -> None:
    """What the face service said of a photo that could count."""
    photo.for_a_person = judged.decision == "review"
    photo.reason = "" if judged.decision == "accepted" else judged.reason or judged.decision


def _identity(found: Checkpoints, missed: set[str]) -> Iterable[Mark]:
    for result, known in found.liveness:
        if result.final and result.decision in ("pass", "review"):
            yield Mark(known.received, True, "liveness", result.decision, known.where)
        elif result.decision in ("mismatch", "spoof_suspected"):
            yield Mark(known.received, False, "liveness", result.decision, known.where)
    for prompt, known in found.prompts:
        if prompt.nonce in missed:
            yield Mark(known.received, False, "liveness", "face_check_missed", known.where, missed=True)
    for photo in found.photos:
        if photo.accepted and photo.commit:
            yield Mark(photo.commit.at, True, "photo", "match", photo.commit.where)
        elif photo.judged and photo.judged.decision == "mismatch" and photo.commit:
            yield Mark(photo.commit.at, False, "photo", "mismatch", photo.commit.where)
        elif photo.issued.nonce in missed and photo.commit is None:
            yield Mark(photo.issued_at, False, "photo", "photo_missed", photo.where, missed=True)
