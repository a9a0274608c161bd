"""What both clients do around a request: headers, retries, and reading the answer."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from uuid import uuid4

import httpx
import msgspec

from integrity_monitor_client.calls import Call
from integrity_monitor_client.errors import MonitorError, UnexpectedAnswer, Unreachable, refusal

Answer = TypeVar("Answer")

URL, KEY = "INTEGRITY_URL", "INTEGRITY_KEY"
_TRANSIENT = {429, 502, 503, 504}
_STILL_AT_WORK = "still_at_work"


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a request is tried, and how long is waited in between, in seconds.

    Waits double, each drawn between nothing and the whole; a longer `Retry-After` is kept, up to `most_s`.  While the
    monitor still works on the same request, which it does for a minute at most, it is asked each second, up to
    `at_work_times`; these are no tries.
    """

    times: int = 5
    first_s: float = 0.5
    most_s: float = 30.0
    at_work_times: int = 75

    def wait_s(self, tried: int, asked_s: float | None) -> float | None:
        """How long to wait after so many tries; null when it is over."""
        if tried >= self.times or (asked_s or 0) > self.most_s:
            return None
        drawn = random.uniform(0, min(self.most_s, self.first_s * 2 ** (tried - 1)))  # noqa: S311  # no secret
        return max(drawn, asked_s or 0)


@dataclass(slots=True)
class Tries:
    """How often one request was tried, and how often it was still being worked on."""

    retries: Retries
    tried: int = 0
    at_work: int = 0

    def wait_s(self, response: httpx.Response | None) -> float | None:
        """How long to wait after this answer, or after none at all; null when the answer stands or it is over."""
        if response is None:
            return self._another(None)
        if response.status_code == 409 and _STILL_AT_WORK.encode() in response.content:
            self.at_work += 1
            again = self.at_work < self.retries.at_work_times
            return self.retries.wait_s(1, asked_wait_s(response)) if again else None
        return self._another(asked_wait_s(response)) if response.status_code in _TRANSIENT else None

    def _another(self, asked_s: float | None) -> float | None:
        self.tried += 1
        return self.retries.wait_s(self.tried, asked_s)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a client talks to one monitor."""

    url: str
    key: str
    language: str
    timeout_s: float

    @property
    def options(self) -> dict[str, Any]:
        """For httpx."""
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Accept": "application/json",
            "Accept-Language": self.language,
            "User-Agent": "integrity-monitor-client",
        }
        return {"base_url": self.url, "headers": headers, "timeout": self.timeout_s}


def from_environment() -> tuple[str, str]:
    """Address and key; raises `MonitorError` where they are not set."""
    missing = [name for name in (URL, KEY) if not os.environ.get(name)]
    if missing:
        raise MonitorError(f"set {' and '.join(missing)}: the monitor's address, and the key that the office gave you")
    return os.environ[URL], os.environ[KEY]


def request_of(call: Call[Any], idempotency_key: str | None) -> dict[str, Any]:
    """The arguments of httpx for this request; the same at every try, and a write under a name of its own."""
    options: dict[str, Any] = {"method": call.method, "url": call.path, "params": call.query}
    if call.writes:
        options["headers"] = {"Idempotency-Key": idempotency_key or str(uuid4())}
    if call.pictures:
        options["data"] = call.form
        options["files"] = [
            ("pictures", (f"{place}.jpg", picture, "image/jpeg")) for place, picture in enumerate(call.pictures)
        ]
    elif call.json is not None:
        options["json"] = call.json
    return options


@contextmanager
def whole_file(to: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name when all of it was written, or not at all; raises `Unreachable`."""
    draft = to.with_name(f"{to.name}.part")
    try:
        with draft.open("wb") as file:
            yield file
        draft.replace(to)
    except httpx.TransportError as error:
        raise Unreachable(f"{type(error).__name__} before the end of the file: {error}") from error
    finally:
        draft.unlink(missing_ok=True)


def asked_wait_s(response: httpx.Response) -> float | None:
    """What `Retry-After` asks for, in seconds."""
    value = response.headers.get("retry-after", "")
    return float(value) if value.isdigit() else None


def read(call: Call[Answer], response: httpx.Response) -> Answer:
    """The answer, or the error that it stands for; raises `ApiError`, `UnexpectedAnswer`."""
    if not response.is_success:
        raise refusal(response.status_code, response.content, asked_wait_s(response))
    if call.answer is None:
        return None  # type: ignore[return-value]  # a call without an answer is a Call[None]
    try:
        answer: Answer = msgspec.json.decode(response.content, type=call.answer)
    except msgspec.DecodeError as error:
        raise UnexpectedAnswer(f"{call.method} {call.path}: {error}") from error
    return answer
