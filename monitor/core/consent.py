"""Which consent counts: to the one purpose, in the words that this session showed (PRV-02, PRV-03)."""

from __future__ import annotations

from monitor.core.events import ConsentGiven, ConsentWithdrawn, SessionOpened

PURPOSE = "face_check"


def gives(event: ConsentGiven, opened: SessionOpened) -> bool:
    """Whether the trainee agreed to what was asked; agreeing to another text, or for another purpose, is no consent."""
    offered = opened.consent_version or event.text_version  # a log of an older version does not say what it offered
    return event.purpose == PURPOSE and event.text_version == offered


def withdraws(event: ConsentWithdrawn) -> bool:
    """Whether no more pictures may be taken."""
    return event.purpose == PURPOSE
