"""The names of the streams that belong to no session."""

from __future__ import annotations

PLATFORMS = "platforms/"
INCIDENTS = "incidents"  # of the collector itself; every judgement reads them


def claims_stream(trainee: str, training_class: str) -> str:
    """What was asked and decided about a person's hours in a class: claims, notices, appeals, decisions.

    A session's own stream may have ended before the platform asks for credit.
    """
    return f"claims/{training_class}/{trainee}"


def platform_stream(platform: str) -> str:
    """The cases against a platform; every judgement of an hour learned there reads it."""
    return f"{PLATFORMS}{platform}"


def audits_stream(platform: str) -> str:
    """What every claimed hour says about its platform; it is long, and judgements do not read it."""
    return f"audits/{platform}"
