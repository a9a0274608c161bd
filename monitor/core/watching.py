"""What the supervisor keeps about one attempt, over all sessions that work on it (K3)."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.core import events as e
from monitor.core import intervals
from monitor.core.accommodation import extended
from monitor.core.coverage import missing
from monitor.core.drawing import draw
from monitor.core.intervals import Interval
from monitor.core.rulepack import RulePack


@dataclass(slots=True)
class Watch:
    """One attempt at one unit; `engaged` and what is compared with it are readings of the engaged clock in ms."""

    name: str
    unit: e.UnitPlan
    secret: bytes
    pack: RulePack
    trainee: e.TraineeState
    engaged: int = 0
    control: int = 0
    match: int = 0
    counter: int = 0
    photo_popups: int = 0
    photos: int = 0  # accepted ones
    photo_tries: int = 0
    exits: int = 0  # last checks in this session
    photo_at: int | None = None  # when the random photo is due; None while it is asked for, and when it is done
    checked: bool = False
    ended: bool = False
    played: dict[str, list[Interval]] = field(default_factory=dict)
    committed: int = 0  # up to where the last checkpoint settled it
    _drawn_at: int = field(default=-1, compare=False)  # which place of the draw `_drawn` is of
    _drawn: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        self.draw_photo()

    # ------------------------------------------------------------ what was played

    def cover(self, lesson: str, part: Interval) -> None:
        """This part of a lesson was played, engaged."""
        intervals.add(self.played.setdefault(lesson, []), part)

    @property
    def complete(self) -> bool:
        """All slices were played, committed or not: asking once too often costs less than never asking."""
        return bool(self.played) and not missing(self.unit.slices, self.played, self.pack)

    def within(self, threshold: str) -> int:
        """The time (ms) that this trainee has for something."""
        return extended(self.pack[threshold], self.trainee)

    # ------------------------------------------------------------ what was shown

    def pass_check(self) -> None:
        """A whole face check was passed, which commits presence too."""
        self.checked = True
        self.match = self.control = self.committed = self.engaged

    def answer(self, *, photo: bool) -> None:
        """A pop-up was answered rightly."""
        self.committed = self.engaged
        self.photo_popups += photo

    def accept_photo(self) -> None:
        self.photos += 1
        self.match = self.engaged

    # ------------------------------------------------------------ what is due

    @property
    def popup_due(self) -> bool:
        """Asked after every batch, so what was drawn is kept for as long as its place is."""
        if self._drawn_at != self.counter:
            low, high = self.pack["popup_draw_min_ms"], self.pack["popup_draw_max_ms"]
            self._drawn_at, self._drawn = self.counter, draw(self.secret, "popup", self.counter, low, high)
        return self.engaged - self.control >= self._drawn

    @property
    def photo_due(self) -> bool:
        return self.photo_at is not None and self.engaged >= self.photo_at

    def photo_with_popup(self) -> bool:
        """Often enough that two matches are never too far apart, and twice a unit at least (K2)."""
        longest = self.pack["popup_draw_max_ms"]
        since = self.engaged - self.match
        too_far = since + 2 * longest > self.pack["identity_gap_ms"]
        left = max(0, self.pack["class_hour_ms"] - self.engaged) // longest
        needed = self.pack["photo_popups_min"] - self.photo_popups
        return too_far or left <= needed or draw(self.secret, "photo popup", self.counter, 0, 3) == 0

    def draw_photo(self) -> None:
        """A random moment in what is left of the hour, anew for a photo that came to nothing (D6)."""
        if self.photo_tries < self.pack["photo_tries"]:
            latest = max(self.engaged, self.pack["class_hour_ms"] - 1)
            self.photo_at = draw(self.secret, "photo", self.photo_tries, self.engaged, latest)

    def lacks_proof(self) -> bool:
        """What was played last has no answer or no face yet (K2), or the hour no photo (D6)."""
        open_end = min(self.committed, self.match) < self.engaged
        return open_end or (not self.photos and self.exits < self.pack["photo_tries"])

    def photo_too_late(self) -> bool:
        """The next photo may come when two matches are too far apart already."""
        longest = self.engaged - self.match + self.pack["popup_draw_max_ms"]
        return longest > self.pack["identity_gap_ms"]
