"""New rules come into force: what was learned before stays under its own rules, whatever is decided about it later."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from hours_on_desk import replayed
from platform_story import Story

from monitor.core import verdict as verdicts
from monitor.core.judging import judge
from monitor.core.rulepack import always
from monitor.flows.adjudicate import streams_of
from monitor.rulepacks.kept import KeptPacks

STRICTER = {
    "popup_draw_min_ms": 3_000,
    "popup_draw_max_ms": 4_000,
    "hold_after_ms": 4_500,
    "popup_max_gap_ms": 5_000,
    "popup_gap_tolerance_ms": 500,
}


def under_stricter_rules(desk) -> None:
    """The collector starts again under a second version of its rules, by which no earlier hour would be whole."""
    pack = desk.monitor.pack
    numbers = {
        name: msgspec.structs.replace(getattr(pack.thresholds, name), value=value) for name, value in STRICTER.items()
    }
    thresholds = msgspec.structs.replace(pack.thresholds, **numbers)
    newer = msgspec.structs.replace(pack, version="2", thresholds=thresholds)
    desk.monitor = replace(desk.monitor, pack=desk.monitor.packs.keep(newer))
    desk.restart()


@pytest.fixture
def story(desk):
    return Story(desk)


def last(story, name: str):
    return verdicts.from_bytes(story.desk.monitor.registry.verdicts(story.people[name])[-1].verdict)


async def by_todays_rules(story, name: str) -> str:
    """What would become of somebody's first hour if rules were retroactive."""
    streams = await streams_of(story.desk.collector, story.people[name])
    return judge(streams, always(story.desk.monitor.pack))[0].result


async def test_a_decision_about_the_platform_finds_old_hours_under_old_rules_and_so_does_the_reinstatement(story):
    await story.is_caught()
    await story.learns("old-hour")
    before = last(story, "old-hour")
    under_stricter_rules(story.desk)
    await story.learns("new-hour")
    assert last(story, "new-hour").rule_pack_version == "2"

    await story.is_heard()
    assert await story.results("old-hour", "new-hour") == ["held", "held"]
    story.next_day()
    await story.is_decided(scope="all_since_first_evidence")
    assert await story.results("early", "old-hour", "new-hour") == ["certified", *["not_counted_platform"] * 2]

    story.next_day()
    await story.is_decided("reinstated", document="2026-30", recount="all")
    assert await story.results("early", "old-hour", "new-hour") == ["certified"] * 3
    assert set(await story.results("li", "wang", "zhang")) == {"void_platform"}
    after = last(story, "old-hour")
    assert after.rule_pack_version == "1"
    assert after.credited_ms == before.credited_ms
    assert await by_todays_rules(story, "old-hour") != "certified"

    report = await replayed(story.desk)
    assert report.ok, report.differences
    assert report.reproduced == report.verdicts > 15


async def test_another_hour_under_newer_rules_opens_no_older_one(story):
    await story.learns("li")
    stored = story.desk.monitor.registry.verdicts(story.people["li"])
    under_stricter_rules(story.desk)

    await story.learns("li")

    again = story.desk.monitor.registry.verdicts(story.people["li"])
    assert again[: len(stored)] == stored
    assert {verdicts.from_bytes(record.verdict).rule_pack_version for record in again[len(stored) :]} == {"2"}


async def test_a_collector_that_starts_again_still_has_the_rules_that_judged(story, tmp_path):
    under_stricter_rules(story.desk)
    await story.learns("li")

    story.desk.monitor = replace(story.desk.monitor, packs=KeptPacks(tmp_path / "rulepacks"))

    assert (await replayed(story.desk)).ok
    for file in (tmp_path / "rulepacks").iterdir():
        file.write_bytes(file.read_bytes().replace(b"5000", b"6000"))
    story.desk.monitor = replace(story.desk.monitor, packs=KeptPacks(tmp_path / "rulepacks"))
    assert "has another content here than when it judged" in (await replayed(story.desk)).differences[0].why
