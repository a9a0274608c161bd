"""Which movements a face check asks for, and how far a learner has come with them (rules: face checks)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from monitor.core.drawing import draw, shuffled

ACTIONS = ("turn_left", "turn_right", "blink", "open_mouth", "nod")
TURNS = ("turn_left", "turn_right")
STEP_RETRIES = 2
HARD_AFTER = 2  # failed tries at an action after which others are asked for instead
NOT_SEEN = frozenset({"no_turn", "no_blink", "no_mouth", "no_nod"})  # the face was, and the movement was not


def movements(secret: bytes, counter: int, steps: int, hard: Collection[str] = ()) -> tuple[str, ...]:
    """Different actions in random order, at least one of them a turn; `hard` ones come only where others run out."""
    ranked = sorted(shuffled(secret, "action", counter, ACTIONS), key=lambda action: action in hard)
    chosen = ranked[:steps]
    if not set(chosen) & set(TURNS):
        turn = next(action for action in ranked if action in TURNS)
        chosen[draw(secret, "turn place", counter, 0, steps - 1)] = turn
    return tuple(shuffled(secret, "place", counter, chosen))


@dataclass(slots=True)
class FaceCheck:
    """The challenge that is running in one session, and what failed before it."""

    steps: tuple[str, ...] = ()
    step: int = 0
    step_tries: int = 0
    tries: int = 0  # challenges that failed one after the other
    failed_at: dict[str, int] = field(default_factory=dict)  # how often each action came to nothing
    not_seen: int = 0  # tries since the last pass in which nothing but the movement was missing
    otherwise: int = 0  # and those that came to nothing in another way

    @property
    def cannot_move(self) -> bool:
        """Most tries lacked the movement alone: so does whoever cannot move as asked, and so does a print."""
        return self.not_seen > self.otherwise

    def action(self, secret: bytes, counter: int, steps: int) -> str:
        """What to ask for now; draws a new challenge when none is running."""
        if not self.steps:
            hard = {action for action, failures in self.failed_at.items() if failures >= HARD_AFTER}
            self.steps = movements(secret, counter, steps, hard)
        return self.steps[self.step]

    def passed(self) -> bool:
        """A step was passed; true when it was the last one."""
        self.step += 1
        self.step_tries = 0
        if self.step < len(self.steps):
            return False
        self.begin()
        return True

    def retried(self, action: str, *, by_learner: bool) -> bool:
        """A try came to nothing; true when the whole challenge has failed by it.

        `by_learner` is false for a camera that failed, which says nothing about how hard the action is.
        """
        self.failed_at[action] = self.failed_at.get(action, 0) + by_learner
        self.step_tries += 1
        return self.step_tries > STEP_RETRIES

    def failed(self) -> None:
        """The challenge failed; the next one is drawn anew."""
        self.drop()
        self.tries += 1

    def lacked(self, reason: str) -> None:
        """Why a try came to nothing."""
        self.not_seen += reason in NOT_SEEN
        self.otherwise += reason not in NOT_SEEN

    def begin(self) -> None:
        """Nothing is running, and what failed in a row is forgotten."""
        self.drop()
        self.tries = self.not_seen = self.otherwise = 0

    def drop(self) -> None:
        """What was running is over, and counts neither for nor against anybody."""
        self.steps, self.step, self.step_tries = (), 0, 0
