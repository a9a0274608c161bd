"""What cheaters show to a camera, made at run time from the made-up people: prints, loops, screens, and nobody.

Every cheater knows what is asked and does his best to answer it.  Films are what a page would upload: 480x360 JPEG.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal, NamedTuple, get_args

import cv2
import numpy as np
import simplejpeg  # type: ignore[import-untyped]
from numpy.typing import NDArray

from monitor.faces.models import Image
from monitor.learners.people import FRAMES_PER_SECOND, Person, clips, frame_picture
from monitor.learners.puppet import SECONDS, Clip, expression_at, rotation
from monitor.ports import Action

PhotoAttack = Literal["still", "moved", "rotated", "bent", "two_photos"]
CameraAttack = Literal["frozen", "loop", "two_faces", "nobody", "black"]
Attack = PhotoAttack | CameraAttack | Literal["screen_replay"]

PHOTO_ATTACKS: tuple[PhotoAttack, ...] = get_args(PhotoAttack)
CAMERA_ATTACKS: tuple[CameraAttack, ...] = get_args(CameraAttack)

WIDTH, HEIGHT = 480, 360
FRAMES = 20
_FOCAL = 1.2 * WIDTH
_BORDER = 0.06
_BLINK_RATE, _RATE = 10, 8

# The moment of each clip at which the action is at its height, in seconds.
_HEIGHT_OF: Mapping[Action, float] = {"turn_left": 0.9, "turn_right": 0.9, "blink": 0.3, "open_mouth": 0.6, "nod": 0.4}


class Sensor:
    """A camera's own noise, and the JPEG that leaves the page; no two frames are the same bytes."""

    _STRIP = 1 << 21

    def __init__(self, chance: np.random.Generator) -> None:
        """Draw the noise, the exposure and the compression of one camera."""
        size = self._STRIP + WIDTH * HEIGHT * 3
        self._noise = np.round(chance.normal(0, 2.0, size)).astype(np.int8)
        self._gain, self._offset = float(chance.uniform(0.8, 1.15)), float(chance.uniform(-8, 8))
        self._quality = int(chance.integers(70, 86))
        self._chance = chance

    def shoot(self, picture: Image) -> bytes:
        """Return one frame, a JPEG of 480x360."""
        start = int(self._chance.integers(self._STRIP))
        noise = self._noise[start : start + picture.size].reshape(HEIGHT, WIDTH * 3)
        exposed = cv2.convertScaleAbs(picture, alpha=self._gain, beta=self._offset).reshape(HEIGHT, WIDTH * 3)
        seen = np.asarray(cv2.add(exposed, noise, dtype=cv2.CV_8U), dtype=np.uint8).reshape(HEIGHT, WIDTH, 3)
        return encode(seen, self._quality)


@dataclass(frozen=True, slots=True)
class Framing:
    """How somebody sits before a camera: size, and shift in pixels of a 480x360 picture."""

    zoom: float
    right: float
    down: float

    @classmethod
    def drawn(cls, chance: np.random.Generator) -> Framing:
        return cls(*chance.uniform((0.88, -30, -14), (1.12, 30, 14)))

    def apply(self, picture: Image) -> Image:
        """Return a picture of any size as this camera sees it, 480x360."""
        height, width = picture.shape[:2]
        scale = self.zoom * WIDTH / width
        shift = (WIDTH / 2 - scale * width / 2 + self.right, HEIGHT / 2 - scale * height / 2 + self.down)
        matrix = np.array(((scale, 0, shift[0]), (0, scale, shift[1])))
        framed = cv2.warpAffine(picture, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REFLECT)
        return np.asarray(framed, dtype=np.uint8)


class Pose(NamedTuple):
    """How a sheet is held: degrees, shifts in widths of the sheet, its distance in sheets, radians that it is bent."""

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    right: float = 0.0
    down: float = 0.0
    distance: float = 1.0
    bend: float = 0.0


def film(person: Person, action: Action, seed: int, *, frames: int = FRAMES) -> list[bytes]:
    """Return the burst of a person who does what is asked; another seed is another moment, place, light and noise."""
    chance = np.random.default_rng(seed)
    framing, sensor = Framing.drawn(chance), Sensor(chance)
    played = played_by(person, action, chance)
    return [sensor.shoot(framing.apply(picture)) for picture in islice(played, frames)]


def attack(kind: Attack, action: Action, seed: int, tool: Action | None = None) -> list[bytes]:
    """Return the burst with which an attack answers an asked action.

    `tool` is what the second of two photos shows; by default just what is asked.
    """
    chance = np.random.default_rng(seed)
    if kind in PHOTO_ATTACKS:
        return _held(kind, action, tool or action, chance)
    return _CAMERA[kind](action, chance)


def hold(sheet: Image, room: Image, pose: Pose) -> Image:
    """Return a sheet of paper before a room, both of any size, as a camera sees it, 480x360.

    Every pixel's ray is followed to the sheet, which is flat or bent round an upright axis.
    """
    places, hit = _on_bent_sheet(pose) if abs(pose.bend) > 1e-3 else _on_flat_sheet(pose)
    height, width = sheet.shape[:2]
    across = (places[..., 0] + 0.5) * width
    down = places[..., 1] * width + 0.5 * height
    hit &= (across >= 0) & (across < width) & (down >= 0) & (down < height)
    drawn = cv2.remap(sheet, across.astype(np.float32), down.astype(np.float32), cv2.INTER_LINEAR)
    return np.where(hit[..., None], drawn, room).astype(np.uint8)


def encode(picture: Image, quality: int = 75) -> bytes:
    """Return a picture as JPEG."""
    return bytes(simplejpeg.encode_jpeg(np.ascontiguousarray(picture), quality=quality, colorspace="BGR"))


# ---------------------------------------------------------------- sheets


def _rays(pose: Pose) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the camera is and where each pixel looks, (height, width, 3), as the sheet sees it."""
    x, y = np.meshgrid((np.arange(WIDTH) - WIDTH / 2) / _FOCAL, (np.arange(HEIGHT) - HEIGHT / 2) / _FOCAL)
    looks = np.stack((x, y, np.ones_like(x)), axis=-1)
    turned = rotation(pose.yaw, pose.pitch, pose.roll)
    return -np.array((pose.right, pose.down, 1.2 * pose.distance)) @ turned, looks @ turned


def _on_flat_sheet(pose: Pose) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    eye, looks = _rays(pose)
    steps = -eye[2] / np.where(np.abs(looks[..., 2]) < 1e-6, 1e-6, looks[..., 2])
    return eye[:2] + looks[..., :2] * steps[..., None], steps > 0


def _on_bent_sheet(pose: Pose) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    eye, looks = _rays(pose)
    radius = 1 / pose.bend
    behind = eye[2] - radius  # the axis runs behind the sheet, which bulges towards the camera
    a = looks[..., 0] ** 2 + looks[..., 2] ** 2
    b = eye[0] * looks[..., 0] + behind * looks[..., 2]
    inside = b**2 - a * (eye[0] ** 2 + behind**2 - radius**2)
    steps = (-b - np.sqrt(np.maximum(inside, 0))) / a
    met = eye + looks * steps[..., None]
    return np.stack((radius * np.arctan2(met[..., 0], radius - met[..., 2]), met[..., 1]), axis=-1), inside > 0


def _held(kind: Attack, action: Action, tool: Action, chance: np.random.Generator) -> list[bytes]:
    plain, second = _print(None), _print(tool if kind == "two_photos" else None)
    room, sensor, hand = _room(chance), Sensor(chance), _Hand(kind, action, chance)
    # The second photo is shown for as long as the action lasts, when it is the one that is asked for.
    swaps = kind == "two_photos" and tool == action
    frames = []
    for seconds in _times(action, chance):
        acting = swaps and 0.1 < seconds < SECONDS[action] - 0.1
        frames.append(sensor.shoot(hold(second if acting else plain, room, hand.pose(seconds, swapping=swaps))))
    return frames


def _print(action: Action | None) -> Image:
    """Return a print of the astronaut, at rest or at the height of an action."""
    shown = clips("astronaut")[action or "rest"]
    picture = frame_picture(shown[int((_HEIGHT_OF[action] if action else 0.0) * FRAMES_PER_SECOND)])
    edge = int(_BORDER * picture.shape[1])
    return np.pad(picture, ((edge, edge), (edge, edge), (0, 0)), constant_values=245)


class _Hand:
    """Holds a sheet unsteadily, and moves it as a cheater would who is asked for an action."""

    def __init__(self, kind: Attack, action: Action, chance: np.random.Generator) -> None:
        self._kind, self._action, self._chance = kind, action, chance
        self._rest = Pose(*chance.uniform((-4, -4, -3, -0.05, -0.03, 0.8), (4, 4, 3, 0.05, 0.03, 1.05)))
        self._turn = chance.uniform(25, 60)
        self._tilt = chance.uniform(15, 50)
        self._bend = chance.uniform(0.4, 1.8)

    def pose(self, seconds: float, *, swapping: bool) -> Pose:
        """Return how the sheet is held `seconds` after the cheater began; `swapping` hands only exchange sheets."""
        shaken = self._shaken()
        share = _share(self._action, seconds)
        if swapping or self._kind == "still":
            return shaken
        if self._kind == "moved":
            return self._moved(shaken, share)
        return self._turned(shaken, share)

    def _shaken(self) -> Pose:
        by = self._chance.normal(0, (0.6, 0.6, 0.4, 0.004, 0.004, 0.006))
        return Pose(*(value + shake for value, shake in zip(self._rest, by, strict=False)))

    def _moved(self, held: Pose, share: float) -> Pose:
        if self._action in ("turn_left", "turn_right"):
            side = -1 if self._action == "turn_left" else 1
            return held._replace(right=held.right + side * 0.22 * share, roll=held.roll + 8 * share)
        if self._action == "nod":
            return held._replace(down=held.down + 0.16 * share)
        return held._replace(distance=held.distance * (1 - 0.25 * share), roll=held.roll + 12 * share)

    def _turned(self, held: Pose, share: float) -> Pose:
        bent = held._replace(bend=self._bend) if self._kind == "bent" else held
        if self._action in ("turn_left", "turn_right"):
            side = 1 if self._action == "turn_left" else -1
            return bent._replace(yaw=held.yaw + side * self._turn * share)
        if self._kind == "bent" and self._action == "open_mouth":
            return bent._replace(bend=self._bend * share + 0.01, pitch=held.pitch - 0.5 * self._tilt * share)
        return bent._replace(pitch=held.pitch + self._tilt * share)


def _share(action: Action, seconds: float) -> float:
    """Return how far the action has gone, 0 to 1."""
    expression = expression_at(action, min(max(seconds, 0.0), SECONDS[action]))
    return {
        "turn_left": max(expression.yaw, 0) / 28,
        "turn_right": max(-expression.yaw, 0) / 28,
        "nod": max(expression.pitch, 0) / 16,
        "blink": expression.blink,
        "open_mouth": expression.mouth,
    }[action]


# ---------------------------------------------------------------- cameras


def _times(action: Action, chance: np.random.Generator) -> NDArray[np.float64]:
    """Return when each frame is taken, in seconds after the learner began to act."""
    rate = _BLINK_RATE if action == "blink" else _RATE
    return np.arange(FRAMES) / rate - chance.uniform(0.35, 0.55)


def played_by(person: Person, action: Action, chance: np.random.Generator) -> Iterator[Image]:
    shown = clips(person)
    for seconds in _times(action, chance):
        acting = 0 <= seconds < SECONDS[action]
        clip: Clip = action if acting else "rest"
        # Rest ends where every clip starts, and starts where every clip ends.
        place = seconds if acting else (seconds if seconds < 0 else seconds - SECONDS[action]) % SECONDS["rest"]
        yield frame_picture(shown[clip][int(place * FRAMES_PER_SECOND) % len(shown[clip])])


def _frozen(action: Action, chance: np.random.Generator) -> list[bytes]:
    """One frame for ever: the same bytes, or the same picture compressed anew."""
    picture = Framing.drawn(chance).apply(next(played_by("astronaut", action, chance)))
    if chance.random() < 0.5:
        return [encode(picture)] * FRAMES
    return [encode(picture, int(chance.integers(60, 95))) for _ in range(FRAMES)]


def _loop(_action: Action, chance: np.random.Generator) -> list[bytes]:
    """A short recording of somebody at rest who blinks, again and again: as a file, or filmed anew from the file."""
    shown = clips("astronaut")
    recorded = [frame_picture(sprite) for sprite in (*shown["rest"][:12:2], *shown["short_blink"][::2])]
    framing, sensor = Framing.drawn(chance), Sensor(chance)
    again = [recorded[place % len(recorded)] for place in range(FRAMES)]
    if chance.random() < 0.5:
        files = [sensor.shoot(framing.apply(picture)) for picture in recorded]
        return [files[place % len(files)] for place in range(FRAMES)]
    return [sensor.shoot(framing.apply(picture)) for picture in again]


def _two_faces(action: Action, chance: np.random.Generator) -> list[bytes]:
    """The enrolled person does what is asked, somebody else sits beside."""
    pairs = zip(played_by("astronaut", action, chance), played_by("other", "nod", chance), strict=True)
    sensor, level = Sensor(chance), replace(Framing.drawn(chance), right=0.0)
    frames = []
    for left, right in pairs:
        halves = [level.apply(picture)[:, WIDTH // 4 : 3 * WIDTH // 4] for picture in (left, right)]
        frames.append(sensor.shoot(np.hstack(halves)))
    return frames


def _nobody(_action: Action, chance: np.random.Generator) -> list[bytes]:
    """An empty room."""
    room, sensor = _room(chance), Sensor(chance)
    return [sensor.shoot(room) for _ in range(FRAMES)]


def _black(_action: Action, chance: np.random.Generator) -> list[bytes]:
    """A covered lens."""
    sensor, dark = Sensor(chance), np.full((HEIGHT, WIDTH, 3), int(chance.integers(0, 20)), np.uint8)
    return [sensor.shoot(dark) for _ in range(FRAMES)]


def _screen_replay(action: Action, chance: np.random.Generator) -> list[bytes]:
    """A video of the right action, filmed from a screen: tinted, with a grid that beats with the sensor's, glaring."""
    framing, sensor, screen = Framing.drawn(chance), Sensor(chance), _Screen(chance)
    return [sensor.shoot(screen.show(framing.apply(picture))) for picture in played_by("astronaut", action, chance)]


class _Screen:
    """A display before the camera."""

    def __init__(self, chance: np.random.Generator) -> None:
        x, y = np.meshgrid(np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32))
        period, angle = chance.uniform(2.4, 3.2), chance.uniform(0.05, 0.2)
        grid = np.cos(2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / period)
        grid += np.cos(2 * np.pi * (y * np.cos(angle) - x * np.sin(angle)) / (1.02 * period))
        tint = np.array((1.06, 1.0, 0.95), np.float32)
        self._light = ((1 + chance.uniform(0.02, 0.06) * grid)[..., None] * tint).astype(np.float32)
        glare = np.exp(-(((x - 0.72 * WIDTH) / (0.2 * WIDTH)) ** 2 + ((y - 0.2 * HEIGHT) / (0.12 * HEIGHT)) ** 2))
        self._glare = (40 * glare)[..., None].astype(np.float32)

    def show(self, picture: Image) -> Image:
        lit = cv2.GaussianBlur(picture.astype(np.float32) * self._light, (0, 0), 0.8) + self._glare
        return np.asarray(np.clip(lit, 0, 255), dtype=np.uint8)


def _room(chance: np.random.Generator) -> Image:
    patches = chance.integers(60, 160, (12, 16, 3)).astype(np.uint8)
    room = cv2.resize(patches, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.GaussianBlur(room, (0, 0), 3), dtype=np.uint8)


_CAMERA: Mapping[Attack, Callable[[Action, np.random.Generator], list[bytes]]] = {
    "frozen": _frozen,
    "loop": _loop,
    "two_faces": _two_faces,
    "nobody": _nobody,
    "black": _black,
    "screen_replay": _screen_replay,
}


def draw_challenge(seed: int, actions: Sequence[Action] = get_args(Action)) -> tuple[Action, ...]:
    """Return three different actions in random order with at least one turn, as the server asks for them."""
    chance = np.random.default_rng(seed)
    while True:
        drawn = tuple(actions[place] for place in chance.permutation(len(actions))[:3])
        if {"turn_left", "turn_right"} & set(drawn):
            return drawn
