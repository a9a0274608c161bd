"""Photos of a learner beside the bursts of a challenge, from one camera: taken anew, or cheated from a frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Literal, get_args

import numpy as np

from monitor.faces.pictures import decode
from monitor.learners.attacks import FRAMES, Framing, Sensor, draw_challenge, encode, played_by
from monitor.learners.people import Person, clips, frame_picture

Photo = Literal["sits_still", "has_moved", "copied_frame"]
PHOTOS: tuple[Photo, ...] = get_args(Photo)

_MOVED = 4.0  # pixels of 480, in any direction: one per cent of the picture


def sit(kind: Photo, person: Person, seed: int) -> tuple[list[bytes], bytes]:
    """Return the frames of a challenge and a photo, JPEG of 480x360.

    Who sits still keeps the place to the pixel and sways on the same path for ever, which nobody alive does; who has
    moved sways on that path somewhere else; the copied frame is one of the challenge, encoded again.
    """
    chance = np.random.default_rng(seed)
    framing, sensor = Framing.drawn(chance), Sensor(chance)
    played = (
        picture for action in draw_challenge(seed) for picture in islice(played_by(person, action, chance), FRAMES)
    )
    frames = [sensor.shoot(framing.apply(picture)) for picture in played]
    if kind == "copied_frame":
        return frames, _copy(frames, chance)
    moved = framing if kind == "sits_still" else _moved(framing, chance)
    rest = clips(person)["rest"]
    return frames, sensor.shoot(moved.apply(frame_picture(rest[int(chance.integers(len(rest)))])))


def _copy(frames: Sequence[bytes], chance: np.random.Generator) -> bytes:
    return encode(decode(frames[int(chance.integers(len(frames)))]), int(chance.integers(50, 96)))


def _moved(framing: Framing, chance: np.random.Generator) -> Framing:
    angle = chance.uniform(0, 2 * np.pi)
    return replace(framing, right=framing.right + _MOVED * np.cos(angle), down=framing.down + _MOVED * np.sin(angle))
