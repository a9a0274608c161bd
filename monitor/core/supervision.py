"""When the server asks: pop-ups, photos and face checks, drawn from the attempt's secret (K1 to K3).

The supervisor is told what was stored and says what is due; it has no clock and no chance.  Secret and counters belong
to the attempt, so reconnecting re-rolls nothing.  Its engaged clock is a running estimate for scheduling alone: what
an hour is worth is decided by `judging`, from the log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.core import asking, challenges, codec, consent
from monitor.core import events as e
from monitor.core.accommodation import simple_popups
from monitor.core.asking import Ask, AskLiveness, AskPhoto, AskPopup, End, Expire, Hold, Question, Release
from monitor.core.challenges import Drawn
from monitor.core.checkpoints import TRANSPORT_GRACE_MS
from monitor.core.face_check import FaceCheck
from monitor.core.in_person import Witnesses, needs_no_movements
from monitor.core.rulepack import RulePack
from monitor.core.watching import Watch

_UNTOLD = e.Challenge(kind="pick_word", prompt={}, options=())  # of a log that did not keep what was asked


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
        self._witnesses = Witnesses(opened.session, pack["in_person_lasts_ms"])
        self._excused = needs_no_movements(opened)  # from movements before the camera
        self._excused_until: int | None = None  # people stand for the learner so long (server ms)
        self._needs_person = False
        units = {unit.unit: unit for unit in opened.plan.units}
        self._watches = {
            attempt.attempt: Watch(attempt.attempt, units[attempt.unit], secrets[attempt.attempt], pack, opened.trainee)
            for attempt in opened.attempts
        }
        self._watch = next(iter(self._watches.values()))
        self._lessons = {part.lesson for watch in self._watches.values() for part in watch.unit.slices}
        self._reached: dict[str, int] = {}  # lesson -> media ms
        self._states: dict[str, e.MediaState] = {}
        self._offsets: dict[str, int] = {}
        self._open: dict[str, tuple[Question, int]] = {}
        self._let_go: set[str] = set()  # what was open when a consent was taken back
        self._face = FaceCheck()
        self._misses = 0
        self._again: AskPopup | None = None  # a pop-up whose answer was wrong
        self._played_at: int | None = None
        self._asked_at = 0  # the last pop-up or face check (server ms)
        self._stopped = self._waits = False  # the SDK holds the lesson by itself, and does so for a pop-up
        self._connected = False
        self._consented = opened.trainee.consented
        self._taken_over = False
        self._reconnect_check = False
        self._photo_pending: dict[str, tuple[Watch, int]] = {}  # photos of pop-ups, until when they may come
        self._photo_until: dict[str, int] = {}  # photos without a commitment yet, until when they may be taken
        self._late_photos: set[str] = set()  # which no judgement will count
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
        self._face.begin()
        self._misses = 0
        self._over, self._end_sent, self._hold_sent = "", False, ""
        self._consented = self._opened.trainee.consented
        self._connected = self._taken_over = False
        self._again = self._played_at = None
        self._needs_person = self._stopped = self._waits = False
        for watch in self._watches.values():
            watch.checked, watch.exits = self._excused, 0

    def replay(self, entry: e.Entry) -> None:
        """Take one stored entry, of this session or of an earlier one."""
        if entry.source == "server":
            self.note(codec.decode_fact(entry.payload), entry.received)
            return
        batch = codec.decode_batch(entry.payload)
        for event in batch.events:
            self.hear(event, batch.instance, entry.received)

    # ------------------------------------------------------------ what the learner's browser said

    def hear(self, event: e.ClientEvent, instance: str, received: int) -> None:
        """Take one client event of a stored batch."""
        self._end_excuse(received)
        offset = min(received - event.t, self._offsets.get(instance, 2**62))
        self._offsets[instance] = offset
        if isinstance(event, e.MediaState):
            self._hear_state(event, instance, received, late=received - event.t - offset)
        elif isinstance(event, e.ConsentGiven):
            self._consented |= consent.gives(event, self._opened)
        elif isinstance(event, e.ConsentWithdrawn) and consent.withdraws(event):
            self._stop_asking()
        elif isinstance(event, e.PopupAnswered):
            self._answered(event)
        elif isinstance(event, e.PhotoCommit):
            self._committed(event.nonce, event.t + offset, received)
        elif isinstance(event, e.Camera) and event.state in ("missing", "denied", "failed"):
            self._camera_failed()

    def _hear_state(self, state: e.MediaState, instance: str, received: int, late: int) -> None:
        previous = self._states.get(instance)
        self._states[instance] = state
        self._reached[state.lesson] = max(state.position, self._reached.get(state.lesson, 0))
        if not self._enter_unit(state):
            return
        self._watch.ended = isinstance(state, e.Ended) or (self._watch.ended and state.paused)
        self._notice_hold(state, received)
        if previous is None or previous.lesson != state.lesson:
            return
        passed = state.t - previous.t
        jumps = isinstance(state, e.Seeking)
        reached = state.origin if isinstance(state, e.Seeking) else state.position
        if not _engaged(previous) or not 0 < passed <= self._pack["sample_gap_ms"]:
            return
        if reached < previous.position + (not jumps):  # what the SDK knows of a jump's origin may be a second old
            return
        self._check_after_pause(received)
        self._watch.engaged += passed
        self._watch.play(previous.lesson, (previous.position, reached))
        self._reconnect_check |= late > self._pack["late_after_ms"]

    def _notice_hold(self, state: e.MediaState, received: int) -> None:
        """The SDK counts for itself and stops for a pop-up that is overdue; no play would make one due then."""
        if not state.paused or isinstance(state, e.Pause):
            self._stopped = isinstance(state, e.Pause) and state.held and state.reason == "system"
        overdue = received - self._asked_at >= self._pack["hold_after_ms"]
        self._waits = self._stopped and state.visible and overdue

    def _enter_unit(self, state: e.MediaState) -> bool:
        """Whether the lesson is in one of this session's units; history has those of others too."""
        for watch in self._watches.values():
            if watch.contains(state):
                self._watch = watch
                break
        return state.lesson in self._lessons

    def _check_after_pause(self, received: int) -> None:
        if self._played_at is not None and received - self._played_at > self._pack["liveness_after_pause_ms"]:
            self._watch.checked = self._excused
        self._played_at = received

    def _answered(self, event: e.PopupAnswered) -> None:
        question, _ = self._open.get(event.nonce, (None, 0))
        if not isinstance(question, AskPopup):
            return  # an answer closes no face check and no photo: their time runs on
        del self._open[event.nonce]
        if event.answer != question.answer:
            self._answered_wrongly(question)
            return
        self._misses = 0
        self._watches[question.attempt].answer(photo=bool(question.photo_nonce))
        if question.purpose == "reconnect":
            self._reconnect_check = False

    def _answered_wrongly(self, question: AskPopup) -> None:
        """Another pop-up follows at once; not to know the course is no sign of absence, so it is no miss."""
        self._again = question
        if question.challenge.kind != "question":
            self._miss()

    def _miss(self) -> None:
        self._misses += 1
        if self._misses >= self._pack["popup_misses_to_end"]:
            self._over = self._over or "missed_popups"

    def _committed(self, nonce: str, taken: int, received: int) -> None:
        """Told too late, or taken too late: it is asked for again, as if it had not come (rules: evidence)."""
        until = self._photo_until.pop(nonce, None)
        if until is not None and (taken > until or received - taken > self._pack["late_after_ms"]):
            self._late_photos.add(nonce)

    def _camera_failed(self) -> None:
        for question, _ in list(self._open.values()):
            if isinstance(question, AskLiveness):
                self._open[question.nonce] = (question, 0)

    def _stop_asking(self) -> None:
        """Nothing is captured without consent (PRV-02); what is open ends at once, and its stretch is not credited.

        Given again, it begins with a face check, as after any absence, and a new one: nobody gets
        time without end to prepare for a movement that was shown.
        """
        self._consented = False
        self._let_go |= self._open.keys()
        self._face.drop()
        self._again = None
        self._photo_pending.clear()
        self._open = {nonce: (question, 0) for nonce, (question, _) in self._open.items()}
        for watch in self._watches.values():
            watch.checked = self._excused

    # ------------------------------------------------------------ what the server stored

    def note(self, fact: e.ServerFact, received: int) -> None:
        """Take one stored server fact."""
        self._end_excuse(received)
        if isinstance(fact, e.Connected | e.Disconnected):
            self._connected = isinstance(fact, e.Connected)
        elif isinstance(fact, e.DirectiveIssued):
            self._issued(fact, received)
        elif isinstance(fact, e.DirectiveExpired):
            self._expired(fact.nonce)
        elif isinstance(fact, e.LivenessResult):
            self._liveness(fact)
        elif isinstance(fact, e.PhotoJudged):
            self._photo(fact)
        elif isinstance(fact, e.TakenOver):
            self._taken_over = True
        elif isinstance(fact, e.SeenInPerson):
            self._seen_in_person(fact, received)
        elif isinstance(fact, e.ConsentEnded):
            self._stop_asking()
        elif isinstance(fact, e.SessionClosed):
            self._over, self._end_sent = fact.reason, True

    def _issued(self, fact: e.DirectiveIssued, received: int) -> None:
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
            self._asked_at, self._waits = received, False
        if fact.kind == "photo":
            watch.photo_tries += 1
            watch.photo_at = None
        if fact.photo_nonce:
            self._photo_pending[fact.photo_nonce] = (watch, fact.deadline)
        if photo := fact.nonce if fact.kind == "photo" else fact.photo_nonce:
            self._photo_until[photo] = received + watch.within("photo_capture_window_ms")

    def _question(self, fact: e.DirectiveIssued, watch: Watch) -> Question:
        if fact.kind == "popup":
            asked = Drawn(fact.challenge or _UNTOLD, fact.answer)
            return asking.popup(watch, fact.counter, fact.purpose, asked, photo=bool(fact.photo_nonce))
        if fact.kind == "photo":
            return asking.photo(watch, fact.counter)
        return asking.movement(watch, fact.counter, fact.action, self._face.step + 1, fact.purpose)

    def _expired(self, nonce: str) -> None:
        question, _ = self._open.pop(nonce, (None, 0))
        if isinstance(question, AskPhoto):
            self._watches[question.attempt].draw_photo()
        elif nonce in self._let_go:
            return  # to take the consent back is not to fail
        elif isinstance(question, AskPopup):
            self._photo_pending.pop(question.photo_nonce, None)
            self._miss()
        elif isinstance(question, AskLiveness):
            self._face.lacked("nobody")
            self._fail_check()

    def _liveness(self, fact: e.LivenessResult) -> None:
        self._open.pop(fact.nonce, None)
        watch = self._watches.get(fact.attempt)
        if watch is None or fact.nonce in self._let_go:
            return
        if fact.decision in ("pass", "review"):
            if self._face.passed():
                watch.pass_check()
            return
        self._face.lacked(fact.reason)
        if fact.decision in ("mismatch", "spoof_suspected") or (
            fact.decision in ("retry", "camera_error")
            and self._face.retried(fact.action, by_learner=fact.decision == "retry")
        ):
            self._fail_check()

    def _fail_check(self) -> None:
        """Whoever cannot move as asked is not asked for ever, and not sent away: the lesson waits for a person."""
        self._face.failed()
        if self._face.tries < self._pack["liveness_tries"]:
            return
        if self._face.cannot_move:
            self._needs_person = True
        else:
            self._over = self._over or "face_checks_failed"

    def _seen_in_person(self, fact: e.SeenInPerson, received: int) -> None:
        until = self._witnesses.hear(fact, received)
        if until is not None:
            self._excused, self._excused_until = True, until
            for watch in self._watches.values():
                watch.checked = True

    def _end_excuse(self, now: int) -> None:
        """Nobody stands for the learner any more: it was as good as a match till now, and the next check asks again."""
        if self._excused_until is None or now <= self._excused_until:
            return
        self._excused_until = None
        self._excused = needs_no_movements(self._opened)
        self._watch.match = self._watch.engaged
        for watch in self._watches.values():
            watch.checked = self._excused or (watch is self._watch and watch.checked)

    def _photo(self, fact: e.PhotoJudged) -> None:
        question, _ = self._open.pop(fact.nonce, (None, 0))
        self._photo_pending.pop(fact.nonce, None)
        watch = self._watches.get(fact.attempt)
        if watch is None:
            return
        if fact.decision == "accepted" and fact.nonce not in self._late_photos:
            watch.accept_photo()
            return
        if isinstance(question, AskPhoto):
            watch.draw_photo()
        self._check_instead(watch)

    def _check_instead(self, watch: Watch) -> None:
        """Where the next photo may come too late: a face check in its place, which tells the learner what to do."""
        if watch.photo_too_late() or self._over_and_played(watch):
            watch.checked = self._excused

    # ------------------------------------------------------------ what is due

    def due(self, now: int) -> list[Ask]:
        """What to do at this moment; questions stay due until they are noted as issued, the rest is said once."""
        if self._end_sent:
            return []
        self._end_excuse(now)
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
        if not self._consented:
            return "consent"
        if self._watch.checked:
            return ""
        return "in_person" if self._needs_person else "liveness"

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
            return [self._popup(self._watches[again.attempt], again.purpose, photo=bool(again.photo_nonce))]
        for left in self._watches.values():
            if self._exit_due(left):
                return [self._popup(left, "exit", photo=True)]
        if not watch.checked:
            return [] if self._needs_person else [self._movement(watch)]
        if self._reconnect_check:
            return [self._popup(watch, "reconnect", photo=True)]
        if watch.popup_due or (self._waits and not self._taken_over):
            return [self._popup(watch, "presence", photo=watch.photo_with_popup())]
        if watch.photo_due:
            return [asking.photo(watch, watch.counter + 1)]
        return []

    def _exit_due(self, watch: Watch) -> bool:
        """The last check of a unit that was played, unless the photo of one is still on its way.

        Where no movements can take its place, a photo that shows nobody is not asked for without end.
        """
        if self._excused and watch.exits >= self._pack["photo_tries"]:
            return False
        return watch.checked and watch.lacks_proof() and not self._photo_pending and self._over_and_played(watch)

    def _over_and_played(self, watch: Watch) -> bool:
        """All of the unit was played, and its media ended or the learner went on to the next unit."""
        return (watch.ended or watch is not self._watch) and watch.complete

    def _popup(self, watch: Watch, purpose: str, *, photo: bool) -> AskPopup:
        counter = watch.counter + 1
        shares = challenges.weights(self._pack, confirm_only=simple_popups(self._opened.trainee))
        drawn = challenges.challenge(watch.secret, counter, shares, self._askable())
        return asking.popup(watch, counter, purpose, drawn, photo=photo)

    def _askable(self) -> list[e.CourseQuestion]:
        """The questions about what was played; none after a wrong answer, which only shows that somebody is there."""
        if self._again:
            return []
        return [asked for asked in self._opened.questions if asked.after <= self._reached.get(asked.lesson, -1)]

    def _movement(self, watch: Watch) -> AskLiveness:
        counter = watch.counter + 1
        action = self._face.action(watch.secret, counter, self._pack["liveness_steps"])
        return asking.movement(watch, counter, action, self._face.step + 1, "unit" if watch.match else "start")

    # ------------------------------------------------------------ for whoever carries it out

    @property
    def wake_at(self) -> int | None:
        """The next server moment (ms) at which something can become due without anything being heard."""
        waiting = [*self._open.values(), *self._photo_pending.values()]
        return min((deadline + TRANSPORT_GRACE_MS + 1 for _, deadline in waiting), default=None)

    def tell_hold(self) -> str:
        """Why the lesson is kept paused now, empty where it is not; the SDK is told so, and `due` says what changes."""
        self._hold_sent = self._hold_wanted()
        return self._hold_sent

    def open_directives(self) -> list[Question]:
        """What is still open, to be sent again after a reconnection."""
        return [question for question, _ in self._open.values()]


def _engaged(state: e.MediaState) -> bool:
    return not state.paused and state.visible and not state.stalled
