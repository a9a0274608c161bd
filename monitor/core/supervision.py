"""When the server asks: pop-ups, photos and face checks, drawn from the attempt's secret (K1 to K3).

The supervisor is told what was stored and says what is due; it has no clock and no chance.  Secret and counters belong
to the attempt, so reconnecting re-rolls nothing.  Its engaged clock is a running estimate for scheduling alone: what
an hour is worth is decided by `judging`, from the log.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from monitor.core import codec, intervals
from monitor.core import events as e
from monitor.core.checkpoints import TRANSPORT_GRACE_MS
from monitor.core.coverage import missing
from monitor.core.intervals import Interval
from monitor.core.rulepack import RulePack

ACTIONS = ("turn_left", "turn_right", "blink", "open_mouth", "nod")
TURNS = ("turn_left", "turn_right")
WORDS = ("苹果", "河流", "书本", "太阳", "火车", "树叶", "钥匙", "雨伞", "桥梁", "月亮", "铅笔", "石头")
STEP_RETRIES = 2
HARD_AFTER = 2  # failed tries at an action after which others are asked for instead


class AskPopup(msgspec.Struct, frozen=True, kw_only=True, tag="popup"):
    """Show a pop-up; with a `photo_nonce`, take a photo while it is open."""

    attempt: str
    counter: int
    engaged: int
    nonce: str
    photo_nonce: str
    within_ms: int
    word: str
    options: tuple[str, ...]
    purpose: str


class AskPhoto(msgspec.Struct, frozen=True, kw_only=True, tag="photo"):
    """Take one photo."""

    attempt: str
    counter: int
    engaged: int
    nonce: str
    within_ms: int
    purpose: str


class AskLiveness(msgspec.Struct, frozen=True, kw_only=True, tag="liveness"):
    """Perform one action; `step` counts from 1 to `of`."""

    attempt: str
    counter: int
    engaged: int
    nonce: str
    action: str
    step: int
    of: int
    within_ms: int
    purpose: str


class Hold(msgspec.Struct, frozen=True, tag="hold"):
    """Keep the lesson paused."""

    reason: str


class Release(msgspec.Struct, frozen=True, tag="release"):
    """Let it play."""


class Expire(msgspec.Struct, frozen=True, tag="expire"):
    """Nobody answered."""

    nonce: str


class End(msgspec.Struct, frozen=True, tag="end"):
    """The session is over."""

    reason: str


Ask = AskPopup | AskPhoto | AskLiveness | Hold | Release | Expire | End
Question = AskPopup | AskPhoto | AskLiveness


def draw(secret: bytes, kind: str, counter: int, low: int, high: int) -> int:
    """An integer in [low, high] that anyone who knows the secret can draw again."""
    return low + int.from_bytes(_mac(secret, kind, counter)[:8], "big") % (high - low + 1)


def nonce(secret: bytes, kind: str, counter: int) -> str:
    """An unpredictable name for one question (32 hex digits)."""
    return _mac(secret, f"nonce {kind}", counter)[:16].hex()


def challenge(secret: bytes, counter: int, steps: int, hard: Collection[str] = ()) -> tuple[str, ...]:
    """Different actions in random order, at least one of them a turn; `hard` ones come only where others run out."""
    ranked = sorted(ACTIONS, key=lambda action: (action in hard, _mac(secret, f"action {action}", counter)))
    chosen = ranked[:steps]
    if not set(chosen) & set(TURNS):
        turn = next(action for action in ranked if action in TURNS)
        chosen[draw(secret, "turn place", counter, 0, steps - 1)] = turn
    return tuple(sorted(chosen, key=lambda action: _mac(secret, f"place {action}", counter)))


def _mac(secret: bytes, kind: str, counter: int) -> bytes:
    return hmac.digest(secret, f"{kind}:{counter}".encode(), hashlib.sha256)


@dataclass(slots=True)
class _Watch:
    """What the supervisor keeps about one attempt; engaged readings in ms."""

    name: str
    unit: e.UnitPlan
    secret: bytes
    join: int  # holes between two stretches of play that are forgiven, ms
    engaged: int = 0
    control: int = 0
    match: int = 0
    counter: int = 0
    challenges: int = 0
    photo_popups: int = 0
    photos: int = 0  # accepted ones
    photo_tries: int = 0
    exits: int = 0  # last checks in this session
    photo_at: int | None = (
        None  # reading at which the random photo is due; None while it is asked for, and when it is done
    )
    checked: bool = False
    ended: bool = False
    played: dict[str, list[Interval]] = field(default_factory=dict)
    uncommitted: bool = False

    def play(self, lesson: str, part: Interval) -> None:
        """Engaged play of a part of a lesson, which the next checkpoint settles."""
        intervals.add(self.played.setdefault(lesson, []), part, self.join)
        self.uncommitted = True

    def complete(self, pack: RulePack) -> bool:
        """All slices were played, committed or not: asking once too often costs less than never asking."""
        return bool(self.played) and not missing(self.unit.slices, self.played, pack)


class Supervisor:
    """Watches one live session: `hear` and `note` what was stored, then ask `due`."""

    def __init__(
        self,
        pack: RulePack,
        opened: e.SessionOpened,
        secrets: Mapping[str, bytes],
        history: Sequence[e.Entry] = (),
    ) -> None:
        self._pack = pack
        self._opened = opened
        units = {unit.unit: unit for unit in opened.plan.units}
        self._watches = {
            attempt.attempt: _Watch(
                attempt.attempt, units[attempt.unit], secrets[attempt.attempt], pack["hole_tolerance_ms"]
            )
            for attempt in opened.attempts
        }
        for watch in self._watches.values():
            self._draw_photo(watch)
        self._watch = next(iter(self._watches.values()))
        self._states: dict[str, e.MediaState] = {}
        self._offsets: dict[str, int] = {}
        self._open: dict[str, tuple[Question, int]] = {}
        self._steps: tuple[str, ...] = ()
        self._step = 0
        self._step_tries = 0
        self._failed_at: Counter[str] = Counter()
        self._face_tries = 0
        self._misses = 0
        self._again: AskPopup | None = None  # a pop-up whose answer was wrong
        self._played_at: int | None = None
        self._connected = False
        self._consented = opened.trainee.consented
        self._taken_over = False
        self._reconnect_check = False
        self._photo_pending: dict[str, tuple[_Watch, int]] = {}  # photos of pop-ups, until when they may come
        self._hold_sent = ""
        self._over = ""
        self._end_sent = False
        for entry in history:
            self.replay(entry)
        self._begin()

    def _begin(self) -> None:
        """A new session begins with a face check, which also commits what the last one left open, like any other."""
        self._states.clear()
        self._open.clear()
        self._photo_pending.clear()
        self._steps, self._step, self._face_tries, self._misses = (), 0, 0, 0
        self._over, self._end_sent, self._hold_sent = "", False, ""
        self._connected = self._taken_over = False
        self._again = None
        for watch in self._watches.values():
            watch.checked, watch.exits = False, 0

    # ------------------------------------------------------------ what happened

    def replay(self, entry: e.Entry) -> None:
        """Take one stored entry, of this session or of an earlier one."""
        if entry.source == "server":
            self.note(codec.decode_fact(entry.payload), entry.received)
            return
        batch = codec.decode_batch(entry.payload)
        for event in batch.events:
            self.hear(event, batch.instance, entry.received)

    def hear(self, event: e.ClientEvent, instance: str, received: int) -> None:
        """Take one client event of a stored batch."""
        offset = min(received - event.t, self._offsets.get(instance, 2**62))
        self._offsets[instance] = offset
        if isinstance(event, e.MediaState):
            self._hear_state(event, instance, received, late=received - event.t - offset)
        elif isinstance(event, e.ConsentGiven):
            self._consented = True
        elif isinstance(event, e.ConsentWithdrawn):
            self._over = self._over or "consent_withdrawn"
        elif isinstance(event, e.PopupAnswered):
            self._answered(event)
        elif isinstance(event, e.Camera) and event.state in ("missing", "denied", "failed"):
            self._camera_failed()

    def _hear_state(self, state: e.MediaState, instance: str, received: int, late: int) -> None:
        previous = self._states.get(instance)
        self._states[instance] = state
        if not self._enter_unit(state):
            return
        self._watch.ended = isinstance(state, e.Ended) or (self._watch.ended and state.paused)
        if previous is None or previous.lesson != state.lesson:
            return
        passed = state.t - previous.t
        advance = state.position - previous.position
        if not _engaged(previous) or not 0 < passed <= self._pack["sample_gap_ms"] or advance <= 0:
            return
        self._check_after_pause(received)
        self._watch.engaged += passed
        self._watch.play(previous.lesson, (previous.position, state.position))
        self._reconnect_check |= late > self._pack["late_after_ms"]

    def _enter_unit(self, state: e.MediaState) -> bool:
        """Whether the lesson is in one of this session's units; history has those of others too."""
        here = [watch for watch in self._watches.values() if _contains(watch.unit, state)]
        if here:
            self._watch = here[0]
        return any(part.lesson == state.lesson for watch in self._watches.values() for part in watch.unit.slices)

    def _check_after_pause(self, received: int) -> None:
        if self._played_at is not None and received - self._played_at > self._pack["liveness_after_pause_ms"]:
            self._watch.checked = False
        self._played_at = received

    def _camera_failed(self) -> None:
        for question, _ in list(self._open.values()):
            if isinstance(question, AskLiveness):
                self._open[question.nonce] = (question, 0)

    def note(self, fact: e.ServerFact, received: int) -> None:  # noqa: ARG002  one signature with `hear`
        """Take one stored server fact."""
        if isinstance(fact, e.Connected):
            self._connected = True
        elif isinstance(fact, e.Disconnected):
            self._connected = False
        elif isinstance(fact, e.DirectiveIssued):
            self._issued(fact)
        elif isinstance(fact, e.DirectiveExpired):
            self._expired(fact.nonce)
        elif isinstance(fact, e.LivenessResult):
            self._liveness(fact)
        elif isinstance(fact, e.PhotoJudged):
            self._photo(fact)
        elif isinstance(fact, e.TakenOver):
            self._taken_over = True
        elif isinstance(fact, e.SessionClosed):
            self._over, self._end_sent = fact.reason, True

    def _issued(self, fact: e.DirectiveIssued) -> None:
        watch = self._watches.get(fact.attempt)
        if watch is None:
            return
        watch.counter = max(watch.counter, fact.counter)
        if fact.kind == "popup":
            self._again = None
            watch.exits += fact.purpose == "exit"
        self._open[fact.nonce] = (self._question(fact, watch), fact.deadline)
        if fact.kind != "photo":
            watch.control = watch.engaged
        if fact.kind == "photo":
            watch.photo_tries += 1
            watch.photo_at = None
        if fact.photo_nonce:
            self._photo_pending[fact.photo_nonce] = (watch, fact.deadline)

    def _question(self, fact: e.DirectiveIssued, watch: _Watch) -> Question:
        if fact.kind == "popup":
            return self._popup(watch, fact.counter, fact.purpose, bool(fact.photo_nonce))
        if fact.kind == "photo":
            return self._ask_photo(watch, fact.counter)
        return self._ask_step(watch, fact.counter, fact.action, fact.purpose)

    def _answered(self, event: e.PopupAnswered) -> None:
        question, _ = self._open.pop(event.nonce, (None, 0))
        if not isinstance(question, AskPopup):
            return
        if event.answer != question.word:
            self._again = question
            self._miss()
            return
        self._misses = 0
        watch = self._watches[question.attempt]
        watch.uncommitted = False
        if question.photo_nonce:
            watch.photo_popups += 1
        if question.purpose == "reconnect":
            self._reconnect_check = False

    def _miss(self) -> None:
        self._misses += 1
        if self._misses >= self._pack["popup_misses_to_end"]:
            self._over = self._over or "missed_popups"

    def _expired(self, nonce: str) -> None:
        question, _ = self._open.pop(nonce, (None, 0))
        if question is None:
            return
        watch = self._watches[question.attempt]
        if isinstance(question, AskPopup):
            self._photo_pending.pop(question.photo_nonce, None)
            self._miss()
        elif isinstance(question, AskLiveness):
            self._fail_challenge()
        else:
            self._draw_photo(watch)

    # ------------------------------------------------------------ faces

    def _liveness(self, fact: e.LivenessResult) -> None:
        self._open.pop(fact.nonce, None)
        watch = self._watches.get(fact.attempt)
        if watch is None:
            return
        if fact.decision in ("pass", "review"):
            self._pass_step(watch)
        elif fact.decision in ("mismatch", "spoof_suspected"):
            self._fail_challenge()
        elif fact.decision in ("retry", "camera_error"):
            self._failed_at[fact.action] += fact.decision == "retry"
            self._step_tries += 1
            if self._step_tries > STEP_RETRIES:
                self._fail_challenge()

    def _pass_step(self, watch: _Watch) -> None:
        self._step += 1
        self._step_tries = 0
        if self._step < len(self._steps):
            return
        watch.checked = True
        watch.match = watch.control = watch.engaged
        watch.uncommitted = False
        self._steps, self._step, self._face_tries = (), 0, 0

    def _fail_challenge(self) -> None:
        self._steps, self._step, self._step_tries = (), 0, 0
        self._face_tries += 1
        if self._face_tries >= self._pack["liveness_tries"]:
            self._over = self._over or "face_checks_failed"

    def _photo(self, fact: e.PhotoJudged) -> None:
        question, _ = self._open.pop(fact.nonce, (None, 0))
        self._photo_pending.pop(fact.nonce, None)
        watch = self._watches.get(fact.attempt)
        if watch is None:
            return
        if fact.decision == "accepted":
            watch.photos += 1
            watch.match = watch.engaged
            return
        if isinstance(question, AskPhoto):
            self._draw_photo(watch)
        self._check_instead(watch)

    def _check_instead(self, watch: _Watch) -> None:
        """Where the next photo may come too late: a face check in its place, which tells the learner what to do."""
        longest = watch.engaged - watch.match + self._pack["popup_draw_max_ms"]
        if longest > self._pack["identity_gap_ms"] or self._over_and_played(watch):
            watch.checked = False

    def _draw_photo(self, watch: _Watch) -> None:
        """A new random moment in what is left of the hour, for a photo that came to nothing (D6)."""
        if watch.photo_tries < self._pack["photo_tries"]:
            latest = max(watch.engaged, self._pack["class_hour_ms"] - 1)
            watch.photo_at = draw(watch.secret, "photo", watch.photo_tries, watch.engaged, latest)

    # ------------------------------------------------------------ what is due

    def due(self, now: int) -> list[Ask]:
        """What to do at this moment; questions stay due until they are noted as issued, the rest is said once."""
        if self._end_sent:
            return []
        self._miss_photos(now)
        expired = [Expire(nonce) for nonce, (_, deadline) in self._open.items() if now > deadline + TRANSPORT_GRACE_MS]
        if expired:
            return list(expired)
        if self._over:
            self._end_sent = True
            return [End(self._over)]
        if not self._connected:
            return []
        hold = self._hold_wanted()
        return [*self._change_hold(hold), *self._questions()]

    def _miss_photos(self, now: int) -> None:
        """A pop-up was answered and its photo never came: at the end of a unit a face check takes its place."""
        late = [name for name, (_, deadline) in self._photo_pending.items() if now > deadline + TRANSPORT_GRACE_MS]
        for watch, _ in map(self._photo_pending.pop, late):
            self._check_instead(watch)

    def _hold_wanted(self) -> str:
        if self._taken_over:
            return "taken_over"
        return "" if self._watch.checked else "liveness"

    def _change_hold(self, wanted: str) -> list[Ask]:
        if wanted == self._hold_sent:
            return []
        self._hold_sent = wanted
        return [Hold(wanted)] if wanted else [Release()]

    def _questions(self) -> list[Ask]:
        watch = self._watch
        if self._open or not self._consented:
            return []
        if again := self._again:
            return [self._next_popup(self._watches[again.attempt], again.purpose, photo=bool(again.photo_nonce))]
        for left in self._watches.values():
            if self._exit_due(left):
                return [self._next_popup(left, "exit", photo=True)]
        if not watch.checked:
            return [self._next_step(watch)]
        if self._reconnect_check:
            return [self._next_popup(watch, "reconnect", photo=True)]
        if watch.engaged >= self._popup_at(watch):
            return [self._next_popup(watch, "presence", photo=self._photo_with(watch))]
        if watch.photo_at is not None and watch.engaged >= watch.photo_at:
            return [self._ask_photo(watch, watch.counter + 1)]
        return []

    def _exit_due(self, watch: _Watch) -> bool:
        """The unit was played, and its last stretch has no answer or no face yet (K2), or the hour no photo (D6)."""
        open_end = watch.uncommitted or watch.match < watch.engaged
        open_end |= not watch.photos and watch.exits < self._pack["photo_tries"]
        return watch.checked and open_end and not self._photo_pending and self._over_and_played(watch)

    def _over_and_played(self, watch: _Watch) -> bool:
        """All of the unit was played, and its media ended or the learner went on to the next unit."""
        return (watch.ended or watch is not self._watch) and watch.complete(self._pack)

    def _popup_at(self, watch: _Watch) -> int:
        low, high = self._pack["popup_draw_min_ms"], self._pack["popup_draw_max_ms"]
        return watch.control + draw(watch.secret, "popup", watch.counter, low, high)

    def _photo_with(self, watch: _Watch) -> bool:
        """Often enough that two matches are never too far apart, and twice a unit at least (K2)."""
        longest = self._pack["popup_draw_max_ms"]
        since = watch.engaged - watch.match
        too_far = since + 2 * longest > self._pack["identity_gap_ms"]
        left = max(0, self._pack["class_hour_ms"] - watch.engaged) // longest
        needed = self._pack["photo_popups_min"] - watch.photo_popups
        return too_far or left <= needed or draw(watch.secret, "photo popup", watch.counter, 0, 3) == 0

    # ------------------------------------------------------------ questions

    def _next_popup(self, watch: _Watch, purpose: str, *, photo: bool) -> AskPopup:
        return self._popup(watch, watch.counter + 1, purpose, photo)

    def _popup(self, watch: _Watch, counter: int, purpose: str, photo: bool) -> AskPopup:
        ranked = sorted(WORDS, key=lambda word: _mac(watch.secret, f"word {word}", counter))
        options = tuple(ranked[:4])
        return AskPopup(
            attempt=watch.name,
            counter=counter,
            engaged=watch.engaged,
            nonce=nonce(watch.secret, "popup", counter),
            photo_nonce=nonce(watch.secret, "popup photo", counter) if photo else "",
            within_ms=self._pack["popup_answer_ms"],
            word=options[draw(watch.secret, "word place", counter, 0, 3)],
            options=options,
            purpose=purpose,
        )

    def _ask_photo(self, watch: _Watch, counter: int) -> AskPhoto:
        return AskPhoto(
            attempt=watch.name,
            counter=counter,
            engaged=watch.engaged,
            nonce=nonce(watch.secret, "photo", counter),
            within_ms=self._pack["photo_capture_window_ms"],
            purpose="presence",
        )

    def _next_step(self, watch: _Watch) -> AskLiveness:
        counter = watch.counter + 1
        if not self._steps:
            hard = {action for action, failures in self._failed_at.items() if failures >= HARD_AFTER}
            self._steps = challenge(watch.secret, counter, self._pack["liveness_steps"], hard)
        return self._ask_step(watch, counter, self._steps[self._step], "unit" if watch.match else "start")

    def _ask_step(self, watch: _Watch, counter: int, action: str, purpose: str) -> AskLiveness:
        return AskLiveness(
            attempt=watch.name,
            counter=counter,
            engaged=watch.engaged,
            nonce=nonce(watch.secret, "liveness", counter),
            action=action,
            step=self._step + 1,
            of=self._pack["liveness_steps"],
            within_ms=self._pack["liveness_window_ms"],
            purpose=purpose,
        )

    @property
    def wake_at(self) -> int | None:
        """The next server moment (ms) at which something can become due without anything being heard."""
        waiting = [*self._open.values(), *self._photo_pending.values()]
        return min((deadline + TRANSPORT_GRACE_MS + 1 for _, deadline in waiting), default=None)

    def open_directives(self) -> list[Question]:
        """What is still open, to be sent again after a reconnection."""
        return [question for question, _ in self._open.values()]

    @property
    def attempt(self) -> str:
        """The attempt whose unit is being learned now."""
        return self._watch.name


def _contains(unit: e.UnitPlan, state: e.MediaState) -> bool:
    return any(part.lesson == state.lesson and part.start <= state.position < part.end for part in unit.slices)


def _engaged(state: e.MediaState) -> bool:
    return not state.paused and state.visible and not state.stalled
