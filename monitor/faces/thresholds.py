"""Every limit of the face checks, in one place.

The figures were measured on real clips, real and simulated photo attacks (the project's face study); the tables in
the comments give the margin on either side.  Limits of the comparison belong to the embedder and travel with it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Angles in degrees, brightness in grey levels 0-255, lengths as shares of what the name says."""

    # What is accepted at all.
    frames_min: int = 8
    frames_max: int = 24
    frame_bytes_max: int = 150 * 1024
    photo_bytes_max: int = 600 * 1024
    long_side_min: int = 320
    long_side_max: int = 1280
    short_side_min: int = 240
    short_side_max: int = 960
    # A progressive picture usually has 10 scans; thousands would keep a decoder busy for minutes.
    scans_max: int = 20

    # Light.
    dark_mean: float = 38.0
    dark_contrast: float = 30.0
    flat_contrast: float = 10.0
    dark_share: float = 0.30

    # A moving picture: the quietest real clip differed by 0.08-0.27 a frame, a frozen one by 0.
    duplicate_difference: float = 0.12
    returned_share: float = 0.25

    # Presence.
    absent_share: float = 0.60
    present_share: float = 0.75
    face_width_share: float = 0.16
    face_width_pixels: float = 80.0
    second_face_share: float = 0.38
    second_face_frames: int = 3

    # Continuity: more than one jump is a cut, one may be a dropped frame.
    jump_widths: float = 0.6
    jump_zoom: float = 1.4
    jumps_allowed: int = 1

    # Which frames may be compared: dlib's distance of one person turned by 25-40 degrees is 0.62 in the median.
    frontal_yaw: float = 18.0
    frontal_pitch: float = 22.0
    frontal_mouth: float = 0.5
    photo_yaw: float = 25.0

    # The anti-spoofing model looks at every third face of a burst.
    pad_every: int = 3

    # Blink: eye-aspect ratio relative to the learner's own open eye.
    blink_closed: float = 0.60
    blink_open: float = 0.80
    eye_floor: float = 0.13
    covered_difference: float = 0.30
    covered_points: int = 2

    # Mouth and nod.
    mouth_open: float = 0.35
    mouth_rise: float = 0.28
    nod_range: float = 12.0
    still_yaw: float = 28.0

    # Turn: far enough, to the asked side, from the front.
    turn_angle: float = 18.0
    turn_start: float = 13.0
    turn_opposite_share: float = 0.80
    # A head passes through the angles between; two photos that are exchanged do not.  At 8 frames a second even a
    # turn within a third of a second shows one of them.
    turn_between_share: float = 0.15
    turn_between_frames: int = 1

    # A solid head: 374 of 376 real turns pass, 1 of 600 photo views up to 50 degrees.
    solid_residual: float = 0.018
    solid_slope: float = -0.075
    solid_squeeze: float = 20.0

    def as_numbers(self) -> dict[str, float]:
        """Return every threshold by name, for the log."""
        return {name: float(value) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedderThresholds:
    """Distances of one embedder: up to `match` the same person, above `mismatch` another, between them review.

    Within one burst the same face may drift up to `session`; above `session_fail` it was exchanged.
    """

    match: float
    mismatch: float
    session: float
    session_fail: float

    def as_numbers(self) -> dict[str, float]:
        """Return every threshold by name, for the log."""
        return {f"distance_{name}": value for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class PadThresholds:
    """Probabilities that a live face is seen: below `fail` it is a spoof, below `review` a person has to look."""

    fail: float
    review: float

    def as_numbers(self) -> dict[str, float]:
        """Return every threshold by name, for the log."""
        return {f"pad_{name}": value for name, value in asdict(self).items()}


STANDARD = Thresholds()
