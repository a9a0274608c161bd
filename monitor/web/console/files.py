"""The console's built pages: one document for all addresses, and files whose names change with their content.

The pages come from the checkout's `dashboards/dist` if there is a checkout, else from the installed package.
"""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from fastapi import APIRouter, HTTPException, Request, Response

import monitor as package

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
DOCUMENT = "index.html"
_FOR_EVER = "public, max-age=31536000, immutable"

router = APIRouter()


@dataclass(frozen=True)
class ConsoleFile:
    """One built file as it is served."""

    content: bytes
    media_type: str

    @cached_property
    def zipped(self) -> bytes:
        return gzip.compress(self.content, 9, mtime=0)


@dataclass(frozen=True)
class ConsoleFiles:
    """Every built file by its path; none where the console was not built."""

    files: Mapping[str, ConsoleFile]

    @classmethod
    def found(cls) -> Self:
        """From the checkout if there is one, else from the installed package."""
        root = Path(package.__file__).parent
        checkout = root.parent / "dashboards"
        return cls.in_folder(checkout / "dist" if checkout.is_dir() else root / "web" / "static" / "console")

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        """Everything that lies there."""
        paths = [path for path in sorted(folder.rglob("[!.]*")) if path.is_file() and path.parent.name != ".vite"]
        return cls({path.relative_to(folder).as_posix(): _read(path) for path in paths})


def _read(path: Path) -> ConsoleFile:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind.endswith("javascript")
    return ConsoleFile(path.read_bytes(), f"{kind}; charset=utf-8" if text else kind)


@router.get("/console", include_in_schema=False)
@router.get("/console/{place:path}", include_in_schema=False)
async def get_page(request: Request, place: str = "") -> Response:
    """A built file, or the document, which draws the page of every other address; raises `HTTPException` 404."""
    files: ConsoleFiles = request.app.state.console_files
    if place.startswith(("api/", "assets/")) and place not in files.files:
        raise HTTPException(404)
    if DOCUMENT not in files.files:
        raise HTTPException(
            404, "The console's pages are not built yet: run `make setup`, then start the server again."
        )
    name = place if place in files.files else DOCUMENT
    return _served(request, files.files[name], _FOR_EVER if name.startswith("assets/") else "no-cache")


def _served(request: Request, file: ConsoleFile, kept: str) -> Response:
    headers = {**HEADERS, "Cache-Control": kept, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.zipped, media_type=file.media_type, headers=headers)
    return Response(file.content, media_type=file.media_type, headers=headers)
