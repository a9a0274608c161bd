"""A learner without a browser: writes the log that an attempt of about a minute leaves, under the demonstration rules.

    learner = Learner("honest")
    learner.face_check().play(10).popup().play(10) ... .close()
    learner.streams

Times are server ms; the learner's browser has a clock of its own that started with the session.
"""

from __future__ import annotations

import hashlib
import hmac

import msgspec

from monitor import rulepacks
from monitor.core import codec
from monitor.core import events as e

PACK = rulepacks.load("demo")
START = 1_700_000_000_000
LESSON = "lesson-1"
CONTENT_MS = 62_000


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Learner:
    """One trainee at one unit in one session; every step appends to the session's stream and lets time pass."""

    def __init__(self, name: str, start: int = START, platform: str = "platform-a", session: str = "") -> None:
        self.name = name
        self.session = session or f"session-{name}"
        self.attempt = f"attempt-{name}"
        self.start = self.now = start
        self.platform = platform
        self.position = 0
        self.engaged = 0
        self.counter = 0
        self.instance = "tab-1"
        self.epoch = 0
        self.numbers = {self.instance: 0}
        self.began = start
        self.entries: list[e.Entry] = []
        self.batches = 0
        self.link = sha(self.session)
        self._open()

    @property
    def streams(self) -> dict[str, list[e.Entry]]:
        return {self.session: self.entries}

    # ------------------------------------------------------------ what a test says

    def play(self, seconds: float, rate: float = 1.0, **state: object) -> Learner:
        """Play on, with a sample every second."""
        self._say(self._state(e.Playing, rate=rate, **state))
        left = round(seconds * 1000)
        while left > 0:
            step = min(1000, left)
            self._pass(step)
            self.position += round(step * rate)
            self.engaged += step
            left -= step
            self._say(self._state(e.Sample, rate=rate, **state))
        return self

    def pause(self, seconds: float, **state: object) -> Learner:
        self._say(self._state(e.Pause, paused=True, **state))
        for _ in range(round(seconds)):
            self._pass(1000)
            self._say(self._state(e.Sample, paused=True, **state))
        return self

    def popup(self, *, answered: bool = True, photo: bool = False, latency: int = 1500) -> Learner:
        nonce = self._directive("popup", photo_nonce=photo)
        self._say(self._state(e.Pause, paused=True, held=True, reason="popup"))
        self._say(self._event(e.PopupPresented, nonce=nonce, held=True, visible=True))
        if photo:
            self._photo(f"photo-{nonce}")
        if answered:
            self._pass(latency)
            self._say(self._event(e.PopupAnswered, nonce=nonce, answer="苹果", latency=latency))
        else:
            for _ in range(PACK["popup_answer_ms"] // 1000):
                self._pass(1000)
                self._say(self._state(e.Sample, paused=True, held=True))
            self._say(self._event(e.PopupExpired, nonce=nonce))
            self._fact(e.DirectiveExpired(nonce=nonce))
        return self

    def face_check(self, decision: str = "pass", purpose: str = "start") -> Learner:
        nonce = self._directive("liveness", action="nod", purpose=purpose)
        self._say(self._state(e.Pause, paused=True, held=True, reason="check"))
        for _ in range(3):
            self._pass(1000)
            self._say(self._state(e.Sample, paused=True, held=True))
        self._fact(
            e.LivenessResult(
                attempt=self.attempt,
                nonce=nonce,
                action="nod",
                decision=decision,
                reason="ok" if decision == "pass" else decision,
                final=True,
                image_hashes=(sha(nonce),),
            )
        )
        return self

    def cut_off(self, seconds: int, *, noticed: bool = False) -> Learner:
        """The connection is gone for a while; nothing plays.  The browser may notice it too."""
        offline = self._event(e.NetOffline) if noticed else None
        self._fact(e.Disconnected(epoch=self.epoch, reason="lost"))
        self._pass(seconds * 1000)
        self._connect()
        if offline:
            self._say(offline, self._event(e.NetOnline))
        return self

    def ask(self, kind: str, *, missed: bool = False) -> Learner:
        """Something is asked that the learner does not answer (any more)."""
        nonce = self._directive(kind)
        if missed:
            self._pass(PACK["liveness_window_ms"])
            self._fact(e.DirectiveExpired(nonce=nonce))
        return self

    def taken_over(self) -> Learner:
        self._pass(1000)
        self._fact(e.TakenOver(by_session="session-other"))
        return self

    def jump(self, to_seconds: float) -> Learner:
        self._say(self._state(e.Seeking, origin=self.position, position=round(to_seconds * 1000)))
        self._pass(50)
        self.position = round(to_seconds * 1000)
        self._say(self._state(e.Seeked))
        return self

    def prevented(self, what: str) -> Learner:
        self._say(self._event(e.Prevented, what=what, lesson=LESSON))
        return self

    def claim(self) -> Learner:
        self._fact(e.CreditClaimed(attempt=self.attempt, unit="unit-1"))
        return self

    def close(self, reason: str = "finished") -> Learner:
        self._fact(e.SessionClosed(reason=reason, secrets={self.attempt: self._secret.hex()}))
        return self

    # ------------------------------------------------------------ how it gets into the log

    @property
    def _secret(self) -> bytes:
        return hmac.digest(b"test", self.attempt.encode(), "sha256")

    def _open(self) -> None:
        lesson = e.LessonPlan(lesson=LESSON, course="course-1", course_type="specialty", ordinal=0, duration=CONTENT_MS)
        unit = e.UnitPlan(unit="unit-1", slices=(e.LessonSlice(lesson=LESSON, start=0, end=CONTENT_MS),))
        commitment = hashlib.sha256(self._secret).hexdigest()
        self._fact(
            e.SessionOpened(
                session=self.session,
                rule_pack=PACK.name,
                rule_pack_hash=PACK.hash,
                platform=e.PlatformState(platform=self.platform),
                trainee=e.TraineeState(trainee=f"trainee-{self.name}", references=(sha("face"),)),
                plan=e.ClassPlan(training_class="class-1", total_class_hours=40, lessons=(lesson,), units=(unit,)),
                lesson=LESSON,
                attempts=(e.AttemptOpened(attempt=self.attempt, unit="unit-1", commitment=commitment),),
            )
        )
        self._connect()
        self._say(self._event(e.LessonOpen, lesson=LESSON, duration=CONTENT_MS))

    def _connect(self) -> None:
        self.epoch += 1
        self._fact(e.Connected(instance=self.instance, epoch=self.epoch))

    def _directive(self, kind: str, *, photo_nonce: bool = False, **more: object) -> str:
        self.counter += 1
        nonce = f"{self.name}-{kind}-{self.counter:04}"
        if photo_nonce:
            more["photo_nonce"] = f"photo-{nonce}"
        window = PACK["popup_answer_ms"] if kind == "popup" else PACK["liveness_window_ms"]
        self._fact(
            e.DirectiveIssued(
                kind=kind,
                attempt=self.attempt,
                nonce=nonce,
                counter=self.counter,
                engaged=self.engaged,
                deadline=self.now + window,
                **more,
            )
        )
        return nonce

    def _photo(self, nonce: str) -> None:
        self._say(self._event(e.PhotoCommit, nonce=nonce, sha256=sha(nonce)))
        self._fact(e.PhotoStored(nonce=nonce, sha256=sha(nonce), store_ref=f"photos/{nonce}"))
        self._fact(
            e.PhotoJudged(attempt=self.attempt, nonce=nonce, sha256=sha(nonce), decision="accepted", reason="ok")
        )

    def _event(self, kind: type, **fields: object) -> e.ClientEvent:
        n = self.numbers[self.instance]
        self.numbers[self.instance] = n + 1
        return kind(n=n, t=self.now - self.began, **fields)

    def _state(self, kind: type, **fields: object) -> e.ClientEvent:
        state = {"lesson": LESSON, "position": self.position, "paused": False, "visible": True, **fields}
        return self._event(kind, **state)

    def _say(self, *events: e.ClientEvent) -> None:
        """One batch, received 40 ms after its last event."""
        batch = e.Batch(
            seq=self.batches,
            prev=self.link,
            instance=self.instance,
            sent=self.now - self.began,
            events=list(events),
            mac=sha("mac"),
        )
        payload = msgspec.json.encode(batch)
        self.batches, self.link = self.batches + 1, hashlib.sha256(payload).hexdigest()
        self._append("client", payload, self.now + 40)

    def _fact(self, fact: e.ServerFact) -> None:
        self._append("server", codec.encode_fact(fact), self.now)

    def _append(self, source: str, payload: bytes, received: int) -> None:
        prev = self.entries[-1].digest if self.entries else codec.GENESIS
        received = max(received, self.entries[-1].received if self.entries else 0)
        self.entries.append(codec.chain(self.session, len(self.entries), received, source, payload, prev))

    def _pass(self, milliseconds: int) -> None:
        self.now += milliseconds


def honest(name: str = "honest", **where: object) -> Learner:
    """A whole class hour as it should be: faces checked at both ends, pop-ups answered, two of them with a photo."""
    learner = Learner(name, **where).face_check()
    for index in range(6):
        learner.play(9).popup(photo=index % 2 == 0)
    return learner.play(8).face_check(purpose="exit").claim().close()
