"""What a learner reads is in one language alone: no Chinese in an English dialog, no English in a Chinese one."""

import re

import pytest

from monitor.core import challenges
from monitor.flows import words
from monitor.flows.sdk_words import sdk_words

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
LATIN = re.compile(r"[A-Za-z]+")
SAID = [words._HOLDS, words._ENDS, words._NEXT, words._UNCOUNTED]
DRAWN = [
    challenges.challenge(b"secret", counter, {kind: 1}).challenge
    for counter in range(40)
    for kind in challenges.KINDS
    if kind != "question"
]
TEXTS = [
    words.CONSENT_TEXT, words._HELD, words._NOT_COUNTED, words._SERVICE_BUSY, words._PHOTO_DUPLICATE,
    *(text for said in SAID for text in said.values()),
    *(challenge.prompt for challenge in DRAWN),
    *(option.text for challenge in DRAWN for option in challenge.options),
]  # fmt: skip


def test_no_chinese_in_english():
    english = [text["en"] for text in TEXTS] + list(sdk_words("en").values())
    assert [text for text in english if CHINESE.search(text)] == []


def test_no_english_in_chinese():
    chinese = [text["zh-CN"] for text in TEXTS] + list(sdk_words("zh-CN").values())
    assert [text for text in chinese if LATIN.search(text)] == []


@pytest.mark.parametrize("key", sdk_words("en"))
def test_both_languages_have_the_same_places_for_values(key):
    assert sdk_words("en")[key].count("{}") == sdk_words("zh-CN")[key].count("{}")
