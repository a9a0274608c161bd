"""Every HTTP error as a problem document (RFC 9457) that names the field and the remedy, in the caller's language."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from monitor.flows.claim import NothingToClaim
from monitor.flows.open_session import NotInPlan
from monitor.flows.pictures import PictureRefused
from monitor.flows.see_in_person import NotAccepted
from monitor.flows.suspensions import PlatformSuspended
from monitor.ports import EventLogError, FaceServiceError, PeerSilent, VaultError
from monitor.web.languages import language
from monitor.web.problem_words import about, said, title

_log = logging.getLogger("monitor.web")

_RETRY = "Try again in a moment; nothing was lost."


class ProblemResponse(JSONResponse):
    """A problem document."""

    media_type = "application/problem+json"


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    field: str = "",
    remedy: str = "",
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Mapping[str, Any]] = (),
    allowed: Sequence[str] | None = None,
) -> ProblemResponse:
    """One problem; `code` is stable and made for programs, the rest for people.

    The sentences are given in English and sent in the language of the request.  Where several things are wrong at
    once, the fields are those of the first, and `errors` has all.  `allowed` are the steps that are possible instead.
    """
    spoken = language()
    content: dict[str, Any] = {
        "type": f"urn:integrity-monitor:problem:{code}",
        "title": title(status, spoken),
        "status": status,
        "detail": said(detail, spoken),
        "code": code,
        "field": field,
        "remedy": said(remedy, spoken),
    }
    if allowed is not None:
        content["allowed"] = list(allowed)
    if errors:
        content["errors"] = [{**one, "detail": said(one["detail"], spoken)} for one in errors]
    return ProblemResponse(content, status, headers=_spoken_headers(headers or {}, spoken))


def _spoken_headers(headers: Mapping[str, str], spoken: str) -> dict[str, str]:
    """The headers, and that another request may get another language."""
    vary = ", ".join(filter(None, (headers.get("Vary"), "Accept-Language")))
    return {**headers, "Content-Language": spoken, "Vary": vary}


class Refusal(Exception):
    """A request that cannot be served; the arguments are those of `problem`."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        field: str = "",
        remedy: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code, field, detail)
        self.status, self.code, self.detail = status, code, detail
        self.field, self.remedy, self.headers = field, remedy, headers


async def answered(request: Request, handle: Callable[[Request], Awaitable[Response]]) -> Response:
    """The answer, a problem document too; raises what the application has no answer of its own for."""
    try:
        return await handle(request)
    except Exception as error:
        known = request.app.exception_handlers
        kind = next((kind for kind in type(error).__mro__ if kind in known), Exception)
        if kind is Exception:
            raise
        problem_said: Response = await known[kind](request, error)
        return problem_said


def install(app: FastAPI, registry_error: type[Exception]) -> None:
    """Answer every failure of the application with a problem document."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Refusal, _refusal)
    app.add_exception_handler(PictureRefused, _picture)
    app.add_exception_handler(NotInPlan, _not_in_plan)
    app.add_exception_handler(PlatformSuspended, _platform_suspended)
    app.add_exception_handler(NothingToClaim, _nothing_to_claim)
    app.add_exception_handler(NotAccepted, _not_accepted)
    app.add_exception_handler(registry_error, _registry)
    app.add_exception_handler(EventLogError, _log_failed)
    app.add_exception_handler(FaceServiceError, _unavailable)
    app.add_exception_handler(VaultError, _unavailable)
    app.add_exception_handler(PeerSilent, _unavailable)
    app.add_exception_handler(Exception, _unexpected)


async def _http(_: Request, error: Any) -> ProblemResponse:
    status = int(error.status_code)
    remedies = {
        401: "Send a valid key in the Authorization header: Bearer <key>.",
        404: "See /openapi.json for what this server offers.",
        405: "See /openapi.json for the methods of this path.",
    }
    code = HTTPStatus(status).phrase.lower().replace(" ", "_")
    field = "Authorization" if status == HTTPStatus.UNAUTHORIZED else ""
    return problem(status, code, str(error.detail), field=field, remedy=remedies.get(status, ""), headers=error.headers)


async def _refusal(_: Request, error: Any) -> ProblemResponse:
    return problem(
        error.status, error.code, error.detail, field=error.field, remedy=error.remedy, headers=error.headers
    )


async def _invalid(_: Request, error: Any) -> ProblemResponse:
    """The first thing that is wrong; the rest shows when that is mended."""
    first = error.errors()[0]
    place = [str(part) for part in first["loc"] if part not in ("body", "query", "path", "header")]
    field = ".".join(place)
    return problem(
        422, "invalid", str(first["msg"]), field=field, remedy="Correct the named field (see /openapi.json)."
    )


_PICTURE_HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "1"}}


async def _picture(_: Request, error: Any) -> ProblemResponse:
    headers = _PICTURE_HEADERS.get(error.status)
    errors = [
        {"field": one.field, "code": one.code, "detail": one.detail, "remedy": _advice(one), "message": one.words}
        for one in error.each
    ]
    remedy = errors[0]["remedy"] if errors else error.remedy
    return problem(
        error.status, error.code, error.detail, field=error.field, remedy=remedy, headers=headers, errors=errors
    )


def _advice(refused: PictureRefused) -> str:
    return refused.words.get(language(), refused.remedy)


async def _not_in_plan(_: Request, error: Exception) -> ProblemResponse:
    return problem(
        422,
        "lesson_not_in_plan",
        f"Lesson {error} is not part of the class's approved plan.",
        field="lesson",
        remedy="Name a lesson of the plan, or ask the office to approve a changed plan.",
    )


async def _platform_suspended(_: Request, error: Any) -> ProblemResponse:
    since, document = error.since.isoformat(), error.document or "-"
    detail = f"The platform is out of subsidised training from {since} on (document {document})."
    if error.reason:
        detail = f"The platform is out of subsidised training from {since} on (document {document}): {error.reason}"
    remedy = "Let people learn on another catalogued platform or in class; only the office ends a suspension."
    if error.case:
        remedy = (
            f"Let people learn on another catalogued platform or in class. Read case {error.case} at GET /v1/cases; "
            "only the office ends a suspension."
        )
    return problem(403, "platform_suspended", detail, field="platform", remedy=remedy)


async def _nothing_to_claim(_: Request, error: Exception) -> ProblemResponse:
    return problem(
        404,
        "nothing_to_claim",
        f"The trainee has not tried unit {error} on this platform.",
        field="unit",
        remedy="Claim a unit that the trainee has learned.",
    )


async def _not_accepted(_: Request, error: Any) -> ProblemResponse:
    return problem(422, "not_accepted", error.detail, field=error.field, remedy=error.remedy)


async def _registry(request: Request, error: Any) -> ProblemResponse:
    if error.field == "database":  # nothing that the caller could correct
        return await _unavailable(request, error)
    detail = about(error.field, error.message, language())
    return problem(422, "registry_refused", detail, field=error.field, remedy=error.remedy)


async def _log_failed(request: Request, error: Any) -> ProblemResponse:
    request.app.state.collector.readiness.log_failed(error)
    return await _unavailable(request, error)


async def _unavailable(_: Request, error: Exception) -> ProblemResponse:
    _log.error("not available: %s", error)
    return problem(503, "unavailable", "The service cannot do this just now.", remedy=_RETRY)


async def _unexpected(_: Request, __: Exception) -> ProblemResponse:
    return problem(500, "internal", "An error of the collector; it was logged.", remedy=_RETRY)
