"""A rule pack says where every number comes from, and refuses to contradict itself."""

from __future__ import annotations

from importlib import resources

import pytest

from monitor import rulepacks
from monitor.core.errors import RulePackError
from monitor.core.rulepack import parse

HENAN = (resources.files(rulepacks) / "henan-2023.toml").read_text(encoding="utf-8")


def test_both_packs_give_every_threshold() -> None:
    assert rulepacks.available() == ["demo", "henan-2023"]
    assert rulepacks.load("henan-2023").purpose == "real"
    assert rulepacks.load("demo").purpose == "demonstration"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("online_cap_percent", 40),
        ("class_hour_ms", 2_400_000),
        ("popup_max_gap_ms", 300_000),
        ("photos_per_class_hour_min", 1),
    ],
)
def test_the_plans_own_numbers_are_labelled_so(name: str, value: int) -> None:
    threshold = getattr(rulepacks.load("henan-2023").thresholds, name)

    assert (threshold.value, threshold.basis) == (value, "plan")


def test_only_the_plans_numbers_claim_the_plan() -> None:
    thresholds = rulepacks.load("henan-2023").thresholds
    named = {name for name in thresholds.__struct_fields__ if getattr(thresholds, name).basis == "plan"}

    assert named == {"online_cap_percent", "class_hour_ms", "popup_max_gap_ms", "photos_per_class_hour_min"}


def test_changing_one_number_changes_the_hash() -> None:
    assert parse(HENAN.replace("value = 40\n", "value = 41\n")).hash != parse(HENAN).hash


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        (("[thresholds.popup_answer_ms]", "[thresholds.popup_answer_seconds]"), "popup_answer"),
        (("value = 295000", "value = 301000"), "hold_after_ms"),
        (("value = 280000", "value = 280001"), "an outage just before a pop-up"),
        (('basis = "plan"', 'basis = "hearsay"'), "basis"),
    ],
)
def test_a_pack_that_is_wrong_says_where(edit: tuple[str, str], named: str) -> None:
    with pytest.raises(RulePackError, match=named):
        parse(HENAN.replace(*edit))


def test_an_unknown_pack_names_those_that_there_are() -> None:
    with pytest.raises(RulePackError, match="demo, henan-2023"):
        rulepacks.load("hunan")
