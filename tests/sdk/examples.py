"""The example pages for tests: the lesson that they play, and those that are written with a bundler, built."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import av
import numpy as np
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from tests.sdk.collector import EXAMPLES
from tests.sdk.short_hour import SECONDS

PLAYERS = ("plain", "video.js", "plyr", "vidstack", "hls.js", "dash.js", "xgplayer", "artplayer")
FRAMEWORKS = ("react", "vue")
FORMATS = {"lesson.mp4": "mp4", "lesson.m3u8": "hls", "lesson.mpd": "dash"}
FPS = 15


def write_lesson(folder: Path, name: str = "lesson.mp4") -> Path:
    """A silent lesson whose picture changes, with a key frame every second."""
    kind = FORMATS[name]
    options = {"movflags": "faststart"} if kind == "mp4" else {"hls_list_size": "0"} if kind == "hls" else {}
    with av.open(str(folder / name), "w", format=kind, options=options) as container:
        stream = container.add_stream("libx264", rate=FPS, options={"g": str(FPS), "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for index in range(SECONDS * FPS):
            picture = np.full((180, 320, 3), index % 256, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return folder / name


def write_lessons(folder: Path) -> Path:
    """The same in every format that a player wants."""
    for name in FORMATS:
        write_lesson(folder, name)
    return folder


def build_frameworks(folder: Path) -> Path:
    """The React and Vue pages, with the SDK as the npm package has it and the double effects of development."""
    vite("build", "--outDir", str(folder / "sdk"), cwd=EXAMPLES.parent)
    settings = {"SDK_MODULE": str(folder / "sdk" / "index.js"), "NODE_ENV": "development"}
    vite("build", "--outDir", str(folder / "pages"), cwd=EXAMPLES, settings=settings)
    return folder / "pages"


def vite(*words: str, cwd: Path, settings: Mapping[str, str] = {}) -> None:
    program = cwd / "node_modules" / ".bin" / "vite"
    assert program.is_file(), f"{program} is missing; run make setup"
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # node came with Python
    done = subprocess.run(
        [program, *words, "--logLevel", "warn"], cwd=cwd, env={**os.environ, "PATH": beside, **settings},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def mount(app: FastAPI, media: Path, built: Path) -> None:
    """Serve the pages and their lesson beside a collector."""
    assert (EXAMPLES / "node_modules").is_dir(), "the players are missing; run make setup"
    app.mount("/examples", StaticFiles(directory=EXAMPLES, html=True))
    app.mount("/built", StaticFiles(directory=built, html=True))
    app.mount("/media", StaticFiles(directory=media))


def page_of(player: str) -> str:
    return f"/{'built' if player in FRAMEWORKS else 'examples'}/{player}/index.html"
