"""The same cast without browsers comes to the same verdicts, by the rules for demonstrations and by the real ones."""

import pytest

from monitor.learners.cast import CAST
from monitor.learners.simulated_cast import SIMULATED
from monitor.rulepacks import load


def test_everybody_of_the_cast_has_a_story_without_a_browser():
    assert set(SIMULATED) == set(CAST)


@pytest.mark.parametrize("pack", ["demo", "henan-2023"])
@pytest.mark.parametrize("name", CAST)
def test_everybody_gets_the_expected_verdict(name, pack):
    verdict = SIMULATED[name](load(pack))

    assert verdict.result == CAST[name].expected, [finding.rule for finding in verdict.reasons]


@pytest.mark.parametrize("name", CAST)
def test_whoever_is_not_certified_is_told_why(name):
    verdict = SIMULATED[name](load("henan-2023"))

    assert bool(verdict.reasons) == (verdict.result != "certified")
