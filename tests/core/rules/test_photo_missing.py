"""D6: a random retained photo in each class hour, committed to when it was taken, its file within a day."""

from __future__ import annotations

import pytest
from core.rules.hours import HENAN, checked, standing

from monitor.core import events as e
from monitor.core.verdict import Verdict
from monitor.learners.simulated import LATENCY, Habits, Simulated, sha

DAY = 86_400_000


def hour(**photo: object) -> Verdict:
    """An hour with all checks by face and pop-up, and one photo that is taken as told."""
    learner = checked()
    for part in range(9):
        if part == 4:
            take(learner, **photo)  # type: ignore[arg-type]
        learner.play_unasked(min(270_000, learner.duration - learner.position)).pop_up()
        learner.check_face()
    return learner.claim().verdict()


def take(
    learner: Simulated,
    *,
    after: int = 5000,
    file_after: int = 1000,
    committed: bool = True,
    late: bool = False,
    file: str = "picture",
    decision: str = "accepted",
    asked: bool = True,
) -> None:
    """One photo: asked, taken `after` ms, its file stored `file_after` ms after the question (server ms)."""
    if not asked:
        return
    asked_at = learner.now
    learner.fact(
        e.DirectiveIssued(
            kind="photo",
            attempt=learner.attempts[0],
            nonce="photo-asked",
            counter=99,
            engaged=0,
            deadline=asked_at + 30_000,
        )
    )
    if late:
        learner.outbox = []
    learner.now += after - LATENCY
    if committed:
        learner.say(learner.event(e.PhotoCommit, nonce="photo-asked", sha256=sha("picture")))
    if late:
        queued, learner.outbox = learner.outbox, None
        learner.now += 7_200_000
        learner._store(queued or [])
    learner.now = max(learner.now + LATENCY, asked_at + file_after)
    learner.fact(e.PhotoStored(nonce="photo-asked", sha256=sha(file), store_ref="photo"))
    learner.fact(
        e.PhotoJudged(
            attempt=learner.attempts[0],
            nonce="photo-asked",
            sha256=sha(file),
            decision=decision,  # type: ignore[arg-type]
            reason=decision,
        )
    )


@pytest.mark.parametrize(
    ("photo", "counts"),
    [
        ({}, True),
        ({"asked": False}, False),
        ({"after": 29_999}, True),
        ({"after": 30_000}, True),
        ({"after": 30_001}, False),
        ({"file_after": DAY}, True),
        ({"file_after": DAY + 1}, False),
        ({"committed": False}, False),
        ({"late": True}, False),
        ({"file": "another picture"}, False),
        ({"decision": "rejected"}, False),
    ],
)
def test_a_photo_counts_if_it_was_taken_in_time_and_is_the_trainees(photo: dict[str, object], counts: bool) -> None:
    verdict = hour(**photo)

    found = standing(verdict).get("photo_missing")
    never_asked = photo == {"asked": False}
    assert (found.fault if found else None) == (None if counts else "platform" if never_asked else "none")
    assert verdict.result == ("certified" if counts else "void_platform" if never_asked else "not_certified")


def test_row_27_a_file_two_hours_late_counts_if_it_was_committed_to_live() -> None:
    assert hour(file_after=7_200_000).result == "certified"


def test_row_28_a_photo_two_hours_late_without_a_live_commitment_does_not_count() -> None:
    found = standing(hour(late=True))["photo_missing"]

    assert "no_live_commitment" in found.message["en"]


def test_k14_an_hour_whose_photo_is_left_to_a_person_is_held_and_blames_nobody() -> None:
    verdict = hour(decision="review")
    found = standing(verdict)["photo_missing"]

    assert (verdict.result, found.severity, found.fault) == ("held", "hold", "none")
    assert found.evidence


@pytest.mark.parametrize("photo", [{"late": True}, {"after": 30_001}, {"file": "another picture"}])
def test_a_person_has_nothing_to_decide_about_a_photo_that_could_not_count_anyway(photo: dict[str, object]) -> None:
    assert hour(decision="review", **photo).result == "not_certified"


def test_nobody_is_held_for_a_photo_while_another_one_may_come() -> None:
    learner = Simulated(HENAN, habits=Habits(photo="review")).watch()
    assert learner.verdict().result == "in_progress"

    learner.close()
    assert learner.verdict().result == "held"


def test_an_accepted_photo_ends_the_wait_for_a_person() -> None:
    learner = Simulated(HENAN, habits=Habits(photo="review")).watch().close()
    assert learner.verdict().result == "held"

    learner.habits.photo = "accepted"
    learner.open().seek(learner.duration - 10_000)
    assert learner.watch().claim().verdict().result == "certified"


def test_an_hour_that_is_not_complete_needs_no_photo_yet() -> None:
    verdict = checked().play_unasked(270_000).pop_up().check_face().verdict()

    assert (verdict.result, standing(verdict)) == ("in_progress", {})


def test_one_photo_is_enough_by_the_plan() -> None:
    assert HENAN["photos_per_class_hour_min"] == 1
    assert hour().findings == ()
