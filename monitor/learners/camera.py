"""A fake camera that answers prompts: Chromium plays a one-frame video file for ever, and this overwrites the frame.

Give the file to `--use-file-for-fake-video-capture`; the page reads it through the real getUserMedia path.
"""

from __future__ import annotations

import mmap
import random
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import cv2
import numpy as np

from monitor.learners.people import FRAME_BYTES, FRAMES_PER_SECOND, HEIGHT, WIDTH, Person, Sprites, clips
from monitor.learners.puppet import SECONDS, Clip
from monitor.ports import Action

_HEADER = b"YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\nFRAME\n" % (WIDTH, HEIGHT, FRAMES_PER_SECOND)
_BLINK_PAUSE_SECONDS = (2.5, 6.0)


class _Scene(NamedTuple):
    """A clip and the moment, on the monotonic clock, at which it began."""

    clip: Clip
    began: float


class SensorNoise:
    """Noise that never repeats within a day: a long strip of it, begun elsewhere for every frame.

    Adding a cut of a ready-made strip costs a tenth of a millisecond; drawing fresh noise would cost ten.
    """

    _STRENGTH = 2.2
    # The step has no factor in common with the number of starts, so every start is used once before any is again.
    _STARTS, _STEP = 1 << 21, 777_767

    def __init__(self, seed: int | None = None) -> None:
        """Draw the strip, 2.5 MB; the same seed gives the same noise."""
        chance = np.random.default_rng(seed)
        self._strip = np.round(chance.normal(0, self._STRENGTH, self._STARTS + FRAME_BYTES)).astype(np.int8)
        self._start = int(chance.integers(self._STARTS))

    def add_to(self, sprite: Sprites) -> Sprites:
        """Return a frame, (FRAME_BYTES,), with noise that no earlier frame had."""
        self._start = (self._start + self._STEP) % self._STARTS
        noise = self._strip[self._start : self._start + FRAME_BYTES]
        rows = (HEIGHT * 3 // 2, WIDTH)
        noisy = cv2.add(sprite.reshape(rows), noise.reshape(rows), dtype=cv2.CV_8U)
        return np.asarray(noisy, dtype=np.uint8).reshape(-1)


class LiveCamera:
    """Somebody in front of a camera, who rests, blinks now and then, and does what `perform` says.

    Frames are written by a thread of its own at 15 a second, at 640x480; when the machine is too slow, frames are
    left out and movements keep their pace.  After `stop` the last frame stays in the file: a frozen camera.
    """

    def __init__(
        self, file: Path, person: Person = "astronaut", *, cache_dir: Path | None = None, seed: int | None = None
    ) -> None:
        """Make the file with a first frame; the person's pictures are rendered now when this machine has none yet.

        Raises `ModelError` when rendering needs a model that was not fetched.
        """
        self.file = file
        self.person: Person = person
        self._cache_dir = cache_dir
        self._clips = clips(person, cache_dir)
        self._noise = SensorNoise(seed)
        self._chance = random.Random(seed)
        self._scene = _Scene("rest", time.monotonic())
        self._next_blink = 0.0
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        file.write_bytes(_HEADER + self.current_frame().tobytes())

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to stream."""
        self._over.clear()
        self._plan_blink(time.monotonic())
        self._thread = threading.Thread(target=self._stream, name=f"camera {self.person}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Freeze the picture and end the thread; `start` continues."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def perform(self, action: Action, after: float = 0.4) -> float:
        """Do an action once, `after` seconds from now; return in how many seconds it will be over.  Does not wait."""
        self._scene = _Scene(action, time.monotonic() + after)
        return after + SECONDS[action]

    def become(self, person: Person) -> None:
        """Let somebody else sit down in front of the running camera."""
        self._clips = clips(person, self._cache_dir)
        self.person = person

    def current_frame(self) -> Sprites:
        """Return what the camera sees now, (FRAME_BYTES,), with fresh noise."""
        now = time.monotonic()
        scene = self._scene_at(now)
        frames = self._clips[scene.clip]
        place = max(0, int((now - scene.began) * FRAMES_PER_SECOND))
        return self._noise.add_to(frames[place % len(frames)])

    def _scene_at(self, now: float) -> _Scene:
        scene = self._scene
        if scene.clip != "rest" and now >= scene.began + SECONDS[scene.clip]:
            # Rest is entered where it starts, which is the pose in which every clip ends.
            self._replace(scene, _Scene("rest", now))
            self._plan_blink(now)
        elif scene.clip == "rest" and now >= self._next_blink > 0:
            self._replace(scene, _Scene("short_blink", now))
        return self._scene

    def _replace(self, expected: _Scene, scene: _Scene) -> None:
        # `perform` may have been called in between, from another thread; what was asked comes first.
        if self._scene is expected:
            self._scene = scene

    def _plan_blink(self, now: float) -> None:
        self._next_blink = now + self._chance.uniform(*_BLINK_PAUSE_SECONDS)

    def _stream(self) -> None:
        with self.file.open("r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
            due = time.monotonic()
            while not self._over.is_set():
                memory[len(_HEADER) :] = self.current_frame().tobytes()
                due = max(due + 1 / FRAMES_PER_SECOND, time.monotonic())
                self._over.wait(max(0.0, due - time.monotonic()))
