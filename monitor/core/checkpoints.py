"""The moments that commit coverage: answers commit presence, face matches commit identity (K2, K3).

A mark is good or bad.  Coverage counts if the next presence mark after it is good, and if it lies between two good
identity marks, near enough on the engaged clock, with no bad one between.  A question that nobody answered is a bad
mark at the moment at which it was asked: it says nothing about what was played later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from monitor.core.accommodation import extended
from monitor.core.events import (
    DirectiveExpired,
    DirectiveIssued,
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

TRANSPORT_GRACE_MS = 3000  # an answer given in time may still be on its way


@dataclass(frozen=True, slots=True)
class Mark:
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
    stray_answers: list[Seen] = field(default_factory=list)
    reused_nonces: list[Seen] = field(default_factory=list)


def checkpoints(record: Record, attempt: str, pack: RulePack) -> Checkpoints:
    """Fold directives, answers and face results of one attempt into marks."""
    found = Checkpoints()
    issued = [(fact, known) for fact, known in record.known(DirectiveIssued) if fact.attempt == attempt]
    found.prompts = [(fact, known) for fact, known in issued if fact.kind == "liveness"]
    said = _said(record, attempt)
    found.popups = _popups(record, said, issued, found)
    found.photos = _photos(record, said, issued, pack)
    found.liveness = [(fact, known) for fact, known in record.known(LivenessResult) if fact.attempt == attempt]
    found.vouched = seen_sessions(record, pack)
    witnessed = list(_witnessed(record, attempt, found.vouched))
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


def _witnessed(record: Record, attempt: str, seen: dict[str, list[Interval]]) -> Iterable[Mark]:
    """Being seen in person is as good as a match, from when two people stand for the session until they do no more."""
    for session in record.sessions:
        if any(opened.attempt == attempt for opened in session.opened.attempts):
            for moments in seen.get(session.name, ()):
                yield from (Mark(at, True, "in_person", "seen", session.where) for at in _within(session, moments))


def _within(session: Session, moments: Interval) -> Interval:
    """Nobody was seen in a session before it began or after the last that was heard of it."""
    return max(moments[0], session.opened_at), min(moments[1], session.last_heard)


def _by_time(marks: Iterable[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda mark: (mark.at, mark.good, mark.where))


# ---------------------------------------------------------------- pop-ups


def _popups(
    record: Record, said: list[Seen], issued: list[tuple[DirectiveIssued, Known]], found: Checkpoints
) -> list[Popup]:
    popups = {fact.nonce: Popup(fact, known.received, known.where) for fact, known in issued if fact.kind == "popup"}
    every_nonce = {fact.nonce for fact, _ in record.known(DirectiveIssued)}
    for seen in said:
        event = seen.event
        if not isinstance(event, PopupPresented | PopupAnswered | PopupExpired):
            continue
        popup = popups.get(event.nonce)
        if popup is None:
            if isinstance(event, PopupAnswered) and event.nonce not in every_nonce:
                found.stray_answers.append(seen)
        elif isinstance(event, PopupPresented):
            popup.presented = popup.presented or seen
        elif isinstance(event, PopupExpired):
            popup.expired_at = popup.expired_at or seen.at
        else:
            _answer(popup, seen, found)
    return sorted(popups.values(), key=lambda popup: popup.issued_at)


def _answer(popup: Popup, seen: Seen, found: Checkpoints) -> None:
    if popup.answered is None:
        popup.answered = seen
    elif popup.answered.event.answer != seen.event.answer:  # type: ignore[union-attr]
        found.reused_nonces.append(seen)


def _said(record: Record, attempt: str) -> list[Seen]:
    """What the sessions that work on this attempt said; nobody else's session can answer or spoil it (K7)."""
    sessions = [s for s in record.sessions if any(opened.attempt == attempt for opened in s.opened.attempts)]
    told = [seen for session in sessions for seen in session.told]
    return sorted(told, key=lambda seen: (seen.at, seen.event.n, seen.where))


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
        if in_time(popup) and popup.answered and not right(popup):
            continue
        if in_time(popup) and popup.answered:
            live = popup.answered.received - popup.answered.at <= pack["late_after_ms"]
            yield Mark(popup.answered.at, True, "popup", "answered", popup.answered.where, live)
        elif popup.issued.nonce in missed:
            yield Mark(popup.issued_at, False, "popup", "popup_missed", popup.where, missed=True)
    for result, known in found.liveness:
        if result.final and result.decision in ("pass", "review"):
            yield Mark(known.received, True, "liveness", result.decision, known.where)


# ---------------------------------------------------------------- faces


def _photos(
    record: Record, said: list[Seen], issued: list[tuple[DirectiveIssued, Known]], pack: RulePack
) -> list[Photo]:
    photos: dict[str, Photo] = {}
    trainees = {stream_of(session.where): session.opened.trainee for session in record.sessions}
    for fact, known in issued:
        nonce = fact.nonce if fact.kind == "photo" else fact.photo_nonce
        if nonce:
            window = extended(pack["photo_capture_window_ms"], trainees[stream_of(known.where)])
            photos[nonce] = Photo(fact, nonce, known.received, known.where, window)
    _attach_evidence(record, said, photos)
    used: set[str] = set()
    for photo in sorted(photos.values(), key=lambda photo: photo.issued_at):
        photo.reason = _photo_fault(photo, used, pack)
        if photo.accepted and photo.judged:
            used.add(photo.judged.sha256)
    return sorted(photos.values(), key=lambda photo: photo.issued_at)


def _attach_evidence(record: Record, said: list[Seen], photos: dict[str, Photo]) -> None:
    """Give every photo its first commitment, its first file and its last judgement."""
    for seen in said:
        if isinstance(seen.event, PhotoCommit) and (photo := photos.get(seen.event.nonce)):
            photo.commit = photo.commit or seen
    for stored, known in record.known(PhotoStored):
        if photo := photos.get(stored.nonce):
            photo.stored = photo.stored or known
    for judged, _ in record.known(PhotoJudged):
        if photo := photos.get(judged.nonce):
            photo.judged = judged


def _photo_fault(photo: Photo, used: set[str], pack: RulePack) -> str:
    """Why a photo does not count, or nothing (D6)."""
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
    if photo.judged.sha256 in used:
        return "duplicate"
    return "" if photo.judged.decision == "accepted" else photo.judged.reason or photo.judged.decision


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
