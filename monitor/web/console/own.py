"""A trainee's own page: hours and why some did not count, certificates, appeals, consents, and own data as a file."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import Depends, Request, Response
from fastapi import Path as InPath
from pydantic import BaseModel, Field

from monitor.core.accounts import Viewer
from monitor.core.class_lists import PersonLine, Phone
from monitor.flows import consents
from monitor.flows.collector import Collector
from monitor.flows.own_appeals import FILE_LIMIT, MOST_FILES, appeal_with, may_appeal
from monitor.flows.own_data import own_data
from monitor.flows.own_links import Sight
from monitor.flows.own_page import Judged, own_classes, own_verdict
from monitor.flows.words import CONSENT_TEXT
from monitor.web.bodies import read_files, read_form, text_of
from monitor.web.console.access import For
from monitor.web.console.class_lines import ConsentSaid, MakeUpSaid
from monitor.web.console.own_hours import OwnHour, OwnStanding
from monitor.web.console.own_route import OwnRoute
from monitor.web.console.route import console_router
from monitor.web.console.trainees import Face, certificate_file, face_of
from monitor.web.needs import TheCollector
from monitor.web.problems import Refusal
from monitor.web.vendor_api.common import Name, nothing_of_this_name

LONGEST_APPEAL = 4000  # characters

router = console_router("own page", OwnRoute)


async def own_sight(request: Request, _: Annotated[Viewer, Depends(For("trainee"))]) -> Sight:
    """What the route has found that the viewer sees."""
    sight: Sight = request.state.sight
    return sight


Mine = Annotated[Sight, Depends(own_sight)]


async def changeable_sight(sight: Mine) -> Sight:
    """The same where consents and phone number can be changed; raises `Refusal` 403 (decision 009)."""
    if not sight.may_change:
        raise Refusal(
            403,
            "link_only_shows",
            "Consents and phone number cannot be changed through this link.",
            field="Authorization",
            remedy="Open the page from your learning platform, or ask the office for a link.",
        )
    return sight


Changeable = Annotated[Sight, Depends(changeable_sight)]
Purpose = Literal["face_check", "face_reference"]


class OwnClass(BaseModel):
    """One class with all tries at its hours."""

    standing: OwnStanding
    hours: list[OwnHour]


class OwnPage(BaseModel):
    """All that a trainee sees."""

    trainee: str
    face: Face
    phone: Phone
    classes: list[OwnClass]
    make_ups: list[MakeUpSaid]
    consents: list[ConsentSaid]
    consent_version: str
    consent_text: dict[str, str]
    may_change: bool = Field(description="Whether consents and phone number can be changed here.")


class ConsentWanted(BaseModel):
    """The trainee agrees to the text that the page showed."""

    version: str = Field(min_length=1, max_length=128)


@router.get("/own")
async def get_own_page(collector: TheCollector, sight: Mine) -> OwnPage:
    """One's own classes and hours, what did not count and why, consents."""
    return await own_page(collector, sight)


async def own_page(collector: Collector, sight: Sight) -> OwnPage:
    """What a person reads about themselves; raises `Refusal` 404 where there is nobody of this name."""
    person, hours = await _classes(collector, sight)
    now, pack = collector.monitor.clock.now(), collector.monitor.pack
    return OwnPage(
        trainee=person.trainee,
        face=await face_of(collector, person.trainee),
        phone=person.phone,
        classes=[
            OwnClass(
                standing=OwnStanding.of(line, pack),
                hours=[OwnHour.of(verdict, certificate, now) for verdict, certificate in hours[line.training_class]],
            )
            for line in person.enrolments
        ],
        make_ups=[MakeUpSaid.of(line) for line in person.make_ups],
        consents=[ConsentSaid.of(line) for line in person.consents],
        consent_version=collector.monitor.consent_version,
        consent_text=CONSENT_TEXT,
        may_change=sight.may_change,
    )


async def _classes(collector: Collector, sight: Sight) -> tuple[PersonLine, dict[str, list[Judged]]]:
    found = await own_classes(collector, sight)
    if found is None:
        raise nothing_of_this_name("trainee", sight.trainee)
    return found


@router.get("/own/data", response_class=Response)
async def get_own_data(collector: TheCollector, sight: Mine) -> Response:
    """Everything that is kept about oneself, as a file."""
    person, hours = await _classes(collector, sight)
    monitor = collector.monitor
    content = await asyncio.to_thread(own_data, monitor.registry, sight, person, hours, monitor.clock.now())
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return Response(content, media_type="application/json", headers=headers)


@router.delete("/own/phone", status_code=204)
async def delete_own_phone(collector: TheCollector, sight: Changeable) -> Response:
    """Take one's phone number back: its keyed hash is deleted, and a number that is told later is not kept."""
    await asyncio.to_thread(collector.monitor.registry.take_phone_back, sight.trainee)
    return Response(status_code=204)


@router.put("/own/phone", status_code=204)
async def put_own_phone(collector: TheCollector, sight: Changeable) -> Response:
    """Let a phone number be kept again when one is told, whoever took the last one back."""
    await asyncio.to_thread(collector.monitor.registry.let_phone_be_kept, sight.trainee)
    return Response(status_code=204)


@router.get("/own/certificates/{attempt}", response_class=Response)
async def get_own_certificate(attempt: Name, collector: TheCollector, sight: Mine) -> Response:
    """The certificate of one of one's own class hours."""
    if await own_verdict(collector, sight, attempt) is None:
        raise nothing_of_this_name("attempt", attempt)
    return await certificate_file(collector, attempt)


# ---------------------------------------------------------------- appeals


@router.post("/own/appeals", status_code=201)
async def post_own_appeal(request: Request, collector: TheCollector, sight: Mine) -> OwnHour:
    """Appeal against a hold or a proposed void, with up to three files."""
    attempt, text, files = await _appeal(request)
    verdict = await own_verdict(collector, sight, attempt)
    if verdict is None:
        raise nothing_of_this_name("attempt", attempt)
    now = collector.monitor.clock.now()
    if not may_appeal(verdict, now):
        raise Refusal(
            409,
            "no_appeal",
            "There is nothing here to appeal against, or not any more.",
            field="attempt",
            remedy="Reload the page; it shows how the class hour stands now.",
        )
    judged = await appeal_with(collector, verdict, text, files, through=sight.through)
    return OwnHour.of(judged, None, now)


async def _appeal(request: Request) -> tuple[str, str, list[bytes]]:
    form = await read_form(request, MOST_FILES * FILE_LIMIT, MOST_FILES, "files")
    try:
        attempt, text = text_of(form, "attempt"), text_of(form, "text").strip()
        files = [file for file in await read_files(form, "files") if file]
    finally:
        await form.close()
    if not 0 < len(text) <= LONGEST_APPEAL:
        raise Refusal(
            422,
            "text",
            "The appeal has no text, or too much of it.",
            field="text",
            remedy="Say in 1 to 4000 characters what happened.",
        )
    return attempt, text, files


# ---------------------------------------------------------------- consents


@router.put("/own/consents/{purpose}", status_code=204)
async def put_own_consent(
    purpose: Annotated[Purpose, InPath()], wanted: ConsentWanted, collector: TheCollector, sight: Changeable
) -> Response:
    """Agree to the text that is in force."""
    monitor, trainee = collector.monitor, sight.trainee
    if wanted.version != monitor.consent_version:
        raise Refusal(
            409,
            "text_changed",
            "The text has changed since the page was opened.",
            field="version",
            remedy="Reload the page and read the text again.",
        )
    async with consents.consents_of(collector, trainee):
        now = monitor.clock.now()
        await asyncio.to_thread(monitor.registry.give_consent, trainee, purpose, wanted.version, now)
    return Response(status_code=204)


@router.delete("/own/consents/{purpose}", status_code=204)
async def delete_own_consent(
    purpose: Annotated[Purpose, InPath()], collector: TheCollector, sight: Changeable
) -> Response:
    """Take a consent back: open lessons are held at once, earlier hours stand (decision 010)."""
    await consents.withdraw(collector, sight.trainee, purpose)
    return Response(status_code=204)
