"""What a page would upload while a made-up learner acts, without a browser and without waiting."""

from __future__ import annotations

import cv2
import simplejpeg

from monitor.learners.camera import SensorNoise
from monitor.learners.people import FRAMES_PER_SECOND, clips, frame_picture
from monitor.learners.puppet import SECONDS

FRAMES_A_SECOND = {"blink": 10}
REACTION_SECONDS = 0.4


class Filmer:
    """Plays a person's clips at a page's frame rate."""

    def __call__(self, person, clip, seed=0, frames=20):
        """The JPEG frames of one burst; another seed is another moment and other noise."""
        noise, played = SensorNoise(seed), clips(person)
        start = REACTION_SECONDS + 0.03 * seed
        rate = FRAMES_A_SECOND.get(clip, 8)
        return [self._frame(played, clip, place / rate - start, noise) for place in range(frames)]

    def _frame(self, played, clip, seconds, noise):
        acting = 0 <= seconds < SECONDS[clip]
        sprites = played[clip if acting else "rest"]
        place = int((seconds if acting else seconds % SECONDS["rest"]) * FRAMES_PER_SECOND)
        picture = frame_picture(noise.add_to(sprites[place % len(sprites)]))
        small = cv2.resize(picture, (480, 360), interpolation=cv2.INTER_AREA)
        return simplejpeg.encode_jpeg(small, quality=75, colorspace="BGR")
