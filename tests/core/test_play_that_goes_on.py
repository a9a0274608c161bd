"""Play that simply goes on is taken by a short way; nothing that the supervisor knows or asks may depend on that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.core import codec
from monitor.core import events as e
from monitor.core.asking import Ask, AskLiveness, AskPhoto, AskPopup, Expire
from monitor.core.page import Page
from monitor.core.rulepack import RulePack
from monitor.core.speaking import of_office
from monitor.core.supervision import Supervisor
from monitor.learners.simulated import Simulated, sha
from monitor.rulepacks import load

DEMO = load("demo")
GAP, LATE, PAUSE = DEMO["sample_gap_ms"], DEMO["late_after_ms"], DEMO["liveness_after_pause_ms"]
STANDING = DEMO["in_person_lasts_ms"]
START = 1_700_000_000_000


class Thorough(Supervisor):
    """Looks at every event from all sides, as if nothing had been played before it."""

    __slots__ = ()

    def hear(self, batch: e.Batch, received: int) -> None:
        for event in batch.events:
            self._play.break_off()
            super().hear(msgspec.structs.replace(batch, events=[event]), received)


def part(lesson: str, start: int, end: int) -> e.LessonSlice:
    return e.LessonSlice(lesson=lesson, start=start, end=end)


UNITS = (
    e.UnitPlan(unit="unit-1", slices=(part("one", 0, 20_000), part("one", 30_000, 40_000))),
    e.UnitPlan(
        unit="unit-2", slices=(part("one", 10_000, 35_000), part("one", 50_000, 60_000), part("two", 4_000, 9_000))
    ),
)
QUESTIONS = tuple(
    e.CourseQuestion(
        lesson="one", question=f"q{after}", prompt={"en": "?"}, options=({"en": "a"}, {"en": "b"}), right=0, after=after
    )
    for after in range(500, 60_000, 500)
)
OPENED = e.SessionOpened(
    session="session",
    rule_pack=DEMO.name,
    rule_pack_hash=DEMO.hash,
    platform=e.PlatformState(platform="platform"),
    trainee=e.TraineeState(trainee="trainee"),
    plan=e.ClassPlan(training_class="class", total_class_hours=40, lessons=(), units=UNITS),
    lesson="one",
    attempts=tuple(e.AttemptOpened(attempt=unit.unit, unit=unit.unit, commitment=sha("")) for unit in UNITS),
    questions=QUESTIONS,
)
SECRETS = {unit.unit: unit.unit.encode() * 4 for unit in UNITS}


@dataclass
class Tab:
    """One page: its name, and what its player shows."""

    name: str
    lesson: str = "one"
    position: int = 0


class Twins:
    """One session twice: heard as it is shipped, and heard thoroughly."""

    def __init__(self, pack: RulePack = DEMO) -> None:
        self.both = [Supervisor(pack, OPENED, SECRETS), Thorough(pack, OPENED, SECRETS)]
        self.tabs = [Tab("tab-1"), Tab("tab-2")]
        self.tab, self.t, self.now, self.answers = self.tabs[0], 0, START, "right"
        self.said: list[Any] = []
        self.note(e.Connected(instance="tab-1", epoch=1))

    def state(
        self, kind: type[e.MediaState] = e.Sample, after: int = 1000, plays: int | None = None, **said: Any
    ) -> None:
        """The player says how it stands, `after` ms on the page's clock and `plays` ms of the lesson later."""
        self.t += after
        self.tab.position = max(0, self.tab.position + (after if plays is None else plays))
        shown = {"lesson": self.tab.lesson, "position": self.tab.position, "paused": False, "visible": True, **said}
        self.said.append(kind(n=0, t=self.t, **shown))

    def word(self, kind: type[e.Event], **said: Any) -> None:
        self.said.append(kind(n=0, t=self.t, **said))

    def send(self, after: int) -> None:
        """What waited goes as one batch; then what is due is done."""
        said, self.said = self.said, []
        self.now = max(self.now, START + self.t) + after
        batch = e.Batch(seq=0, prev=sha(""), instance=self.tab.name, sent=0, events=said, mac=sha(""))
        for supervisor in self.both if said else ():
            supervisor.hear(batch, self.now)
        self.serve()

    def note(self, fact: Any) -> None:
        for supervisor in self.both:
            supervisor.note(fact, self.now)

    def serve(self) -> None:
        assert self.both[0].quiet() == self.both[1].quiet()
        assert self.both[0].wake_at == self.both[1].wake_at
        shipped, thorough = (supervisor.due(self.now) for supervisor in self.both)
        assert shipped == thorough
        for ask in shipped:
            self.carry_out(ask)

    def carry_out(self, ask: Ask) -> None:
        if isinstance(ask, Expire):
            self.note(e.DirectiveExpired(nonce=ask.nonce))
        elif isinstance(ask, AskPopup | AskPhoto | AskLiveness):
            self.note(issued(ask, self.now))
            self.answer(ask)

    def answer(self, ask: AskPopup | AskPhoto | AskLiveness) -> None:
        if self.answers == "never":
            return
        if isinstance(ask, AskPopup):
            answer = ask.answer if self.answers == "right" else "wrong"
            self.word(e.PopupAnswered, nonce=ask.nonce, answer=answer, latency=1)
        if isinstance(ask, AskLiveness):
            self.note(looked_at(ask, "pass" if self.answers == "right" else "retry"))
        elif photo := ask.nonce if isinstance(ask, AskPhoto) else ask.photo_nonce:
            self.word(e.PhotoCommit, nonce=photo, sha256=sha(""))
            self.note(judged(ask.attempt, photo, "accepted" if self.answers == "right" else "rejected"))


def issued(ask: Any, now: int) -> e.DirectiveIssued:
    kind = "popup" if isinstance(ask, AskPopup) else "photo" if isinstance(ask, AskPhoto) else "liveness"
    said = {name: getattr(ask, name, "") for name in ("attempt", "nonce", "counter", "engaged", "purpose", "action")}
    shown = {name: getattr(ask, name) for name in ("photo_nonce", "challenge", "answer") if kind == "popup"}
    return e.DirectiveIssued(kind=kind, deadline=now + ask.within_ms, **said, **shown)  # type: ignore[arg-type]


def looked_at(ask: AskLiveness, decision: Any) -> e.LivenessResult:
    final = ask.step == ask.of
    return e.LivenessResult(
        attempt=ask.attempt, nonce=ask.nonce, action=ask.action, decision=decision, reason="no_turn", final=final
    )


def judged(attempt: str, nonce: str, decision: Any) -> e.PhotoJudged:
    return e.PhotoJudged(attempt=attempt, nonce=nonce, sha256=sha(""), decision=decision, reason="r")


def seen_by(person: str) -> e.SeenInPerson:
    return e.SeenInPerson(platform="platform", training_class="class", by=of_office(person), session="session")


# ---------------------------------------------------------------- what may happen next, and a number for how much


def be_late(twins: Twins, amount: int) -> None:
    twins.state()
    twins.now = START + twins.t + LATE + amount % 3 - 1
    twins.send(0)


def come_back(twins: Twins, amount: int) -> None:
    """After a pause that is just short enough, or just too long."""
    twins.state()
    twins.send(0)
    twins.state(e.Pause, after=0, plays=0, paused=True)
    twins.state(e.Playing, after=PAUSE - 1000 + amount % 3 - 1, plays=0)
    twins.state()
    twins.send(0)


def come_back_and_be_late(twins: Twins, amount: int) -> None:
    """After a pause that only becomes too long with the longest gap and the longest delay behind it."""
    twins.state()
    twins.send(0)
    twins.state(e.Pause, after=0, plays=0, paused=True)
    twins.state(e.Playing, after=PAUSE - GAP - LATE + amount % 3 - 1, plays=0)
    twins.send(0)
    twins.state(after=GAP, plays=1)
    twins.now = START + twins.t + LATE
    twins.send(0)


def reach_a_border(twins: Twins, amount: int) -> None:
    """Of parts, which lie at round numbers."""
    twins.state(plays=5_000 - twins.tab.position % 5_000 + amount % 3 - 1)


def see_in_person(twins: Twins, _: int) -> None:
    for person in ("zhao", "qian"):
        twins.note(seen_by(person))


def lose_the_connection(twins: Twins, amount: int) -> None:
    twins.note(e.Disconnected(epoch=1))
    twins.state(after=amount)
    twins.send(0)
    twins.note(e.Connected(instance=twins.tab.name, epoch=2))


def take_lesson(name: str) -> Callable[[Twins, int], None]:
    return lambda twins, _: setattr(twins.tab, "lesson", name)


DEEDS: dict[str, Callable[[Twins, int], None]] = {
    "play on": lambda twins, _: twins.state(),
    "play a little at a time": lambda twins, amount: twins.state(after=amount),
    "play beyond the longest gap": lambda twins, amount: twins.state(after=GAP + amount % 3 - 1, plays=1),
    "say the same moment again": lambda twins, _: twins.state(after=0, plays=1),
    "say an earlier moment": lambda twins, amount: twins.state(after=-min(amount, twins.t), plays=1),
    "stand still": lambda twins, _: twins.state(plays=0),
    "step back": lambda twins, amount: twins.state(plays=-amount),
    "reach a border": reach_a_border,
    "go elsewhere": lambda twins, amount: setattr(twins.tab, "position", amount * 777 % 61_000),
    "take the first lesson": take_lesson("one"),
    "take the other lesson": take_lesson("two"),
    "take a lesson that is not in the plan": take_lesson("three"),
    "hide": lambda twins, _: twins.state(visible=False),
    "stall": lambda twins, _: twins.state(stalled=True),
    "say that it stands and go on": lambda twins, _: twins.state(paused=True),
    "pause": lambda twins, _: twins.state(e.Pause, plays=0, paused=True),
    "be held": lambda twins, _: twins.state(e.Pause, plays=0, paused=True, held=True, reason="system"),
    "be held and play": lambda twins, _: twins.state(e.Pause, held=True, reason="system"),
    "start": lambda twins, _: twins.state(e.Playing),
    "jump": lambda twins, amount: twins.state(e.Seeking, plays=amount, origin=twins.tab.position + 1),
    "end": lambda twins, _: twins.state(e.Ended),
    "end paused": lambda twins, _: twins.state(e.Ended, paused=True),
    "use the other tab": lambda twins, amount: setattr(twins, "tab", twins.tabs[amount % 2]),
    "be late": be_late,
    "come back": come_back,
    "come back and be late": come_back_and_be_late,
    "lose the connection": lose_the_connection,
    "be told to stop": lambda twins, _: twins.note(e.TakenOver(by_session="another")),
    "answer rightly": lambda twins, _: setattr(twins, "answers", "right"),
    "answer wrongly": lambda twins, _: setattr(twins, "answers", "wrong"),
    "answer no more": lambda twins, _: setattr(twins, "answers", "never"),
    "be seen in person": see_in_person,
    "be seen no more": lambda twins, amount: setattr(twins, "now", twins.now + STANDING + amount % 3 - 1),
    "take the consent back": lambda twins, _: twins.word(e.ConsentWithdrawn, purpose="face_check"),
    "give it again": lambda twins, _: twins.word(e.ConsentGiven, purpose="face_check", text_version="1"),
    "have no camera": lambda twins, _: twins.word(e.Camera, state="missing"),
}
# Each with what is played after it and, where it is sent, how long that takes (ms).
steps = st.tuples(
    st.sampled_from(sorted(DEEDS)), st.integers(0, 3_000), st.integers(0, 4), st.none() | st.sampled_from([0, 0, 40])
)


def all_that_is_known(supervisor: Supervisor) -> dict[str, Any]:
    """Every slot, once the play that goes on is put with the rest; where that one began says nothing then."""
    play = supervisor._play
    play.break_off()
    return {
        **slots_of(supervisor, but="_play"),
        **slots_of(play, but="_since"),
        "_pages": {name: slots_of(page) for name, page in play._pages.items()},
    }


def slots_of(thing: Any, but: str = "") -> dict[str, Any]:
    return {name: getattr(thing, name) for name in type(thing).__mro__[-2].__slots__ if name != but}


A_GAP = [("play on", 0, 3, 0), ("play beyond the longest gap", 2, 1, 0)]
CHECKED = [("play on", 0, 0, 0) for _ in range(DEMO["liveness_steps"])]
A_PAUSE = [*CHECKED, ("come back", 2, 0, 0)]
A_PAUSE_AND_A_DELAY = [*CHECKED, ("come back and be late", 2, 0, 0)]
A_GAP_THAT_IS_A_PAUSE = [*CHECKED, ("play beyond the longest gap", 1, 0, 40)]
TWO_TABS = [
    ("play on", 0, 3, 0),
    ("use the other tab", 1, 0, 0),
    ("go elsewhere", 9, 3, 0),
    ("use the other tab", 0, 2, 0),
]


def pausing_for(long: int) -> RulePack:
    """The pack with another length of a pause after which a face check follows (ms)."""
    pause = msgspec.structs.replace(DEMO.thresholds.liveness_after_pause_ms, value=long)
    return msgspec.structs.replace(
        DEMO, thresholds=msgspec.structs.replace(DEMO.thresholds, liveness_after_pause_ms=pause)
    )


# The second one's pause is one that a gap and a delay together are just as long as, the last one's they can exceed.
PACKS = (DEMO, pausing_for(GAP + LATE), pausing_for(GAP + LATE - 1), pausing_for(GAP))


@example(A_GAP, DEMO)
@example(A_PAUSE, DEMO)
@example(A_PAUSE_AND_A_DELAY, DEMO)
@example(A_GAP_THAT_IS_A_PAUSE, pausing_for(GAP))
@example(TWO_TABS, DEMO)
@settings(max_examples=300, deadline=None)
@given(st.lists(steps, min_size=1, max_size=40), st.sampled_from(PACKS))
def test_play_that_goes_on_comes_to_the_same_as_a_look_from_all_sides(
    life: list[tuple[str, int, int, Any]], pack: RulePack
) -> None:
    twins = Twins(pack)
    for deed, amount, played, sent_after in life:
        DEEDS[deed](twins, amount)
        for _ in range(played):
            twins.state()
        if sent_after is not None:
            twins.send(sent_after)
    twins.send(0)

    shipped, thorough = map(all_that_is_known, twins.both)
    assert shipped == thorough


class Counting(Supervisor):
    """Remembers what it looked at from all sides."""

    __slots__ = ("looked_at",)

    def _look_at(self, event: e.ClientEvent, page: Page, received: int) -> None:
        self.looked_at.append(event)
        super()._look_at(event, page, received)


def test_in_an_honest_hour_no_sample_but_the_first_is_looked_at_from_all_sides() -> None:
    [[first, *others]] = Simulated(DEMO).watch().streams.values()
    opened = codec.decode_fact(first.payload)
    supervisor = Counting(DEMO, opened, {attempt.attempt: b"secret" for attempt in opened.attempts})
    supervisor.looked_at = []
    for entry in others:
        supervisor.replay(entry)

    samples = [event for event in supervisor.looked_at if isinstance(event, e.Sample)]
    assert len(samples) <= 1
    assert len(supervisor.looked_at) > 1


def test_an_hour_is_played_as_soon_as_its_last_piece_is_even_while_that_plays_on() -> None:
    twins = Twins()
    for start, end in [(5_000, 41_000), (0, 6_000)]:
        twins.tab.position = start
        twins.state(plays=0)
        while twins.tab.position < end:
            assert not twins.both[0].played
            twins.state()
        twins.send(0)

    assert twins.both[0].played
