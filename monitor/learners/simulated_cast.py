"""The cast of the demonstration without browsers: the same people, the same deeds, in milliseconds.

Each story lives one class hour on a settable clock against the real supervisor, under whatever rule pack it is given,
and ends with the platform's claim.  `cast.py` has the same stories with browsers, and what must come of each.
"""

from __future__ import annotations

from collections.abc import Callable

from monitor.core import events as e
from monitor.core.rulepack import RulePack
from monitor.core.verdict import Verdict
from monitor.learners.simulated import Habits, Simulated, plan_of

Story = Callable[[RulePack], Verdict]

SIMULATED: dict[str, Story] = {}


def story(tell: Story) -> Story:
    """Put a story on the list under its own name."""
    SIMULATED[tell.__name__] = tell
    return tell


def _hour(pack: RulePack) -> dict[str, int]:
    """Two lessons that make one class hour with a little slack, in ms."""
    half = pack["unit_content_min_ms"] // 2 + 2 * pack["lesson_tail_ms"]
    return {"lesson-1": half, "lesson-2": half}


def _learner(pack: RulePack, **given: Habits | bool) -> Simulated:
    return Simulated(pack, plan=plan_of(_hour(pack), pack=pack), **given)  # type: ignore[arg-type]


def _finish(learner: Simulated) -> Verdict:
    """Learn the rest of the first lesson, then the second, and claim."""
    return learner.watch().play_lesson("lesson-2").claim().verdict()


# ---------------------------------------------------------------- honest


@story
def honest(pack: RulePack) -> Verdict:
    """Watches both lessons, answers everything, shows the face when asked."""
    return _finish(_learner(pack))


@story
def honest_drop_10s(pack: RulePack) -> Verdict:
    """Loses the network for 10 s."""
    return _finish(_outage(_learner(pack), 10_000))


@story
def honest_drop_40s(pack: RulePack) -> Verdict:
    """Loses the network for 40 s; the SDK pauses the lesson before long."""
    return _finish(_outage(_learner(pack), 40_000))


def _outage(learner: Simulated, milliseconds: int) -> Simulated:
    played = min(milliseconds, learner.pack["pause_unacknowledged_ms"])
    learner.watch(learner.duration // 3).go_offline().play_unasked(played)
    return learner.pause(milliseconds - played).go_online()


@story
def honest_reload(pack: RulePack) -> Verdict:
    """Reloads the page in the middle of a lesson and watches it again."""
    learner = _learner(pack)
    learner.watch(learner.duration // 2).reload()
    learner.position = 0
    return _finish(learner)


# ---------------------------------------------------------------- cheating with the player


@story
def speeder(pack: RulePack) -> Verdict:
    """Plays at double speed while the page reports that it is 1."""
    learner = _learner(pack).watch(rate=2.0, seen_rate=1.0)
    return learner.play_lesson("lesson-2", rate=2.0, seen_rate=1.0).claim().verdict()


@story
def seeker(pack: RulePack) -> Verdict:
    """Jumps ahead in both lessons."""
    learner = _learner(pack)
    for lesson in _hour(pack):
        if lesson != learner.lesson:
            learner.play_lesson(lesson, until=learner.duration // 10)
        learner.watch(learner.duration // 5).seek(learner.duration * 4 // 5).watch()
    return learner.claim().verdict()


@story
def wrong_order(pack: RulePack) -> Verdict:
    """Takes the second lesson of a specialty course before the first."""
    learner = _learner(pack)
    return learner.play_lesson("lesson-2").play_lesson("lesson-1").claim().verdict()


# ---------------------------------------------------------------- not being there


@story
def hidden_tab(pack: RulePack) -> Verdict:
    """Works in another tab: the page says it is visible, and the browser shows no frame."""
    learner = _learner(pack).watch(pack["sample_every_ms"] * 2, frames=60)
    return learner.watch(frames=0).play_lesson("lesson-2", frames=0).claim().verdict()


@story
def sleeper(pack: RulePack) -> Verdict:
    """Passes the first face check, then never answers again."""
    return _learner(pack, habits=Habits(answers=False)).watch().claim().verdict()


@story
def scripted_clicker(pack: RulePack) -> Verdict:
    """Lets a script answer every pop-up within a tenth of a second."""
    return _finish(_learner(pack, habits=Habits(latency=60)))


@story
def two_windows(pack: RulePack) -> Verdict:
    """Learns two class hours at once; the first window plays on although it was told to stop."""
    plan = plan_of(_hour(pack), pack=pack, course_type="general")
    first = Simulated(pack, plan=plan, label="a", habits=Habits(obeys=False))
    second = Simulated(pack, plan=plan, label="b")
    first.fact(e.TakenOver(by_session=second.session))
    first.watch().play_lesson("lesson-2")
    second.watch().play_lesson("lesson-2").claim()
    return next(verdict for verdict in first.verdicts(second) if verdict.attempt == second.attempts[0])


# ---------------------------------------------------------------- cheating with the face


@story
def photo_to_camera(pack: RulePack) -> Verdict:
    """Holds a print of the trainee's face to the camera, which is seen as no movement."""
    return _learner(pack, habits=Habits(face="retry")).watch().claim().verdict()


@story
def other_face(pack: RulePack) -> Verdict:
    """Is somebody else than the trainee."""
    return _learner(pack, habits=Habits(face="mismatch")).watch().claim().verdict()


@story
def no_camera(pack: RulePack) -> Verdict:
    """Has no camera."""
    return _learner(pack, habits=Habits(camera=False)).watch().claim().verdict()
