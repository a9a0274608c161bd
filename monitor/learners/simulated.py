"""Learners without a browser: they live on a settable clock, answer the real supervisor, and leave a real log.

    learner = Simulated(pack)
    learner.watch()
    [verdict] = learner.claim().verdicts()

One step is one sample of the rule pack.  A learner is honest unless a story says otherwise: stories change `habits` or
call the verbs one by one.  Times are server ms; the browser's clock starts at 0 with every session.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from monitor.core import codec, judging
from monitor.core import events as e
from monitor.core.asking import AskLiveness, AskPhoto, AskPopup, End, Expire, Hold, Release
from monitor.core.rulepack import RulePack, always
from monitor.core.speaking import Speaker, of_office
from monitor.core.supervision import Supervisor
from monitor.core.verdict import Verdict

BOOK_OR_RIVER = e.Challenge(
    kind="pick_word",
    prompt={"zh-CN": "哪一个可以读？", "en": "Which one can be read?"},
    options=(
        e.Option(id="1", text={"zh-CN": "书本", "en": "book"}),
        e.Option(id="2", text={"zh-CN": "河流", "en": "river"}),
    ),
)
SCHOOL = Speaker(house="institution/school", person="zhao")  # with the key of the school's server
OFFICE = of_office("qian")
START = 1_700_000_000_000
LATENCY = 40


def sha(text: str) -> str:
    """SHA-256 in hex, for hashes that need to be none in particular."""
    return hashlib.sha256(text.encode()).hexdigest()


def plan_of(
    lessons: dict[str, int],
    *,
    pack: RulePack,
    course_type: str = "specialty",
    hours: int = 40,
    units: int = 1,
    training_class: str = "class-1",
) -> e.ClassPlan:
    """A class whose lessons (name to ms), in order, are cut into units of equal content."""
    del pack
    total = sum(lessons.values())
    size = total // units
    slices: list[list[e.LessonSlice]] = [[] for _ in range(units)]
    passed = 0
    for lesson, duration in lessons.items():
        for index in range(units):
            start, end = max(0, index * size - passed), min(duration, (index + 1) * size - passed)
            if start < end:
                slices[index].append(e.LessonSlice(lesson=lesson, start=start, end=end))
        passed += duration
    return e.ClassPlan(
        training_class=training_class,
        total_class_hours=hours,
        lessons=tuple(
            e.LessonPlan(lesson=name, course="course-1", course_type=course_type, ordinal=place, duration=duration)  # type: ignore[arg-type]
            for place, (name, duration) in enumerate(lessons.items())
        ),
        units=tuple(e.UnitPlan(unit=f"unit-{i + 1}", slices=tuple(parts)) for i, parts in enumerate(slices)),
    )


@dataclass(slots=True)
class Habits:
    """What a learner does when asked; the defaults are an honest person's."""

    answers: bool = True
    latency: int = 1500
    holds: bool = True  # the platform stops playback for a pop-up
    face: str = "pass"
    face_reason: str = ""  # why; the same word where it is empty
    photo: str = "accepted"
    camera: bool = True
    obeys: bool = True  # plays only when the supervisor lets it
    leaves: bool = False  # closes the page at every pop-up
    knows: bool = True  # answers questions about the course rightly


@dataclass
class Simulated:
    """One trainee in one session at a time; every verb stores entries and lets time pass."""

    pack: RulePack
    name: str = "trainee-1"
    plan: e.ClassPlan | None = None
    platform: e.PlatformState = field(default_factory=lambda: e.PlatformState(platform="platform-a"))
    trainee: dict[str, Any] = field(default_factory=dict)
    habits: Habits = field(default_factory=Habits)
    now: int = START
    mode: str = "enforce"
    supervised: bool = True
    label: str = ""
    questions: tuple[e.CourseQuestion, ...] = ()
    seed: str = ""  # what is drawn depends on it; empty: on label and name

    def __post_init__(self) -> None:
        self.plan = self.plan or plan_of({"lesson-1": self.pack["unit_content_min_ms"]}, pack=self.pack)
        self.streams: dict[str, list[e.Entry]] = {}
        self.left: list[tuple[str, Supervisor]] = []
        self.lesson = self.plan.lessons[0].lesson
        self.position = 0
        self.held = ""
        self.over = ""
        self.missed = 0
        self.asked: list[Any] = []
        self.outbox: list[e.ClientEvent] | None = None
        self.sessions = 0
        self.told = 0
        self.open()

    # ------------------------------------------------------------ sessions

    def open(self) -> Simulated:
        """Open a session (again); the attempts go on."""
        past = [entry for stream in self.streams.values() for entry in stream]
        self.sessions += 1
        self.session = f"session-{self.label or self.name}-{self.sessions}"
        self.stream: list[e.Entry] = []
        self.streams[self.session] = self.stream
        self.began, self.numbers, self.batches, self.held, self.over = self.now, 0, 0, "", ""
        seed = self.seed or f"{self.label}{self.name}"
        secrets = {
            f"attempt-{self.label}{self.name}-{u.unit}": sha(f"secret {seed} {u.unit}").encode() for u in self.units
        }
        attempts = [
            e.AttemptOpened(attempt=name, unit=unit.unit, commitment=hashlib.sha256(secret).hexdigest())
            for (name, secret), unit in zip(secrets.items(), self.units, strict=True)
        ]
        assert self.plan is not None
        opened = e.SessionOpened(
            session=self.session,
            rule_pack=self.pack.name,
            rule_pack_hash=self.pack.hash,
            platform=self.platform,
            trainee=e.TraineeState(trainee=self.name, references=(sha("face"),), **self.trainee),
            plan=self.plan,
            lesson=self.lesson,
            attempts=tuple(attempts),
            mode=self.mode,  # type: ignore[arg-type]
            questions=self.questions,
        )
        self.attempts = list(secrets)
        self.supervisor = Supervisor(self.pack, opened, secrets, past)
        self.fact(opened)
        self.fact(e.Connected(instance=self.instance, epoch=1, mode=self.mode))  # type: ignore[arg-type]
        self.say(self.event(e.LessonOpen, lesson=self.lesson, duration=self.duration))
        return self

    @property
    def instance(self) -> str:
        """Every page that is opened is a run of the SDK with a clock of its own."""
        return f"tab-{self.sessions}"

    @property
    def units(self) -> list[e.UnitPlan]:
        assert self.plan is not None
        return list(self.plan.units)

    @property
    def duration(self) -> int:
        assert self.plan is not None
        return next(lesson.duration for lesson in self.plan.lessons if lesson.lesson == self.lesson)

    def close(self, reason: str = "finished") -> Simulated:
        """Close the session; a later `open` goes on with the attempts."""
        self.fact(e.SessionClosed(reason=reason))  # type: ignore[arg-type]
        return self

    def reload(self) -> Simulated:
        """The page was reloaded: the platform opens a new session."""
        return self.open()

    def leave(self) -> Simulated:
        """The page is closed at whatever was asked; the server waits for the answer in vain.  `open` goes on."""
        self.fact(e.Disconnected(epoch=1, reason="gone"))
        self.left.append((self.session, self.supervisor))
        self.over = "left"
        return self

    def claim(self, unit: str = "unit-1") -> Simulated:
        """The platform asks for credit."""
        attempt = next(name for name in self.attempts if name.endswith(unit))
        self.fact(e.CreditClaimed(attempt=attempt, unit=unit))
        return self

    def verdicts(self, *others: Simulated) -> list[Verdict]:
        """The judgement over all streams of this person, and of others who are the same one."""
        streams = {name: entries for learner in (self, *others) for name, entries in learner.streams.items()}
        return judging.judge(streams, always(self.pack))

    def verdict(self) -> Verdict:
        """The judgement of the first attempt."""
        return self.verdicts()[0]

    # ------------------------------------------------------------ what a learner does

    def watch(
        self, until: int | None = None, *, rate: float = 1.0, seen_rate: float | None = None, **state: Any
    ) -> Simulated:
        """Watch on to a content position (ms), answering what is asked; `seen_rate` is what the page reports."""
        goal = self.duration if until is None else until
        shown = rate if seen_rate is None else seen_rate
        self._serve()
        while self.position < goal and not self.over:
            if self.held and self.habits.obeys:
                self._serve()
                if self.held:
                    break
            self.say(self.state(e.Playing, rate=shown, **state))
            self._play_a_stretch(goal, rate, shown, state)
        if self.position >= goal == self.duration and not self.over:
            self.say(self.state(e.Ended, paused=True))
            self._serve()
        return self

    def _play_a_stretch(self, goal: int, rate: float, shown: float, state: dict[str, Any]) -> None:
        """Play sample by sample until the goal, a question or a hold."""
        while self.position < goal:
            step = min(self.pack["sample_every_ms"], round((goal - self.position) / rate))
            self.now += step
            self.position = min(goal, self.position + round(step * rate))
            self.say(self.state(e.Sample, rate=shown, **state))
            if self._serve():
                return

    def play_lesson(self, lesson: str, **how: Any) -> Simulated:
        """Open another lesson in this session and watch it."""
        self.say(self.state(e.Pause, paused=True))
        self.lesson, self.position = lesson, 0
        self.say(self.event(e.LessonOpen, lesson=lesson, duration=self.duration))
        return self.watch(**how)

    def pause(self, milliseconds: int) -> Simulated:
        """Stop, let time pass, stay connected."""
        self.say(self.state(e.Pause, paused=True))
        self.now += milliseconds
        self.say(self.state(e.Sample, paused=True))
        self._serve()
        return self

    def seek(self, to: int) -> Simulated:
        """Jump in the media."""
        self.say(self.state(e.Seeking, origin=self.position, position=to))
        self.now += 50
        self.position = to
        self.say(self.state(e.Seeked))
        return self

    def prevented(self, what: str, times: int = 1) -> Simulated:
        """The SDK stopped something."""
        for _ in range(times):
            self.say(self.event(e.Prevented, what=what, lesson=self.lesson))
        return self

    def play_unasked(
        self,
        milliseconds: int,
        *,
        rate: float = 1.0,
        seen_rate: float | None = None,
        samples: bool = True,
        **state: Any,
    ) -> Simulated:
        """Play on without a look at what the supervisor wants, as a patched page does."""
        shown = rate if seen_rate is None else seen_rate
        left = milliseconds
        self.say(self.state(e.Playing, rate=shown, **state))
        while left > 0:
            step = min(self.pack["sample_every_ms"], left) if samples else left
            left -= step
            self.now += step
            self.position += round(step * rate)
            self.say(self.state(e.Sample, rate=shown, **state))
        return self

    # ------------------------------------------------------------ what a story asks at moments of its own

    def pop_up(self, *, photo: bool = False) -> Simulated:
        """A pop-up now; with `supervised=False` no other ones come."""
        self.told += 1
        ask = AskPopup(
            attempt=self.attempts[0],
            counter=self.told,
            engaged=0,
            nonce=f"popup-{self.label}told-{self.told:04}",
            photo_nonce=f"photo-{self.label}told-{self.told:04}" if photo else "",
            within_ms=self.pack["popup_answer_ms"],
            challenge=BOOK_OR_RIVER,
            answer="1",
            purpose="presence",
        )
        self._obey(ask)
        return self

    def check_face(self, decision: str = "pass", *, attempt: str = "", takes: int = 3000) -> Simulated:
        """The face service says this about a whole challenge, for which the lesson pauses if it takes time."""
        self.told += 1
        if takes:
            self.say(self.state(e.Pause, paused=True, held=True, reason="check"))
            self.now += takes
        self.fact(
            e.LivenessResult(
                attempt=attempt or self.attempts[0],
                nonce=f"face-{self.label}told-{self.told:04}",
                action="nod",
                decision=decision,  # type: ignore[arg-type]
                reason=decision,
                final=True,
            )
        )
        return self

    def play_asked(self, milliseconds: int, *, every: int = 280_000, **how: Any) -> Simulated:
        """Play on for so long, with a pop-up and its photo at least every `every` ms and at the end."""
        left = milliseconds
        while left > 0:
            self.play_unasked(min(every, left), **how)
            left -= every
            self.pop_up(photo=True)
        return self

    # ------------------------------------------------------------ what the server asks

    def _serve(self) -> bool:
        """Do what is due; answers whether anything stopped the lesson."""
        self._expire_what_was_left()
        stopped = False
        for _ in range(100):
            asks = self.supervisor.due(self.now) if self.supervised else []
            if not asks:
                return stopped
            for ask in asks:
                stopped |= self._obey(ask)
        raise AssertionError("the supervisor never stops asking")

    def _expire_what_was_left(self) -> None:
        for session, supervisor in self.left:
            for ask in supervisor.due(self.now):
                if isinstance(ask, Expire):
                    expired = codec.encode_fact(e.DirectiveExpired(nonce=ask.nonce))
                    supervisor.replay(self._chain(session, self.now, "server", expired))

    def _obey(self, ask: Any) -> bool:
        self.asked.append(ask)
        if isinstance(ask, Hold | Release):
            self.held = ask.reason if isinstance(ask, Hold) else ""
            return bool(self.held) and self.habits.obeys
        if isinstance(ask, End):
            self.over = ask.reason
            self.fact(e.SessionClosed(reason=ask.reason))  # type: ignore[arg-type]
            return True
        if isinstance(ask, Expire):
            self.fact(e.DirectiveExpired(nonce=ask.nonce))
            return False
        self.fact(self._issued(ask))
        if isinstance(ask, AskPopup):
            self._pop_up(ask)
        elif isinstance(ask, AskLiveness):
            self._show_face(ask)
        else:
            self._take_photo(ask.nonce, ask.attempt)
        return not isinstance(ask, AskPhoto)

    def _issued(self, ask: Any) -> e.DirectiveIssued:
        return e.DirectiveIssued(
            kind=ask.__struct_config__.tag,
            attempt=ask.attempt,
            nonce=ask.nonce,
            counter=ask.counter,
            engaged=ask.engaged,
            deadline=self.now + ask.within_ms,
            photo_nonce=getattr(ask, "photo_nonce", ""),
            action=getattr(ask, "action", ""),
            challenge=getattr(ask, "challenge", None),
            answer=getattr(ask, "answer", ""),
            purpose=ask.purpose,
        )

    def _pop_up(self, ask: AskPopup) -> None:
        if self.habits.holds:
            self.say(self.state(e.Pause, paused=True, held=True, reason="popup"))
        self.say(self.event(e.PopupPresented, nonce=ask.nonce, held=self.habits.holds, visible=True))
        if self.habits.leaves:
            self.leave()
            return
        if ask.photo_nonce and self.habits.answers:
            self._take_photo(ask.photo_nonce, ask.attempt)
        if self.habits.answers:
            self.now += self.habits.latency
            answer, latency = self._answer(ask), self.habits.latency
            self.say(self.event(e.PopupAnswered, nonce=ask.nonce, answer=answer, latency=latency))
            return
        self.missed += 1
        self.now += ask.within_ms + 3001
        self.say(self.event(e.PopupExpired, nonce=ask.nonce))

    def _answer(self, ask: AskPopup) -> str:
        if self.habits.knows or ask.challenge.kind != "question":
            return ask.answer
        return next(option.id for option in ask.challenge.options if option.id != ask.answer)

    def _show_face(self, ask: AskLiveness) -> None:
        if not self.habits.camera:
            self.say(self.event(e.Camera, state="missing"))
            return
        self.say(self.state(e.Pause, paused=True, held=True, reason="check"))
        self.now += 3000
        final = ask.step == ask.of or self.habits.face in ("mismatch", "spoof_suspected")
        self.fact(
            e.LivenessResult(
                attempt=ask.attempt,
                nonce=ask.nonce,
                action=ask.action,
                decision=self.habits.face,  # type: ignore[arg-type]
                reason=self.habits.face_reason or self.habits.face,
                final=final,
            )
        )

    def _take_photo(self, nonce: str, attempt: str) -> None:
        picture = sha(f"photo {nonce}")
        self.say(self.event(e.PhotoCommit, nonce=nonce, sha256=picture))
        place = f"{self.platform.platform}/{picture[:2]}/{picture}.age"
        self.fact(e.PhotoStored(nonce=nonce, sha256=picture, store_ref=place))
        self.fact(
            e.PhotoJudged(
                attempt=attempt,
                nonce=nonce,
                sha256=picture,
                decision=self.habits.photo,  # type: ignore[arg-type]
                reason=self.habits.photo,
            )
        )

    # ------------------------------------------------------------ how it gets into the log

    def event(self, kind: Any, /, **fields: Any) -> e.ClientEvent:
        """The next event of this instance, now."""
        self.numbers += 1
        made: e.ClientEvent = kind(n=self.numbers - 1, t=self.now - self.began, **fields)
        return made

    def state(self, kind: Any, /, **fields: Any) -> e.ClientEvent:
        """A player state, now."""
        return self.event(
            kind, **{"lesson": self.lesson, "position": self.position, "paused": False, "visible": True, **fields}
        )

    def say(self, *events: e.ClientEvent) -> None:
        """Send events as one batch, or keep them while the connection is gone."""
        if self.outbox is not None:
            self.outbox += events
            return
        self._store(events)

    def _store(self, events: Iterable[e.ClientEvent]) -> None:
        batch = e.Batch(
            seq=self.batches,
            prev=sha("prev"),
            instance=self.instance,
            sent=self.now - self.began,
            events=list(events),
            mac=sha("mac"),
        )
        self.batches += 1
        self._append("client", msgspec.json.encode(batch))

    def go_offline(self) -> Simulated:
        """The connection is gone: events queue up and nothing is asked."""
        self.fact(e.Disconnected(epoch=1))
        self.outbox = []
        return self

    def go_online(self, *, deliver: bool = True) -> Simulated:
        """The connection is back; what queued up is delivered, or lost."""
        queued, self.outbox = self.outbox or [], None
        self.fact(e.Connected(instance=self.instance, epoch=2))
        if deliver and queued:
            self._store(queued)
        self._serve()
        return self

    def seen_in_person(self, *people: Speaker, session: str = "") -> Simulated:
        """Two people of the institution or the office say that they saw the trainee, in a session or at all."""
        assert self.plan is not None
        for by in people or (SCHOOL, OFFICE):
            self.fact(
                e.SeenInPerson(
                    platform=self.platform.platform, training_class=self.plan.training_class, by=by, session=session
                )
            )
        return self

    def fact(self, fact: e.ServerFact) -> None:
        """Store something that the server knows."""
        self._append("server", codec.encode_fact(fact))

    def _append(self, source: str, payload: bytes) -> None:
        received = self.now + (LATENCY if source == "client" else 0)
        entry = self._chain(self.session, received, source, payload)
        if len(self.stream) > 1:
            self.supervisor.replay(entry)

    def _chain(self, session: str, received: int, source: str, payload: bytes) -> e.Entry:
        """The next entry of a stream, which has it now."""
        stream = self.streams[session]
        prev = stream[-1].digest if stream else codec.GENESIS
        stream.append(codec.chain(session, len(stream), received, source, payload, prev))
        return stream[-1]
