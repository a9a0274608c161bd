"""A class that learns together has its plan in memory once."""

from __future__ import annotations

import gc

from msgspec import structs

from monitor.core import codec
from monitor.core.events import SessionOpened
from monitor.flows import common_course
from monitor.flows.stream_state import StreamState
from monitor.learners.simulated import Simulated
from monitor.rulepacks import load


def opening():
    streams = Simulated(load("henan-2023")).watch().streams
    return next(entries[0] for entries in streams.values())


def with_plan(entry, **changes):
    opened = codec.decode_fact(entry.payload)
    assert isinstance(opened, SessionOpened)
    return structs.replace(
        entry, payload=codec.encode_fact(structs.replace(opened, plan=structs.replace(opened.plan, **changes)))
    )


def test_two_learners_of_a_class_share_its_plan():
    entry = opening()
    one, other = StreamState(entry), StreamState(entry)
    assert one.opened.plan is other.opened.plan
    assert one.opened == codec.decode_fact(entry.payload)


def test_another_content_under_the_same_version_is_nobody_elses():
    entry = opening()
    one = StreamState(entry)
    other = StreamState(with_plan(entry, total_class_hours=one.opened.plan.total_class_hours + 1))
    assert other.opened.plan.total_class_hours == one.opened.plan.total_class_hours + 1


def test_a_plan_by_which_nobody_learns_any_more_is_forgotten():
    one = StreamState(with_plan(opening(), training_class="class-gone"))
    name = ("class-gone", one.opened.plan.version)
    assert name in common_course._known
    del one
    gc.collect()
    assert name not in common_course._known
