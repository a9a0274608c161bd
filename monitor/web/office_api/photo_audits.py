"""The office has every retained photo looked for (D6)."""

from __future__ import annotations

from pydantic import BaseModel, Field

from monitor.core.platform_facts import Absence
from monitor.flows.lost_photos import report_lost_photos
from monitor.flows.photo_audit import Loss
from monitor.web.needs import TheCollector
from monitor.web.office_api.people import ThePerson
from monitor.web.office_api.route import office_router

router = office_router("platforms")

SHOWN = 500  # lost photos that an answer lists; it counts all of them


class LostPhoto(BaseModel):
    """A photo that is not where the log says."""

    platform: str
    trainee: str
    entry: str = Field(description="The log position of its storing.")
    sha256: str = Field(description="Of the photo as it was committed.")
    why: Absence = Field(description="The file is gone, or its reference is of another file or of none.")


class PhotoAudit(BaseModel):
    """How many photos the log knows, and what is lost of them."""

    photos: int
    deleted: int = Field(description="Of these, deleted by decision: their tombstones are in the log.")
    lost: int
    first_lost: list[LostPhoto] = Field(description=f"The first {SHOWN} of them.")


@router.post("/photo-audits", status_code=201)
async def post_photo_audit(collector: TheCollector, _: ThePerson) -> PhotoAudit:
    """Look for every retained photo; whatever is lost is a signal of D6 in a case about its platform.

    Reads the whole log, and opens no picture. A loss is signalled once, however often it is found.
    """
    audit = await report_lost_photos(collector)
    return PhotoAudit(
        photos=audit.photos,
        deleted=audit.deleted,
        lost=len(audit.lost),
        first_lost=[_shown(loss) for loss in audit.lost[:SHOWN]],
    )


def _shown(loss: Loss) -> LostPhoto:
    return LostPhoto(platform=loss.platform, trainee=loss.trainee, entry=loss.where, sha256=loss.sha256, why=loss.why)
