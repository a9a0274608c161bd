"""Hours under the henan-2023 rules in which a test decides what is asked and when, to the millisecond."""

from __future__ import annotations

from monitor.core import events as e
from monitor.core.verdict import Finding, Verdict
from monitor.learners.simulated import Simulated
from monitor.rulepacks import load

HENAN = load("henan-2023")
SECOND = 1000
MINUTE = 60_000


def standing(verdict: Verdict) -> dict[str, Finding]:
    """What stands behind the result; that an hour is then incomplete as well follows from it."""
    live = [finding for finding in verdict.findings if not finding.cured and finding.severity != "info"]
    return {finding.rule: finding for finding in live if finding.rule != "incomplete"}


def checked(**how: object) -> Simulated:
    """A learner who passed the face check at the start; nothing else is asked by itself."""
    return Simulated(HENAN, supervised=False, **how).check_face()  # type: ignore[arg-type]


def finished(learner: Simulated) -> Simulated:
    """The rest of the lesson as it should be, to the last check."""
    return learner.play_asked(learner.duration - learner.position)


def hour_with_first_gap(gap: int) -> Simulated:
    """An hour whose first pop-up comes after `gap` ms and all others in time."""
    return finished(checked().play_unasked(gap).pop_up(photo=True))


def two_windows(
    overlap: int, platform: str = "platform-a", *, matched: tuple[bool, bool] = (True, True), taken_over: bool = False
) -> tuple[Simulated, Simulated]:
    """One person in two sessions that play at once for `overlap` ms, with the live face in those that are `matched`.

    With `taken_over`, the first one is told to stop when the second one begins, and plays on.
    """
    first = Simulated(HENAN, supervised=False, label="first-")
    second = Simulated(HENAN, supervised=False, label="second-", platform=e.PlatformState(platform=platform))
    first.check_face(takes=0).play_unasked(MINUTE)
    second.check_face(takes=0)
    second.now += MINUTE
    if taken_over:
        first.fact(e.TakenOver(by_session=second.session))
    for learner, shows in zip((first, second), matched, strict=True):
        learner.play_unasked(overlap // 2)
        if shows:
            learner.check_face(takes=0)
        learner.play_unasked(overlap - overlap // 2)
        learner.say(learner.state(e.Pause, paused=True))
        learner.now += MINUTE
        learner.check_face(takes=0)
    return first, second
