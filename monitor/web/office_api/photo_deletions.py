"""The office has photos deleted: at the end of their term, or because somebody asks by law (PRV-10, PRV-11)."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import BaseModel, Field

from monitor.core.bilingual import Bilingual
from monitor.core.photo_term import Kept
from monitor.flows.photo_requests import Answer, Request, State, expire_now, request_deletion
from monitor.web.needs import TheCollector
from monitor.web.office_api.people import ThePerson
from monitor.web.office_api.route import office_router
from monitor.web.problems import Refusal
from monitor.web.vendor_api.common import Day, DocumentNumber, Id

router = office_router("people")

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]

WHY_KEPT: dict[Kept, Bilingual] = {
    "lesson_open": {"zh-CN": "本次学习尚未结束。", "en": "The lesson has not ended."},
    "class_open": {"zh-CN": "班级未结束,或保留期限未满。", "en": "The class goes on, or the term is not over."},
    "review_open": {
        "zh-CN": "有学时正在复核或申诉期内,照片须作为证据保留。",
        "en": "An hour is under review, or may be appealed against: the photo is evidence.",
    },
    "case_open": {
        "zh-CN": "针对该平台的核查尚未作出决定,照片须作为证据保留。",
        "en": "A case against the platform is not decided: the photo is evidence.",
    },
}


class DeletionWanted(BaseModel):
    """Which photos, and the lawful request that says so."""

    trainee: Id
    training_class: Id
    reference: DocumentNumber = Field(description="The number of the request.")
    photos: Annotated[list[Digest], Field(max_length=500)] = Field(
        [], description="SHA-256 of the photos as they were committed; none means all of the trainee in the class."
    )


class PhotoAnswer(BaseModel):
    """What became of one photo."""

    entry: str = Field(description="The log position of its storing.")
    sha256: str = Field(description="Of the photo as it was committed.")
    state: State
    why: Kept | None = Field(None, description="Why it is kept.")
    message: dict[str, str] = Field({}, description="The same in words.")
    stuck: bool = Field(False, description="The disk did not let go of the file; the next run tries again.")


class DeletionTaken(BaseModel):
    """What became of a request."""

    deleted: int
    waiting: int = Field(description="Photos that go once a second person sends the same request.")
    kept: int
    photos: list[PhotoAnswer]


class ExpiryWanted(BaseModel):
    """Which photos may go."""

    before: Day | None = Field(None, description="Only photos taken before this day (in China).")
    dry_run: bool = Field(False, description="Say what would go, and change nothing.")


class ExpiryDone(BaseModel):
    """What a run did, or would have done."""

    deleted: int = Field(description="Photos whose term is over.")
    finished: int = Field(description="Photos decided on before, whose files had stayed.")
    kept: dict[Kept, int] = Field(description="Photos that are kept, by reason.")
    faces: int = Field(description="People in no open class, or without consent, whose faces were forgotten.")
    stuck: int = Field(description="Files that could not be removed; the next run tries again.")


@router.post("/photo-deletions", status_code=201)
async def post_photo_deletion(wanted: DeletionWanted, collector: TheCollector, person: ThePerson) -> DeletionTaken:
    """Delete photos at a lawful request, as one of two people; the hours that they prove stand.

    They go once a second person has sent the same trainee, class and reference. What may be needed as evidence is
    kept, and the answer says why.
    """
    wish = Request(wanted.trainee, wanted.training_class, wanted.reference, person, frozenset(wanted.photos))
    answers = await request_deletion(collector, wish)
    if not answers:
        raise Refusal(
            404,
            "not_found",
            "No such photo of this trainee in this class is on record.",
            field="photos" if wanted.photos else "trainee",
            remedy="Correct trainee, class or hashes.",
        )
    count = {state: sum(answer.state == state for answer in answers) for state in get_args(State)}
    return DeletionTaken(
        deleted=count["deleted"],
        waiting=count["waits_for_second_person"],
        kept=count["kept"],
        photos=[_said(answer) for answer in answers],
    )


@router.post("/photo-expiries", status_code=201)
async def post_photo_expiry(wanted: ExpiryWanted, collector: TheCollector, _: ThePerson) -> ExpiryDone:
    """Delete every photo whose term is over, each with an entry in the log that stays, and forget faces past their use.

    Faces go of everybody who is in no open class any more, or took the consent back. Reads the whole log.
    """
    done = await expire_now(collector, wanted.before, dry_run=wanted.dry_run)
    return ExpiryDone(
        deleted=done.expired,
        finished=done.finished,
        kept=dict(done.kept),
        faces=done.faces,
        stuck=len(done.stuck),
    )


def _said(answer: Answer) -> PhotoAnswer:
    return PhotoAnswer(
        entry=answer.photo.where,
        sha256=answer.photo.stored.sha256,
        state=answer.state,
        why=answer.why,
        message=WHY_KEPT[answer.why] if answer.why else {},
        stuck=answer.stuck,
    )
