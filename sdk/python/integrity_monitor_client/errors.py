"""What can go wrong: every refusal of the monitor is an `ApiError` of its kind, with the problem document in it."""

from __future__ import annotations

import msgspec


class OneProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One of several things that are wrong; `message` says it in Chinese and English, for whoever caused it."""

    field: str = ""
    code: str = ""
    detail: str = ""
    remedy: str = ""
    message: dict[str, str] = {}


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A problem document (RFC 9457): `code` is for programs, `field` says what is wrong, `remedy` what to do."""

    status: int
    type: str = "about:blank"
    title: str = ""
    detail: str = ""
    code: str = ""
    field: str = ""
    remedy: str = ""
    errors: tuple[OneProblem, ...] = ()


class MonitorError(Exception):
    """Whatever this package raises."""


class Unreachable(MonitorError):
    """Nobody answered, however often it was tried; the cause is httpx's error."""


class UnexpectedAnswer(MonitorError):
    """An answer that is not of this API, as from a proxy."""


class ApiError(MonitorError):
    """The monitor said no."""

    def __init__(self, problem: Problem, retry_after_s: float | None = None) -> None:
        said = " ".join(part for part in (problem.detail or problem.title, problem.remedy) if part)
        super().__init__(f"{problem.status} {problem.code}: {said}")
        self.problem = problem
        self.retry_after_s = retry_after_s

    @property
    def code(self) -> str:
        return self.problem.code


class Unauthorized(ApiError):
    """401: the key is missing, unknown, expired or revoked."""


class Forbidden(ApiError):
    """403: the key is not good for this."""


class NotFound(ApiError):
    """404: there is nothing of this name, or it is somebody else's."""


class Conflict(ApiError):
    """409: it contradicts what is there."""


class Invalid(ApiError):
    """413, 415 or 422: what was sent is wrong; `problem.field` names it."""


class RateLimited(ApiError):
    """429: the key has asked too often, and the retries are used up."""


class Unavailable(ApiError):
    """5xx: the monitor, or a part of it, cannot be reached just now."""


_KINDS: dict[int, type[ApiError]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    413: Invalid,
    415: Invalid,
    422: Invalid,
    429: RateLimited,
}


def refusal(status: int, body: bytes, retry_after_s: float | None = None) -> ApiError:
    """The error that an answer stands for; a body that is no problem document loses its words, not its status."""
    try:
        problem = msgspec.json.decode(body, type=Problem)
    except msgspec.DecodeError:
        problem = Problem(status=status, title=body[:200].decode(errors="replace"))
    kind = _KINDS.get(status, Unavailable if status >= 500 else ApiError)
    return kind(problem, retry_after_s)
