"""When the server asks: pop-ups, photos and face checks, drawn from the attempt's secret (K1 to K3).

The supervisor is told what was stored and says what is due; it has no clock and no chance.  Secret and counters belong
to the attempt, so reconnecting re-rolls nothing.  Its engaged clock is a running estimate for scheduling alone: what
an hour is worth is decided by `judging`, from the log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from monitor.core import asking, challenges, codec, consent
from monitor.core import events as e
from monitor.core.accommodation import simple_popups
from monitor.core.asking import Ask, AskLiveness, AskPhoto, AskPopup, End, Expire, Hold, Question, Release
from monitor.core.awaited_photos import AwaitedPhotos
from monitor.core.challenges import Drawn
from monitor.core.checkpoints import TRANSPORT_GRACE_MS
from monitor.core.events import Sample
from monitor.core.face_check import FaceCheck
from monitor.core.in_person import Witnesses, needs_no_movements
from monitor.core.page import Page, plays
from monitor.core.playing import Play
from monitor.core.rulepack import RulePack
from monitor.core.watching import Watch

_NONE: frozenset[str] = frozenset()  # one for all: an empty one takes 216 bytes
_UNTOLD = e.Challenge(kind="pick_word", prompt={}, options=())  # of a log that did not keep what was asked


class Supervisor:
    """Watches one live session: `hear` and `note` what was stored, then ask `due`."""

    __slots__ = (
        "_again",
        "_asked_at",
        "_connected",
        "_consented",
        "_end_sent",
        "_excused",
        "_excused_until",
        "_face",
        "_let_go",
        "_misses",
        "_needs_person",
        "_open",
        "_opened",
        "_over",
        "_pack",
        "_photos",
        "_play",
        "_reconnect_check",
        "_stopped",
        "_taken_over",
        "_waits",
        "_watches",
        "_witnesses",
        "hold_told",
    )

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
        units = {unit.unit: unit for unit in opened.plan.units}
        self._watches = {
            attempt.attempt: Watch(attempt.attempt, units[attempt.unit], secrets[attempt.attempt], pack, opened.trainee)
            for attempt in opened.attempts
        }
        self._play = Play(list(self._watches.values()), pack)
        self._open: dict[str, tuple[Question, int]] = {}
        self._let_go = _NONE  # what was open when a consent was taken back
        self._face = FaceCheck()
        self._asked_at = 0  # the last pop-up or face check (server ms)
        self._reconnect_check = False
        self._photos = AwaitedPhotos()
        self._begin()
        for entry in history:
            self.replay(entry)
        if history:
            self._begin()

    def _begin(self) -> None:
        """A new session begins with a face check, which also commits what the last one left open, like any other."""
        self._play.begin()
        self._open.clear()
        self._photos.with_popups.clear()
        self._face.begin()
        self._misses = 0
        self._again: AskPopup | None = None  # a pop-up whose answer was wrong
        self._over, self._end_sent = "", False
        self.hold_told = ""  # why the SDK keeps the lesson paused, as far as it was told
        self._consented = self._opened.trainee.consented
        self._connected = self._taken_over = self._needs_person = False
        self._stopped = self._waits = False  # the SDK holds the lesson by itself, and does so for a pop-up
        for watch in self._watches.values():
            watch.checked, watch.exits = self._excused, 0

    def replay(self, entry: e.Entry) -> None:
        """Take one stored entry, of this session or of an earlier one."""
        if entry.source == "server":
            self.note(codec.decode_fact(entry.payload), entry.received)
            return
        self.hear(codec.decode_said(entry.payload), entry.received)

    # ------------------------------------------------------------ what the learner's browser said

    def hear(self, batch: e.Batch | e.Said, received: int) -> None:
        """Take a stored batch.

        Nearly every event says no more than that the lesson plays on: then the next few lines are all there is to it.
        """
        if self._excused_until is not None:
            self._end_excuse(received)
        play = self._play
        page = play.page
        if page is None or page.instance != batch.instance:
            page = play.page_of(batch.instance)
        for event in batch.events:
            before = page.state
            if not (
                page is play.page
                and type(event) is Sample
                and event.visible
                and not event.paused
                and not event.stalled
                and event.lesson == before.lesson
                and before.position < event.position < play.until
                and 0 < (passed := event.t - before.t) <= play.sample_gap
                and 0 <= received - page.offset - event.t <= play.late_after
            ):
                self._look_at(event, page, received)
                continue
            page.state = event
            play.heard_at = received
            play.watch.engaged += passed

    def _look_at(self, event: e.ClientEvent, page: Page, received: int) -> None:
        """Look at an event from all sides; where play goes on, that comes to the same and only takes longer."""
        late = page.late(event.t, received)
        if type(event) in e.MEDIA_STATES:
            self._hear_state(event, page, received, late)  # type: ignore[arg-type]
        elif hear := self._HEARD.get(type(event)):
            hear(self, event, page, received)

    def _hear_state(self, state: e.MediaState, page: Page, received: int, late: int) -> None:
        play, before = self._play, page.state
        part = play.take(state, page)
        if not play.enter(state):
            return
        watch = play.watch
        watch.ended = type(state) is e.Ended or (watch.ended and state.paused)
        self._notice_hold(state, received)
        if part is not None:
            if play.comes_back(received):
                watch.checked = self._excused
            watch.engaged += state.t - before.t
            watch.cover(state.lesson, part)
            self._reconnect_check |= late > play.late_after
        if plays(state) and not watch.ended and not self._stopped:
            play.go_on(page, received)

    def _notice_hold(self, state: e.MediaState, received: int) -> None:
        """The SDK counts for itself and stops for a pop-up that is overdue; no play would make one due then."""
        if not state.paused or type(state) is e.Pause:
            self._stopped = type(state) is e.Pause and state.held and state.reason == "system"
        self._waits = self._stopped and state.visible and received - self._asked_at >= self._pack["hold_after_ms"]

    def _answered(self, event: e.PopupAnswered, _page: Page, _received: int) -> None:
        question, _ = self._open.get(event.nonce, (None, 0))
        if type(question) is not AskPopup:
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

    def _committed(self, event: e.PhotoCommit, page: Page, received: int) -> None:
        self._photos.commit(event, page.offset, received, self._play.late_after)

    def _consent_given(self, event: e.ConsentGiven, _page: Page, _received: int) -> None:
        self._consented |= consent.gives(event, self._opened)

    def _consent_withdrawn(self, event: e.ConsentWithdrawn, _page: Page, _received: int) -> None:
        if consent.withdraws(event):
            self._stop_asking()

    def _camera(self, event: e.Camera, _page: Page, _received: int) -> None:
        if event.state not in ("missing", "denied", "failed"):
            return
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
        self._photos.with_popups.clear()
        self._open = {nonce: (question, 0) for nonce, (question, _) in self._open.items()}
        for watch in self._watches.values():
            watch.checked = self._excused

    _HEARD: ClassVar[dict[type[e.ClientEvent], Callable[[Supervisor, Any, Page, int], None]]] = {
        e.PopupAnswered: _answered,
        e.PhotoCommit: _committed,
        e.ConsentGiven: _consent_given,
        e.ConsentWithdrawn: _consent_withdrawn,
        e.Camera: _camera,
    }

    # ------------------------------------------------------------ what the server stored

    def note(self, fact: e.ServerFact, received: int) -> None:
        """Take one stored server fact."""
        self._end_excuse(received)
        if note := self._NOTED.get(type(fact)):
            note(self, fact, received)

    def _connect(self, _fact: e.Connected, _received: int) -> None:
        self._connected = True

    def _disconnect(self, _fact: e.Disconnected, _received: int) -> None:
        self._connected = False

    def _take_over(self, _fact: e.TakenOver, _received: int) -> None:
        self._taken_over = True

    def _consent_ended(self, _fact: e.ConsentEnded, _received: int) -> None:
        self._stop_asking()

    def _closed(self, fact: e.SessionClosed, _received: int) -> None:
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
        self._photos.ask(fact, watch, received)

    def _question(self, fact: e.DirectiveIssued, watch: Watch) -> Question:
        if fact.kind == "popup":
            asked = Drawn(fact.challenge or _UNTOLD, fact.answer)
            return asking.popup(watch, fact.counter, fact.purpose, asked, photo=bool(fact.photo_nonce))
        if fact.kind == "photo":
            return asking.photo(watch, fact.counter)
        return asking.movement(watch, fact.counter, fact.action, self._face.step + 1, fact.purpose)

    def _expired(self, fact: e.DirectiveExpired, _received: int) -> None:
        nonce = fact.nonce
        question, _ = self._open.pop(nonce, (None, 0))
        if isinstance(question, AskPhoto):
            self._watches[question.attempt].draw_photo()
        elif nonce in self._let_go:
            return  # to take the consent back is not to fail
        elif isinstance(question, AskPopup):
            self._photos.with_popups.pop(question.photo_nonce, None)
            self._miss()
        elif isinstance(question, AskLiveness):
            self._face.lacked("nobody")
            self._fail_check()

    def _liveness(self, fact: e.LivenessResult, _received: int) -> None:
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
        current = self._play.watch
        current.match = current.engaged
        for watch in self._watches.values():
            watch.checked = self._excused or (watch is current and watch.checked)

    def _photo(self, fact: e.PhotoJudged, _received: int) -> None:
        question, _ = self._open.pop(fact.nonce, (None, 0))
        counts = self._photos.counts(fact.nonce)
        watch = self._watches.get(fact.attempt)
        if watch is None:
            return
        if fact.decision == "accepted" and counts:
            watch.accept_photo()
            return
        if isinstance(question, AskPhoto):
            watch.draw_photo()
        self._check_instead(watch)

    def _check_instead(self, watch: Watch) -> None:
        """Where the next photo may come too late: a face check in its place, which tells the learner what to do.

        So it is at the end of a unit, where a pop-up was answered and its photo never came.
        """
        if watch.photo_too_late() or self._over_and_played(watch):
            watch.checked = self._excused

    _NOTED: ClassVar[dict[type[e.ServerFact], Callable[[Supervisor, Any, int], None]]] = {
        e.Connected: _connect,
        e.Disconnected: _disconnect,
        e.DirectiveIssued: _issued,
        e.DirectiveExpired: _expired,
        e.LivenessResult: _liveness,
        e.PhotoJudged: _photo,
        e.TakenOver: _take_over,
        e.SeenInPerson: _seen_in_person,
        e.ConsentEnded: _consent_ended,
        e.SessionClosed: _closed,
    }

    # ------------------------------------------------------------ what is due

    def due(self, now: int) -> list[Ask]:
        """What to do at this moment; questions stay due until they are noted as issued, the rest is said once."""
        if self._end_sent:
            return []
        self._end_excuse(now)
        for watch in self._photos.miss(now):
            self._check_instead(watch)
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

    def quiet(self) -> bool:
        """Whether `due` has nothing to say; asked after every batch, so it changes nothing."""
        if (
            self._open
            or self._photos.with_popups
            or self._over
            or not self._connected
            or self._excused_until is not None
        ):
            return False
        return self._hold_wanted() == self.hold_told and not self._questions()

    def _hold_wanted(self) -> str:
        if self._taken_over:
            return "taken_over"
        if not self._consented:
            return "consent"
        if self._play.watch.checked:
            return ""
        return "in_person" if self._needs_person else "liveness"

    def _change_hold(self, wanted: str) -> list[Ask]:
        if wanted == self.hold_told:
            return []
        self.hold_told = wanted
        return [Hold(wanted)] if wanted else [Release()]

    def _questions(self) -> list[Ask]:
        watch = self._play.watch
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
        if not watch.checked or self._photos.with_popups or not watch.lacks_proof():
            return False
        return self._over_and_played(watch)

    def _over_and_played(self, watch: Watch) -> bool:
        """All of the unit was played, and its media ended or the learner went on to the next unit."""
        return (watch.ended or watch is not self._play.watch) and self._complete(watch)

    def _complete(self, watch: Watch) -> bool:
        """All of the unit was played, up to now."""
        self._play.break_off()
        return watch.complete

    def _popup(self, watch: Watch, purpose: str, *, photo: bool) -> AskPopup:
        counter = watch.counter + 1
        shares = challenges.weights(self._pack, confirm_only=simple_popups(self._opened.trainee))
        drawn = challenges.challenge(watch.secret, counter, shares, self._askable())
        return asking.popup(watch, counter, purpose, drawn, photo=photo)

    def _askable(self) -> list[e.CourseQuestion]:
        """The questions about what was played; none after a wrong answer, which only shows that somebody is there."""
        if self._again:
            return []
        return [asked for asked in self._opened.questions if asked.after <= self._play.reached(asked.lesson)]

    def _movement(self, watch: Watch) -> AskLiveness:
        counter = watch.counter + 1
        action = self._face.action(watch.secret, counter, self._pack["liveness_steps"])
        return asking.movement(watch, counter, action, self._face.step + 1, "unit" if watch.match else "start")

    # ------------------------------------------------------------ for whoever carries it out

    @property
    def wake_at(self) -> int | None:
        """The next server moment (ms) at which something can become due without anything being heard."""
        if not self._open and not self._photos.with_popups:
            return None
        waiting = [*self._open.values(), *self._photos.with_popups.values()]
        return min((deadline + TRANSPORT_GRACE_MS + 1 for _, deadline in waiting), default=None)

    @property
    def played(self) -> bool:
        """All of one of its class hours was played, committed or not: its learner waits to hear what it is worth."""
        return any(map(self._complete, self._watches.values()))

    def tell_hold(self) -> str:
        """Why the lesson is kept paused now, empty where it is not; the SDK is told so, and `due` says what changes."""
        self.hold_told = self._hold_wanted()
        return self.hold_told

    def open_directives(self) -> list[Question]:
        """What is still open, to be sent again after a reconnection."""
        return [question for question, _ in self._open.values()]
