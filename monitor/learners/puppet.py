"""Brings one still picture to life: a head that truly turns, blinks, opens its mouth and nods.

The still's own landmarks, with their depth, become a triangle mesh; rings round the face carry hair and neck.  The
mesh is posed in three dimensions and drawn back to front, so a turned puppet shows the parallax of a solid head.
Its depth comes from the landmark model that later judges it: puppets test the plumbing, never accuracy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay  # type: ignore[import-untyped]

from monitor.faces.models import Image, Points
from monitor.ports import Action

Floats = NDArray[np.float64]
Clip = Action | Literal["rest", "short_blink"]

SECONDS: dict[Clip, float] = {
    "rest": 4.0,
    "short_blink": 0.4,
    "turn_left": 1.9,
    "turn_right": 1.9,
    "blink": 0.7,
    "open_mouth": 1.2,
    "nod": 1.7,
}
"""How long each clip lasts; `rest` repeats without a seam."""

_OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176),
    *(149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
_INNER_MOUTH = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191)
_LOWER_LIP = (
    *(146, 91, 181, 84, 17, 314, 405, 321, 375, 77, 90, 180, 85, 16, 315, 404, 320, 307, 96, 89, 179, 86, 15, 316),
    *(403, 319, 325, 95, 88, 178, 87, 14, 317, 402, 318, 324),
)
_UPPER_LIP = (
    *(185, 40, 39, 37, 0, 267, 269, 270, 409, 184, 74, 73, 72, 11, 302, 303, 304, 408, 183, 42, 41, 38, 12, 268),
    *(271, 272, 407, 191, 80, 81, 82, 13, 312, 311, 310, 415),
)
_MOUTH_CORNERS = (61, 291, 76, 306, 62, 292, 78, 308)
_UPPER_TEETH_EDGE = (82, 13, 312)
_INNER_LIP_TOP, _INNER_LIP_BOTTOM, _CHIN = 13, 14, 152
_FACE_POINTS = 468


@dataclass(frozen=True, slots=True)
class _Eye:
    """Lid points from the outer to the inner corner, the skin above them, and the line of the lashes."""

    upper: tuple[int, ...]
    lower: tuple[int, ...]
    fold: tuple[int, ...]
    brow: tuple[int, ...]
    lashes: tuple[int, ...]


_EYES = (
    _Eye(
        (246, 161, 160, 159, 158, 157, 173),
        (7, 163, 144, 145, 153, 154, 155),
        (247, 30, 29, 27, 28, 56, 190),
        (113, 225, 224, 223, 222, 221, 189),
        (33, 7, 163, 144, 145, 153, 154, 155, 133),
    ),
    _Eye(
        (466, 388, 387, 386, 385, 384, 398),
        (249, 390, 373, 374, 380, 381, 382),
        (467, 260, 259, 257, 258, 286, 414),
        (342, 445, 444, 443, 442, 441, 413),
        (263, 249, 390, 373, 374, 380, 381, 382, 362),
    ),
)

# Rings outside the face: size relative to the oval, depth behind it in face widths, share of the head's movement,
# share of the jaw's movement.
_RINGS = (
    (1.12, 0.10, 1.0, 0.9),
    (1.28, 0.28, 0.97, 0.6),
    (1.48, 0.45, 0.8, 0.25),
    (1.75, 0.55, 0.45, 0.0),
    (2.1, 0.55, 0.15, 0.0),
)
_CAVITY_COLOUR = (22.0, 18.0, 48.0)
_LASH_COLOUR = (38, 32, 34)
_SUBPIXEL_BITS = 4


@dataclass(frozen=True, slots=True)
class Expression:
    """Where the head is and what the face does.

    Angles in degrees (yaw > 0 to the person's own left, pitch > 0 chin down), shifts in pixels, `blink` and `mouth`
    from 0 (open eyes, closed mouth) to 1.
    """

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    right: float = 0.0
    down: float = 0.0
    zoom: float = 1.0
    blink: float = 0.0
    mouth: float = 0.0


def expression_at(clip: Clip, seconds: float) -> Expression:
    """Return the expression `seconds` into a clip; every clip starts from the pose in which `rest` starts."""
    sway = _sway(seconds)
    act: dict[str, float] = {}
    match clip:
        case "turn_left":
            act["yaw"] = sway.yaw + 28 * _bump(seconds, 0.0, 0.7, 0.5, 0.7)
        case "turn_right":
            act["yaw"] = sway.yaw - 28 * _bump(seconds, 0.0, 0.7, 0.5, 0.7)
        case "nod":
            second_dip = 11 * _bump(seconds, 0.85, 0.35, 0.05, 0.4)
            act["pitch"] = sway.pitch + 16 * _bump(seconds, 0.0, 0.35, 0.05, 0.4) + second_dip
        case "open_mouth":
            act["mouth"] = _bump(seconds, 0.0, 0.35, 0.5, 0.35)
        case "blink":
            act["blink"] = _bump(seconds, 0.0, 0.15, 0.3, 0.2)
        case "short_blink":
            act["blink"] = _bump(seconds, 0.0, 0.1, 0.1, 0.14)
    return replace(sway, **act)


def _sway(seconds: float) -> Expression:
    turns = 2 * np.pi * seconds / SECONDS["rest"]
    return Expression(
        yaw=1.2 * np.sin(turns),
        pitch=0.8 * np.sin(2 * turns),
        roll=0.8 * np.sin(turns),
        right=1.5 * np.sin(turns),
        down=1.0 * np.sin(2 * turns),
        zoom=1 + 0.006 * np.sin(turns),
    )


def _bump(seconds: float, start: float, rise: float, hold: float, fall: float) -> float:
    return _smooth((seconds - start) / rise) * (1 - _smooth((seconds - start - rise - hold) / fall))


def _smooth(x: float) -> float:
    x = min(max(x, 0.0), 1.0)
    return x * x * (3 - 2 * x)


def rotation(yaw: float, pitch: float, roll: float) -> Floats:
    """Return the 3x3 rotation for angles in degrees, x right, y down, z away from the camera."""
    (sa, sb, sc), (ca, cb, cc) = np.sin(np.radians((yaw, pitch, roll))), np.cos(np.radians((yaw, pitch, roll)))
    about_y = np.array(((ca, 0, -sa), (0, 1, 0), (sa, 0, ca)))
    about_x = np.array(((1, 0, 0), (0, cb, -sb), (0, sb, cb)))
    about_z = np.array(((cc, -sc, 0), (sc, cc, 0), (0, 0, 1)))
    return np.asarray(about_z @ about_y @ about_x)


def draw_mesh(picture: Image, background: Image, source: Floats, target: Floats, triangles: NDArray[np.intp]) -> Image:
    """Return `background` with the mesh drawn over it, textured from `picture`.

    `source` and `target` are the vertices, (n, 2) pixels, in the picture and in the result; `triangles` come in
    drawing order, the farthest first.  Triangles that are turned away or collapsed (a closed lid) are left out.
    """
    before, after = source[triangles], target[triangles]
    facing = (_signed_area(before) * _signed_area(after) > 0) & (np.abs(_signed_area(after)) > 0.05)
    before, after = before[facing], after[facing]
    owner = np.full(background.shape[:2], -1, np.int32)
    corners = np.round(after * (1 << _SUBPIXEL_BITS)).astype(np.int32)
    for number, triangle in enumerate(corners):
        cv2.fillConvexPoly(owner, triangle, (number,), cv2.LINE_8, _SUBPIXEL_BITS)
    rows, columns = np.nonzero(owner >= 0)
    result = background.copy()
    if len(rows):
        result[rows, columns] = _sample(picture, _inverse_maps(before, after)[owner[rows, columns]], rows, columns)
    return result


def _signed_area(triangles: Floats) -> Floats:
    (ax, ay), (bx, by) = (triangles[:, 1] - triangles[:, 0]).T, (triangles[:, 2] - triangles[:, 0]).T
    return np.asarray(ax * by - ay * bx)


def _inverse_maps(before: Floats, after: Floats) -> NDArray[np.float32]:
    homogeneous = np.concatenate((after, np.ones((*after.shape[:2], 1))), axis=2)
    return np.asarray(np.linalg.solve(homogeneous, before), dtype=np.float32)


def _sample(
    picture: Image, maps: NDArray[np.float32], rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> NDArray[np.uint8]:
    x, y = columns.astype(np.float32)[:, None], rows.astype(np.float32)[:, None]
    places = x * maps[:, 0] + y * maps[:, 1] + maps[:, 2]
    # OpenCV samples rows of at most 32767 places, so the list is folded into a rectangle and cut again.
    width = 1 << 14
    padded = np.zeros((-(-len(places) // width) * width, 2), np.float32)
    padded[: len(places)] = places
    table = padded.reshape(-1, width, 2)
    x_table, y_table = np.ascontiguousarray(table[..., 0]), np.ascontiguousarray(table[..., 1])
    colours = cv2.remap(picture, x_table, y_table, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(colours.reshape(-1, 3)[: len(places)], dtype=np.uint8)


@dataclass(slots=True, eq=False)
class _Mesh:
    """Vertices, (n, 3) pixels, how much of the head's and of the jaw's movement each follows, and the triangles."""

    vertices: Floats
    follows: Floats
    jaw: Floats
    triangles: NDArray[np.intp] = field(init=False)

    def __post_init__(self) -> None:
        triangles = Delaunay(self.vertices[:, :2]).simplices
        self.triangles = triangles[~np.isin(triangles, _INNER_MOUTH).all(axis=1)].astype(np.intp)


class Puppet:
    """One still picture that can be posed; `render` takes some 40 ms for 640x480."""

    def __init__(self, still: Image, points: Points) -> None:
        """Prepare a still, already of output size, and the landmarks of its one face, (478, 3) pixels."""
        self._still = still
        face = points[:_FACE_POINTS].astype(np.float64)
        self._width, self._height = np.ptp(face[:, :2], axis=0)
        self._centre = face[list(_OVAL), :2].mean(axis=0)
        self._back = float(face[list(_OVAL), 2].max())
        self._mesh = _Mesh(*self._vertices(face))
        across, down = self._centre
        self._pivot = np.array((across, down + 0.25 * self._height, self._back + 0.25 * self._width))

    def render(self, expression: Expression) -> Image:
        """Return the still in another pose, a picture of the same size."""
        posed, depth = self._posed(self._expressed(expression), expression)
        source = self._mesh.vertices[:, :2]
        moved = np.abs(posed - source).max(axis=1) >= 0.02
        triangles = self._mesh.triangles[moved[self._mesh.triangles].any(axis=1)]
        order = np.argsort(-depth[triangles].mean(axis=1))
        picture = draw_mesh(self._still, self._still, source, posed, triangles[order])
        self._draw_mouth(picture, posed, expression.mouth)
        return self._draw_lashes(picture, posed, expression.blink)

    def _vertices(self, face: Floats) -> tuple[Floats, Floats, Floats]:
        jaw = self._jaw_weights(face)
        parts, follows, jaws = [face], [np.ones(len(face))], [jaw]
        below_chin = np.clip((face[list(_OVAL), 1] - self._centre[1]) / (0.5 * self._height), 0, 1)
        for place, (size, behind, share, jaw_share) in enumerate(_RINGS):
            ring = face[list(_OVAL)]
            ring[:, :2] = self._centre + (ring[:, :2] - self._centre) * size
            ring[:, 2] = (ring[:, 2] + self._back) / 2 + behind * self._width
            parts.append(ring)
            # The neck stays while the head turns.
            follows.append(share * (1 - 0.55 * below_chin * (place > 0)))
            jaws.append(jaw[list(_OVAL)] * jaw_share)
        room = self._room_outside(parts[-1])
        zeros = np.zeros(len(room))
        return np.vstack((*parts, room)), np.concatenate((*follows, zeros)), np.concatenate((*jaws, zeros))

    def _room_outside(self, ring: Floats) -> Floats:
        height, width = self._still.shape[:2]
        hull = cv2.convexHull(ring[:, :2].astype(np.float32))
        places = [(x, y) for x in np.linspace(-2, width + 1, 9) for y in np.linspace(-2, height + 1, 7)]
        at_edge = {(x, y) for x, y in places if not (0 <= x < width and 0 <= y < height)}
        kept = [xy for xy in places if xy in at_edge or cv2.pointPolygonTest(hull, xy, measureDist=False) < 0]
        return np.array([(x, y, self._back + 0.5 * self._width) for x, y in kept])

    def _jaw_weights(self, face: Floats) -> Floats:
        lip, chin = face[_INNER_LIP_TOP, 1], face[_CHIN, 1]
        depth = np.clip((face[:, 1] - lip) / (0.35 * (chin - lip)), 0, 1)
        weights = depth * np.clip(1.25 - np.abs(face[:, 0] - self._centre[0]) / (0.52 * self._width), 0, 1)
        corners = face[[_MOUTH_CORNERS[-2], _MOUTH_CORNERS[-1]], 0]
        lower = list(_LOWER_LIP)
        from_middle = np.abs(face[lower, 0] - corners.mean()) / (np.ptp(corners) / 2)
        weights[lower] = np.maximum(0.30, 1 - 0.75 * from_middle**2)
        weights[list(_UPPER_LIP)] = -0.08
        weights[list(_MOUTH_CORNERS)] = 0.35
        return np.asarray(weights)

    def _expressed(self, expression: Expression) -> Floats:
        vertices = self._mesh.vertices.copy()
        for eye in _EYES:
            upper, lower = list(eye.upper), list(eye.lower)
            gap = (self._mesh.vertices[lower] - self._mesh.vertices[upper]) * expression.blink
            vertices[upper] += 0.93 * gap
            vertices[lower] -= 0.05 * gap
            vertices[list(eye.fold)] += 0.50 * gap
            vertices[list(eye.brow)] += 0.12 * gap
        vertices[:, 1] += self._mesh.jaw * expression.mouth * 0.17 * self._height
        corners = list(_MOUTH_CORNERS)
        vertices[corners, 0] += expression.mouth * 0.05 * (self._centre[0] - vertices[corners, 0])
        return vertices

    def _posed(self, vertices: Floats, expression: Expression) -> tuple[Floats, Floats]:
        turned = (vertices - self._pivot) @ rotation(expression.yaw, expression.pitch, expression.roll).T
        focal = 6 * self._width
        # The still was itself seen in perspective: only the change of perspective is applied.
        nearer = (focal + vertices[:, 2] - self._pivot[2]) / (focal + turned[:, 2])
        flat = self._pivot[:2] + turned[:, :2] * nearer[:, None]
        share = self._mesh.follows[:, None]
        moved = vertices[:, :2] + (flat - vertices[:, :2] + (expression.right, expression.down)) * share
        zoomed = self._centre + (moved - self._centre) * (1 + (expression.zoom - 1) * share)
        return zoomed, turned[:, 2] + self._pivot[2]

    def _draw_mouth(self, picture: Image, posed: Floats, mouth: float) -> None:
        outline = np.round(posed[list(_INNER_MOUTH)] * (1 << _SUBPIXEL_BITS)).astype(np.int32)
        mask = np.zeros(picture.shape[:2], np.uint8)
        cv2.fillPoly(mask, [outline], (255,), cv2.LINE_AA, _SUBPIXEL_BITS)
        left, top, width, height = cv2.boundingRect(mask)
        part = (slice(max(0, top - 1), top + height + 1), slice(max(0, left - 1), left + width + 1))
        share = cv2.GaussianBlur(mask, (3, 3), 0)[part][..., None] / 255.0
        inside = self._inside_of_mouth(posed, mouth, part)
        picture[part] = (picture[part] * (1 - share) + inside * share).astype(np.uint8)

    def _inside_of_mouth(self, posed: Floats, mouth: float, part: tuple[slice, slice]) -> Floats:
        """Return the part of a picture that shows the still's own teeth, and the dark below them."""
        rest = self._mesh.vertices[list(_UPPER_TEETH_EDGE), :2].mean(axis=0)
        edge = posed[list(_UPPER_TEETH_EDGE)].mean(axis=0)
        shift = np.array(((1, 0, edge[0] - rest[0]), (0, 1, edge[1] - rest[1])), np.float32)
        teeth = cv2.warpAffine(self._still, shift, self._still.shape[1::-1])[part]
        if mouth <= 0.05:
            return np.asarray(teeth, dtype=np.float64)
        lips = self._mesh.vertices[[_INNER_LIP_TOP, _INNER_LIP_BOTTOM], :2]
        gap = float(np.linalg.norm(lips[0] - lips[1]))
        below = np.arange(part[0].start, part[0].start + len(teeth)) - edge[1]
        dark = np.clip((below - 0.85 * gap) / (0.2 * gap + 2), 0, 1)[:, None, None]
        return np.asarray(teeth * (1 - dark) + np.array(_CAVITY_COLOUR) * dark)

    def _draw_lashes(self, picture: Image, posed: Floats, blink: float) -> Image:
        if blink <= 0.55:
            return picture
        drawn = picture.copy()
        lines = [np.round(posed[list(eye.lashes)] * (1 << _SUBPIXEL_BITS)).astype(np.int32) for eye in _EYES]
        thickness = max(1, int(self._width / 90))
        cv2.polylines(drawn, lines, False, _LASH_COLOUR, thickness, cv2.LINE_AA, _SUBPIXEL_BITS)
        share = min(1.0, (blink - 0.55) / 0.35) * 0.75
        return np.asarray(cv2.addWeighted(drawn, share, picture, 1 - share, 0), dtype=np.uint8)


class PhotoPrint:
    """A printed photo of a person, held to the camera by an unsteady hand.

    It is moved when an action is asked: turned far for a turn, tilted for a nod, bent for the mouth.  Nothing helps
    with a blink.
    """

    _CELLS = 16
    _BORDER = 0.06
    _FOCAL = 1.2

    def __init__(self, still: Image) -> None:
        """Prepare the print of a still; pictures keep the still's size."""
        edge = int(self._BORDER * still.shape[1])
        self._print = np.pad(still, ((edge, edge), (edge, edge), (0, 0)), constant_values=245)
        self._room = _blurred_room(still.shape[1], still.shape[0])
        steps = np.linspace(-0.5, 0.5, self._CELLS + 1)
        grid = np.stack(np.meshgrid(steps, steps * self._print.shape[0] / self._print.shape[1]), axis=-1)
        self._sheet = grid.reshape(-1, 2)
        self._triangles = _grid_triangles(self._CELLS)

    def render(self, expression: Expression) -> Image:
        """Return the print as the camera sees it, held in the hand that copies what a head would do."""
        height, width = self._room.shape[:2]
        bent = self._bent(0.9 * expression.mouth)
        angles = (1.6 * expression.yaw, 1.6 * expression.pitch, 1.5 * expression.roll)
        placed = bent @ rotation(*angles).T + (0, 0, self._FOCAL / expression.zoom**3)
        focal = self._FOCAL * width
        target = placed[:, :2] / placed[:, 2:] * focal
        target += (width / 2 + 4 * expression.right, height / 2 + 4 * expression.down)
        source = self._sheet * self._print.shape[1] + np.array(self._print.shape[1::-1]) / 2
        order = np.argsort(-placed[self._triangles, 2].mean(axis=1))
        return draw_mesh(self._print, self._room, source, target, self._triangles[order])

    def _bent(self, radians: float) -> Floats:
        x, y = self._sheet.T
        if radians < 1e-3:
            return np.stack((x, y, np.zeros_like(x)), axis=1)
        radius = 1 / radians
        return np.stack((radius * np.sin(x / radius), y, radius * (1 - np.cos(x / radius))), axis=1)


def _grid_triangles(cells: int) -> NDArray[np.intp]:
    row = cells + 1
    starts: Sequence[int] = [r * row + c for r in range(cells) for c in range(cells)]
    corners = np.array([((s, s + 1, s + row), (s + 1, s + row + 1, s + row)) for s in starts])
    return corners.reshape(-1, 3).astype(np.intp)


def _blurred_room(width: int, height: int) -> Image:
    patches = np.random.default_rng(7).integers(60, 160, (12, 12, 3)).astype(np.uint8)
    room = cv2.resize(patches, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.GaussianBlur(room, (0, 0), 3), dtype=np.uint8)
