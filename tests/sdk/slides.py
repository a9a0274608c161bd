"""A lesson as many are: still slides with a voice, so few frames that for seconds no new one is shown."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

SAMPLE_RATE = 48_000
SLIDE_SECONDS = 10


def slides(path: Path, number: int) -> Path:
    """Write a WebM of so many slides, each one frame that stands for ten seconds."""
    with av.open(str(path), "w", format="webm") as container:
        picture = container.add_stream("libvpx", rate=1)
        picture.width, picture.height, picture.pix_fmt = 320, 180, "yuv420p"
        sound = container.add_stream("libopus", rate=SAMPLE_RATE)
        sound.codec_context.layout, sound.codec_context.format = "mono", "flt"
        for second in range(number * SLIDE_SECONDS):
            if second % SLIDE_SECONDS == 0:
                container.mux(picture.encode(_slide(second)))
            container.mux(sound.encode(_tone(second)))
        container.mux(picture.encode(None))
        container.mux(sound.encode(None))
    return path


def _slide(second: int) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(np.full((180, 320, 3), 40 + 7 * second % 180, np.uint8), format="rgb24")
    frame.pts, frame.time_base = second, Fraction(1, 1)
    return frame


def _tone(second: int) -> av.AudioFrame:
    moments = (second * SAMPLE_RATE + np.arange(SAMPLE_RATE)) / SAMPLE_RATE
    tone = (0.02 * np.sin(2 * np.pi * 220 * moments)).astype(np.float32)
    frame = av.AudioFrame.from_ndarray(tone[None, :], format="flt", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, second * SAMPLE_RATE, Fraction(1, SAMPLE_RATE)
    return frame
