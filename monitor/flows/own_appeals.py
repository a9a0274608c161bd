"""A trainee appeals from the own page, with files that are sealed to the office's key before they are stored (K13)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from monitor.core.review_facts import AppealFiled, Attachment, Media
from monitor.core.verdict import Verdict
from monitor.flows.collector import Collector
from monitor.flows.pictures import PictureRefused
from monitor.flows.review import appeal

MOST_FILES = 3
FILE_LIMIT = 5_000_000  # bytes of one file
FOLDER = "appeals"
_BEGINNINGS: dict[bytes, Media] = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF-": "application/pdf",
}


def may_appeal(verdict: Verdict, now: int) -> bool:
    """Whether the trainee was told of a hold or a proposed void, and the term for an appeal still runs (UTC ms)."""
    last = verdict.history[-1] if verdict.history else None
    return verdict.stage == "proposed" and last is not None and last.kind == "notice" and now < last.until


async def appeal_with(
    collector: Collector, verdict: Verdict, text: str, files: Sequence[bytes], *, through: str = ""
) -> Verdict:
    """Seal the files, file the trainee's appeal, and judge again; `through` is who made the link to the page.

    Raises `PictureRefused` for files that are too large or of another kind, `NotAllowed` and `TooLate`, and where they
    cannot be stored the vault's error.
    """
    checked = [(file, _media_type(file)) for file in files]
    attachments = [await _sealed(collector, file, kind) for file, kind in checked]
    filed = AppealFiled(
        attempt=verdict.attempt,
        party="trainee",
        filed_by=verdict.trainee,
        through=through,
        text=text,
        attachments=tuple(attachments),
    )
    return await appeal(collector, filed)


def _media_type(file: bytes) -> Media:
    if len(file) > FILE_LIMIT:
        raise PictureRefused(
            413, "oversized", "files", f"A file has {len(file)} bytes.", f"Send files of at most {FILE_LIMIT} bytes."
        )
    for beginning, kind in _BEGINNINGS.items():
        if file.startswith(beginning):
            return kind
    raise PictureRefused(
        415, "not_an_attachment", "files", "A file is no JPEG, PNG or PDF.", "Send photos, screenshots or PDF files."
    )


async def _sealed(collector: Collector, file: bytes, kind: Media) -> Attachment:
    digest = hashlib.sha256(file).hexdigest()
    reference = await collector.monitor.vault.put(FOLDER, digest, file)
    return Attachment(sha256=digest, media_type=kind, size=len(file), store_ref=reference)
