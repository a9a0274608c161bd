"""Whose turn it is when more face jobs wait than there are workers."""

from __future__ import annotations

import pytest

from monitor import assembly
from monitor.faces.fair_queue import FairQueue, Quotas
from monitor.ports import NOBODY, Owner, QueueState
from monitor.settings import Settings


def queue_of(*owners, quotas=None):
    queue = FairQueue(quotas or Quotas())
    for second, owner in enumerate(owners):
        queue.put(owner, f"{owner.platform}{owner.learner}{second}", float(second))
    return queue


def served(queue):
    """Every job in the order of turns, each done before the next is taken."""
    order = []
    while turn := queue.take():
        order.append(turn.job)
        queue.done(turn.owner)
    return order


ANNA, BEN, CAI = Owner("p", "a"), Owner("p", "b"), Owner("q", "c")


def test_one_learners_jobs_are_done_in_order():
    assert served(queue_of(ANNA, ANNA, ANNA)) == ["pa0", "pa1", "pa2"]


def test_learners_of_a_platform_take_turns():
    assert served(queue_of(ANNA, ANNA, ANNA, BEN)) == ["pa0", "pb3", "pa1", "pa2"]


def test_platforms_take_turns_whatever_their_number_of_learners():
    crowd = [Owner("p", str(number)) for number in range(5)]
    assert served(queue_of(*crowd, CAI))[:2] == ["p00", "qc5"]


def test_a_learner_at_work_waits_while_others_go_ahead():
    queue = queue_of(ANNA, ANNA, BEN)
    assert queue.take().job == "pa0"
    assert queue.take().job == "pb2"
    assert queue.take() is None
    queue.done(ANNA)
    assert queue.take().job == "pa1"


def test_a_platform_may_be_kept_from_taking_every_worker():
    queue = queue_of(ANNA, BEN, CAI, quotas=Quotas(platform=1))
    assert [queue.take().job, queue.take().job] == ["pa0", "qc2"]
    assert queue.take() is None
    queue.done(CAI)
    assert queue.take() is None, "the free place is not the waiting platform's"
    queue.done(ANNA)
    assert queue.take().job == "pb1"


def test_jobs_of_nobody_in_particular_do_not_hold_each_other_back():
    queue = queue_of(NOBODY, NOBODY)
    assert [queue.take().job, queue.take().job] == ["0", "1"]


def test_the_state_counts_and_tells_the_oldest_age():
    queue = queue_of(ANNA, BEN, CAI)
    assert queue.state(5.0) == QueueState(waiting=3, working=0, oldest_seconds=5.0)
    queue.take()
    assert queue.state(5.0) == QueueState(waiting=2, working=1, oldest_seconds=4.0)
    assert FairQueue(Quotas()).state(5.0) == QueueState(waiting=0, working=0, oldest_seconds=0.0)


def test_draining_takes_out_what_waits_and_leaves_what_works():
    queue = queue_of(ANNA, BEN)
    queue.take()
    assert queue.drain() == ["pb1"]
    assert queue.state(0.0).working == 1
    assert queue.take() is None


@pytest.mark.parametrize(("settings", "made"), [({}, "FacePool"), ({"redis_url": "redis://r:1"}, "RedisFaces")])
def test_an_operator_sets_how_much_one_platform_may_have_at_work(monkeypatch, settings, made):
    given = {}
    monkeypatch.setattr(assembly, made, lambda *_, **more: given.update(more))
    assembly._face_service(Settings.model_validate({"face_jobs_per_platform": 3, **settings}))

    quotas = given["quotas"] if made == "RedisFaces" else given["limits"].quotas
    assert quotas == Quotas(learner=1, platform=3)
