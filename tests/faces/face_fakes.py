"""Synthetic heads, pictures and models: a face whose every number a test can choose."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import simplejpeg

from monitor.faces.errors import StaleReferenceError
from monitor.faces.features import Face, Pose, describe
from monitor.faces.models import FaceModels
from monitor.faces.thresholds import EmbedderThresholds
from monitor.ports import FaceJudgement

EMBEDDER_THRESHOLDS = EmbedderThresholds(match=0.42, mismatch=0.52, session=0.54, session_fail=0.65)
REFERENCE = (0.0, 0.0, 0.0)


def head(yaw=0.0, pitch=0.0, roll=0.0, eyes=0.30, mouth=0.05, *, solid=True, centre=(240, 180), size=1.0):
    """Landmarks, (478, 3), of an ellipsoid with a nose, turned as asked; `solid=False` is a flat sheet."""
    points = _skin()
    lid, lip = eyes * 25 / 2, mouth * 40 / 2
    for side, (outer, up_1, up_2, inner, low_2, low_1) in ((-1, (33, 160, 158, 133, 153, 144)), (1, _LEFT_EYE)):
        points[[outer, inner], :2] = (side * 45, -30), (side * 20, -30)
        points[[up_1, up_2], :2] = (side * 38, -30 - lid), (side * 27, -30 - lid)
        points[[low_1, low_2], :2] = (side * 38, -30 + lid), (side * 27, -30 + lid)
    points[[33, 263], 2] = -40
    points[[10, 152]] = (0, -95, -20), (0, 95, -20)
    points[[168, 164]] = (0, -35, -58), (0, 40, -62)
    points[[1, 2]] = (0, 20, -95), (0, 30, -75)
    points[[13, 14, 78, 308]] = (0, 55 - lip, -60), (0, 55 + lip, -60), (-20, 55, -55), (20, 55, -55)
    if not solid:
        points[:, 2] = 0
    return _turned(points, yaw, pitch, roll) * size + (*centre, 0)


_LEFT_EYE = (263, 387, 385, 362, 380, 373)


def _skin():
    chance = np.random.default_rng(3)
    angle, radius = chance.uniform(0, 2 * np.pi, 478), np.sqrt(chance.uniform(0, 0.9, 478))
    return np.stack((70 * radius * np.cos(angle), 95 * radius * np.sin(angle), -60 * np.sqrt(1 - radius**2)), axis=1)


def _turned(points, yaw, pitch, roll):
    (sy, sp, sr), (cy, cp, cr) = np.sin(np.radians((yaw, pitch, roll))), np.cos(np.radians((yaw, pitch, roll)))
    about_y = np.array(((cy, 0, -sy), (0, 1, 0), (sy, 0, cy)))
    about_x = np.array(((1, 0, 0), (0, cp, -sp), (0, sp, cp)))
    about_z = np.array(((cr, sr, 0), (-sr, cr, 0), (0, 0, 1)))
    return points @ (about_z @ about_y @ about_x).T


def face(frame=0, *, yaw=None, pitch=None, **features) -> Face:
    """A described face with some of its features set to exact values."""
    described = describe(head(), frame)
    if yaw is not None or pitch is not None:
        features["pose"] = Pose(yaw or 0.0, pitch or 0.0, 0.0)
    return replace(described, **features)


def pictures(count: int, seed: int = 0, width: int = 480, height: int = 360):
    """Frames, (height, width, 3) each, that are bright and all different."""
    chance = np.random.default_rng(seed)
    blocks = chance.integers(0, 255, (count, height // 8, width // 8, 3)).astype(np.uint8)
    return [block.repeat(8, axis=0).repeat(8, axis=1) for block in blocks]


def jpeg(image, quality: int = 75) -> bytes:
    return simplejpeg.encode_jpeg(np.ascontiguousarray(image), quality=quality, colorspace="BGR")


class ScriptedLandmarks:
    """Answers with the faces of the next frame of a script."""

    version = "scripted landmarks"

    def __init__(self, script: Sequence[Sequence[np.ndarray]]) -> None:
        self.calls = 0
        self._script = script

    def __call__(self, image):
        self.calls += 1
        return list(self._script[(self.calls - 1) % len(self._script)])

    def close(self) -> None:
        self.closed = True


class ScriptedEmbedder:
    """Answers with the next vector of a script."""

    version = "scripted embedder"
    metric = "euclidean"
    thresholds = EMBEDDER_THRESHOLDS

    def __init__(self, script: Sequence[Sequence[float]] = (REFERENCE,)) -> None:
        self.calls = 0
        self._script = script

    def __call__(self, image, points):
        self.calls += 1
        return np.array(self._script[(self.calls - 1) % len(self._script)], dtype=float)


def models(script, embeddings=(REFERENCE,)) -> FaceModels:
    return FaceModels(ScriptedLandmarks(script), ScriptedEmbedder(embeddings))


class FakeWork:
    """What a worker does in the tests of the pool; the bytes of a picture's comment tell it how to behave."""

    def __init__(self, marker: str = "") -> None:
        self._marker = marker

    def enrol(self, picture):
        return FaceJudgement(verdict="pass", reason="ok", versions={"worker": self._marker})

    def judge_photo(self, picture, references):
        return BEHAVIOURS[references[0][0]](picture, references)

    def judge_burst(self, action, frames, references):
        return FaceJudgement(verdict="pass", reason=action, faces=len(frames))

    def describe(self):
        return FaceJudgement(verdict="pass", reason="ok", versions={"embedder": "fake"})

    def close(self) -> None:
        pass


CRASH, HANG, RAISE, CRASH_ONCE, SLOW, STALE, NOTED = 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0
NOTED_SECONDS = 1.0


def spelled(path) -> list[float]:
    """A path as a reference, which is how a picture's job can name a file."""
    return [float(ord(letter)) for letter in str(path)]


def _crash(picture, references):
    import os

    os._exit(3)


def _hang(picture, references):
    time.sleep(60)


def _raise(picture, references):
    raise ZeroDivisionError("by design")


def _crash_once(picture, references):
    marker = _path(references[1])
    if not marker.exists():
        marker.touch()
        _crash(picture, references)
    return FaceJudgement(verdict="pass", reason="second attempt")


def _slow(picture, references):
    time.sleep(0.3)
    return FaceJudgement(verdict="pass", reason="slow")


def _stale(picture, references):
    raise StaleReferenceError("expected 128 finite numbers, got 1")


def _noted(picture, references):
    """Take a second, and note in a file that it was begun."""
    with _path(references[1]).open("a") as notes:
        notes.write("begun\n")
    time.sleep(NOTED_SECONDS)
    return FaceJudgement(verdict="pass", reason="noted")


def _path(reference):
    return Path("".join(chr(int(letter)) for letter in reference))


BEHAVIOURS = {
    CRASH: _crash,
    HANG: _hang,
    RAISE: _raise,
    CRASH_ONCE: _crash_once,
    SLOW: _slow,
    STALE: _stale,
    NOTED: _noted,
}


def build_broken():
    raise FileNotFoundError("no model here; fetch it first")
