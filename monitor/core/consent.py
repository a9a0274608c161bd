"""Which consent counts: to the one purpose, in the words that this session showed (PRV-02, PRV-03)."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.core.events import ConsentEnded, ConsentGiven, ConsentWithdrawn, SessionOpened
from monitor.core.intervals import Interval
from monitor.core.reading import Session

PURPOSE = "face_check"
REFERENCE_PURPOSE = "face_reference"  # to enrol a face
FACE_PURPOSES = (PURPOSE, REFERENCE_PURPOSE)


def gives(event: ConsentGiven, opened: SessionOpened) -> bool:
    """Whether the trainee agreed to what was asked; agreeing to another text, or for another purpose, is no consent."""
    offered = opened.consent_version or event.text_version  # a log of an older version does not say what it offered
    return event.purpose == PURPOSE and event.text_version == offered


def withdraws(event: ConsentWithdrawn) -> bool:
    """Whether no more pictures may be taken."""
    return event.purpose == PURPOSE


def withheld(session: Session) -> list[Interval]:
    """From when until when (server ms) a consent was taken back; given again it holds once the server heard it."""
    found: list[Interval] = []
    since: int | None = None
    for moment, given in sorted(_changes(session)):
        if given and since is not None:
            found.append((since, moment))
        since = None if given else moment if since is None else since
    return found if since is None else [*found, (since, 2**62)]


def _changes(session: Session) -> Iterator[tuple[int, bool]]:
    for _, known in session.known(ConsentEnded):
        yield known.received, False
    for withdrawn, seen in session.said(ConsentWithdrawn):
        if withdraws(withdrawn):
            yield seen.at, False
    for given, seen in session.said(ConsentGiven):
        if gives(given, session.opened):
            yield seen.received, True
