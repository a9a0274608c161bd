"""The cast: who the learners of the demonstration are, what each of them does, and what must come of it.

Honest learners first, with the accidents of everyday life, which must not cost them their hour; then every cheat that
the office's rules name.  Stories are told in the learner's own verbs (learner.py), tricks are in tricks.py.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from monitor.learners.curriculum import ELECTRICIAN_HOUR, ETHICS_HOUR, SAFETY_HOUR, Unit
from monitor.learners.learner import GaveUp, Learner
from monitor.learners.people import Person
from monitor.learners.tricks import ALWAYS_VISIBLE, FALSE_RATE, FREE_SEEK, NO_PAUSE, answering_bot

Expected = Literal["certified", "held", "void_trainee", "void_platform", "not_certified"]
Story = Callable[[Learner], Awaitable[None]]


@dataclass(frozen=True)
class Persona:
    """One learner of the cast; `seconds` is about how long the story takes, so that long ones begin first."""

    name: str
    trainee: str
    does: str
    expected: Expected
    story: Story
    unit: Unit
    seconds: int
    face: Person | None


CAST: dict[str, Persona] = {}


def persona(
    trainee: str,
    *,
    expected: Expected,
    unit: Unit = ELECTRICIAN_HOUR,
    seconds: int = 130,
    face: Person | None = "astronaut",
) -> Callable[[Story], Story]:
    """Put a story on the cast list; its docstring says what the learner does."""

    def enlist(story: Story) -> Story:
        name = story.__name__
        does = (story.__doc__ or "").strip()
        CAST[name] = Persona(name, trainee, does, expected, story, unit, seconds, face)
        return story

    return enlist


# ---------------------------------------------------------------- honest


@persona("王芳", expected="certified", seconds=150)
async def honest(learner: Learner) -> None:
    """Watches both lessons, answers everything, shows the face when asked."""
    await learner.log_in()
    await learner.study(ELECTRICIAN_HOUR)
    await learner.claim_credit(ELECTRICIAN_HOUR)


@persona("李强", expected="certified", seconds=165)
async def honest_drop_10s(learner: Learner) -> None:
    """Loses the network for 10 s in the middle of a lesson."""
    await _with_a_dropped_network(learner, 10)


@persona("张伟", expected="certified", seconds=195)
async def honest_drop_40s(learner: Learner) -> None:
    """Loses the network for 40 s; the lesson pauses and goes on by itself."""
    await _with_a_dropped_network(learner, 40)


async def _with_a_dropped_network(learner: Learner, seconds: float) -> None:
    first, second = ELECTRICIAN_HOUR.lessons
    await learner.log_in()
    await learner.open_lesson(first)
    await learner.play()
    await learner.watch(12)
    await learner.drop_network(seconds)
    await learner.watch_to_end()
    await learner.learn(second)
    await learner.finish()
    await learner.claim_credit(ELECTRICIAN_HOUR)


@persona("刘洋", expected="certified", seconds=175)
async def honest_reload(learner: Learner) -> None:
    """Reloads the page in the middle of a lesson and watches it again."""
    first, second = ELECTRICIAN_HOUR.lessons
    await learner.log_in()
    await learner.open_lesson(first)
    await learner.play()
    await learner.watch(14)
    await learner.reload()
    await learner.play()
    await learner.watch_to_end()
    await learner.learn(second)
    await learner.finish()
    await learner.claim_credit(ELECTRICIAN_HOUR)


# ---------------------------------------------------------------- cheating with the player


@persona("陈静", expected="held", seconds=100)
async def speeder(learner: Learner) -> None:
    """Sets double speed and is held back; then makes the page believe that it is 1 while the video plays on at 2."""
    await learner.install(FALSE_RATE)
    await learner.log_in()
    for lesson in ELECTRICIAN_HOUR.lessons:
        await learner.open_lesson(lesson)
        await learner.play()
        await learner.set_rate(2)
        await learner.is_held_back()
        await learner.use_trick(2)
        await learner.watch_to_end()
    await learner.stay_for_the_last_check()
    await learner.claim_credit(ELECTRICIAN_HOUR)


@persona("杨磊", expected="void_platform", seconds=80)
async def seeker(learner: Learner) -> None:
    """Makes the page unable to move the video back, and jumps ahead in both lessons."""
    await learner.install(FREE_SEEK)
    await learner.log_in()
    for lesson in ELECTRICIAN_HOUR.lessons:
        await learner.open_lesson(lesson)
        await learner.play()
        await learner.watch(6)
        await learner.use_trick(lesson.seconds - 6)
        await learner.watch_to_end()
    await learner.claim_credit(ELECTRICIAN_HOUR)


@persona("赵敏", expected="void_platform", seconds=80)
async def wrong_order(learner: Learner) -> None:
    """Takes the second lesson of a specialty course before the first, which this platform allows."""
    await learner.log_in()
    for lesson in reversed(ELECTRICIAN_HOUR.lessons):
        await learner.learn(lesson)
    await learner.stay_for_the_last_check()
    await learner.claim_credit(ELECTRICIAN_HOUR)


# ---------------------------------------------------------------- not being there


@persona("黄丽", expected="void_trainee", unit=SAFETY_HOUR, seconds=190)
async def two_windows(learner: Learner) -> None:
    """Learns two class hours at once in two browsers; the first plays on and on although it was told to stop."""
    await learner.install(NO_PAUSE)
    await learner.log_in()
    await learner.open_lesson(ETHICS_HOUR.lessons[0])
    await learner.play()
    await learner.watch(3)
    await learner.use_trick(True)
    async with learner.second_browser() as other:
        await other.log_in()
        await other.study(SAFETY_HOUR)
        await other.claim_credit(SAFETY_HOUR)
    learner.verdict = other.verdict


@persona("周涛", expected="held", seconds=150)
async def hidden_tab(learner: Learner) -> None:
    """Works in another tab; the page believes it is seen, and a script answers at a person's speed."""
    await learner.install(ALWAYS_VISIBLE)
    await learner.install(answering_bot(1200, 3000))
    learner.never_answers()
    await learner.log_in()
    for lesson in ELECTRICIAN_HOUR.lessons:
        await learner.open_lesson(lesson)
        await learner.play()
        await learner.watch(3)
        other = await learner.hide_tab()
        await learner.watch_to_end()
        await other.close()
    await learner.stay_for_the_last_check()
    await learner.claim_credit(ELECTRICIAN_HOUR)


@persona("吴刚", expected="not_certified", seconds=100)
async def sleeper(learner: Learner) -> None:
    """Passes the first face check, then never answers again."""
    await learner.log_in()
    await learner.open_lesson(ELECTRICIAN_HOUR.lessons[0])
    learner.never_answers()
    await learner.play()
    await learner.watch_to_end()
    await learner.claim_credit(ELECTRICIAN_HOUR)


@persona("徐明", expected="held", seconds=145)
async def scripted_clicker(learner: Learner) -> None:
    """Lets a script answer every pop-up within a tenth of a second."""
    await learner.install(answering_bot(30, 90))
    learner.never_answers()
    await learner.log_in()
    await learner.study(ELECTRICIAN_HOUR)
    await learner.claim_credit(ELECTRICIAN_HOUR)


# ---------------------------------------------------------------- cheating with the face


@persona("孙丽", expected="not_certified", face="photo", seconds=70)
async def photo_to_camera(learner: Learner) -> None:
    """Holds a print of the trainee's face to the camera; a print does not move, so people have to look."""
    await learner.log_in()
    with suppress(GaveUp):
        await learner.open_lesson(ELECTRICIAN_HOUR.lessons[0])
    await learner.claim_credit(ELECTRICIAN_HOUR)


@persona("马超", expected="held", face="other", seconds=70)
async def other_face(learner: Learner) -> None:
    """Is somebody else than the trainee."""
    await _try_the_first_lesson(learner)


@persona("朱琳", expected="not_certified", face=None, seconds=60)
async def no_camera(learner: Learner) -> None:
    """Has no camera."""
    await _try_the_first_lesson(learner)


async def _try_the_first_lesson(learner: Learner) -> None:
    await learner.log_in()
    await learner.open_lesson(ELECTRICIAN_HOUR.lessons[0])
    await learner.play()
    await learner.watch_to_end(patience=20)
    await learner.claim_credit(ELECTRICIAN_HOUR)
