"""Lists come in pages: the answer's `next` is the `cursor` of the following one."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from monitor.web.needs import TheCollector
from monitor.web.problems import Refusal

MOST = 100

Item = TypeVar("Item")
Row = TypeVar("Row")


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(description="The cursor of the next page; null on the last one.")


class Paging:
    """Where a page begins and how long it is; a cursor is good for the list and the caller that it was made for."""

    def __init__(self, secret: bytes, place: str, limit: int, cursor: str) -> None:
        self.limit = limit
        self._secret = secret
        self._place = place.encode()
        self.after = self._read(cursor) if cursor else ""

    def page(self, rows: Sequence[Row], name: Callable[[Row], str], shown: Callable[[Row], Item]) -> Page[Item]:
        """A page of rows that were asked for with one more than the limit; `name` is what they are sorted by."""
        kept = rows[: self.limit]
        following = self.cursor(name(kept[-1])) if len(rows) > self.limit else None
        return Page(items=[shown(row) for row in kept], next=following)

    @property
    def one_more(self) -> int:
        return self.limit + 1

    def cursor(self, after: str) -> str:
        """What the next page is asked for with."""
        raw = after.encode()
        return base64.urlsafe_b64encode(self._mac(raw) + raw).decode().rstrip("=")

    def _read(self, cursor: str) -> str:
        try:
            raw = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
            mac, after = raw[:16], raw[16:]
            if hmac.compare_digest(mac, self._mac(after)):
                return after.decode()
        except (binascii.Error, ValueError):
            pass
        raise Refusal(
            422,
            "bad_cursor",
            "The cursor does not belong to this list.",
            field="cursor",
            remedy="Take it from `next` of the page before, with the same parameters; or begin without one.",
        )

    def _mac(self, after: bytes) -> bytes:
        return hmac.digest(self._secret, self._place + b"\n" + after, hashlib.sha256)[:16]


async def paging(
    request: Request,
    collector: TheCollector,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Most items on a page.")] = 20,
    cursor: Annotated[str, Query(max_length=1024, description="`next` of the page before.")] = "",
) -> Paging:
    """The page that was asked for."""
    filters = sorted((name, value) for name, value in request.query_params.items() if name not in ("cursor", "limit"))
    place = f"{request.state.asked_by}\n{request.url.path}\n{filters}"
    return Paging(collector.monitor.keys.derive("cursors"), place, limit, cursor)


ThePage = Annotated[Paging, Depends(paging)]
