"""A platform that lets 2x play through: from the first claim to the reinstatement, and the log tells it all again."""

from __future__ import annotations

import pytest
from hours_on_desk import another_platform, at_double_speed, replayed
from platform_story import Story
from small_world import PLATFORM

from monitor.core import verdict as verdicts
from monitor.flows.dossiers import dossier
from monitor.flows.preview import preview, preview_decision, preview_verification
from monitor.flows.recount import resume_recounts


@pytest.fixture
def story(desk):
    return Story(desk)


@pytest.mark.parametrize(
    ("scope", "early", "flagged_day"),
    [
        ("affected_hours", "certified", "certified"),
        ("affected_classes", "not_counted_platform", "not_counted_platform"),
        ("all_since_first_evidence", "certified", "not_counted_platform"),
    ],
)
async def test_hours_from_the_day_of_discovery_on_do_not_count_and_earlier_ones_as_the_scope_says(
    story, scope, early, flagged_day
):
    await story.is_caught()
    assert await story.results("early", "li", "wang", "zhang") == ["certified", *["void_platform"] * 3]
    await story.learns("same-day")
    assert await story.result("same-day") == "certified"

    await story.is_heard()
    assert await story.result("same-day") == "held"
    assert await story.learns("in-doubt") == "held"
    assert await story.result("early") == "certified"

    story.next_day()
    case = await story.is_decided(scope=scope)
    assert case.terms.classes == ("class-1",)
    assert await story.learns("after") == "not_counted_platform"
    assert await story.results("early", "same-day", "in-doubt") == [early, flagged_day, flagged_day]
    assert set(await story.results("li", "wang", "zhang")) == {"not_counted_platform"}

    story.next_day()
    await story.is_decided("reinstated", document="2026-30", recount="all")
    assert set(await story.results("early", "same-day", "in-doubt", "after")) == {"certified"}
    assert set(await story.results("li", "wang", "zhang")) == {"void_platform"}

    report = await replayed(story.desk)
    assert report.ok, report.differences
    assert report.reproduced == report.verdicts > 15


async def test_reinstated_from_its_own_day_on_the_hours_of_the_suspension_stay_uncounted(story):
    await story.is_caught()
    await story.is_heard()
    story.next_day()
    await story.is_decided()
    await story.learns("suspended")

    story.next_day()
    await story.is_decided("reinstated", recount="from_reinstatement")

    assert await story.learns("afterwards") == "certified"
    assert await story.result("suspended") == "not_counted_platform"


async def test_what_a_verification_and_a_dismissal_would_do_is_what_they_do(story):
    await story.is_caught()
    await story.learns("same-day")
    tried = await preview_verification(story.desk.collector, PLATFORM, "D1-1")
    assert (tried.held, tried.trainees, tried.lost) == (1, 1, 1)

    await story.is_heard()
    assert await story.result("same-day") == "held"
    [option] = await preview_decision(story.desk.collector, PLATFORM, "D1-1", "dismissed")
    assert (option.effect.gained, option.effect.held) == (1, 0)

    await story.is_decided("dismissed")
    assert await story.result("same-day") == "certified"


async def test_a_dismissal_releases_what_was_held_and_only_new_evidence_opens_another_case(story):
    await story.is_caught()
    await story.is_heard()
    assert await story.learns("in-doubt") == "held"

    await story.is_decided("dismissed")

    assert await story.result("in-doubt") == "certified"
    await story.learns("zhou", at_double_speed)
    assert len((await dossier(story.desk.collector, PLATFORM)).cases) == 1
    for name in ("wu", "zheng"):
        await story.learns(name, at_double_speed)
    [first, second] = (await dossier(story.desk.collector, PLATFORM)).cases
    assert (first.stage, second.case, second.stage) == ("dismissed", "D1-2", "signal")
    assert second.signals[0].trainees == 3


async def test_other_platforms_are_untouched(story):
    other = another_platform(story.desk)
    await story.is_caught()
    await story.learns("elsewhere", platform=other)
    await story.is_heard()
    await story.is_decided(discovery="first_evidence", scope="affected_classes")

    assert await story.result("elsewhere") == "certified"


async def test_what_a_decision_would_do_is_shown_before_and_comes_true(story):
    await story.is_caught()
    await story.is_heard()
    await story.learns("in-doubt")
    story.next_day()

    tried = {option.decision.scope: option.effect for option in await preview(story.desk.collector, PLATFORM, "D1-1")}
    assert {scope: effect.lost for scope, effect in tried.items()} == {
        "affected_hours": 0,
        "affected_classes": 1,
        "all_since_first_evidence": 0,
    }
    foretold = {change.trainee: change.after for change in tried["affected_classes"].changes}
    await story.is_decided(scope="affected_classes")

    stored = {
        trainee: verdicts.from_bytes(story.desk.monitor.registry.verdicts(trainee)[-1].verdict).result
        for trainee in story.people.values()
    }
    assert foretold == stored


async def test_a_recount_that_was_cut_off_is_made_up_at_the_next_start(story):
    await story.is_caught()
    await story.is_heard()
    await story.desk.collector.background.settle()
    await story.desk.collector.background.close()  # nothing new is started any more, as when the process dies
    await story.is_decided(discovery="first_evidence")
    assert await story.result("li") == "void_platform"

    story.desk.restart()
    await resume_recounts(story.desk.collector)
    assert await story.result("li") == "not_counted_platform"

    story.desk.restart()
    await resume_recounts(story.desk.collector)
    assert story.desk.collector.recounting == {}
