"""A registry with one platform, one class and a few trainees, and a face service that says what it is told to."""

import itertools
import re
import ssl
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from importlib import resources
from pathlib import Path

import httpx
from sdk_double import Sdk

from monitor import assembly
from monitor.adapters.registry.identity import check_digit
from monitor.core.consent import PURPOSE
from monitor.core.events import ClassPlan, LessonPlan, LessonSlice, UnitPlan
from monitor.core.speaking import of_office
from monitor.faces.enrolment import judge_enrolment
from monitor.learners.serving import served
from monitor.ports import FaceJudgement, QueueState
from monitor.settings import Settings
from monitor.web.app import create_app
from monitor.web.server import websockets
from tests.registry.databases import lay_out

PLATFORM, CLASS, UNIT = "platform-1", "class-1", "unit-1"
LESSONS = ("lesson-1", "lesson-2")
EMBEDDING = [0.1] * 128
PASS = FaceJudgement(verdict="pass", reason="ok", faces=1, versions={"embedder": "fake-1"})

_pictures = itertools.count()


def jpeg(*, exif: bytes = b"") -> bytes:
    """A picture that nobody has seen before; the fake face service never looks into it."""
    app1 = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif if exif else b""
    table = b"\xff\xdb" + (202).to_bytes(2, "big") + next(_pictures).to_bytes(4, "big") * 50
    return b"\xff\xd8" + app1 + table + b"\xff\xd9"


class FakeFaces:
    """A `FaceAnalyser` that gives prepared answers; an exception as an answer is raised."""

    def __init__(self) -> None:
        self.burst: FaceJudgement | Exception = PASS
        self.embedder = ""
        self.together: FaceJudgement | None = None  # what all bursts of a challenge say; None: what the last one says
        self.photo: FaceJudgement | Exception = PASS
        self.enrolment: FaceJudgement | Exception = FaceJudgement(
            verdict="pass", reason="ok", faces=1, embedding=tuple(EMBEDDING)
        )
        self.enrolments: list[FaceJudgement | Exception] = []  # what the next pictures say, before all further ones
        self.asked: list[tuple] = []

    async def enrol(self, picture, *, owner=None):
        return _said(self.enrolments.pop(0) if self.enrolments else self.enrolment)

    async def judge_enrolment(self, pictures):
        return judge_enrolment(pictures)

    async def judge_burst(self, action, frames, references, *, owner=None):
        self.asked.append(("burst", action, len(frames), len(references)))
        return _said(self.burst)

    async def versions(self):
        return {"embedder": self.embedder}

    async def judge_challenge(self, bursts, seen=()):
        self.asked.append(("challenge", len(bursts), len(seen)))
        return self.together or bursts[-1]

    async def judge_photo(self, picture, references, *, owner=None):
        self.asked.append(("photo", len(references)))
        return _said(self.photo)

    def queue_state(self):
        return QueueState(waiting=0, working=0, oldest_seconds=0.0)

    async def close(self):
        pass


def _said(answer: FaceJudgement | Exception) -> FaceJudgement:
    if isinstance(answer, Exception):
        raise answer
    return answer


def plan() -> ClassPlan:
    return ClassPlan(
        training_class=CLASS,
        total_class_hours=40,
        lessons=tuple(
            LessonPlan(lesson=lesson, course="course-1", course_type="general", ordinal=place, duration=32_000)
            for place, lesson in enumerate(LESSONS, 1)
        ),
        units=(UnitPlan(unit=UNIT, slices=tuple(LessonSlice(lesson=n, start=0, end=32_000) for n in LESSONS)),),
    )


def seed(registry, approved: ClassPlan | None = None, unit_content_min: int = 61_000) -> str:
    """Fill an empty registry with one class; returns the platform's key."""
    registry.add_platform(PLATFORM, title="P", source_system="test", external_id="p", catalogued_from=date(2023, 3, 7))
    registry.add_institution("institution-1", title="I", source_system="test", external_id="i")
    names = {"institution": "institution-1", "title": "C", "source_system": "test", "external_id": "c"}
    registry.add_class(approved or plan(), unit_content_min=unit_content_min, **names)
    return registry.issue_key(PLATFORM, 0)


def add_trainee(
    registry, name: str, *, consented: bool = True, referenced: bool = True, through: str = f"platform/{PLATFORM}"
) -> str:
    """A trainee of the class, whom the platform registered unless told otherwise; returns the registry's name."""
    drawn = zlib.crc32(name.encode())
    day, sequence = divmod(drawn % 336_000, 1000)
    number = f"0000001900{day // 28 + 1:02}{day % 28 + 1:02}{sequence:03}"
    trainee = registry.add_trainee(number + check_digit(number), source_system=through, external_id=name, at=0)
    registry.enrol(trainee, CLASS, source_system="test", external_id=name, at=0)
    if consented:
        registry.give_consent(trainee, PURPOSE, "1", 0)
    if referenced:
        number = registry.add_reference(trainee, embedding=EMBEDDING, sha256="0" * 64, supplied_by=PLATFORM, at=0)
        registry.confirm_reference(number, by=of_office("teacher"), at=0)
    return trainee


class World:
    """A running collector and what a platform's server may ask of it."""

    def __init__(self, monitor, app, address: str, key: str, http: httpx.AsyncClient, faces: FakeFaces, folder) -> None:
        self.monitor, self.app, self.address, self.key = monitor, app, address, key
        self.http, self.faces, self.folder = http, faces, folder

    @property
    def collector(self):
        return self.app.state.collector

    def trainee(self, name: str = "li", **facts) -> str:
        return add_trainee(self.monitor.registry, name, **facts)

    async def open(self, trainee: str, lesson: str = LESSONS[0], **headers) -> dict:
        """What `POST /v1/sessions` answers."""
        wanted = {"trainee": trainee, "training_class": CLASS, "lesson": lesson}
        response = await self.platform("POST", "/v1/sessions", json=wanted)
        assert response.status_code == 201, response.text
        return response.json()

    async def platform(self, method: str, path: str, **content) -> httpx.Response:
        """A request with the platform's key."""
        return await self.http.request(method, path, headers={"Authorization": f"Bearer {self.key}"}, **content)

    async def sdk(self, trainee: str, instance: str = "instance-1", **opened) -> Sdk:
        """An SDK with a fresh ticket, not connected yet."""
        session = await self.open(trainee, **opened)
        return Sdk(session["stream_url"], session["ticket"], instance)

    async def facts(self, session: str) -> list:
        """The server's facts of a session, decoded."""
        from monitor.core.codec import decode_fact

        entries = await self.monitor.log.read(session)
        return [decode_fact(entry.payload) for entry in entries if entry.source == "server"]

    async def batches(self, session: str) -> list[bytes]:
        """The stored batches of a session, as they came."""
        return [entry.payload for entry in await self.monitor.log.read(session) if entry.source == "client"]


def short_rules(folder: Path, **values: int) -> str:
    """The demonstration's rule pack with other numbers, as a file; returns its path."""
    text = resources.files("monitor.rulepacks").joinpath("demo.toml").read_text("utf-8")
    for name, value in values.items():
        text, found = re.subn(rf"(\[thresholds\.{name}\]\nvalue = )\d+", rf"\g<1>{value}", text)
        assert found == 1, name
    path = folder / "short.toml"
    path.write_text(text, "utf-8")
    return str(path)


def client_of(address: str) -> httpx.AsyncClient:
    """A patient client without authorities: nothing here is encrypted, and to load them takes 60 ms."""
    return httpx.AsyncClient(base_url=address, timeout=60, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


@asynccontextmanager
async def running(
    tmp_path,
    faces: FakeFaces | None = None,
    rule_pack: str = "demo",
    seeded=seed,
    listener=None,
    edge="asgi",
    **settings,
) -> AsyncIterator[World]:
    """A collector on a free local port, over a folder that may have been used before."""
    faces = faces or FakeFaces()
    fresh = not (tmp_path / "registry.db").exists()
    lay_out(tmp_path)
    async with assembly.build(Settings(data=tmp_path, rule_pack=rule_pack, **settings), faces=faces) as monitor:
        key_file = tmp_path / "platform.key"
        if fresh:
            key_file.write_text(seeded(monitor.registry))
        app = create_app(monitor)
        async with served(app, listener, **websockets(edge)) as address, client_of(address) as http:
            yield World(monitor, app, address, key_file.read_text(), http, faces, tmp_path)
