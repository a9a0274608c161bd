"""What an operator says about a model file that is plugged in: a small JSON beside it, the model's card.

A card is checked as a whole before the model is touched, and every wrong field is told by its name.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from monitor.faces.errors import ModelCardError
from monitor.faces.models import Metric
from monitor.faces.thresholds import EmbedderThresholds, PadThresholds


class CardFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One ONNX file, beside its card, and by how much its crop is larger than the box round the landmarks."""

    file: str
    sha256: str
    crop: float = 1.0


class CardInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the model reads: size in pixels, and (value - mean) * scale of every channel in the named order."""

    width: int
    height: int
    colour: Literal["bgr", "rgb"] = "bgr"
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    scale: tuple[float, float, float] = (1.0, 1.0, 1.0)
    layout: Literal["nchw", "nhwc"] = "nchw"


class EmbedderCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="embedder"):
    """A model that describes a face by a vector.  Several files are an ensemble: their vectors are joined.

    `align` tells how the face is cut out: turned and scaled so that eyes, nose and mouth lie where ArcFace and SFace
    expect them, or as a box.  The thresholds are distances in the card's metric: Euclidean, or 1 minus the cosine.
    """

    name: str
    files: tuple[CardFile, ...]
    input: CardInput
    metric: Metric
    thresholds: EmbedderThresholds
    output: int = 0
    align: Literal["five_points", "box"] = "five_points"


class PadCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="pad"):
    """A model that tells a live face from a picture of one.  Several files are an ensemble: the mean counts.

    `live` is the place of the live class in the output, made a probability by softmax unless it is one already.
    """

    name: str
    files: tuple[CardFile, ...]
    input: CardInput
    thresholds: PadThresholds
    live: int
    output: int = 0
    softmax: bool = True


def parse_card(content: bytes) -> EmbedderCard | PadCard:
    """Return a card from its JSON.  Raises `ModelCardError` with the field that is wrong."""
    try:
        card = msgspec.json.decode(content, type=EmbedderCard | PadCard)
    except msgspec.MsgspecError as error:
        raise ModelCardError(str(error)) from None
    for wrong, why in _mistakes(card):
        if wrong:
            raise ModelCardError(why)
    return card


def _mistakes(card: EmbedderCard | PadCard) -> list[tuple[bool, str]]:
    sizes = (card.input.width, card.input.height)
    common = [
        (not card.files, "files: name at least one"),
        (any(not _is_sha256(file.sha256) for file in card.files), "files.sha256: 64 hexadecimal digits"),
        (any(not 0 < file.crop <= 10 for file in card.files), "files.crop: more than 0, at most 10"),
        (any(not 0 < size <= 1024 for size in sizes), "input: width and height from 1 to 1024"),
        (card.output < 0, "output: counts from 0"),
    ]
    return common + (_embedder_mistakes(card.thresholds) if isinstance(card, EmbedderCard) else _pad_mistakes(card))


def _embedder_mistakes(limits: EmbedderThresholds) -> list[tuple[bool, str]]:
    return [
        (not 0 < limits.match <= limits.mismatch, "thresholds: 0 < match <= mismatch"),
        (not 0 < limits.session <= limits.session_fail, "thresholds: 0 < session <= session_fail"),
    ]


def _pad_mistakes(card: PadCard) -> list[tuple[bool, str]]:
    return [
        (not 0 <= card.thresholds.fail <= card.thresholds.review <= 1, "thresholds: 0 <= fail <= review <= 1"),
        (card.live < 0, "live: counts from 0"),
    ]


def _is_sha256(text: str) -> bool:
    return len(text) == 64 and all(digit in "0123456789abcdefABCDEF" for digit in text)
