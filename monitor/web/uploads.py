"""Pictures from learners' browsers, which the pages of other origins may send (docs/protocol.md, "Pictures")."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Header, Request, Response
from msgspec import Meta

from monitor.core.fact import Millis, Nonce
from monitor.flows.analyse_faces import take_burst, take_photo
from monitor.flows.collector import Collector
from monitor.flows.ingest import field_of
from monitor.flows.pictures import (
    BURST_LIMIT,
    FRAMES_LIMIT,
    PICTURE_LIMIT,
    PictureRefused,
    session_for_upload,
    session_of,
    too_many_at_once,
)
from monitor.web.bodies import ENVELOPE, read_body, read_files, read_form, text_of
from monitor.web.needs import TheCollector, UploadToken
from monitor.web.relaying import answered_elsewhere
from monitor.web.vendor_api.documented import UPLOAD

router = APIRouter(tags=["pictures"])

_PHOTO_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary", "maxLength": PICTURE_LIMIT}}},
    }
}
_BURST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["meta", "f"],
                    "properties": {
                        "meta": {"type": "string", "description": "JSON: nonce, action, fps, t, w, h, track."},
                        "f": {
                            "type": "array",
                            "maxItems": FRAMES_LIMIT,
                            "items": {"type": "string", "format": "binary", "maxLength": PICTURE_LIMIT},
                        },
                    },
                }
            }
        },
    }
}


class Track(msgspec.Struct, frozen=True):
    """What the browser says of its camera; a hint for a person (K16)."""

    label: Annotated[str, Meta(max_length=512)] = ""
    kind: Annotated[str, Meta(max_length=512)] = ""


class BurstMeta(msgspec.Struct, frozen=True):
    """The part `meta` of a burst."""

    nonce: Nonce
    action: Literal["turn_left", "turn_right", "blink", "open_mouth", "nod"]
    fps: Annotated[float, Meta(gt=0, le=60)]
    t: Annotated[list[Millis], Meta(max_length=FRAMES_LIMIT)]
    w: Annotated[int, Meta(gt=0, le=10_000)]
    h: Annotated[int, Meta(gt=0, le=10_000)]
    track: Track = Track()


_TAKEN: dict[str, Any] = {"status_code": 202, "response_class": Response, "responses": UPLOAD}


async def _answered_elsewhere(collector: Collector, request: Request, token: str, limit: int) -> Response | None:
    body = partial(read_body, request, limit, "body")
    return await answered_elsewhere(collector, request, session_of(collector, token), body)


@router.post("/v1/photos", openapi_extra=_PHOTO_BODY, **_TAKEN)
async def post_photo(
    request: Request,
    collector: TheCollector,
    token: UploadToken,
    nonce: Annotated[str, Header(alias="X-Nonce", min_length=8, max_length=64)],
) -> Response:
    """One photo whose hash was sent as `photo_commit`; what became of it comes as an `outcome` over the stream."""
    if elsewhere := await _answered_elsewhere(collector, request, token, PICTURE_LIMIT):
        return elsewhere
    live = await session_for_upload(collector, token)
    with collector.uploads.take(live.session) as free:
        if not free:
            raise too_many_at_once("body")
        picture = await read_body(request, PICTURE_LIMIT, "body")
        await take_photo(collector, live, nonce, picture)
    return Response(status_code=202)


@router.post("/v1/bursts", openapi_extra=_BURST_BODY, **_TAKEN)
async def post_burst(request: Request, collector: TheCollector, token: UploadToken) -> Response:
    """The frames of one asked movement; the verdict comes as an `outcome` over the stream."""
    if elsewhere := await _answered_elsewhere(collector, request, token, BURST_LIMIT + ENVELOPE):
        return elsewhere
    live = await session_for_upload(collector, token)
    with collector.uploads.take(live.session) as free:
        if not free:
            raise too_many_at_once("f")
        meta, frames = await _burst_of(request)
        await take_burst(collector, live, meta.nonce, meta.action, frames)
    return Response(status_code=202)


async def _burst_of(request: Request) -> tuple[BurstMeta, list[bytes]]:
    form = await read_form(request, BURST_LIMIT, FRAMES_LIMIT + 1, "f")
    try:
        return _meta(text_of(form, "meta")), await read_files(form, "f")
    finally:
        await form.close()


def _meta(text: str) -> BurstMeta:
    try:
        return msgspec.json.decode(text, type=BurstMeta)
    except msgspec.DecodeError as error:
        field = ".".join(part for part in ("meta", field_of(str(error))) if part)
        raise PictureRefused(
            422, "malformed", field, str(error).partition(" - at ")[0], "Correct it as docs/protocol.md says."
        ) from error
