"""What webhooks say, how they are signed (Standard Webhooks), and when a delivery that failed is tried again.

Pure: secrets, times and message names come from outside.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from monitor.core.callers import OwnerKind
from monitor.core.verdict import RESULT_WORDS, Result, Verdict

Event = Literal[
    "hour.certified",
    "hour.held",
    "hour.void_proposed",
    "hour.restored",
    "hour.not_counted",
    "hour.reinstated",
    "certificate.issued",
    "platform.notified",
    "platform.suspended",
    "webhook.test",
]
EVENTS: tuple[Event, ...] = (
    "hour.certified",
    "hour.held",
    "hour.void_proposed",
    "hour.restored",
    "hour.not_counted",
    "hour.reinstated",
    "certificate.issued",
    "platform.notified",
    "platform.suspended",
)
State = Literal["pending", "delivered", "dead"]

_PREFIX = "whsec_"

# Seconds after which a delivery is tried again, each up to a fifth more or less; nearly three days in all.
SCHEDULE_S = (5, 30, 120, 600, 1800, 3600, 4 * 3600, 12 * 3600, 24 * 3600, 24 * 3600)
_JITTER = 0.2


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened, as it is sent; the body is the same for everybody and at every try."""

    message: str
    event: Event
    body: bytes
    created_at: int


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where an owner wants to be told; times in UTC ms.  No events stands for all of them."""

    endpoint: str
    kind: OwnerKind
    owner: str
    url: str
    events: tuple[Event, ...]
    created_at: int
    disabled_at: int | None
    disabled_why: str


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One message on its way to one endpoint; times in UTC ms."""

    delivery: int
    message: str
    event: Event
    endpoint: str
    state: State
    attempts: int
    due_at: int
    last_status: int | None
    last_error: str
    delivered_at: int | None


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery to make now; `secrets` are sealed, the newest first."""

    delivery: int
    message: str
    endpoint: str
    url: str
    body: bytes
    attempts: int
    secrets: tuple[bytes, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict that was stored and of which nobody was told yet, with the one before it on the same attempt."""

    number: int
    institution: str
    decided_at: int
    verdict: bytes
    certificate: str | None
    before: bytes | None
    certificate_before: str | None


# ---------------------------------------------------------------- what is said

_VOID = ("void_trainee", "void_platform")
_NOT_COUNTED = "not_counted_platform"
_DOUBTED = ("held", _NOT_COUNTED, *_VOID)


def news(after: Verdict, before: Verdict | None, *, issued: bool) -> list[Event]:
    """What a verdict says that the one before it did not; `issued` tells that there is a new certificate.

    Only changes are news: a judgement that is made again says nothing twice.
    """
    was: Result | None = before.result if before is not None else None
    told: list[Event] = []
    if was == _NOT_COUNTED and after.result != _NOT_COUNTED:
        told.append("hour.reinstated")
    if after.result == "certified" and was != "certified":
        told += ["hour.restored", "hour.certified"] if was in _DOUBTED else ["hour.certified"]
    if after.result == "held" and was != "held":
        told.append("hour.held")
    if after.result in _VOID and was not in _VOID:
        told.append("hour.void_proposed")
    if after.result == _NOT_COUNTED and was != _NOT_COUNTED:
        told.append("hour.not_counted")
    if issued:
        told.append("certificate.issued")
    return told


def hour(verdict: Verdict) -> dict[str, Any]:
    """What is said about an hour: the trainee by a pseudonym, reasons in both languages, no scores (PRV-06)."""
    return {
        "attempt": verdict.attempt,
        "trainee": verdict.trainee,
        "training_class": verdict.training_class,
        "unit": verdict.unit,
        "platform": verdict.platform,
        "outcome": verdict.result,
        "outcome_text": RESULT_WORDS[verdict.result],
        "stage": verdict.stage,
        "claimed": verdict.claimed,
        "credited_ms": verdict.credited_ms,
        "required_ms": verdict.required_ms,
        "reasons": [
            {"code": finding.rule, "clause": finding.code, "message": finding.message, "advice": finding.advice}
            for finding in verdict.reasons
        ],
    }


def message(event: Event, source: str, created_at: int, timestamp: str, data: Mapping[str, Any]) -> Message:
    """A message; the same event of the same source has the same name, so that it cannot be told as another one."""
    name = "msg_" + hashlib.sha256(f"{event}\n{source}".encode()).hexdigest()[:32]
    body = msgspec.json.encode({"type": event, "timestamp": timestamp, "data": data})
    return Message(message=name, event=event, body=body, created_at=created_at)


# ---------------------------------------------------------------- how it is sent


def secret_text(secret: bytes) -> str:
    """A secret as its owner keeps it."""
    return _PREFIX + base64.b64encode(secret).decode()


def headers(message: str, at: int, body: bytes, secrets: Sequence[bytes]) -> dict[str, str]:
    """The headers of Standard Webhooks, at `at` (UTC ms); one signature for every secret that is good now."""
    timestamp = str(at // 1000)
    signed = f"{message}.{timestamp}.".encode() + body
    signatures = [base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode() for secret in secrets]
    return {
        "content-type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def wait_ms(attempts: int, delivery: int, message: str) -> int | None:
    """How long to wait after so many tries; null when it was the last one.

    What is drawn is drawn from the names: many that failed together come again apart, and a test sees the same.
    """
    if attempts > len(SCHEDULE_S):
        return None
    drawn = hashlib.sha256(f"{message}\n{delivery}\n{attempts}".encode()).digest()
    share = int.from_bytes(drawn[:4], "big") / 0xFFFFFFFF
    return round(SCHEDULE_S[attempts - 1] * 1000 * (1 - _JITTER + 2 * _JITTER * share))
