"""One class hour as it is under the real rules: forty minutes of video in a real browser.  Run by `make soak`."""

import pytest

from monitor import rulepacks
from monitor.adapters.registry import SqlRegistry
from monitor.assembly import build
from monitor.learners import serving
from monitor.learners.curriculum import ELECTRICIAN_HOUR, LESSONS
from monitor.learners.stage import ENROLLED, furnished, prepare
from monitor.settings import Settings
from monitor.web.app import create_app
from monitor.web.server import websockets

pytestmark = [pytest.mark.soak, pytest.mark.browser, pytest.mark.timeout(5000)]

LESSON_SECONDS = 1215  # two of them are the least that a unit may have


@pytest.fixture
def full_length():
    """The curriculum with lessons of twenty minutes."""
    short = {lesson.id: lesson.seconds for lesson in LESSONS.values()}
    for lesson in LESSONS.values():
        object.__setattr__(lesson, "seconds", LESSON_SECONDS)
    yield
    for name, seconds in short.items():
        object.__setattr__(LESSONS[name], "seconds", seconds)


async def test_an_honest_hour_is_certified_in_real_time(tmp_path, full_length):
    videos = await prepare(tmp_path, [ENROLLED])
    pack = rulepacks.load("henan-2023")
    async with build(Settings(data=tmp_path, rule_pack="henan-2023")) as monitor:
        assert isinstance(monitor.registry, SqlRegistry)
        async with (
            serving.served(create_app(monitor), **websockets()) as address,
            furnished(address, monitor.registry, pack, videos, ["王芳"]) as stage,
            stage.browser("王芳", ENROLLED) as learner,
        ):
            await learner.log_in()
            await learner.study(ELECTRICIAN_HOUR)
            await learner.claim_credit(ELECTRICIAN_HOUR)

    assert learner.verdict.outcome == "certified", learner.verdict
    assert learner.verdict.credited_seconds >= 2400
