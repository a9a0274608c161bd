"""What every route of this API does: know the caller, read bodies within bounds, write once, answer reads with an ETag.

A write may carry an `Idempotency-Key`; sent again with the same content it is not done again, and is answered with the
same words.  Not so where the answer is a file: every look at a picture is asked for anew, and no copy of it is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from fastapi.datastructures import Default, DefaultPlaceholder
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.routing import APIRoute
from starlette.types import Message

from monitor.flows.enrol import ENROLMENT_LIMIT, ENROLMENT_PICTURES
from monitor.flows.once import Answer, OtherRequest, StillAtWork, once
from monitor.web.needs import the_collector
from monitor.web.problems import Refusal
from monitor.web.vendor_api.callers import identify
from monitor.web.vendor_api.documented import READ, WRITE

JSON_LIMIT = 1024 * 1024  # bytes
FORM_LIMIT = ENROLMENT_PICTURES * ENROLMENT_LIMIT + 64 * 1024

_JSON = Default(JSONResponse)  # as FastAPI has it where a route says nothing
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


async def _idempotency_key(
    _: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="1 to 255 visible ASCII characters, such as a UUID. Sent again within 48 hours, the same "
            "request is not done again, and has the same answer.",
        ),
    ] = None,
) -> None:
    """Stands in the OpenAPI document; the route itself reads it."""


class ApiRoute(APIRoute):
    """A route for the servers of platforms and institutions."""

    form_limit = FORM_LIMIT  # bytes of a body that is not JSON

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        reads = options.get("methods") in ({"GET"}, ["GET"])
        options["responses"] = {**(READ if reads else WRITE), **(options.get("responses") or {})}
        self._once = not reads and not _hands_out_files(options)
        if self._once:
            options["dependencies"] = [*(options.get("dependencies") or []), Depends(_idempotency_key)]
        super().__init__(path, endpoint, **options)

    async def identify(self, request: Request) -> str:
        """Who asks, by a name that nobody else has; raises `Refusal` 401 or 429."""
        return (await identify(request)).name

    def get_route_handler(self) -> Handler:
        """The handler, and around it what all routes share."""
        handle = super().get_route_handler()
        takes_json = self.body_field is not None

        async def around(request: Request) -> Response:
            caller = request.state.asked_by = await self.identify(request)
            if request.method == "GET":
                return _tagged(request, await handle(request))
            body = await read_body(request, takes_json=takes_json, form_limit=self.form_limit)
            if self._once:
                return await _write(request, caller, body, handle)
            return await handle(with_body(request, body))

        return around


def _hands_out_files(options: dict[str, Any]) -> bool:
    """Only routes of files name their kind of answer; all others answer in JSON."""
    return not isinstance(options.get("response_class", _JSON), DefaultPlaceholder)


# ---------------------------------------------------------------- reading


def _tagged(request: Request, response: Response) -> Response:
    """The answer with its ETag, or 304 when the caller has it already."""
    if response.status_code != 200 or isinstance(response, StreamingResponse):
        return response
    tag = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in _known(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response


def _known(header: str) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in header.split(",")]


# ---------------------------------------------------------------- writing


async def _write(request: Request, caller: str, body: bytes, handle: Handler) -> Response:
    key = request.headers.get("idempotency-key")
    if key is None:
        return await handle(with_body(request, body))
    if not _KEY.fullmatch(key):
        raise Refusal(
            422,
            "invalid",
            "The Idempotency-Key is not 1 to 255 visible ASCII characters.",
            field="Idempotency-Key",
            remedy="Send a UUID, and another one for another request.",
        )

    async def work() -> Answer:
        response = await handle(with_body(request, body))
        return Answer(status=response.status_code, headers=dict(response.headers), body=bytes(response.body))

    try:
        answer = await once(the_collector(request).monitor, caller, key, _hash(request, body), work)
    except OtherRequest as error:
        raise _other_request() from error
    except StillAtWork as error:
        raise _still_at_work() from error
    extra = {"Idempotency-Replayed": "true"} if answer.again else {}
    return Response(answer.body, answer.status, headers={**answer.headers, **extra})


def _hash(request: Request, body: bytes) -> str:
    """By which a request is known again; a form's boundary is drawn anew every time it is sent.

    Keyed, because a body may hold an identity number, which could be found by trying them all (PRV-06).
    """
    boundary = request.headers.get("content-type", "").partition("boundary=")[2].strip('"').encode()
    content = body.replace(boundary, b"boundary") if boundary else body
    target = f"{request.method}\n{request.url.path}\n{request.url.query}\n"
    key = the_collector(request).monitor.keys.derive("requests")
    return hmac.digest(key, target.encode() + content, hashlib.sha256).hex()


def with_body(request: Request, body: bytes) -> Request:
    """The request with its body before it."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(request.scope, receive)


def _other_request() -> Refusal:
    return Refusal(
        422,
        "idempotency_key_reused",
        "This Idempotency-Key was sent with another request before.",
        field="Idempotency-Key",
        remedy="Send every request under a key of its own.",
    )


def _still_at_work() -> Refusal:
    return Refusal(
        409,
        "still_at_work",
        "The same request came before and is being worked on.",
        field="Idempotency-Key",
        remedy="Wait for the seconds of Retry-After, then send the same request again.",
        headers={"Retry-After": "1"},
    )


# ---------------------------------------------------------------- bodies


async def read_body(request: Request, *, takes_json: bool, form_limit: int = FORM_LIMIT) -> bytes:
    """The whole body within its bounds; raises `Refusal` 413 or 415."""
    if takes_json:
        _refuse_other_than_json(request)
    limit = JSON_LIMIT if takes_json else form_limit
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > limit:
            raise Refusal(
                413, "oversized", f"The body has more than {limit} bytes.", field="body", remedy="Send less at once."
            )
    return bytes(received)


def _refuse_other_than_json(request: Request) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise Refusal(
            415,
            "not_json",
            "The body is not declared as JSON.",
            field="Content-Type",
            remedy="Send application/json.",
            headers={"Accept": "application/json"},
        )
