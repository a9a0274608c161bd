"""Consents that a trainee gave or took back outside the lesson (PRV-02): each to one purpose and one text."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import Path as InPath
from fastapi import Response
from pydantic import BaseModel, Field

from monitor.flows import consents
from monitor.flows.words import CONSENT_TEXT
from monitor.web.needs import TheCollector
from monitor.web.vendor_api.callers import Enroller, Reader
from monitor.web.vendor_api.common import FromElsewhere, Id, Name, api_router, own_trainee

router = api_router("people")

Purpose = Literal["face_check", "face_reference"]


class ConsentText(BaseModel):
    """What is asked, in the version in force."""

    version: str
    text: dict[str, str]


class ConsentGiven(FromElsewhere):
    """A trainee agreed."""

    trainee: Id
    purpose: Purpose
    version: Id = Field(description="Which text the trainee was shown.")


@router.get("/consents/text")
async def get_text(collector: TheCollector, _: Reader) -> ConsentText:
    """The text to show, in both languages; the browser SDK asks for face checks by itself."""
    return ConsentText(version=collector.monitor.consent_version, text=CONSENT_TEXT)


@router.post("/consents", status_code=201)
async def post_consent(given: ConsentGiven, collector: TheCollector, caller: Enroller) -> ConsentGiven:
    """Note that a trainee agreed to one purpose; given again while it stands, it is the same consent."""
    monitor = collector.monitor
    await own_trainee(collector, caller, given.trainee)
    now, origin = monitor.clock.now(), given.origin(caller)
    kept = await asyncio.to_thread(
        monitor.registry.give_consent, given.trainee, given.purpose, given.version, now, origin
    )
    return given.model_copy(update=kept.ids(""))


@router.delete("/consents/{trainee}/{purpose}", status_code=204)
async def delete_consent(
    trainee: Name, purpose: Annotated[Purpose, InPath()], collector: TheCollector, caller: Enroller
) -> Response:
    """The trainee takes it back: open lessons are held and capture nothing until it is given again.

    Earlier hours stand. The same follows as when it is taken back in a lesson, where the learner is asked again.
    """
    await own_trainee(collector, caller, trainee)
    await consents.withdraw(collector, trainee, purpose)
    return Response(status_code=204)
