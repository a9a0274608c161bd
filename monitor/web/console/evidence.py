"""Pictures for whoever decides: retained photos with a reason and a case number, and the files of appeals.

A picture is handed out as bytes of a harmless kind that no browser runs anything of.
"""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, StringConstraints

from monitor.core.events import PhotoDeletion
from monitor.flows.collector import Collector
from monitor.flows.evidence_files import Filed, Sealed, attachments_of, opened, photos_of, tombstone_of
from monitor.flows.retained_photos import RetainedPhoto
from monitor.flows.review_queue import review_of
from monitor.ports import VaultError
from monitor.web.console.access import Office
from monitor.web.console.attempts import attempt_seen
from monitor.web.console.route import because, console_router
from monitor.web.needs import TheCollector
from monitor.web.office_api.reviews import last_verdict
from monitor.web.problems import Refusal
from monitor.web.times import moment
from monitor.web.vendor_api.common import DocumentNumber, Name, Words, nothing_of_this_name

router = console_router("evidence")

HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}

Why = Annotated[Words, StringConstraints(min_length=2, max_length=200)]


class DeletionSaid(BaseModel):
    """Why the file of a photo is gone (PRV-11)."""

    decision: str = Field(description="expired, at the end of its term; requested, at a lawful request.")
    reference: str = Field(description="The number of the request.")

    @classmethod
    def of(cls, said: PhotoDeletion) -> DeletionSaid:
        return cls(decision=said.decision, reference=said.reference)


class PhotoSaid(BaseModel):
    """A retained photo of an attempt."""

    where: str = Field(description="The log position of its storing, by which it is opened.")
    stored_at: datetime
    sha256: str
    deletion: DeletionSaid | None = Field(description="Null while the file is kept.")
    openable: bool = Field(description="Whether the private key that opens it is here (K13), and the file is kept.")

    @classmethod
    def of(cls, photo: RetainedPhoto, *, key_here: bool) -> PhotoSaid:
        gone = tombstone_of(photo)
        return cls(
            where=photo.where,
            stored_at=moment(photo.stored_at),
            sha256=photo.stored.sha256,
            deletion=DeletionSaid.of(gone) if gone else None,
            openable=key_here and gone is None,
        )


class AttachmentSaid(BaseModel):
    """A file that came with an appeal."""

    sha256: str
    media_type: str = Field(description="image/jpeg, image/png or application/pdf.")
    size: int = Field(description="Bytes.")
    filed_at: datetime

    @classmethod
    def of(cls, filed: Filed) -> AttachmentSaid:
        one = filed.attachment
        return cls(sha256=one.sha256, media_type=one.media_type, size=one.size, filed_at=moment(filed.at))


class PhotoLook(BaseModel):
    """Which photo somebody wants to see, and why."""

    where: Annotated[str, Field(max_length=256)]
    reason: Why
    case: Annotated[DocumentNumber, StringConstraints(max_length=64)] = Field(description="The number of the matter.")


@router.get("/attempts/{attempt}/photos")
async def get_photos(attempt: Name, collector: TheCollector, viewer: Office) -> list[PhotoSaid]:
    """The retained photos of an attempt, without the pictures; a deleted one with its tombstone."""
    line = await attempt_seen(collector, attempt, viewer)
    key_here = bool(collector.monitor.vault_private_key)
    return [PhotoSaid.of(photo, key_here=key_here) for photo in await photos_of(collector, line)]


@router.post("/attempts/{attempt}/photos/looks", response_class=Response)
async def post_photo_look(
    attempt: Name, look: PhotoLook, request: Request, collector: TheCollector, viewer: Office
) -> Response:
    """Open one retained photo; who looked why and in which matter goes into the access log."""
    because(request, reason=look.reason, case=look.case, photo=look.where)
    line = await attempt_seen(collector, attempt, viewer)
    photo = next((one for one in await photos_of(collector, line) if one.where == look.where), None)
    if photo is None:
        raise nothing_of_this_name("where", look.where)
    if photo.deleted:
        raise _gone("This photo was deleted by decision.")
    return _picture(await _open(opened(collector, photo.stored.store_ref, photo.stored.sealed_sha256)), "image/jpeg")


@router.get("/reviews/{attempt}/attachments")
async def get_attachments(attempt: Name, collector: TheCollector, _: Office) -> list[AttachmentSaid]:
    """The files that came with the appeals about an attempt."""
    return [AttachmentSaid.of(filed) for filed in await _attachments(collector, attempt)]


@router.get("/reviews/{attempt}/attachments/{sha256}", response_class=Response)
async def get_attachment(attempt: Name, sha256: Name, collector: TheCollector, _: Office) -> Response:
    """One of these files, to be saved or drawn."""
    for filed in await _attachments(collector, attempt):
        one = filed.attachment
        if one.sha256 == sha256:
            return _picture(await _open(opened(collector, one.store_ref, one.sha256)), one.media_type, sha256[:12])
    raise nothing_of_this_name("sha256", sha256)


async def _attachments(collector: Collector, attempt: str) -> tuple[Filed, ...]:
    return attachments_of(await review_of(collector, await last_verdict(collector, attempt)))


async def _open(picture: Awaitable[bytes]) -> bytes:
    """Raises `Refusal` where it cannot be opened here, or is not there."""
    try:
        return await picture
    except Sealed as error:
        raise Refusal(
            409,
            "sealed",
            "Pictures cannot be opened here: this installation does not hold the office's private key.",
            field="",
            remedy="Open the file with the office's age key, or set MONITOR_VAULT_PRIVATE_KEY_FILE.",
        ) from error
    except VaultError as error:
        raise _gone("The file is not there, or is another one than the log says.") from error


def _gone(why: str) -> Refusal:
    return Refusal(410, "gone", why, field="", remedy="Decide by what the log says of it.")


def _picture(content: bytes, media_type: str, name: str = "photo") -> Response:
    headers = {**HARMLESS, "Content-Disposition": f'attachment; filename="{name}.{SUFFIXES[media_type]}"'}
    return Response(content, media_type=media_type, headers=headers)
