"""A running collector's API, for people of the office at a command line."""

from __future__ import annotations

from typing import Any

import httpx


class OfficeRefused(Exception):
    """The collector was not reached, or refused; says why and what to do."""


def post(address: str, path: str, body: dict[str, Any], *, person: str, key: str, language: str) -> Any:
    """What the collector answers to one step of this person; raises `OfficeRefused`."""
    headers = {"X-Person": person, "Authorization": f"Bearer {key}", "Accept-Language": language}
    try:
        response = httpx.post(address.rstrip("/") + path, json=body, headers=headers, timeout=60)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OfficeRefused(f"{address} cannot be reached ({error}): is this the collector's address?") from None
    if response.is_success:
        return response.json()
    raise OfficeRefused(_told(response))


def _told(response: httpx.Response) -> str:
    if response.headers.get("content-type", "").startswith("application/problem+json"):
        problem = response.json()
        return f"{problem.get('field', '')}: {problem['detail']} {problem.get('remedy', '')}".strip(": ")
    return f"the answer was {response.status_code}; is this a collector's address?"
