"""What the learner reads, and what an attacker must not learn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor import faces
from monitor.faces.messages import NEUTRAL, PROMPTS, REASONS, learner_message, prompt

SECURITY = (
    *("other_person", "person_changed", "discontinuous", "looped", "replayed_frames", "flat_face", "spoof"),
    "spoof_uncertain",
)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_security_failures_share_one_neutral_sentence(language):
    assert {learner_message(reason, language) for reason in SECURITY} == {NEUTRAL.in_language(language)}


@pytest.mark.parametrize("text", [NEUTRAL, *REASONS.values(), *PROMPTS.values()])
def test_every_sentence_is_written_in_both_languages(text):
    assert re.search(r"[\u4e00-\u9fff]", text.zh)
    assert text.en.isascii()
    assert not re.search("[,;!?]", text.zh), "Chinese punctuation is full width"


def test_every_reason_in_the_code_has_its_sentence_or_is_a_matter_of_security():
    code = "".join(path.read_text() for path in Path(faces.__path__[0]).glob("*.py"))
    used = set(re.findall(r'\b(?:retry|fail|review)\("(\w+)"', code))
    assert used - set(SECURITY) <= set(REASONS)
    assert not set(REASONS) & set(SECURITY)


def test_a_wrong_direction_names_the_asked_side():
    assert "左" in learner_message("wrong_direction", action="turn_left")
    assert "右" in learner_message("wrong_direction", action="turn_right")
    assert "own right" in learner_message("wrong_direction", "en", "turn_right")


def test_prompts_are_chinese_unless_asked_otherwise():
    assert prompt("blink") == "请缓慢眨眼。"
    assert prompt("nod", "en") == "Please nod slowly."
