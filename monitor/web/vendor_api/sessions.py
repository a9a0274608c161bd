"""A platform opens supervised sessions, looks at them and closes them."""

from __future__ import annotations

import asyncio
import secrets
from datetime import datetime

from fastapi import Request
from pydantic import BaseModel, Field

from monitor.core.callers import Caller
from monitor.flows.close_session import close_session
from monitor.flows.collector import Collector
from monitor.flows.open_session import open_session
from monitor.flows.vendor_ports import SessionRecord
from monitor.web.needs import TheCollector
from monitor.web.problems import Refusal
from monitor.web.times import moment, moment_or_none
from monitor.web.vendor_api.callers import Reader, Teacher
from monitor.web.vendor_api.common import Id, Name, api_router, nothing_of_this_name, own_class, own_trainee

router = api_router("sessions")

RETRY_AFTER_S = 5


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


class Session(BaseModel):
    """A session from outside; what was learned in it is told by the hours."""

    session: str
    trainee: str
    training_class: str
    platform: str
    opened_at: datetime
    closed_at: datetime | None


@router.post("/sessions", status_code=201)
async def post_session(
    wanted: SessionWanted, request: Request, collector: TheCollector, caller: Teacher
) -> SessionOpened:
    """Open a supervised session and get its ticket.

    Conditions that make a result not count do not stop learning; `countable` and `reasons` tell at once.
    """
    if collector.readiness.draining:
        raise _draining()
    await own_trainee(collector, caller, wanted.trainee)
    session = f"s-{secrets.token_hex(12)}"
    opened = await open_session(collector, session, caller.owner, wanted.trainee, wanted.training_class, wanted.lesson)
    return SessionOpened(
        session=opened.session,
        ticket=opened.ticket,
        stream_url=_stream_url(collector, request),
        countable=not opened.reasons,
        reasons=list(opened.reasons),
    )


@router.get("/sessions/{session}")
async def get_session(session: Name, collector: TheCollector, caller: Reader) -> Session:
    """Whose session it is, and whether it is still open."""
    record = await _mine(collector, caller, session)
    if caller.kind == "institution":
        await own_class(collector, caller, record.training_class)
    return _shown(record)


@router.post("/sessions/{session}/close")
async def post_close(session: Name, collector: TheCollector, caller: Teacher) -> Session:
    """End a session, as when the learner logs out; one that is over already stays as it was."""
    await _mine(collector, caller, session)
    await close_session(collector, session)
    return _shown(await _mine(collector, caller, session))


def _draining() -> Refusal:
    return Refusal(
        503,
        "draining",
        "This collector is about to end and takes no new sessions.",
        remedy="Wait for the seconds of Retry-After, then send the request again.",
        headers={"Retry-After": str(RETRY_AFTER_S)},
    )


async def _mine(collector: Collector, caller: Caller, session: str) -> SessionRecord:
    try:
        record = await asyncio.to_thread(collector.monitor.registry.session, session)
    except collector.monitor.registry_error as error:
        raise nothing_of_this_name("session", session) from error
    if caller.kind == "platform" and record.platform != caller.owner:
        raise nothing_of_this_name("session", session)
    return record


def _shown(record: SessionRecord) -> Session:
    return Session(
        session=record.session,
        trainee=record.trainee,
        training_class=record.training_class,
        platform=record.platform,
        opened_at=moment(record.opened_at),
        closed_at=moment_or_none(record.closed_at),
    )


def _stream_url(collector: Collector, request: Request) -> str:
    base = collector.monitor.public_url or str(request.base_url).rstrip("/")
    return base.replace("http", "ws", 1) + "/v1/stream"
