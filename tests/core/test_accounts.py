"""When a sign-in is refused, and when it is over."""

import pytest

from monitor.core.accounts import (
    FREE_TRIES,
    IDLE_MS,
    LONGEST_LOCK_MS,
    LONGEST_MS,
    ROLE_WORDS,
    SEES,
    is_over,
    locked_until,
    password_fault,
)

MINUTE = 60_000


@pytest.mark.parametrize(
    ("failures", "locked_ms"),
    [
        (0, -1000),
        (FREE_TRIES - 1, -1000),
        (FREE_TRIES, MINUTE),
        (FREE_TRIES + 1, 2 * MINUTE),
        (FREE_TRIES + 3, 8 * MINUTE),
    ],
)
def test_the_fifth_failure_locks_for_a_minute_and_each_further_one_for_twice_as_long(failures, locked_ms):
    assert locked_until(failures, 1000) - 1000 == locked_ms


@pytest.mark.parametrize("failures", [FREE_TRIES + 6, 1000, 10**9])
def test_nobody_is_locked_out_for_more_than_an_hour(failures):
    assert locked_until(failures, 0) == LONGEST_LOCK_MS


def test_half_an_hour_without_a_request_is_still_in_and_a_moment_more_is_not():
    assert not is_over(0, 0, IDLE_MS)
    assert is_over(0, 0, IDLE_MS + 1)


def test_whoever_stays_active_is_out_after_half_a_day():
    assert not is_over(0, LONGEST_MS, LONGEST_MS)
    assert is_over(0, LONGEST_MS + 1, LONGEST_MS + 1)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("elevenchars", "too_short"),
        ("twelve chars", ""),
        ("密码要用四个互不相关的词语", ""),
        ("x" * 129, "too_long"),
        ("my name is CHEN", "holds_account"),
        ("abcabcabcabcabc", "monotonous"),
    ],
)
def test_length_counts_and_kinds_of_characters_do_not(password, fault):
    assert password_fault(password, "chen") == fault


def test_every_role_has_words_and_says_whose_data_it_sees():
    assert ROLE_WORDS.keys() == SEES.keys()
    assert all(words.keys() == {"zh-CN", "en"} for words in ROLE_WORDS.values())
