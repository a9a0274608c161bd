"""Hours that go on are judged alone, and what is kept is to the byte what judging the whole person keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from monitor.adapters.registry.records import SessionRecord
from monitor.core import codec, judging
from monitor.core import events as e
from monitor.core.rulepack import always
from monitor.core.running import judge_running
from monitor.core.verdict import Verdict, from_bytes
from monitor.flows.adjudicate import _decides, says_otherwise
from monitor.flows.reach import within_reach
from monitor.learners.simulated import Simulated
from monitor.rulepacks import load

DEMO = load("demo")
PACKS = always(DEMO)
DAY = 86_400_000
FULL = 61_000
# Two short lessons that make an hour, one that is an hour, one that is two hours; all in one order.
LESSONS = {"short-1": 30_000, "short-2": 31_000, "one": FULL, "long": 2 * FULL}


def slices(*parts: tuple[str, int, int]) -> tuple[e.LessonSlice, ...]:
    return tuple(e.LessonSlice(lesson=lesson, start=start, end=end) for lesson, start, end in parts)


UNITS = {
    "unit-1": slices(("short-1", 0, 30_000), ("short-2", 0, 31_000)),
    "unit-2": slices(("one", 0, FULL)),
    "unit-3": slices(("long", 0, FULL)),
    "unit-4": slices(("long", FULL, 2 * FULL)),
}

AFTER = e.LessonPlan(lesson="after", course="course-1", course_type="specialty", ordinal=4, duration=FULL)
LAST = e.UnitPlan(unit="unit-5", slices=slices(("after", 0, FULL)))


def plan(course_type: str = "specialty", hours: int = 5) -> e.ClassPlan:
    """Four units, of which the cap leaves room for two."""
    return e.ClassPlan(
        training_class="class-1",
        total_class_hours=hours,
        lessons=tuple(
            e.LessonPlan(lesson=name, course="course-1", course_type=course_type, ordinal=place, duration=duration)  # type: ignore[arg-type]
            for place, (name, duration) in enumerate(LESSONS.items())
        ),
        units=tuple(e.UnitPlan(unit=name, slices=parts) for name, parts in UNITS.items()),
    )


class Learner(Simulated):
    """Whose sessions work at the hours of one lesson, as those that platforms open do."""

    @property
    def units(self) -> list[e.UnitPlan]:
        assert self.plan is not None
        return self.plan.units_of(self.lesson)

    def study(self, lesson: str) -> Learner:
        """Another lesson in a session of its own; where the last one stopped, if it is the same."""
        if lesson != self.lesson:
            self.lesson, self.position = lesson, 0
        self.open()
        return self

    @property
    def learns(self) -> bool:
        return not self.over and not closed_at(self.stream)


def closed_at(stream: list[e.Entry]) -> int | None:
    ends = [one.received for one in stream if one.source == "server" and isinstance(_fact(one), e.SessionClosed)]
    return ends[0] if ends else None


def _fact(entry: e.Entry) -> Any:
    return codec.decode_fact(entry.payload)


@dataclass
class Office:
    """What a collector keeps of one person who learns on several platforms."""

    learners: list[Learner]
    kept: dict[str, bytes] = field(default_factory=dict)

    @property
    def streams(self) -> dict[str, list[e.Entry]]:
        return {name: entries for learner in self.learners for name, entries in learner.streams.items()}

    @property
    def stored(self) -> dict[str, Verdict]:
        return {attempt: from_bytes(payload) for attempt, payload in self.kept.items()}

    def records(self) -> list[SessionRecord]:
        return [record_of(name, entries) for name, entries in self.streams.items()]

    def whole(self) -> list[Verdict]:
        return judging.judge(self.streams, PACKS)

    def keep(self, judged: list[Verdict]) -> None:
        before = self.stored
        news = [verdict for verdict in judged if says_otherwise(verdict, before.get(verdict.attempt))]
        self.kept |= {verdict.attempt: verdict.to_bytes() for verdict in news}

    def running(self) -> list[Verdict] | None:
        """The hours that go on, read and judged as a checkpoint's judgement does it."""
        reach = within_reach(self.records())
        if reach is None:
            return None
        streams = {
            name: entries if name in reach.streams else [one for one in entries if one.source == "server"]
            for name, entries in self.streams.items()
        }
        judged = judge_running(streams, PACKS, reach.attempts, self.stored.values())
        before = self.stored
        if judged is None or any(_decides(verdict, before.get(verdict.attempt)) for verdict in judged):
            return None
        return judged

    def checkpoint(self) -> None:
        judged = self.running()
        self.keep(self.whole() if judged is None else judged)

    def end(self) -> None:
        self.keep(self.whole())


def record_of(name: str, entries: list[e.Entry]) -> SessionRecord:
    opened = _fact(entries[0])
    return SessionRecord(
        session=name,
        stream=name,
        trainee=opened.trainee.trainee,
        training_class=opened.plan.training_class,
        platform=opened.platform.platform,
        opened_at=entries[0].received,
        closed_at=closed_at(entries),
        attempts=tuple(one.attempt for one in opened.attempts),
    )


# ---------------------------------------------------------------- what a person may do


def wander(learner: Learner, much: int) -> None:
    """Another lesson's content in this lesson's session."""
    home, place = learner.lesson, learner.position
    learner.lesson, learner.position = "short-1", 0
    learner.play_unasked(min(much, LESSONS["short-1"]))
    learner.lesson, learner.position = home, place


LEARN = {
    "watch": lambda learner, much: learner.watch(min(learner.duration, learner.position + much)),
    "watch to the end": lambda learner, _: learner.watch(),
    "watch fast": lambda learner, much: learner.watch(min(learner.duration, learner.position + much), rate=1.5),
    "hide": lambda learner, much: learner.play_unasked(much // 3, visible=False),
    "jump": lambda learner, much: learner.seek(much * 2 % learner.duration),
    "lose the network": lambda learner, much: learner.go_offline().play_unasked(much // 3).go_online(),
    "stop answering": lambda learner, _: setattr(learner.habits, "answers", False),
    "answer again": lambda learner, _: setattr(learner.habits, "answers", True),
    "be somebody else": lambda learner, _: setattr(learner.habits, "face", "mismatch"),
    "be hard to see": lambda learner, _: setattr(learner.habits, "face", "review"),
    "be oneself": lambda learner, _: setattr(learner.habits, "face", "pass"),
    "wander": wander,
}
OFFICE = {
    "claim": lambda learner: learner.claim(learner.units[0].unit),
    "be seen": lambda learner: learner.seen_in_person(),
    "be seen there": lambda learner: learner.seen_in_person(session=learner.session),
}
lessons = st.sampled_from(sorted(LESSONS))
amounts = st.integers(2_000, 2 * FULL)
deeds = st.one_of(
    st.tuples(st.sampled_from(sorted(LEARN)), amounts),
    st.tuples(st.just("watch to the end"), amounts),
    st.tuples(st.sampled_from(sorted(OFFICE)), amounts),
    st.tuples(st.just("both at once"), amounts),
)
days = st.tuples(lessons, st.integers(0, 1), st.lists(deeds, min_size=1, max_size=4), st.booleans())


def live(office: Office, diary: list[Any]) -> None:
    """Go through a diary; `office` judges after every deed."""
    for lesson, where, done, ends in diary:
        learner = office.learners[where]
        learner.now = max(other.now for other in office.learners) + DAY // 24
        learner.study(lesson)
        for deed, much in done:
            do(office, learner, deed, much)
        if ends and learner.learns:
            learner.close()
            office.end()


def do(office: Office, learner: Learner, deed: str, much: int) -> None:
    if deed in OFFICE:
        OFFICE[deed](learner)
        office.end()  # whoever needs the outcome in a request has the whole judged
        return
    if learner.learns and deed == "both at once":
        both_at_once(office, learner, much)
    elif learner.learns:
        LEARN[deed](learner, much)
    if learner.learns:
        office.checkpoint()
    else:
        office.end()


def both_at_once(office: Office, learner: Learner, much: int) -> None:
    other = next(one for one in office.learners if one is not learner)
    other.now = learner.now
    other.study(learner.lesson)
    for one in (learner, other):
        one.watch(min(one.duration, one.position + much))
    if other.learns:
        other.close()


class AlwaysWhole(Office):
    """A collector that judges the whole person at every checkpoint."""

    def checkpoint(self) -> None:
        self.end()


def of_one_person(kind: type[Office] = Office, course_type: str = "specialty") -> Office:
    platforms = [("a", "platform-a"), ("b", "platform-b")]
    office = kind(
        [
            Learner(DEMO, name="li", label=label, plan=plan(course_type), platform=e.PlatformState(platform=platform))
            for label, platform in platforms
        ]
    )
    for learner in office.learners:
        learner.close()  # the session with which it was made
    office.end()
    return office


@settings(max_examples=20, deadline=None)
@given(st.lists(days, min_size=1, max_size=6), st.sampled_from(["specialty", "general"]))
def test_what_is_kept_is_to_the_byte_what_judging_the_whole_person_keeps(diary: list[Any], kind: str) -> None:
    office, whole = of_one_person(Office, kind), of_one_person(AlwaysWhole, kind)

    for day in diary:
        live(office, [day])
        live(whole, [day])

        assert office.kept == whole.kept


# ---------------------------------------------------------------- when an hour is judged alone, and when it is not


def learned(office: Office, *done: str, on: int = 0) -> Learner:
    """A person on one of the platforms, after whole lessons, each in a session that ended."""
    learner = office.learners[on]
    for lesson in done:
        next_day(office, learner).study(lesson).watch()
        learner.close()
        office.end()
    return learner


def next_day(office: Office, learner: Learner) -> Learner:
    learner.now = max(other.now for other in office.learners) + DAY
    return learner


def test_an_hour_that_goes_on_is_judged_without_the_hours_before_it():
    office = of_one_person()
    learner = next_day(office, learned(office, "short-1", "short-2", "one")).study("long").watch(40_000)

    judged = office.running()

    assert judged is not None
    assert within_reach(office.records()).streams == {learner.session}
    assert {verdict.unit for verdict in judged} == {"unit-3", "unit-4"}
    assert max(verdict.credited_ms for verdict in judged) > 0
    assert {verdict.to_bytes() for verdict in judged} <= {verdict.to_bytes() for verdict in office.whole()}


def test_nothing_is_out_of_order_that_was_learned_in_two_hours():
    office = of_one_person()
    learner = learned(office, "short-1", "short-2", "one", "long")
    learner.plan = replace(learner.plan, lessons=(*learner.plan.lessons, AFTER), units=(*learner.plan.units, LAST))
    next_day(office, learner).study("after").watch(40_000)

    [judged] = office.running() or [None]

    assert judged is not None
    assert judged.credited_ms > 0


def test_where_the_lesson_before_was_not_learned_the_whole_person_is_judged():
    office = of_one_person()
    next_day(office, learned(office, "short-1", "short-2")).study("long").watch(40_000)

    assert office.running() is None
    assert {span.reason for v in office.whole() for span in v.ledger if span.lesson == "long"} == {"out_of_order"}


def test_where_the_lesson_before_was_learned_in_part_the_whole_person_is_judged():
    office = of_one_person()
    learner = next_day(office, learned(office, "short-1", "short-2")).study("one").watch(40_000)
    learner.close()
    office.end()
    assert any(verdict.unit == "unit-2" and verdict.credited_ms > 0 for verdict in office.stored.values())

    next_day(office, learner).study("long").watch(40_000)

    assert office.running() is None


def test_where_the_lesson_before_was_learned_elsewhere_without_credit_the_whole_person_says_so():
    """Another hour's session played it, so no verdict tells of it."""
    office = of_one_person()
    learner = learned(office, "short-1", "short-2")
    next_day(office, learner).study("short-2")
    learner.lesson, learner.position = "one", 0
    learner.play_unasked(FULL)
    learner.close()
    office.end()
    next_day(office, learner).study("long").watch(40_000)

    assert office.running() is None
    assert sum(verdict.credited_ms for verdict in office.whole() if verdict.unit in ("unit-3", "unit-4")) > 0


def test_play_on_two_platforms_at_once_is_judged_together_also_when_one_of_them_has_ended():
    office = of_one_person(course_type="general")
    here, there = office.learners
    next_day(office, here).study("one")
    there.now = here.now
    there.study("long")
    for learner in (here, there):
        learner.watch(50_000)
    there.close()
    office.end()

    judged = office.running()

    assert within_reach(office.records()).streams == {here.session, there.session}
    assert judged is not None
    held = {verdict.platform for verdict in judged if verdict.result == "held"}
    assert held == {"platform-a", "platform-b"}


def test_a_failed_face_check_is_judged_with_all_hours_of_the_class():
    office = of_one_person(course_type="general")
    learner = next_day(office, office.learners[0]).study("one").watch(20_000)
    learner.close()
    office.end()
    next_day(office, learner).study("long").watch(20_000)
    assert office.running() is not None

    learner.check_face("mismatch")

    assert office.running() is None


def test_an_hour_is_certified_by_judging_the_whole_person_alone():
    office = of_one_person()
    learned(office, "short-1", "short-2", "one")
    next_day(office, office.learners[0]).study("long").watch(FULL + 10_000)

    assert "not_counted_cap" in {verdict.result for verdict in office.whole()}  # the third hour of two
    assert office.running() is None
    office.checkpoint()
    assert "not_counted_cap" in {verdict.result for verdict in office.stored.values()}


def test_an_end_that_nobody_has_judged_is_judged_with_the_whole_person():
    ended = record("s-1", 0, 10, "a-1")
    going_on = record("s-2", 20, None, "a-2")

    assert within_reach([ended, going_on]).streams == {"s-2"}
    assert within_reach([replace(ended, unjudged_since=10), going_on]) is None
    assert within_reach([ended]) is None
    assert within_reach([going_on]) is None  # nothing would be left out
    assert within_reach([replace(ended, attempts=None), going_on]) is None


def test_within_reach_is_what_met_a_session_that_goes_on_or_whatever_met_that():
    going_on = record("s-4", 40, None, "a-4")
    same_hour = record("s-3", 20, 30, "a-4")
    same_time = record("s-2", 10, 20, "a-2")
    before = record("s-1", 0, 9, "a-1")

    reach = within_reach([before, same_time, same_hour, going_on])

    assert reach.streams == {"s-4", "s-3", "s-2"}
    assert reach.attempts == {"a-4", "a-2"}


def record(session: str, opened_at: int, closed_at: int | None, *attempts: str) -> SessionRecord:
    place = {"trainee": "li", "training_class": "class-1", "platform": "platform-a"}
    given = {"opened_at": opened_at, "closed_at": closed_at, "attempts": attempts}
    return SessionRecord(session=session, stream=session, **place, **given)  # type: ignore[arg-type]
