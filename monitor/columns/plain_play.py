"""Which player states the fold can do without: those inside runs of plain play, found over whole columns at once.

A span between two states is plain where the second is the first one a sample later: playing, seen, heard in time, both
clocks agreeing to the millisecond, and nothing else happening.  A state between two plain spans may be left out, if
the instance passes content over nowhere faster than any rule pack in question tolerates, however windows of play are
cut.  `core.plain_play` says the same of one person, state by state, and what is done with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from monitor.columns.layout import KIND_NUMBERS
from monitor.core.events import ClassPlan, Seeking, Waiting
from monitor.core.plain_play import decisive
from monitor.core.rulepack import RulePack
from monitor.core.timeline import FASTEST_RATE, slack_of_any_window

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_WIDE = 2**44  # more than any moment or position (ms), so that a number and one of these sort as one
_SEEKING, _WAITING = KIND_NUMBERS[Seeking], KIND_NUMBERS[Waiting]


class States(NamedTuple):
    """Player states, by instance and there in the order of their numbers; positions and times in ms.

    `frames` is -1 where nobody could tell, `stream` and `lesson` are numbers.
    """

    stream: Ints
    instance: Ints
    place: Ints
    n: Ints
    t: Ints
    at: Ints
    received: Ints
    kind: Ints
    lesson: Ints
    position: Ints
    origin: Ints
    frames: Ints
    paused: Bools
    visible: Bools
    stalled: Bools


class Moments(NamedTuple):
    """When something else happened, as `keys` by stream, in order: whatever tells of faces, and all the rest.

    At its ends a run may meet the rest, such as the pop-up that ends it and the answer that begins it; a match there
    would be the one before the run for some of its spans and the one after it for others.
    """

    faces: Ints
    rest: Ints

    def touch(self, start: Ints, end: Ints) -> Bools:
        """Whether something happened between two keys."""
        faces = np.searchsorted(self.faces, start, "left") < np.searchsorted(self.faces, end, "right")
        rest = np.searchsorted(self.rest, start, "right") < np.searchsorted(self.rest, end, "left")
        touch: Bools = faces | rest
        return touch


def between_plain_spans(states: States, packs: Iterable[RulePack], moments: Moments, zones: Zones) -> Bools:
    """For every state whether it may be left out under all of these packs.

    `zones` are stretches of content in which something may be decided.
    """
    if len(states.n) < 2:
        return np.zeros(len(states.n), np.bool_)
    spans = _Spans(states)
    start, end = keys(states.stream[:-1], states.at[:-1]), keys(states.stream[:-1], states.at[1:])
    quiet = ~moments.touch(start, end) & ~zones.touch(states.lesson[:-1], spans.origin, spans.reached)
    plain = spans.plain & quiet
    for pack in packs:
        plain &= spans.plain_by(pack)
    return np.concatenate(([False], plain[:-1] & plain[1:], [False]))


class _Spans:
    """What lies between each state and the next one, as columns; the last state of an instance begins none."""

    def __init__(self, states: States) -> None:
        self._states = states
        first, second = _rows(states, slice(None, -1)), _rows(states, slice(1, None))
        self.first, self.second = first, second
        self.within = first.instance == second.instance
        self.client = np.maximum(second.t - first.t, 0)
        self.server = second.at - first.at
        self.origin = first.position
        reached = np.where(second.kind == _SEEKING, second.origin, second.position)
        goes_on = (first.lesson == second.lesson) & (first.kind != _SEEKING)
        self.reached = np.where(goes_on, reached, first.position)
        self.advance = self.reached - self.origin
        self.playing = self.within & ~first.paused & (self.advance > 0)
        self.jumped = self.advance > FASTEST_RATE * np.maximum(self.client, 1) + 1000
        self.whole = second.place - first.place == second.n - first.n
        self.plain = (
            self.playing
            & ~self.jumped
            & self.whole
            & (second.place - first.place == 1)
            & (self.client > 0)
            & (self.server == self.client)
            & _sound(first)
            & (second.kind != _SEEKING)
            & (second.frames != 0)
            & ((first.frames == -1) == (second.frames == -1))
        )

    def plain_by(self, pack: RulePack) -> Bools:
        """Which spans are plain as far as this pack's numbers go."""
        gap = pack["sample_gap_ms"]
        in_time = self.second.received - self.second.at <= pack["late_after_ms"]
        observed = self.whole & (self.server <= self.client + gap) & (self.client <= gap)
        judged = self.playing & ~self.jumped & observed
        plain: Bools = in_time & (self.client <= gap) & ~self._gained(judged, pack)
        return plain

    def _gained(self, judged: Bools, pack: RulePack) -> Bools:
        """Spans of instances in which some row of judged spans gains more than the least window's slack (D1)."""
        slack = slack_of_any_window(pack)
        if slack < 0:
            return np.ones(len(judged), np.bool_)
        rows = np.flatnonzero(judged)
        group = self.first.instance[rows] * (self.first.lesson.max() + 1) + self.first.lesson[rows]
        order = np.argsort(group, kind="stable")
        most = _most_in_a_row((self.advance - self.client)[rows][order], group[order])
        over = most * 1000 > slack
        gained: Bools = np.isin(self.first.instance, self.first.instance[rows][order][over])
        return gained


def _rows(states: States, which: slice) -> States:
    return States._make(column[which] for column in states)


def _sound(states: States) -> Bools:
    """Seen and supplied with data, whatever comes next."""
    sound: Bools = states.visible & ~states.stalled & (states.kind != _SEEKING) & (states.kind != _WAITING)
    return sound


def _most_in_a_row(gains: Ints, group: Ints) -> Ints:
    """For every row the most that rows of its group up to it, one after the other, add up to."""
    if not len(gains):
        return gains
    sums = np.cumsum(gains)
    before = sums - gains
    apart = 2 * int(np.abs(sums).max() + np.abs(gains).max()) + 1  # so that no group sees another one's sums
    step = np.cumsum(np.concatenate(([0], group[1:] != group[:-1]))) * apart
    most: Ints = sums - (np.minimum.accumulate(before - step) + step)
    return most


def keys(number: Ints, moment: Ints) -> Ints:
    """Numbers that sort by stream or lesson, and there by moment or position."""
    return number * _WIDE + moment


# ---------------------------------------------------------------- where something may be decided


class Zones:
    """Stretches of content, by lesson, in which a slice begins or ends or may become complete."""

    def __init__(self, plans: Iterable[ClassPlan], packs: Sequence[RulePack], lessons: Sequence[str]) -> None:
        numbers = {lesson: number for number, lesson in enumerate(lessons)}
        found = decisive(plans, packs, numbers)
        zones = sorted((numbers[lesson], zone) for lesson, parts in found.items() for zone in parts)
        self._lesson = np.array([lesson for lesson, _ in zones], np.int64)
        self._start = keys(self._lesson, np.array([start for _, (start, _) in zones], np.int64))
        self._end = keys(self._lesson, np.array([end for _, (_, end) in zones], np.int64))

    def touch(self, lesson: Ints, start: Ints, end: Ints) -> Bools:
        """Whether a stretch of a lesson's content reaches into one of them."""
        last = np.searchsorted(self._start, keys(lesson, end), "left") - 1
        touch: Bools = np.zeros(len(lesson), np.bool_)
        some = last >= 0
        touch[some] = self._end[last[some]] > keys(lesson, start)[some]
        return touch
