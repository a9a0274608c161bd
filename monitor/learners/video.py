"""Makes the lesson videos: real WebM files with a running time, something that moves, and a soft tone.

The tone matters: Chromium pauses a silent video by itself when its tab is hidden, and then the persona that learns in
a hidden tab would be stopped by the browser instead of being found out by the monitor.
"""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, FPS = 480, 270, 15
KEYFRAME_EVERY = 2 * FPS  # each key frame is a cue, so a seek lands at most two seconds early
BIT_RATE = 120_000
SAMPLE_RATE = 48_000
TONE_HERTZ, TONE_LEVEL = 220.0, 0.02
BACKGROUND, INK, ACCENT, TRACK = (18, 38, 58), (240, 244, 248), (94, 190, 160), (52, 78, 102)

# Tried by name, the system's font folders are Pillow's business; the last resort cannot write Chinese.
CHINESE_FONTS = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc", "msyh.ttc", "PingFang.ttc", "wqy-microhei.ttc")

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def lesson_video(folder: Path, name: str, title: dict[str, str], seconds: int) -> Path:
    """The video of one lesson, made once and then taken from `folder`."""
    path = folder / f"{name}-{seconds}s.webm"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}.part")
        try:
            _write(unfinished, title, seconds)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    return path


def _write(path: Path, title: dict[str, str], seconds: int) -> None:
    with av.open(str(path), "w", format="webm") as container:
        picture, sound = _video_stream(container), _audio_stream(container)
        tone = _tone(seconds)
        slide = _slide(title)
        for index in range(seconds * FPS):
            _encode_picture(container, picture, _frame(slide, index, seconds), index)
            _encode_second(container, sound, tone, index)
        container.mux(picture.encode(None))
        container.mux(sound.encode(None))


def _video_stream(container: OutputContainer) -> VideoStream:
    stream: VideoStream = container.add_stream("libvpx", rate=FPS)
    stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    stream.bit_rate = BIT_RATE
    stream.time_base = Fraction(1, FPS)
    stream.codec_context.gop_size = KEYFRAME_EVERY
    stream.codec_context.options = {"deadline": "realtime", "cpu-used": "8"}
    return stream


def _audio_stream(container: OutputContainer) -> AudioStream:
    stream: AudioStream = container.add_stream("libopus", rate=SAMPLE_RATE)
    stream.codec_context.layout = "mono"
    stream.codec_context.format = "flt"
    stream.bit_rate = 24_000
    return stream


def _encode_picture(container: OutputContainer, stream: VideoStream, image: Image.Image, index: int) -> None:
    frame = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
    frame.pts, frame.time_base = index, Fraction(1, FPS)
    container.mux(stream.encode(frame))


def _encode_second(container: OutputContainer, stream: AudioStream, tone: np.ndarray, index: int) -> None:
    """One second of tone with the first picture of each second, so that both stay interleaved."""
    second, rest = divmod(index, FPS)
    if rest:
        return
    start = second * SAMPLE_RATE
    samples = np.ascontiguousarray(tone[None, start : start + SAMPLE_RATE])
    frame = av.AudioFrame.from_ndarray(samples, format="flt", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, start, Fraction(1, SAMPLE_RATE)
    container.mux(stream.encode(frame))


def _tone(seconds: int) -> np.ndarray:
    """A quiet tone, a little shorter than the pictures: the file must last exactly as long as they do."""
    moments = np.arange(seconds * SAMPLE_RATE - SAMPLE_RATE // 20) / SAMPLE_RATE
    return (TONE_LEVEL * np.sin(2 * np.pi * TONE_HERTZ * moments)).astype(np.float32)


def _slide(title: dict[str, str]) -> Image.Image:
    """What does not change: the title, in Chinese where there is a font for it."""
    image = Image.new("RGB", (WIDTH, HEIGHT), BACKGROUND)
    draw = ImageDraw.Draw(image)
    chinese = _chinese_font(34)
    draw.text((28, 28), title["zh-CN"] if chinese else title["en"], font=chinese or _plain_font(34), fill=INK)
    draw.text((30, 82), title["en"], font=_plain_font(18), fill=ACCENT)
    draw.rounded_rectangle((28, HEIGHT - 34, WIDTH - 28, HEIGHT - 26), 4, fill=TRACK)
    return image


def _frame(slide: Image.Image, index: int, seconds: int) -> Image.Image:
    """The slide at one moment: the running time, a ball that swings, and how far the lesson is."""
    image = slide.copy()
    draw = ImageDraw.Draw(image)
    moment = index / FPS
    minutes, rest = divmod(moment, 60)
    draw.text((28, 132), f"{int(minutes):02}:{rest:04.1f}", font=_plain_font(64), fill=INK)
    x, y = 370 + 60 * np.sin(2 * moment), 165 - 34 * abs(np.cos(2 * moment))
    draw.ellipse((x - 20, y - 20, x + 20, y + 20), fill=ACCENT)
    reached = 28 + (WIDTH - 56) * moment / seconds
    draw.rounded_rectangle((28, HEIGHT - 34, max(36, reached), HEIGHT - 26), 4, fill=ACCENT)
    return image


def _chinese_font(size: int) -> Font | None:
    for name in CHINESE_FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return None


def _plain_font(size: int) -> Font:
    if size not in _plain_fonts:
        _plain_fonts[size] = ImageFont.load_default(size)
    return _plain_fonts[size]


_plain_fonts: dict[int, Font] = {}
