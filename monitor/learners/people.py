"""The people in front of the learners' cameras, none of whom exists.

Everybody comes from one public-domain still, `skimage.data.astronaut()` (NASA): the honest trainee is that still
brought to life, other people are its face in other proportions, and an impostor holds a print of it to the camera.
Pictures are rendered once per person and machine and kept as files, because eight cameras share two cores.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Literal, get_args

import cv2
import numpy as np
import simplejpeg  # type: ignore[import-untyped]
from numpy.typing import NDArray
from scipy.interpolate import RBFInterpolator  # type: ignore[import-untyped]
from skimage import data

from monitor.adapters.mediapipe_landmarks import MediapipeLandmarks
from monitor.adapters.model_store import LANDMARKS, ModelStore, default_cache
from monitor.faces.models import Image, Points
from monitor.learners.puppet import SECONDS, Clip, PhotoPrint, Puppet, expression_at

Person = Literal["astronaut", "other", "third", "photo"]
PERSONS: tuple[Person, ...] = get_args(Person)

WIDTH, HEIGHT, FRAMES_PER_SECOND = 640, 480, 15
FRAME_BYTES = WIDTH * HEIGHT * 3 // 2

Sprites = NDArray[np.uint8]
"""The frames of one clip, (frames, FRAME_BYTES), each a planar YUV 4:2:0 picture as a camera file holds it."""

_RENDERING = "1"
"""Changes when a change here or in the puppet changes what people look like."""

# dlib distances: 0.73 and 0.72 to the astronaut, 0.64 to each other.
_SEEDS: Mapping[Person, int] = {"other": 22, "third": 41}
_CROP_TOP, _CROP_BOTTOM, _CROP_LEFT, _CROP_RIGHT = 0, 229, 70, 375


def reference_picture(person: Person) -> bytes:
    """Return the JPEG, 640x480, with which a person enrols; the holder of the photo enrols as the astronaut."""
    return _encode(_still("astronaut" if person == "photo" else person))


def clips(person: Person, cache_dir: Path | None = None) -> dict[Clip, Sprites]:
    """Return every clip of a person, memory-mapped; renders them first (about 10 s) when they are not cached.

    The cache lies beside the models by default.  Raises `ModelError` when rendering needs a model that is missing.
    """
    folder = (cache_dir or default_cache()) / "sprites" / f"{_RENDERING}-{person}"
    files = {clip: folder / f"{clip}.npy" for clip in SECONDS}
    if not all(file.exists() for file in files.values()):
        actor = PhotoPrint(_still("astronaut")) if person == "photo" else _puppet(person)
        for clip, file in files.items():
            _save(file, _render(actor, clip))
    return {clip: np.load(file, mmap_mode="r") for clip, file in files.items()}


def frame_picture(sprite: Sprites) -> Image:
    """Return one frame of a clip, (FRAME_BYTES,), as a blue-green-red picture."""
    planes = sprite.reshape(HEIGHT * 3 // 2, WIDTH)
    return np.asarray(cv2.cvtColor(planes, cv2.COLOR_YUV2BGR_I420), dtype=np.uint8)


def change_face(still: Image, points: Points, seed: int) -> Image:
    """Return the still with somebody else's proportions and complexion; the same seed is the same person."""
    chance = np.random.default_rng(seed)
    places, shifts = _proportions(points, chance)
    return _change_tone(_warp(still, points, places, shifts), chance)


def _still(person: Person) -> Image:
    whole = np.ascontiguousarray(data.astronaut()[..., ::-1])  # type: ignore[no-untyped-call]
    crop = whole[_CROP_TOP:_CROP_BOTTOM, _CROP_LEFT:_CROP_RIGHT]
    still = np.asarray(cv2.resize(crop, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    if person not in _SEEDS:
        return still
    return change_face(still, _find(still), _SEEDS[person])


def _find(still: Image) -> Points:
    with closing(MediapipeLandmarks(ModelStore().path_of(LANDMARKS), faces=1)) as landmarks:
        return landmarks(still)[0]


def _puppet(person: Person) -> Puppet:
    still = _still(person)
    return Puppet(still, _find(still))


def _render(actor: Puppet | PhotoPrint, clip: Clip) -> Sprites:
    times = np.arange(round(SECONDS[clip] * FRAMES_PER_SECOND)) / FRAMES_PER_SECOND
    pictures = (actor.render(expression_at(clip, float(time))) for time in times)
    return np.stack([cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420).reshape(-1) for picture in pictures])


def _save(file: Path, sprites: Sprites) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as out:
        np.save(out, sprites)
    # Several processes may render the same person at once; the last one wins and none sees half a file.
    Path(out.name).replace(file)


def _encode(image: Image) -> bytes:
    return bytes(simplejpeg.encode_jpeg(np.ascontiguousarray(image), quality=90, colorspace="BGR"))


def _proportions(points: Points, chance: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draw how a face differs; return landmark places and their shifts, (n, 2) pixels each."""
    wide, high = np.ptp(points[:468, 0]), np.ptp(points[:468, 1])

    def differ(by: float) -> float:
        return float(chance.normal(0, by))

    eyes_apart, eyes_down, brows_down = differ(0.04), differ(0.03), differ(0.03)
    eye_size, nose_width, nose_down = differ(0.25), differ(0.3), differ(0.05)
    mouth_width, mouth_down, lips = differ(0.16), 0.6 * nose_down + differ(0.03), differ(0.02)
    jaw, chin, forehead, cheeks = differ(0.09), differ(0.09), differ(0.04), differ(0.06)
    moves: dict[int, tuple[float, float]] = {
        1: (0, nose_down),
        2: (0, nose_down),
        6: (0, 0.7 * eyes_down),
        0: (0, mouth_down - lips),
        17: (0, mouth_down + lips),
        152: (0, chin),
        10: (0, -forehead),
    }
    right_eye, left_eye = (33, 133, 159, 145, 105, 107), (263, 362, 386, 374, 334, 336)
    right_rest, left_rest = (129, 61, 172, 117, 234), (358, 291, 397, 346, 454)
    for side, eye, rest in ((-1, right_eye, right_rest), (1, left_eye, left_rest)):
        outer, inner, upper, lower, brow_outer, brow_inner = eye
        longer = eye_size * abs(points[outer, 0] - points[inner, 0]) / wide / 2
        wider = eye_size * abs(points[upper, 1] - points[lower, 1]) / high / 2
        moves[outer] = (side * (eyes_apart + longer), eyes_down)
        moves[inner] = (side * (eyes_apart - longer), eyes_down)
        moves[upper], moves[lower] = (side * eyes_apart, eyes_down - wider), (side * eyes_apart, eyes_down + wider)
        moves[brow_outer] = (0.8 * side * eyes_apart, eyes_down + brows_down)
        moves[brow_inner] = (0.6 * side * eyes_apart, eyes_down + brows_down)
        nostril, corner, jaw_angle, cheek, temple = rest
        moves[nostril] = (0.13 * side * nose_width, nose_down)
        moves[corner] = (0.25 * side * mouth_width, mouth_down)
        moves[jaw_angle] = (side * jaw, 0.5 * chin)
        moves[cheek], moves[temple] = (0.6 * side * cheeks, 0), (side * cheeks, 0)
    return points[list(moves), :2], np.array(list(moves.values())) * (wide, high)


def _warp(still: Image, points: Points, places: NDArray[np.float64], shifts: NDArray[np.float64]) -> Image:
    """Move the places of a picture by smooth interpolation; a ring round the head stays where it is."""
    size = np.ptp(points[:468, :2], axis=0)
    centre = points[[10, 152], :2].mean(axis=0)
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ring = centre + np.stack((np.cos(angles) * 1.35, np.sin(angles) * 1.25), axis=1) * size
    fixed, still_there = np.vstack((places + shifts, ring)), np.vstack((-shifts, np.zeros_like(ring)))
    field = RBFInterpolator(fixed, still_there, kernel="thin_plate_spline", smoothing=1e-3)
    height, width = still.shape[:2]
    coarse = np.stack(np.meshgrid(np.arange(0, width, 4), np.arange(0, height, 4)), axis=-1)
    flow = field(coarse.reshape(-1, 2)).reshape(coarse.shape).astype(np.float32)
    flow = cv2.resize(flow, (width, height), interpolation=cv2.INTER_CUBIC)
    grid = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1).astype(np.float32)
    from_centre = np.linalg.norm((grid - centre) / (size * (1.3, 1.2)), axis=2)
    origin = grid + flow * np.clip((1 - from_centre) / 0.12, 0, 1)[..., None]
    x, y = np.moveaxis(origin.astype(np.float32), 2, 0)
    return np.asarray(cv2.remap(still, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8)


def _change_tone(still: Image, chance: np.random.Generator) -> Image:
    lab = cv2.cvtColor(still, cv2.COLOR_BGR2LAB).astype(np.float32)
    lab[..., 0] = 255 * (lab[..., 0] / 255) ** chance.uniform(0.9, 1.9)
    lab[..., 1] += chance.uniform(-5, 6)
    lab[..., 2] += chance.uniform(-9, 8)
    changed = cv2.cvtColor(np.clip(lab, 0, 255).astype(np.uint8), cv2.COLOR_LAB2BGR)
    return np.asarray(changed, dtype=np.uint8)
