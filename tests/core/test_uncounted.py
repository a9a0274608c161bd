"""What did not count is said with its reason, by the ledger that was judged, and no second is named twice."""

import pytest
from flows.people import PACK, PACKS, cheat, honest

from monitor.core.judging import judge, still_to_learn
from monitor.core.uncounted import uncounted
from monitor.core.verdict import CreditSpan, Missing
from monitor.flows.adjudicate import status


def span(reason: str, media_from: int, media_to: int, *, lesson: str = "lesson") -> CreditSpan:
    return CreditSpan(
        lesson=lesson, media_from=media_from, media_to=media_to, start=media_from, end=media_to, session="s",
        checkpoint="", reason=reason,
    )  # fmt: skip


def gap(media_from: int, media_to: int, *, lesson: str = "lesson") -> Missing:
    return Missing(lesson=lesson, media_from=media_from, media_to=media_to)


def test_each_reason_has_the_content_that_it_cost_and_the_costliest_stands_first():
    ledger = [span("hidden", 0, 5000), span("", 5000, 9000), span("skipped", 9000, 20_000)]

    assert list(uncounted(ledger, [gap(0, 5000), gap(9000, 30_000)]).items()) == [("skipped", 11_000), ("hidden", 5000)]


def test_what_was_learned_again_is_named_no_more():
    assert uncounted([span("hidden", 0, 5000), span("", 0, 5000)], []) == {}


def test_what_was_played_twice_is_named_once_by_the_last_play():
    ledger = [span("hidden", 0, 10_000), span("fast_forward", 4000, 6000)]

    assert uncounted(ledger, [gap(0, 10_000)]) == {"hidden": 8000, "fast_forward": 2000}


@pytest.mark.parametrize("reason", ["", "awaiting_popup", "awaiting_face_match", "review"])
def test_what_counts_or_waits_or_was_seen_again_for_nothing_is_no_reason(reason):
    assert uncounted([span(reason, 0, 5000)], [gap(0, 5000)]) == {}


def test_another_lesson_of_the_unit_is_another_matter():
    ledger = [span("hidden", 0, 5000, lesson="first"), span("skipped", 0, 3000, lesson="second")]

    assert uncounted(ledger, [gap(0, 5000, lesson="second")]) == {"skipped": 3000}


# ---------------------------------------------------------------- as the learner is told


def told(learner):
    [verdict] = judge(learner.streams, PACKS)
    return verdict, status(verdict, PACK)


def test_a_cheat_reads_why_in_both_languages_and_never_more_than_is_missing():
    verdict, said = told(cheat())
    missing = sum(one.media_to - one.media_from for one in still_to_learn(verdict, PACK))

    assert {one.reason for one in said.uncounted} >= {"fast_forward", "hidden"}
    assert 0 < sum(one.lost_ms for one in said.uncounted) <= missing
    for one in said.uncounted:
        assert set(one.text) == {"zh-CN", "en"}
        assert "conditions" not in one.text["en"], f"{one.reason} has no words of its own"


def test_an_honest_learner_reads_nothing_of_the_kind():
    _, said = told(honest())

    assert said.uncounted == ()
