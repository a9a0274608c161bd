"""What a session that opens has to know of the trainee's earlier ones: all about its class hours, pictures of any."""

from dataclasses import replace

import pytest
from small_world import CLASS
from sqlmodel import update

from monitor.adapters.registry.models import LearningSession
from monitor.core.events import PhotoStored
from monitor.flows.live import Live

PICTURE = "ab" * 32


class Listening:
    """A monitor's log and its supervisors, with what was read and what they were told of earlier sessions."""

    def __init__(self, monitor) -> None:
        self.monitor = replace(monitor, log=self, supervise=self.supervise)
        self._log, self._supervise = monitor.log, monitor.supervise
        self.read_streams, self.history = [], []

    async def read(self, stream, *where, **which):
        self.read_streams.append(stream)
        return await self._log.read(stream, *where, **which)

    def supervise(self, pack, opened, secrets, history):
        self.history = list(history)
        return self._supervise(pack, opened, secrets, history)

    async def load(self, session: str) -> Live:
        live = Live(self.monitor, session)
        await live.load()
        return live


@pytest.fixture
async def earlier(desk):
    """Li's session with a photo, ended, at a class hour that is still open."""
    learner = await (await desk.learner(desk.trainee("li"))).come()
    async with learner.live.lock:
        await learner.live.note(PhotoStored(nonce="nonce-one", sha256=PICTURE, store_ref="photo"))
    await learner.go()
    return learner


def finish_the_hour(desk, learner) -> None:
    [attempt] = desk.monitor.registry.attempts_of(learner.live.state.trainee, CLASS)
    desk.monitor.registry.close_attempt(attempt.attempt, desk.clock.now())


def forget_what_was_noted(desk) -> None:
    """As in a registry from before it noted at which class hours a session is."""
    with desk.monitor.registry._writing() as session:
        session.exec(update(LearningSession).values(attempts=None))


async def next_one(desk, earlier) -> tuple[Live, Listening]:
    listening = Listening(desk.monitor)
    learner = await desk.learner(earlier.live.state.trainee)
    return await listening.load(learner.session), listening


async def test_an_earlier_session_at_the_same_class_hour_is_known_whole(desk, earlier):
    live, listening = await next_one(desk, earlier)

    assert listening.history == await desk.monitor.log.read(earlier.session) != []
    assert PICTURE in await live.pictures()


async def test_a_session_at_another_class_hour_is_not_waited_for(desk, earlier):
    finish_the_hour(desk, earlier)
    live, listening = await next_one(desk, earlier)

    assert (listening.history, listening.read_streams) == ([], [live.session])


async def test_no_picture_of_any_class_hour_is_taken_for_a_new_one(desk, earlier):
    finish_the_hour(desk, earlier)
    live, _ = await next_one(desk, earlier)

    assert PICTURE in await live.pictures()


async def test_pictures_are_read_once(desk, earlier):
    finish_the_hour(desk, earlier)
    live, listening = await next_one(desk, earlier)
    await live.pictures()
    await live.pictures()

    assert listening.read_streams.count(earlier.session) == 1


@pytest.mark.parametrize("finished", [False, True])
async def test_where_nobody_noted_the_class_hours_the_stream_tells_them(desk, earlier, finished):
    if finished:
        finish_the_hour(desk, earlier)
    forget_what_was_noted(desk)
    live, listening = await next_one(desk, earlier)
    known = [] if finished else await desk.monitor.log.read(earlier.session)

    assert listening.history == known
    assert PICTURE in await live.pictures()
