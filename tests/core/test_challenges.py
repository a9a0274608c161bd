"""A pop-up asks something that a person answers at once, and that no script finds in the message itself."""

from __future__ import annotations

import re
from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.challenges import KINDS, NUMBERS, THINGS, Drawn, challenge, weights
from monitor.core.events import ChallengeKind, CourseQuestion
from monitor.learners.reading import understand
from monitor.rulepacks import load

HENAN = load("henan-2023")
LANGUAGES = ("zh-CN", "en")
secrets = st.binary(min_size=16, max_size=32)
counters = st.integers(0, 10**6)
drawn_kinds = st.sampled_from(("pick_word", "arithmetic", "question"))


def question(name: str = "q1", **fields: object) -> CourseQuestion:
    asked = {"zh-CN": "用什么测电流？", "en": "What measures current?"}
    options = tuple({"zh-CN": zh, "en": en} for zh, en in (("电流表", "ammeter"), ("尺子", "ruler"), ("秤", "scales")))
    return CourseQuestion(
        **{"lesson": "l1", "question": name, "prompt": asked, "options": options, "right": 0} | fields
    )


def one(kind: ChallengeKind, secret: bytes = b"secret", counter: int = 1) -> Drawn:
    return challenge(secret, counter, {kind: 1}, [question()])


def label(drawn: Drawn, language: str) -> str:
    return next(option.text[language] for option in drawn.challenge.options if option.id == drawn.answer)


@given(secrets, counters, drawn_kinds)
def test_a_challenge_is_the_same_again_for_whoever_knows_the_secret(
    secret: bytes, counter: int, kind: ChallengeKind
) -> None:
    assert one(kind, secret, counter) == one(kind, secret, counter)


@given(secrets, counters, drawn_kinds)
def test_one_option_is_right_and_all_read_differently_in_both_languages(
    secret: bytes, counter: int, kind: ChallengeKind
) -> None:
    drawn = one(kind, secret, counter)

    assert [option.id for option in drawn.challenge.options].count(drawn.answer) == 1
    for language in LANGUAGES:
        labels = [option.text[language] for option in drawn.challenge.options]
        assert len(set(labels)) == len(labels) >= 3


@given(secrets, counters, drawn_kinds)
def test_the_prompt_names_no_option(secret: bytes, counter: int, kind: ChallengeKind) -> None:
    asked = one(kind, secret, counter).challenge

    english = re.findall(r"\w+", asked.prompt["en"])
    assert not any(option.text["en"] in english for option in asked.options)
    assert not any(option.text["zh-CN"] in asked.prompt["zh-CN"] for option in asked.options)


@given(secrets, counters, drawn_kinds, st.sampled_from(LANGUAGES))
def test_somebody_who_reads_the_prompt_finds_the_answer(
    secret: bytes, counter: int, kind: ChallengeKind, language: str
) -> None:
    drawn = one(kind, secret, counter)
    labels = {option.id: option.text[language] for option in drawn.challenge.options}

    if kind != "question":
        assert understand(drawn.challenge.prompt[language], labels) == drawn.answer


def test_the_place_of_the_right_option_tells_nothing() -> None:
    for kind, places in (("pick_word", 4), ("arithmetic", 4), ("question", 3)):
        answers = Counter(one(kind, b"secret", counter).answer for counter in range(600))  # type: ignore[arg-type]

        assert len(answers) == places
        assert min(answers.values()) > 600 // places // 2, (kind, answers)


def test_what_goes_to_the_learner_does_not_say_which_option_is_right() -> None:
    """The answer is beside the challenge, and what is shown is told apart from it by nothing but its text."""
    asked = one("question").challenge
    other = challenge(b"secret", 1, {"question": 1}, [question(right=1)]).challenge

    assert asked == other


def test_a_sum_is_asked_in_words_and_never_below_nought() -> None:
    for counter in range(300):
        asked = one("arithmetic", b"secret", counter).challenge
        assert not any(character.isdigit() for text in asked.prompt.values() for character in text)
        assert all(int(option.text["en"]) >= 0 for option in asked.options)
    assert len(NUMBERS) == 10


def test_every_fact_is_true_of_one_thing_alone() -> None:
    for language in ("fact_zh", "fact_en"):
        facts = [getattr(thing, language) for thing in THINGS]
        assert not any(a in b for a in facts for b in facts if a is not b)


def test_the_kinds_come_as_often_as_the_rule_pack_says() -> None:
    drawn = Counter(challenge(b"s", c, weights(HENAN), [question()]).challenge.kind for c in range(1200))

    assert set(drawn) == {"pick_word", "arithmetic", "question"}
    assert 500 < drawn["question"] < 700
    assert 200 < drawn["pick_word"] < 400


def test_where_the_lesson_has_no_question_another_kind_is_drawn() -> None:
    drawn = {challenge(b"s", counter, weights(HENAN)).challenge.kind for counter in range(100)}

    assert drawn == {"pick_word", "arithmetic"}


def test_a_button_alone_comes_for_a_registered_need_only() -> None:
    assert weights(HENAN)["confirm"] == 0
    assert challenge(b"s", 1, weights(HENAN, confirm_only=True), [question()]).challenge.kind == "confirm"


@pytest.mark.parametrize("kind", KINDS)
def test_a_challenge_fits_into_a_small_message(kind: ChallengeKind) -> None:
    assert len(msgspec.json.encode(one(kind).challenge)) < 1000
