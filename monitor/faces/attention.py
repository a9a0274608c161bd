"""How the seven outputs of MediaPipe's attention mesh are merged into the one tensor that FaceLandmarker reads.

The attention model refines lips, eyes and irises in x and y only.  Refined coordinates replace those of the
coarse mesh, depth stays the mesh's.  The index lists are those of MediaPipe's graph
`tensors_to_face_landmarks_with_attention` (Apache-2.0).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

OUTPUT_SIZES = (1404, 160, 142, 142, 10, 10)
"""Floats in: coarse mesh (468 xyz), lips (80 xy), each eye (71 xy), each iris (5 xy)."""

MESH_POINTS, ALL_POINTS = 468, 478

_LIPS = """
61 146 91 181 84 17 314 405 321 375 291 185 40 39 37 0 267 269 270 409 78 95 88 178 87 14 317 402 318 324 308
191 80 81 82 13 312 311 310 415 76 77 90 180 85 16 315 404 320 307 306 184 74 73 72 11 302 303 304 408 62 96 89
179 86 15 316 403 319 325 292 183 42 41 38 12 268 271 272 407"""
_RIGHT_EYE = """
33 7 163 144 145 153 154 155 133 246 161 160 159 158 157 173 130 25 110 24 23 22 26 112 243 247 30 29 27 28 56
190 226 31 228 229 230 231 232 233 244 113 225 224 223 222 221 189 35 124 46 53 52 65 143 111 117 118 119 120
121 128 245 156 70 63 105 66 107 55 193"""
_LEFT_EYE = """
263 249 390 373 374 380 381 382 362 466 388 387 386 385 384 398 359 255 339 254 253 252 256 341 463 467 260 259
257 258 286 414 446 261 448 449 450 451 452 453 464 342 445 444 443 442 441 413 265 353 276 283 282 295 372 340
346 347 348 349 350 357 465 383 300 293 334 296 336 285 417"""
_RIGHT_IRIS, _LEFT_IRIS = range(468, 473), range(473, 478)
_RIGHT_UPPER_LID, _LEFT_UPPER_LID = 159, 386


def gather_order() -> NDArray[np.int32]:
    """Return, for each of the 1434 landmark floats, where it stands in the concatenation of all outputs."""
    order = np.zeros((ALL_POINTS, 3), np.int32)
    order[:MESH_POINTS] = np.arange(3 * MESH_POINTS).reshape(MESH_POINTS, 3)
    starts = np.cumsum(OUTPUT_SIZES)[:-1]
    parts = (_points(_LIPS), _points(_RIGHT_EYE), _points(_LEFT_EYE), list(_RIGHT_IRIS), list(_LEFT_IRIS))
    for start, points in zip(starts, parts, strict=True):
        order[points, :2] = start + np.arange(2 * len(points)).reshape(-1, 2)
    # The refined irises have no depth of their own; the lid in front of them is the nearest point that has one.
    order[_RIGHT_IRIS, 2] = 3 * _RIGHT_UPPER_LID + 2
    order[_LEFT_IRIS, 2] = 3 * _LEFT_UPPER_LID + 2
    return order.reshape(-1)


def _points(text: str) -> list[int]:
    return [int(word) for word in text.split()]
