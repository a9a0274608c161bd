"""Receiving webhooks (Standard Webhooks): check the signature before anything of the body is believed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from integrity_monitor_client.errors import MonitorError

TOLERANCE_S = 300


class WebhookInvalid(MonitorError):
    """Not from the monitor, changed on the way, or too old; answer 400 and do nothing."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened: the same `id` may come more than once, and is then the same event."""

    id: str
    type: str
    timestamp: datetime
    data: dict[str, Any]


class _Body(msgspec.Struct):
    type: str
    timestamp: datetime
    data: dict[str, Any]


def verify(
    secret: str | Iterable[str],
    headers: Mapping[str, str],
    body: bytes,
    *,
    now: float | None = None,
    tolerance_s: float = TOLERANCE_S,
) -> Event:
    """The event that a request carries; raises `WebhookInvalid`.

    `secret` is the endpoint's `whsec_…`, or several while they change over; `body` is the request's body as it came,
    not parsed and written again.  `now` is in seconds since 1970, the clock's unless given.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    try:
        message, timestamp, given = (sent[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
    except KeyError as missing:
        raise WebhookInvalid(f"the header {missing} is missing") from missing
    _check_age(timestamp, time.time() if now is None else now, tolerance_s)
    secrets = [secret] if isinstance(secret, str) else list(secret)
    signed = f"{message}.{timestamp}.".encode() + body
    if not _fits(signed, given, secrets):
        raise WebhookInvalid("the signature does not fit")
    try:
        read = msgspec.json.decode(body, type=_Body)
    except msgspec.DecodeError as error:
        raise WebhookInvalid(f"the body is none of ours: {error}") from error
    return Event(id=message, type=read.type, timestamp=read.timestamp, data=read.data)


def _check_age(timestamp: str, now: float, tolerance_s: float) -> None:
    if not timestamp.isascii() or not timestamp.isdigit():
        raise WebhookInvalid("the timestamp is not a number")
    if abs(now - int(timestamp)) > tolerance_s:
        raise WebhookInvalid(f"the message is more than {tolerance_s:.0f} s old or from the future")


def _fits(signed: bytes, given: str, secrets: Iterable[str]) -> bool:
    """Every pair is compared, so that nothing is learned from how long it takes."""
    expected = [hmac.digest(_key(secret), signed, hashlib.sha256) for secret in secrets]
    signatures = [_decoded(part.removeprefix("v1,")) for part in given.split(" ") if part.startswith("v1,")]
    return True in [hmac.compare_digest(one, other) for one in expected for other in signatures]


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise MonitorError("the webhook secret is not one: whsec_ and base64") from error


def _decoded(signature: str) -> bytes:
    try:
        return base64.b64decode(signature, validate=True)
    except binascii.Error:
        return b""
