"""Whole class hours in a desk's log and registry, learned in milliseconds by learners without a browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from collector_desk import Desk
from small_world import CLASS, PLATFORM, UNIT, plan

from monitor.adapters.registry.models import Attempt
from monitor.core.events import PlatformState
from monitor.core.verdict import Verdict
from monitor.flows.adjudicate import adjudicate
from monitor.flows.certify import certified_verdicts
from monitor.flows.claim import claim
from monitor.flows.replay import Report, read_all, replay
from monitor.learners.simulated import Simulated

Way = Callable[[Simulated], object]


def honestly(learner: Simulated) -> None:
    learner.watch().play_lesson("lesson-2")


def at_double_speed(learner: Simulated) -> None:
    """The player offers 2x, and the platform lets it play on."""
    learner.watch(rate=2.0).play_lesson("lesson-2", rate=2.0)


def stopped_from_speeding(learner: Simulated) -> None:
    """Tries 2x three times, and the platform puts it back each time."""
    learner.prevented("rate", 3).watch().play_lesson("lesson-2")


def in_doubt(learner: Simulated) -> None:
    """A whole hour in which every comparison of faces was uncertain."""
    learner.habits.face = "review"
    honestly(learner)


def in_doubt_with_photos_for_a_person(learner: Simulated) -> None:
    """The same, and no photo that was asked for could be judged."""
    learner.habits.photo = "review"
    in_doubt(learner)


def with_photos_for_a_person(learner: Simulated) -> None:
    """A whole hour in which every comparison of faces matched, and no photo that was asked for could be judged."""
    learner.habits.photo = "review"
    honestly(learner)


def half_in_doubt(learner: Simulated) -> None:
    learner.habits.face = "review"
    learner.watch()


def too_fast_and_again(learner: Simulated) -> None:
    """A minute of content at double speed, and then all of it as it should be."""
    learner.watch(rate=2.0).play_lesson("lesson-2", rate=2.0)
    for lesson in ("lesson-1", "lesson-2"):
        learner.play_lesson(lesson)


async def learn(desk: Desk, trainee: str, how: Way = honestly, *, platform: str = PLATFORM, **more: object) -> str:
    """One person learns the unit on a platform under the rules in force, and goes; returns the attempt's name."""
    label = f"{platform}-{desk.clock.now()}-"
    state = PlatformState(platform=platform)
    learner = Simulated(
        desk.monitor.pack,
        name=trainee,
        plan=plan(),
        platform=state,
        now=desk.clock.now(),
        label=label,
        **{"seed": label, **more},
    )
    how(learner)
    learner.close()
    [attempt] = learner.attempts
    _register(desk, learner, attempt, platform)
    for entry in learner.stream:
        await desk.monitor.log.append(entry.stream, entry.received, entry.source, entry.payload)
    desk.clock.advance(learner.now - desk.clock.now() + 1000)
    await adjudicate(desk.collector, trainee)
    return attempt


def _register(desk: Desk, learner: Simulated, attempt: str, platform: str) -> None:
    registry, at = desk.monitor.registry, desk.clock.now()
    registry.register_session(learner.session, trainee=learner.name, training_class=CLASS, platform=platform, at=at)
    earlier = registry.attempts_of(learner.name, CLASS, UNIT)
    row = {"trainee": learner.name, "training_class": CLASS, "unit": UNIT, "platform": platform, "opened_at": at}
    with registry._writing() as session:
        session.add(Attempt(attempt=attempt, ordinal=len(earlier) + 1, **row))


async def learn_and_claim(
    desk: Desk, trainee: str, how: Way = honestly, *, platform: str = PLATFORM, **more: object
) -> Verdict:
    await learn(desk, trainee, how, platform=platform, **more)
    return await claim(desk.collector, platform, trainee, CLASS, UNIT)


def another_platform(desk: Desk, platform: str = "platform-2") -> str:
    facts = {"title": platform, "source_system": "test", "external_id": platform}
    desk.monitor.registry.add_platform(platform, **facts, catalogued_from=date(2023, 3, 7))
    return platform


async def result(desk: Desk, trainee: str) -> str:
    """The last stored result of this person's last attempt, once nothing more is being judged."""
    await desk.collector.background.settle()
    from monitor.core import verdict as verdicts

    stored = desk.monitor.registry.verdicts(trainee)
    return verdicts.from_bytes(stored[-1].verdict).result


async def replayed(desk: Desk) -> Report:
    """The whole log judged again, and compared with all stored verdicts and certificates."""
    streams = await read_all(desk.monitor.log)
    registry = desk.monitor.registry
    people = {name for platform in registry.platforms() for name in registry.trainees_on(platform.platform)}
    kept = [(record.attempt, record.verdict) for name in sorted(people) for record in registry.verdicts(name)]
    return replay(streams, kept, desk.monitor.packs, certified_verdicts(desk.monitor.certificates))
