"""What a platform's server asks of the collector, with its platform key (docs/protocol.md)."""

from __future__ import annotations

import secrets
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from monitor.core import verdict as verdicts
from monitor.core.verdict import Finding, Result, Verdict
from monitor.flows.claim import claim, verdicts_of
from monitor.flows.collector import Collector
from monitor.flows.enrol import ENROLMENT_LIMIT, ENROLMENT_PICTURES, enrol
from monitor.flows.open_session import open_session
from monitor.web.bodies import read_files, read_form, text_of
from monitor.web.needs import TheCollector, ThePlatform

router = APIRouter(prefix="/v1", tags=["platform"])

Id = Annotated[str, Field(min_length=1, max_length=128)]


class SessionWanted(BaseModel):
    """Who wants to learn what."""

    trainee: Id = Field(description="The trainee's name in the office's registry.")
    training_class: Id
    lesson: Id


class SessionOpened(BaseModel):
    """A session that waits for its SDK."""

    session: str
    ticket: str = Field(description="Opens the stream once, within two minutes.")
    stream_url: str = Field(description="Where the SDK connects.")
    countable: bool = Field(description="Whether a result of this session can count.")
    reasons: list[str] = Field(description="Codes that say why not.")


class Claim(BaseModel):
    """A finished unit for which the platform asks credit."""

    trainee: Id
    training_class: Id
    unit: Id


class Reason(BaseModel):
    """A finding behind a verdict."""

    code: str = Field(description="The rule.")
    clause: str = Field(description="The clause that it rests on.")
    message: dict[str, str]
    advice: dict[str, str]


class VerdictSaid(BaseModel):
    """What one attempt at one unit is worth."""

    attempt: str
    unit: str
    outcome: Result
    outcome_text: dict[str, str]
    stage: Literal["proposed", "final"]
    credited_ms: int
    required_ms: int
    reasons: list[Reason]
    purpose: str = Field(description='"demonstration" under rules that are not for real use.')
    certificate: str | None = Field(None, description="VC-JWT, if the unit is certified.")


class Verdicts(BaseModel):
    """All attempts of one trainee in one class."""

    verdicts: list[VerdictSaid]


class ReferencesTaken(BaseModel):
    """The faces of one enrolment; somebody who is not the platform has to confirm them before hours count."""

    references: list[int] = Field(description="Their numbers, in the order of the pictures.")
    state: Literal["unverified"] = "unverified"


@router.post("/sessions", status_code=201)
async def post_session(
    wanted: SessionWanted, request: Request, collector: TheCollector, platform: ThePlatform
) -> SessionOpened:
    """Open a supervised session and get its ticket.

    Conditions that make a result not count do not stop learning; `countable` and `reasons` tell at once.
    """
    session = f"s-{secrets.token_hex(12)}"
    opened = await open_session(collector, session, platform, wanted.trainee, wanted.training_class, wanted.lesson)
    return SessionOpened(
        session=opened.session,
        ticket=opened.ticket,
        stream_url=_stream_url(collector, request),
        countable=not opened.reasons,
        reasons=list(opened.reasons),
    )


@router.post("/claims")
async def post_claim(wanted: Claim, collector: TheCollector, platform: ThePlatform) -> VerdictSaid:
    """Ask that a finished unit be counted; the answer is the verdict."""
    verdict = await claim(collector, platform, wanted.trainee, wanted.training_class, wanted.unit)
    stored = await verdicts_of(collector, wanted.trainee, wanted.training_class)
    return _said(verdict, stored[verdict.attempt][1])


@router.get("/verdicts")
async def get_verdicts(
    collector: TheCollector,
    platform: ThePlatform,
    trainee: Annotated[str, Query(min_length=1, max_length=128)],
    training_class: Annotated[str, Query(min_length=1, max_length=128)],
) -> Verdicts:
    """The last verdict of every attempt that the trainee made on this platform, with certificates."""
    stored = await verdicts_of(collector, trainee, training_class)
    read = [(verdicts.from_bytes(payload), certificate) for payload, certificate in stored.values()]
    mine = [_said(verdict, certificate) for verdict, certificate in read if verdict.platform == platform]
    return Verdicts(verdicts=mine)


_REFERENCE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["trainee", "pictures"],
                    "properties": {
                        "trainee": {"type": "string"},
                        "pictures": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": ENROLMENT_PICTURES,
                            "items": {"type": "string", "format": "binary", "maxLength": ENROLMENT_LIMIT},
                        },
                    },
                }
            }
        },
    }
}


@router.post("/references", status_code=201, openapi_extra=_REFERENCE_BODY)
async def post_references(request: Request, collector: TheCollector, platform: ThePlatform) -> ReferencesTaken:
    """Enrol a face from 1 to 5 JPEG pictures of one person, best 3; the pictures themselves are not kept.

    They are taken in together or not at all; a refusal names every picture that is too weak, and why.
    """
    form = await read_form(request, ENROLMENT_PICTURES * ENROLMENT_LIMIT, ENROLMENT_PICTURES + 1, "pictures")
    try:
        trainee = text_of(form, "trainee")
        # Platforms connected to version 0.1 send one part named picture.
        pictures = [*await read_files(form, "pictures"), *await read_files(form, "picture")]
    finally:
        await form.close()
    return ReferencesTaken(references=await enrol(collector, platform, trainee, pictures))


def _stream_url(collector: Collector, request: Request) -> str:
    base = collector.monitor.public_url or str(request.base_url).rstrip("/")
    return base.replace("http", "ws", 1) + "/v1/stream"


def _said(verdict: Verdict, certificate: str | None) -> VerdictSaid:
    return VerdictSaid(
        attempt=verdict.attempt,
        unit=verdict.unit,
        outcome=verdict.result,
        outcome_text=verdicts.RESULT_WORDS[verdict.result],
        stage=verdict.stage,
        credited_ms=verdict.credited_ms,
        required_ms=verdict.required_ms,
        reasons=[_reason(finding) for finding in verdict.reasons],
        purpose=verdict.purpose,
        certificate=certificate if verdict.result == "certified" else None,
    )


def _reason(finding: Finding) -> Reason:
    return Reason(code=finding.rule, clause=finding.code, message=finding.message, advice=finding.advice)
