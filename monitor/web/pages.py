"""The office's first pages: every attempt with its result, and one attempt drawn as a timeline.

The pages are static files; what they show comes from `/v1/attempts`, judged from the log.  Under rules for real use
they ask for the installation's viewing key (`Authorization: Bearer`), because they show who learned what and how.
"""

from __future__ import annotations

import base64
import hmac
from importlib import resources
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, HTTPException, Request, Response

from monitor.core.bilingual import Bilingual
from monitor.core.verdict import Verdict, result_words
from monitor.flows.certify import file_of
from monitor.flows.monitor import Monitor
from monitor.flows.survey import Survey, UnknownAttempt
from monitor.flows.tokens import Keys
from monitor.web.courses import Reason, course, reasons
from monitor.web.needs import TheCollector
from monitor.web.vendor_api.documented import problems

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
TYPES = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}

router = APIRouter()


# ---------------------------------------------------------------- what the pages need


def the_monitor(collector: TheCollector) -> Monitor:
    """The running system behind the collector."""
    return collector.monitor


Running = Annotated[Monitor, Depends(the_monitor)]


def the_survey(request: Request, monitor: Running) -> Survey:
    """One survey per application, however many look."""
    state = request.app.state
    if getattr(state, "survey", None) is None:
        state.survey = Survey(monitor.log, monitor.judge, monitor.packs, monitor.clock)
    survey: Survey = state.survey
    return survey


Surveyed = Annotated[Survey, Depends(the_survey)]


def viewing_key(keys: Keys) -> str:
    """The key for these pages, derived from the installation's secret; whoever runs the server hands it out."""
    return base64.urlsafe_b64encode(keys.derive("viewing", length=18)).decode()


def may_view(request: Request, monitor: Running) -> None:
    """Let everybody see made-up learners, and nobody real ones without the key."""
    if monitor.pack.purpose == "demonstration":
        return
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if not hmac.compare_digest(given, viewing_key(monitor.keys).encode()):
        raise HTTPException(401, "the viewing key is missing or wrong", {"WWW-Authenticate": "Bearer"})


SEEN: dict[str, Any] = {
    "dependencies": [Depends(may_view)],
    "tags": ["office"],
    "responses": problems(401, 404, 422, 500, 503),
}


# ---------------------------------------------------------------- data


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt in the list."""

    attempt: str
    trainee: str
    training_class: str
    unit: str
    platform: str
    result: str
    result_text: Bilingual
    stage: str
    reasons: tuple[Reason, ...]
    credited_ms: int
    required_ms: int
    completed_at: int | None
    purpose: str


@router.get("/v1/attempts", **SEEN)
async def list_attempts(survey: Surveyed) -> Response:
    """Every attempt as it stands now, the latest first."""
    items = [_item(verdict) for verdict in await survey.verdicts()]
    return _json({"attempts": items[::-1]})


@router.get("/v1/attempts/{attempt}/timeline", **SEEN)
async def show_attempt(attempt: str, survey: Surveyed, monitor: Running) -> Response:
    """One attempt with everything that the judge saw of it."""
    try:
        verdict, streams, pack = await survey.attempt(attempt)
    except UnknownAttempt as error:
        raise HTTPException(404, f"there is no attempt {attempt}") from error
    certified = file_of(monitor.certificates, attempt).exists()
    return _json(course(verdict, streams, pack, certified=certified))


@router.get("/v1/attempts/{attempt}/certificate", **SEEN)
async def download_certificate(attempt: str, monitor: Running) -> Response:
    """The certificate file of an attempt, for `monitor verify`."""
    path = file_of(monitor.certificates, attempt)
    if not path.exists():
        raise HTTPException(404, f"attempt {attempt} has no certificate")
    headers = {"Content-Disposition": f'attachment; filename="{path.name}"'}
    return Response(path.read_bytes(), media_type="application/json", headers=headers)


def _item(verdict: Verdict) -> Item:
    return Item(
        attempt=verdict.attempt,
        trainee=verdict.trainee,
        training_class=verdict.training_class,
        unit=verdict.unit,
        platform=verdict.platform,
        result=verdict.result,
        result_text=result_words(verdict.result, verdict.stage),
        stage=verdict.stage,
        reasons=reasons(verdict),
        credited_ms=verdict.credited_ms,
        required_ms=verdict.required_ms,
        completed_at=verdict.completed_at,
        purpose=verdict.purpose,
    )


def _json(content: object) -> Response:
    return Response(msgspec.json.encode(content), media_type="application/json", headers={"Cache-Control": "no-store"})


# ---------------------------------------------------------------- files


def _read_files() -> dict[str, bytes]:
    folder = resources.files("monitor.web") / "static"
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.rpartition(".")[2] in TYPES}


def _file(name: str) -> Response:
    files = _read_files()
    if name not in files:
        raise HTTPException(404, f"there is no file {name}")
    return Response(files[name], media_type=TYPES[name.rpartition(".")[2]], headers=HEADERS)


@router.get("/attempts", include_in_schema=False)
async def attempts_page() -> Response:
    """The list."""
    return _file("attempts.html")


@router.get("/attempts/{attempt}", include_in_schema=False)
async def attempt_page(attempt: str) -> Response:  # noqa: ARG001 (the page reads it from its address)
    """One attempt."""
    return _file("attempt.html")


@router.get("/static/{name}", include_in_schema=False)
async def static_file(name: str) -> Response:
    """Scripts, style sheet and icon; only names that are there, so a path cannot lead out."""
    return _file(name)
