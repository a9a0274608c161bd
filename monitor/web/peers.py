"""What collectors of one installation ask each other; nobody else has the keys to ask."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from monitor.flows.close_session import close_here
from monitor.flows.peers import ANALYSING, CLOSE, LEARNING, PROOF, Closing, Picture
from monitor.web.bodies import read_body
from monitor.web.needs import TheCollector
from monitor.web.problems import Refusal

_LIMIT = 4096  # bytes


async def only_peers(request: Request, collector: TheCollector) -> None:
    """To strangers these addresses do not exist."""
    if not collector.peers.is_from_peer(request.headers.get(PROOF, "")):
        raise Refusal(404, "not_found", "Not Found")


router = APIRouter(include_in_schema=False, dependencies=[Depends(only_peers)])


@router.post(ANALYSING)
async def post_analysing(collector: TheCollector, request: Request) -> Response:
    """Whether the picture that answers a question is being judged here."""
    picture = msgspec.json.decode(await read_body(request, _LIMIT, "body"), type=Picture)
    return _json(collector.sessions.has_picture(picture.session, picture.nonce))


@router.post(LEARNING)
async def post_learning(collector: TheCollector) -> Response:
    """Who has a connection here: trainee and class."""
    return _json(sorted(collector.sessions.learning()))


@router.post(CLOSE)
async def post_close(collector: TheCollector, request: Request) -> Response:
    """End a session that this collector has."""
    closing = msgspec.json.decode(await read_body(request, _LIMIT, "body"), type=Closing)
    await close_here(collector, closing.session, closing.reason)
    return _json(None)


def _json(said: object) -> Response:
    return Response(msgspec.json.encode(said), media_type="application/json")
