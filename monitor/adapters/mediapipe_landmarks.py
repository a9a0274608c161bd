"""Face landmarks by MediaPipe's FaceLandmarker."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import cv2
import numpy as np

from monitor.faces.models import Image, Points


@contextmanager
def _native_silence() -> Iterator[None]:
    """Keep what the native library prints when it starts from the terminal; nothing of it concerns anybody here.

    It heeds no log level.  What goes wrong is raised as an exception all the same.
    """
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


class MediapipeLandmarks:
    """Finds up to three faces in a picture.  Not safe to share between threads.

    Pictures are judged one by one (IMAGE mode), so that no burst influences the next.
    """

    def __init__(self, model: Path, faces: int = 3) -> None:
        """Load a FaceLandmarker bundle; takes about three seconds the first time in a process."""
        # The import alone takes seconds and 100 MB, which only a process that analyses faces should pay.
        import mediapipe  # type: ignore[import-untyped]
        from mediapipe.tasks.python import BaseOptions, vision  # type: ignore[import-untyped]

        content = model.read_bytes()
        self.version = f"mediapipe {version('mediapipe')}, {model.name} {hashlib.sha256(content).hexdigest()[:12]}"
        self._picture, self._rgb = mediapipe.Image, mediapipe.ImageFormat.SRGB
        options = vision.FaceLandmarkerOptions(BaseOptions(model_asset_buffer=content), num_faces=faces)
        with _native_silence():
            self._landmarker = vision.FaceLandmarker.create_from_options(options)
            self(np.zeros((64, 64, 3), np.uint8))  # its threads start, and complain, with the first picture

    def __call__(self, image: Image) -> list[Points]:
        """Return the landmarks of every face, (478, 3) each, in pixels."""
        height, width = image.shape[:2]
        picture = self._picture(image_format=self._rgb, data=cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
        faces = self._landmarker.detect(picture).face_landmarks
        found = [np.array([(point.x, point.y, point.z) for point in face]) for face in faces]
        return [points * (width, height, width) for points in found if np.isfinite(points).all()]

    def close(self) -> None:
        """Free the native model; MediaPipe's own destructor complains when the interpreter ends first."""
        self._landmarker.close()
