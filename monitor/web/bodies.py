"""Reads request bodies that carry pictures: bounded while they arrive, and in memory only (K13)."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from monitor.flows.pictures import PictureRefused

ENVELOPE = 64 * 1024  # what multipart adds to the pictures


async def read_body(request: Request, limit: int, field: str) -> bytes:
    """The whole body; raises `PictureRefused` as soon as it is over the limit (bytes)."""
    return b"".join([chunk async for chunk in _bounded(request, limit, field)])


async def read_form(request: Request, limit: int, files: int, field: str) -> FormData:
    """A multipart form with at most so many files; raises `PictureRefused`."""
    parser = MultiPartParser(request.headers, _bounded(request, limit + ENVELOPE, field), max_files=files, max_fields=8)
    parser.spool_max_size = limit + ENVELOPE  # never to a temporary file: a picture touches a disk sealed only
    try:
        return await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise PictureRefused(
            422, "malformed", "body", f"The form cannot be read: {error}", "Send multipart/form-data as documented."
        ) from error


async def read_files(form: FormData, name: str) -> list[bytes]:
    """The contents of all parts of this name that are files, in order."""
    return [await part.read() for part in form.getlist(name) if isinstance(part, UploadFile)]


def text_of(form: FormData, name: str) -> str:
    """The part of this name as text; raises `PictureRefused` when it is missing."""
    value = form.get(name)
    if not isinstance(value, str):
        raise PictureRefused(422, "missing", name, f"The part {name} is missing.", f"Add the part {name}.")
    return value


async def _bounded(request: Request, limit: int, field: str) -> AsyncGenerator[bytes, None]:
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > limit:
            raise PictureRefused(413, "oversized", field, f"More than {limit} bytes.", "Send smaller pictures.")
        yield chunk
