"""A learning record store behind the xAPI statements resource."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import httpx

VERSION = "1.0.3"
PATIENCE = (1.0, 2.0, 4.0, 8.0)  # seconds before each further try of a store that is busy or away


class RecordStoreError(Exception):
    """The store did not take the statements; says what it answered and what to do."""


class RecordStore:
    """One store; `endpoint` is its xAPI address, to which `/statements` is added."""

    def __init__(self, endpoint: str, user: str = "", password: str = "") -> None:
        auth = httpx.BasicAuth(user, password) if user else None
        headers = {"X-Experience-API-Version": VERSION}
        self._address = endpoint.rstrip("/") + "/statements"
        self._http = httpx.AsyncClient(auth=auth, headers=headers, timeout=60)

    async def put(self, statements: Sequence[dict[str, Any]]) -> None:
        """Hand over statements; those that it has already stay one.  Raises `RecordStoreError`."""
        for pause in (*PATIENCE, None):
            why = await self._try(statements)
            if not why:
                return
            if pause is None:
                raise RecordStoreError(f"{self._address} {why}; nothing is lost, run the export again later")
            await asyncio.sleep(pause)

    async def close(self) -> None:
        await self._http.aclose()

    async def _try(self, statements: Sequence[dict[str, Any]]) -> str:
        """Nothing, or why to try again; raises `RecordStoreError` for what another try does not mend."""
        try:
            response = await self._http.post(self._address, json=statements)
        except httpx.TransportError as error:
            return f"cannot be reached ({str(error) or type(error).__name__})"
        if response.is_success:
            return ""
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
            return f"answers {response.status_code}"
        raise RecordStoreError(f"{self._address} refuses with {response.status_code}: {_told(response)}")


def _told(response: httpx.Response) -> str:
    remedies = {401: "give the store's user and password", 403: "its user may not write", 404: "is this its address?"}
    return remedies.get(response.status_code, response.text[:300])
