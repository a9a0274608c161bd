"""The sample vendor platform: what a real vendor already has, plus three lines for the monitor on the lesson page.

Its pages hold no key and no picture; the browser only ever gets a ticket that works once.  Like many real platforms it
lets a learner open any lesson at any time: the wrong order is left to the monitor to judge.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, FastAPI, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.base import RequestResponseEndpoint

from monitor.learners.curriculum import (
    CLASS_TITLE,
    COURSES,
    LESSONS,
    TRAINING_CLASS,
    UNITS,
    Course,
    Lesson,
    Unit,
    unit_of,
    units_of,
)
from monitor.learners.pages import LANGUAGES, SITE, Html, fill, fill_each, word
from monitor.learners.vendor import Collector, CollectorError

PICTURE_LIMIT = 600 * 1024
SEE_OTHER = 303


@dataclass(frozen=True)
class Account:
    """Somebody who may log in; `trainee` is the person's name in the office's registry."""

    name: str
    trainee: str
    password: str


@dataclass(frozen=True)
class Reader:
    """Who asks for a page, and in which language."""

    account: Account | None
    language: str

    @property
    def trainee(self) -> str:
        if self.account is None:
            raise LoginNeeded
        return self.account.trainee

    def word(self, name: str) -> str:
        return word(name, self.language)


class LoginNeeded(Exception):
    """The page is for trainees."""


class Platform:
    """What the vendor's server remembers, all of it in memory: it is a sample.

    `collector_address` is where browsers reach the collector, and load the SDK from.
    """

    def __init__(
        self, accounts: list[Account], collector: Collector, collector_address: str, videos: Mapping[str, Path]
    ) -> None:
        self.accounts = {account.trainee: account for account in accounts}
        self.collector = collector
        self.collector_address = collector_address
        self.videos = videos
        self.verdicts: dict[tuple[str, str], dict[str, Any]] = {}
        self._logged_in: dict[str, Account] = {}

    def log_in(self, trainee: str, password: str) -> str | None:
        """A new cookie, if the password is right."""
        account = self.accounts.get(trainee)
        if account is None or not hmac.compare_digest(account.password.encode(), password.encode()):
            return None
        cookie = secrets.token_urlsafe(24)
        self._logged_in[cookie] = account
        return cookie

    def log_out(self, cookie: str) -> None:
        self._logged_in.pop(cookie, None)

    def who(self, cookie: str) -> Account | None:
        return self._logged_in.get(cookie)


def create_platform(platform: Platform) -> FastAPI:
    """The platform as an application."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await platform.collector.close()

    app = FastAPI(title="Sample training platform", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.platform = platform
    policy = _security_policy(platform.collector_address)

    @app.middleware("http")
    async def _headers(request: Request, handle: RequestResponseEndpoint) -> Response:
        response = await handle(request)
        response.headers.update(policy)
        return response

    app.add_exception_handler(LoginNeeded, _to_login)
    app.mount("/static", StaticFiles(directory=SITE / "static"))
    app.include_router(router)
    return app


def _security_policy(collector_address: str) -> dict[str, str]:
    """Nothing is allowed but our own files, and what the SDK needs: its script and talking to the collector."""
    host = urlsplit(collector_address).netloc
    sources = {
        "default-src": "'none'",
        "script-src": f"'self' http://{host}",
        "style-src": "'self'",
        "img-src": "'self'",
        "media-src": "'self'",
        "connect-src": f"'self' http://{host} ws://{host}",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in sources.items()),
        "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


async def _to_login(_request: Request, _error: Exception) -> Response:
    return RedirectResponse("/login", SEE_OTHER)


# ---------------------------------------------------------------- who asks, and what a page is made of


def _platform(request: Request) -> Platform:
    platform: Platform = request.app.state.platform
    return platform


def _reader(request: Request) -> Reader:
    """The language is the one asked for in the address, else the one asked for before."""
    language = request.query_params.get("language") or request.cookies.get("language", "")
    account = _platform(request).who(request.cookies.get("learner", ""))
    return Reader(account, language if language in LANGUAGES else LANGUAGES[0])


ThePlatform = Annotated[Platform, Depends(_platform)]
TheReader = Annotated[Reader, Depends(_reader)]
router = APIRouter()


def _page(reader: Reader, title: str, body: Html, status: int = 200) -> HTMLResponse:
    who = fill("who", reader.language, name=reader.account.name) if reader.account else Html("")
    other = next(language for language in LANGUAGES if language != reader.language)
    page = fill("frame", reader.language, language=reader.language, other=other, title=title, who=who, body=body)
    response = HTMLResponse(page, status, headers={"Cache-Control": "no-store"})
    response.set_cookie("language", reader.language, samesite="strict")
    return response


def _message(reader: Reader, title: str, text: str, status: int) -> HTMLResponse:
    return _page(reader, title, fill("message", reader.language, title=title, text=text), status)


def _known_lesson(lesson: str) -> Lesson:
    if lesson not in LESSONS:
        raise HTTPException(404)
    return LESSONS[lesson]


def _known_unit(unit: str) -> Unit:
    if unit not in UNITS:
        raise HTTPException(404)
    return UNITS[unit]


TheLesson = Annotated[Lesson, Depends(_known_lesson)]
TheUnit = Annotated[Unit, Depends(_known_unit)]


# ---------------------------------------------------------------- logging in


@router.get("/login")
async def login_page(platform: ThePlatform, reader: TheReader) -> Response:
    return _login_page(platform, reader)


@router.post("/login")
async def log_in(
    platform: ThePlatform, reader: TheReader, trainee: Annotated[str, Form()], password: Annotated[str, Form()]
) -> Response:
    cookie = platform.log_in(trainee, password)
    if cookie is None:
        return _login_page(platform, reader, reader.word("wrong_password"), trainee)
    response = RedirectResponse("/", SEE_OTHER)
    response.set_cookie("learner", cookie, httponly=True, samesite="strict")
    return response


@router.post("/logout")
async def log_out(request: Request, platform: ThePlatform) -> Response:
    platform.log_out(request.cookies.get("learner", ""))
    return RedirectResponse("/login", SEE_OTHER)


def _login_page(platform: Platform, reader: Reader, problem: str = "", chosen: str = "") -> HTMLResponse:
    choices = [
        {"value": account.trainee, "name": account.name, "selected": "selected" if account.trainee == chosen else ""}
        for account in platform.accounts.values()
    ]
    body = fill("login", reader.language, choices=fill_each("choice", reader.language, choices), problem=problem)
    return _page(reader, reader.word("log_in"), body, 401 if problem else 200)


# ---------------------------------------------------------------- courses and lessons


@router.get("/")
async def courses_page(platform: ThePlatform, reader: TheReader) -> Response:
    cards = Html("".join(_course(course, platform, reader) for course in COURSES))
    body = fill("courses", reader.language, courses=cards, training_class=CLASS_TITLE[reader.language])
    return _page(reader, reader.word("my_courses"), body)


def _course(course: Course, platform: Platform, reader: Reader) -> Html:
    language = reader.language
    return fill(
        "course",
        language,
        title=course.title[language],
        kind=word(course.kind, language),
        units=Html("".join(_unit(unit, platform, reader) for unit in units_of(course))),
    )


def _unit(unit: Unit, platform: Platform, reader: Reader) -> Html:
    language = reader.language
    verdict = platform.verdicts.get((reader.trainee, unit.id))
    lessons = [
        {"id": lesson.id, "ordinal": str(lesson.ordinal), "title": lesson.title[language], "length": _length(lesson)}
        for lesson in unit.lessons
    ]
    return fill(
        "unit",
        language,
        id=unit.id,
        title=unit.title[language],
        lessons=fill_each("lesson_row", language, lessons),
        verdict=_badge(verdict, language) if verdict else Html(""),
    )


def _length(lesson: Lesson) -> str:
    return f"{lesson.seconds // 60}:{lesson.seconds % 60:02}"


@router.get("/lessons/{lesson}")
async def lesson_page(lesson: TheLesson, platform: ThePlatform, reader: TheReader) -> Response:
    _ = reader.trainee
    unit = unit_of(lesson)
    body = fill(
        "lesson",
        reader.language,
        id=lesson.id,
        title=lesson.title[reader.language],
        unit=unit.title[reader.language],
        unit_id=unit.id,
        siblings=_siblings(unit, lesson, reader),
        sdk=f"{platform.collector_address}/sdk/integrity.iife.js",
    )
    return _page(reader, lesson.title[reader.language], body)


def _siblings(unit: Unit, here: Lesson, reader: Reader) -> Html:
    rows = [
        {
            "id": lesson.id,
            "ordinal": str(lesson.ordinal),
            "title": lesson.title[reader.language],
            "current": "page" if lesson == here else "false",
        }
        for lesson in unit.lessons
    ]
    return fill_each("sibling", reader.language, rows)


@router.post("/lessons/{lesson}/session")
async def open_session(lesson: TheLesson, platform: ThePlatform, reader: TheReader) -> Response:
    """What the lesson page needs to start the SDK: where to connect, and a ticket that works once."""
    try:
        session = await platform.collector.open_session(reader.trainee, TRAINING_CLASS, lesson.id)
    except CollectorError as error:
        return JSONResponse({"problem": str(error)}, 502)
    public = {name: session[name] for name in ("stream_url", "ticket", "countable", "reasons")}
    return JSONResponse(public, headers={"Cache-Control": "no-store"})


@router.get("/videos/{lesson}")
async def video(lesson: TheLesson, platform: ThePlatform, reader: TheReader) -> Response:
    _ = reader.trainee
    return FileResponse(platform.videos[lesson.id], media_type="video/webm")


# ---------------------------------------------------------------- the reference face


@router.get("/reference")
async def reference_page(reader: TheReader) -> Response:
    _ = reader.trainee
    return _page(reader, reader.word("reference"), fill("reference", reader.language, result=""))


@router.post("/reference")
async def enrol(
    platform: ThePlatform, reader: TheReader, pictures: list[UploadFile], consent: Annotated[str, Form()]
) -> Response:
    contents = [await picture.read(PICTURE_LIMIT + 1) for picture in pictures]
    if any(len(content) > PICTURE_LIMIT for content in contents):
        return _message(reader, reader.word("reference"), reader.word("picture_too_large"), 413)
    try:
        await platform.collector.enrol(reader.trainee, *contents, consent=consent)
        result = reader.word("reference_received")
    except CollectorError as error:
        result = f"{reader.word('reference_refused')} {error}"
    return _page(reader, reader.word("reference"), fill("reference", reader.language, result=result))


# ---------------------------------------------------------------- claiming credit


@router.post("/claims/{unit}")
async def claim(unit: TheUnit, platform: ThePlatform, reader: TheReader) -> Response:
    """Ask the collector, remember its verdict, and show it on a page that can be loaded again."""
    try:
        verdict = await platform.collector.claim(reader.trainee, TRAINING_CLASS, unit.id)
    except CollectorError as error:
        return _message(reader, reader.word("claim_failed"), str(error), 502)
    platform.verdicts[reader.trainee, unit.id] = verdict
    return RedirectResponse(f"/claims/{unit.id}", SEE_OTHER)


@router.get("/claims/{unit}")
async def verdict_page(unit: TheUnit, platform: ThePlatform, reader: TheReader) -> Response:
    verdict = platform.verdicts.get((reader.trainee, unit.id))
    if verdict is None:
        return RedirectResponse("/", SEE_OTHER)
    language = reader.language
    body = fill(
        "verdict",
        language,
        unit=unit.title[language],
        badge=_badge(verdict, language),
        reasons=fill_each("reason", language, _reasons(verdict, language)),
        credited=str(verdict["credited_ms"] // 1000),
        required=str(verdict["required_ms"] // 1000),
        certificate=fill("certificate", language, id=unit.id) if verdict["certificate"] else Html(""),
    )
    return _page(reader, reader.word("verdict"), body)


@router.get("/claims/{unit}/certificate")
async def certificate(unit: TheUnit, platform: ThePlatform, reader: TheReader) -> Response:
    verdict = platform.verdicts.get((reader.trainee, unit.id))
    if verdict is None or not verdict["certificate"]:
        raise HTTPException(404)
    headers = {"Content-Disposition": f'attachment; filename="{unit.id}.jwt"'}
    return Response(verdict["certificate"], media_type="application/vc+jwt", headers=headers)


def _badge(verdict: Mapping[str, Any], language: str) -> Html:
    return fill("badge", language, code=verdict["outcome"], text=verdict["outcome_text"][language])


def _reasons(verdict: Mapping[str, Any], language: str) -> list[dict[str, str]]:
    return [
        {
            "code": reason["code"],
            "clause": reason["clause"],
            "text": reason["message"][language],
            "advice": reason["advice"][language],
        }
        for reason in verdict["reasons"]
    ]
