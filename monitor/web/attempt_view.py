"""What a page draws of one attempt: the spans and marks that the judge saw, in plain data.

Everything comes from the log through the core, so the picture and the verdict cannot disagree.  Times are server ms,
positions media ms; `where` is the log position ("stream:n") that a mark stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from monitor.core import intervals
from monitor.core.checkpoints import Checkpoints, Photo, Popup, checkpoints, in_time
from monitor.core.events import (
    Camera,
    Connected,
    DirectiveExpired,
    Disconnected,
    Hint,
    NetOffline,
    NetOnline,
    Page,
    Prevented,
    SeenInPerson,
    SessionClosed,
    TakenOver,
)
from monitor.core.intervals import Interval
from monitor.core.rate_readings import contradictions
from monitor.core.reading import Instance, Record, Seen, Session
from monitor.core.rulepack import RulePack
from monitor.core.timeline import Span, Timeline

FLAGS = ("near_duplicate", "second_face")  # of photos that count all the same
APART_MS = 60_000  # when nothing was heard for longer than this, time is drawn with a break


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of time in one state, the media positions it went through, and why it did not count, if that is so."""

    kind: str
    start: int
    end: int
    lesson: str = ""
    media_from: int = 0
    media_to: int = 0
    reason: str = ""


class Mark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A moment: `kind` popup, photo, liveness, in_person, seek, prevented, takeover, page, camera, hint.

    `until` is when an answer was due or came.  Hints are for whoever looks at the page: no verdict knows them (K16).
    """

    kind: str
    at: int
    outcome: str
    reason: str = ""
    until: int | None = None
    where: str = ""


class Slice(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a lesson that belongs to the unit, and where it begins on the unit's own axis (ms)."""

    lesson: str
    start: int
    end: int
    offset: int


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """All that is drawn of one attempt, except what the verdict says."""

    windows: tuple[Interval, ...]
    slices: tuple[Slice, ...]
    bands: tuple[Band, ...]
    gaps: tuple[Band, ...]
    marks: tuple[Mark, ...]


def picture(timeline: Timeline, attempt: str) -> Picture:
    """Draw one attempt; raises `LookupError` when no session of the person works on it."""
    sessions = _sessions(timeline.record, attempt)
    if not sessions:
        raise LookupError(attempt)
    slices = _slices(sessions[0], attempt)
    lessons, names = {part.lesson for part in slices}, {session.name for session in sessions}
    spans = [span for span in timeline.spans if span.session.name in names and span.lesson in lessons]
    return Picture(
        windows=tuple(intervals.union((moment for session in sessions for moment in _heard(session)), join=APART_MS)),
        slices=slices,
        bands=tuple(joined(_band(span) for span in spans)),
        gaps=tuple(gap for session in sessions for gap in _gaps(session)),
        marks=tuple(sorted(_marks(timeline, sessions, attempt), key=lambda mark: (mark.at, mark.kind, mark.where))),
    )


def _sessions(record: Record, attempt: str) -> list[Session]:
    return [s for s in record.sessions if any(opened.attempt == attempt for opened in s.opened.attempts)]


def _heard(session: Session) -> Iterable[Interval]:
    """Every moment from which the log has something."""
    yield from ((known.received, known.received + 1) for known in session.facts)
    yield from ((seen.at, seen.received + 1) for instance in session.instances for seen in instance.seen)


def _slices(session: Session, attempt: str) -> tuple[Slice, ...]:
    units = {opened.unit for opened in session.opened.attempts if opened.attempt == attempt}
    slices: list[Slice] = []
    offset = 0
    for unit in session.opened.plan.units:
        for part in unit.slices if unit.unit in units else ():
            slices.append(Slice(lesson=part.lesson, start=part.start, end=part.end, offset=offset))
            offset += part.end - part.start
    return tuple(slices)


# ---------------------------------------------------------------- bands


def _band(span: Span) -> Band:
    media_to = span.media_from if span.jumped else span.media_to
    return Band(
        kind=_state(span),
        start=span.start,
        end=span.end,
        lesson=span.lesson,
        media_from=span.media_from,
        media_to=media_to,
    )


def _state(span: Span) -> str:
    """The one word for a span; what is worse goes first."""
    words = (
        ("fast", span.fast),
        ("concurrent", span.concurrent),
        ("hidden", span.playing and span.hidden),
        ("stalled", span.state.stalled),
        ("held", span.state.held and not span.playing),
        ("away", span.hidden),
        ("engaged", span.engaged),
        ("unobserved", span.playing),
    )
    return next((word for word, applies in words if applies), "paused")


def joined(bands: Iterable[Band]) -> list[Band]:
    """Neighbours in the same state and at the same speed become one, so that an hour is a few hundred bands."""
    joined: list[Band] = []
    for band in bands:
        if joined and _continues(joined[-1], band):
            joined[-1] = msgspec.structs.replace(joined[-1], end=band.end, media_to=band.media_to)
        elif band.end > band.start:
            joined.append(band)
    return joined


def _continues(before: Band, after: Band) -> bool:
    if (before.kind, before.lesson, before.reason) != (after.kind, after.lesson, after.reason):
        return False
    if (before.end, before.media_to) != (after.start, after.media_from):
        return False
    return abs(_slope(before) - _slope(after)) < 0.05


def _slope(band: Band) -> float:
    return (band.media_to - band.media_from) / max(1, band.end - band.start)


def _gaps(session: Session) -> list[Band]:
    """When nobody was connected, as the server knows, and when the browser says it was cut off."""
    cut_off = [Band(kind="disconnected", start=start, end=end) for start, end in _disconnections(session)]
    return cut_off + [Band(kind="offline", start=start, end=end) for start, end in _outages(session)]


def _disconnections(session: Session) -> Iterable[Interval]:
    since: int | None = None
    for known in session.facts:
        if isinstance(known.fact, Disconnected):
            since = known.received if since is None else since
        elif isinstance(known.fact, Connected | SessionClosed) and since is not None:
            yield since, known.received
            since = None


def _outages(session: Session) -> Iterable[Interval]:
    for instance in session.instances:
        since: int | None = None
        for seen in instance.seen:
            if isinstance(seen.event, NetOffline):
                since = seen.at
            elif isinstance(seen.event, NetOnline) and since is not None:
                yield since, seen.at
                since = None


# ---------------------------------------------------------------- marks


def _marks(timeline: Timeline, sessions: Sequence[Session], attempt: str) -> Iterable[Mark]:
    found = checkpoints(timeline.record, attempt, timeline.pack)
    missed = {fact.nonce: known.received for fact, known in timeline.record.known(DirectiveExpired)}
    yield from (_popup_mark(popup, missed) for popup in found.popups)
    yield from (_photo_mark(photo) for photo in found.photos)
    yield from _liveness_marks(found, missed)
    names = {session.name for session in sessions}
    for jump in timeline.jumps:
        if jump.session.name in names:
            yield Mark(kind="seek", at=jump.at, outcome=f"{jump.origin}>{jump.target}", where=jump.where)
    for session in sessions:
        yield from _session_marks(session, timeline.pack)


def _popup_mark(popup: Popup, missed: dict[str, int]) -> Mark:
    outcome = "open"
    if in_time(popup):
        outcome = "answered"
    elif popup.issued.nonce in missed or popup.closed_at is not None:
        outcome = "missed"
    at = popup.presented.at if popup.presented else popup.issued_at
    until = popup.closed_at or missed.get(popup.issued.nonce)
    return Mark(kind="popup", at=at, until=until, outcome=outcome, where=popup.where)


def _photo_mark(photo: Photo) -> Mark:
    at = photo.commit.at if photo.commit else photo.issued_at
    outcome = "accepted" if photo.accepted else "not_accepted"
    return Mark(kind="photo", at=at, outcome=outcome, reason=photo.reason or _flag(photo), where=photo.where)


def _flag(photo: Photo) -> str:
    """What a reviewer should know of a photo that counts all the same: another face in it, or one like it before."""
    reason = photo.judged.reason if photo.judged else ""
    return reason if reason in FLAGS else ""


def _liveness_marks(found: Checkpoints, missed: dict[str, int]) -> Iterable[Mark]:
    for result, known in found.liveness:
        if result.final or result.decision != "pass":
            yield Mark(
                kind="liveness", at=known.received, outcome=result.decision, reason=result.reason, where=known.where
            )
    for prompt, known in found.prompts:
        if prompt.nonce in missed:
            yield Mark(kind="liveness", at=missed[prompt.nonce], outcome="missed", where=known.where)


def _session_marks(session: Session, pack: RulePack) -> Iterable[Mark]:
    for _, known in session.known(TakenOver):
        yield Mark(kind="takeover", at=known.received, outcome="taken_over", where=known.where)
    for word, known in session.known(SeenInPerson):
        yield Mark(kind="in_person", at=known.received, outcome="seen", reason=word.by.name, where=known.where)
    for instance in session.instances:
        yield from (_event_mark(seen) for seen in instance.seen if isinstance(seen.event, Prevented | Page | Camera))
        yield from _hint_marks(instance, pack)


def _event_mark(seen: Seen) -> Mark:
    event = seen.event
    if isinstance(event, Camera):
        what = " ".join(filter(None, (event.kind, event.label)))
        return Mark(kind="camera", at=seen.at, outcome=event.state, reason=what, where=seen.where)
    if isinstance(event, Page):
        return Mark(kind="page", at=seen.at - event.away, until=seen.at, outcome=event.state, where=seen.where)
    assert isinstance(event, Prevented)
    return Mark(kind="prevented", at=seen.at, outcome=event.what, where=seen.where)


def _hint_marks(instance: Instance, pack: RulePack) -> Iterable[Mark]:
    """Each hint once, where it was first given, and each reading of the rate that contradicts the positions."""
    told: dict[tuple[str, str], Seen] = {}
    for seen in instance.seen:
        if isinstance(seen.event, Hint):
            told.setdefault((seen.event.name, seen.event.detail), seen)
    for (name, detail), seen in told.items():
        yield Mark(kind="hint", at=seen.at, outcome=name, reason=detail, where=seen.where)
    for found in contradictions(instance, pack):
        at, where = found.seen.at, found.seen.where
        yield Mark(kind="hint", at=at, outcome="rate_readings", reason=found.reading, where=where)
