"""Three readings of the same play: positions, the browser's own record of play, and the frames that it showed.

Positions alone decide D1.  A script that replaced the getter of `currentTime` before the SDK was there can make them
slower than the play really is; the other two readings then went further.  Nothing is gained by that, because such an
hour takes the clock's whole time, so it is a hint for a person and no finding (K16).  It can also make positions of a
video that never plays; then the browser's record of play stays empty, which is a hint too, for some players of web
views may keep none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from monitor.core.events import MediaState, Seeked, Seeking
from monitor.core.reading import Instance, Seen, State, player_states
from monitor.core.rulepack import RulePack


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A reading that went further than positions did: by how much media (ms), and in which event that showed first.

    `never_played` fell behind instead: `ahead` is negative.
    """

    reading: Literal["frames", "played", "never_played"]
    ahead: int
    seen: Seen


def contradictions(instance: Instance, pack: RulePack) -> list[Contradiction]:
    """The first contradiction of each reading in one run of the SDK."""
    states = player_states(instance)
    found = (next(_of_frames(states, pack), None), next(_of_played(states, pack), None), _never_played(states, pack))
    return [contradiction for contradiction in found if contradiction]


def further(told: int, moved: int, pack: RulePack) -> bool:
    """Whether a reading went further (media ms) than positions by more than D1 tolerates in one window."""
    return (told - moved) * 1000 > pack["rate_window_ms"] * (pack["rate_tolerance_permille"] - 1000)


def _of_frames(states: Sequence[State], pack: RulePack) -> Iterator[Contradiction]:
    """A frame was shown that lies ahead of where the player says it stands; one behind it may only be a long one."""
    for before, (_, seen, state) in pairwise(states):
        fresh = _plays_on(before[2], state) and bool(state.frames)
        if fresh and state.shown is not None and further(state.shown, state.position, pack):
            yield Contradiction("frames", state.shown - state.position, seen)


def _of_played(states: Sequence[State], pack: RulePack) -> Iterator[Contradiction]:
    """More was added to `video.played` within a window than positions moved; what is played again adds nothing."""
    start: State | None = None
    for before, (_, seen, state) in pairwise(states):
        start = (start or before) if _plays_on(before[2], state) else None
        if start is None or start[2].played is None or state.played is None:
            start = None
            continue
        told, moved = state.played - start[2].played, state.position - start[2].position
        if further(told, moved, pack):
            yield Contradiction("played", told - moved, seen)
        if state.t - start[2].t >= pack["rate_window_ms"]:
            start = None


def _never_played(states: Sequence[State], pack: RulePack) -> Contradiction | None:
    """Positions went on for a whole window of play, and the browser's record of play was empty all the time."""
    moved = 0
    for before, (_, seen, state) in pairwise(states):
        if state.played != 0:
            return None
        moved += state.position - before[2].position if _plays_on(before[2], state) else 0
        if moved > pack["rate_window_ms"]:
            return Contradiction("never_played", -moved, seen)
    return None


def _plays_on(before: MediaState, after: MediaState) -> bool:
    """Between two states nothing but play lies: no jump, no other lesson."""
    return (
        before.lesson == after.lesson
        and before.position <= after.position
        and not isinstance(before, Seeking | Seeked)
        and not isinstance(after, Seeking | Seeked)
    )
