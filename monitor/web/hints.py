"""What a reviewer may want to know of an attempt, and what decides nothing: the camera that the browser named (K16)."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from monitor.core.events import Camera
from monitor.core.reading import Record, Seen

CANVAS = "CanvasCaptureMediaStreamTrack"

_DRAWN = {
    "zh-CN": "画面由网页画布生成,不是来自摄像头。仅供参考,不影响认定。",
    "en": "The pictures were drawn on a canvas of the page and came from no camera. A hint; it decides nothing.",
}
_UNNAMED = {
    "zh-CN": "摄像头没有名称,可能由程序生成。仅供参考,不影响认定。",
    "en": "The camera has no name; a program may have made its pictures. A hint; it decides nothing.",
}
_NAMED = {"zh-CN": "所用摄像头。", "en": "The camera that was used."}


class Hint(msgspec.Struct, frozen=True, kw_only=True):
    """One camera of an attempt: `code` is camera, camera_unnamed or camera_drawn; label and kind as the browser said.

    `at` is when it was switched on first (server ms), `where` the log position.
    """

    code: str
    text: dict[str, str]
    label: str
    kind: str
    at: int
    where: str


def hints(record: Record, attempt: str) -> tuple[Hint, ...]:
    """Every camera that was used in the attempt's sessions, once."""
    found: dict[tuple[str, str], Hint] = {}
    for seen in _cameras(record, attempt):
        hint = _hint(seen)
        found.setdefault((hint.label, hint.kind), hint)
    return tuple(found.values())


def _cameras(record: Record, attempt: str) -> Iterable[Seen]:
    for session in record.sessions:
        if any(opened.attempt == attempt for opened in session.opened.attempts):
            events = (seen for instance in session.instances for seen in instance.seen)
            yield from (seen for seen in events if isinstance(seen.event, Camera) and seen.event.state == "on")


def _hint(seen: Seen) -> Hint:
    camera = seen.event
    assert isinstance(camera, Camera)
    code, text = _reading(camera)
    return Hint(code=code, text=text, label=camera.label, kind=camera.kind, at=seen.at, where=seen.where)


def _reading(camera: Camera) -> tuple[str, dict[str, str]]:
    if camera.kind == CANVAS:
        return "camera_drawn", _DRAWN
    return ("camera", _NAMED) if camera.label else ("camera_unnamed", _UNNAMED)
