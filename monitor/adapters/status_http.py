"""Asks the collector that issued a certificate what became of it, over HTTP."""

from __future__ import annotations

import httpx

TIMEOUT_S = 10.0


class StatusUnknown(Exception):
    """The collector could not be asked, or knows nothing of the certificate; the message says which."""


def fetch_status(address: str) -> bytes:
    """The status document at this address, as JSON; raises `StatusUnknown`."""
    try:
        answer = httpx.get(address, timeout=TIMEOUT_S, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise StatusUnknown(f"status unknown: {address} cannot be asked: {error}") from error
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise StatusUnknown(f"status unknown: {address} has issued no such certificate")
    if answer.status_code != httpx.codes.OK:
        raise StatusUnknown(f"status unknown: {address} answered {answer.status_code}")
    return answer.content
