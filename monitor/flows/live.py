"""One session in memory: the fold of its stream, its supervisor, and the connection of its SDK if there is one.

Whoever changes a session holds its `lock`, so that the fold sees entries in the order of the log.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import Protocol

from monitor.core import codec
from monitor.core.events import (
    Batch,
    DirectiveIssued,
    Entry,
    LivenessResult,
    PhotoCommit,
    PhotoJudged,
    PhotoStored,
    ServerFact,
)
from monitor.flows import wire
from monitor.flows.alarm import Alarm
from monitor.flows.log_context import bound
from monitor.flows.looks import Look
from monitor.flows.monitor import Monitor, Supervisor
from monitor.flows.rate import Bucket
from monitor.flows.replay import opening
from monitor.flows.stream_state import NotASession, StreamState
from monitor.flows.turn import Turn
from monitor.flows.unsupervised import Unsupervised
from monitor.ports import FaceJudgement, Overtaken, Source, Told

_log = logging.getLogger("monitor.sessions")

Untold = LivenessResult | PhotoJudged | DirectiveIssued
_COMES_BACK_MS = 15_000  # within which SDKs try again
_NONE: frozenset[str] = frozenset()  # one for all: an empty one takes 216 bytes
_LOOKS = 240  # four challenges of three bursts, 600 bytes each


class UnknownSession(Exception):
    """No stream of this name opens a session."""


class Connection(Protocol):
    """A socket as the flows see it; no verb waits."""

    @property
    def language(self) -> wire.Language: ...

    def send(self, message: bytes) -> None: ...

    def hand_over(self, back_after: float) -> None:
        """Let the client go and come back, here or elsewhere, after so many seconds."""
        ...


class Live:
    """One session; `load` it before the first use."""

    __slots__ = (
        "__weakref__",
        "_begun_at",
        "_clock",
        "_commits",
        "_doubtful",
        "_loaded_at",
        "_monitor",
        "_n",
        "_pictures",
        "_unread",
        "alarm",
        "analysing",
        "arriving",
        "bucket",
        "challenge",
        "connection",
        "elsewhere",
        "handed_over",
        "key",
        "lock",
        "looks",
        "outdated",
        "overtaken",
        "owned",
        "session",
        "state",
        "supervisor",
        "told_where_it_stands",
        "untold",
    )

    def __init__(self, monitor: Monitor, session: str) -> None:
        self._monitor = monitor
        self._clock = monitor.clock
        self.session = session
        self.key = monitor.keys.derive("session", session)
        self.lock = Turn()
        self.connection: Connection | None = None
        self.handed_over: Connection | None = None  # whose client was told to come back, and has not gone yet
        self.alarm = Alarm()
        self.bucket = Bucket(monitor.limits.messages_per_second, monitor.limits.message_burst)
        self.arriving = _NONE  # nonces of photos that may wait for their commitment: one file at a time
        self.analysing = _NONE  # nonces of pictures that arrived and are not judged yet
        self.challenge: list[FaceJudgement] = []  # the bursts of the running challenge that were accepted
        self.looks: list[Look] = []  # of this session's last bursts, frame by frame; not in the log
        self._pictures = _NONE  # SHA-256 (hex) of what this trainee sent, as far as it was read
        self._unread = _NONE  # streams of the trainee whose pictures nobody has asked for yet
        self.outdated = False  # another session of the trainee went on, which the supervisor has not seen
        self.owned = False  # this collector times the session
        self.elsewhere = False  # another collector does so now, as a rule because the learner came back through it
        self.untold: list[Untold] = []  # what others asked, and found in pictures, and this session's SDK has not heard
        self.told_where_it_stands = False  # since somebody who connects began to look what was last judged
        self.state: StreamState
        self.supervisor: Supervisor
        self._doubtful = False  # an append was cut short, so the log may hold an entry that the fold has not seen
        self.overtaken = False  # and an append was refused, because the log holds such an entry
        self._commits: dict[str, asyncio.Future[str]] = {}
        self._loaded_at = 0
        self._begun_at = 0
        self._n = 0  # of the entry that comes next, as far as the fold knows

    # ------------------------------------------------------------ reading

    async def load(self) -> None:
        """Fold the stream from its first entry; raises `UnknownSession`.

        What the SDK was told of a hold is in no entry, and stays as it was.
        """
        entries = await self._monitor.log.read(self.session)
        if not entries:
            raise UnknownSession(self.session)
        try:
            state = StreamState(entries[0])
        except NotASession as error:
            raise UnknownSession(self.session) from error
        self.untold += _untold(entries[self._n or len(entries) :])
        hold_told = self.supervisor.hold_told if self._n else ""
        self.state = state
        self._n = len(entries)
        self.supervisor = await self._new_supervisor(state)
        for entry in entries[1:]:
            self._fold(entry)
        self.supervisor.hold_told = hold_told
        self._loaded_at = self._clock.now()
        self._begun_at = self._begun_at or self._loaded_at
        self._doubtful = self.overtaken = self.outdated = False

    async def mend(self) -> None:
        """Fold anew if the fold may have missed something, and let a session go that another collector has now."""
        if not self._doubtful:
            return
        epoch, overtaken = self.state.epoch, self.overtaken
        await self.load()
        if overtaken and (self.state.epoch != epoch or await self._is_another_s()):
            self._let_go(come_back=self.state.epoch == epoch)

    def _let_go(self, *, come_back: bool) -> None:
        """Another collector has it; a learner who is still here hears nothing of it before he is there."""
        self.elsewhere = True
        with bound(session=self.session):
            _log.debug("let go, as another collector has it")
        connection, self.connection = self.connection, None
        if come_back and connection is not None:
            self.handed_over = connection
            connection.hand_over(0)

    async def catch_up(self) -> None:
        """Take in what others wrote while this collector did not have the session; raises `EventLogError`."""
        epoch = self.state.epoch
        if await self._monitor.log.read(self.session, self._n - 1):
            await self.load()
        if self.state.epoch != epoch:
            self.connection = None

    async def own(self) -> None:
        """Let this collector be the one that times the session."""
        if not self.owned:
            await asyncio.to_thread(self._monitor.registry.own_session, self.session, self._monitor.name)
            self.owned = True

    async def _is_another_s(self) -> bool:
        owner = await asyncio.to_thread(self._monitor.registry.owner_of, self.session)
        return owner not in {"", self._monitor.name}

    async def _new_supervisor(self, state: StreamState) -> Supervisor:
        if not state.opened.attempts:
            return Unsupervised()
        secrets = {attempt.attempt: self.secret(attempt.attempt) for attempt in state.opened.attempts}
        history = await self._history(state)
        return self._monitor.supervise(state.rules(self._monitor.packs), state.opened, secrets, history)

    async def _history(self, state: StreamState) -> Sequence[Entry]:
        """What the trainee's other sessions in this class say about these class hours, in the order of opening.

        Those at other class hours say nothing here, and somebody's eighth hour would wait for seven to be read.
        """
        registry = self._monitor.registry
        records = await asyncio.to_thread(registry.sessions_of, state.trainee, state.opened.plan.training_class)
        mine = {attempt.attempt for attempt in state.opened.attempts}
        here = [one.stream for one in records if one.attempts is None or not mine.isdisjoint(one.attempts)]
        self._unread = frozenset(one.stream for one in records).difference(here, [self.session]) or _NONE
        read = [await self._monitor.log.read(stream) for stream in here if stream != self.session]
        self._pictures = frozenset(picture for entries in read for picture in _pictures_in(entries)) or _NONE
        return [entry for entries in read if _is_at(entries, mine) for entry in entries]

    async def pictures(self) -> frozenset[str]:
        """SHA-256 (hex) of all pictures that this trainee sent in this class; raises `EventLogError`."""
        for stream in list(self._unread):
            seen = await self._monitor.log.read(stream, source="server")
            self._pictures |= frozenset(_pictures_in(seen))
            self._unread -= {stream}  # not before: somebody else may ask meanwhile
        return self._pictures

    def _fold(self, entry: Entry) -> None:
        if entry.source == "client":
            self._hear(codec.decode_batch(entry.payload), entry.payload, entry.received)
        else:
            self._note(codec.decode_fact(entry.payload), entry.received)

    def secret(self, attempt: str) -> bytes:
        """What all moments of an attempt are drawn from; it belongs to the attempt, not to the session (K3)."""
        return self._monitor.keys.derive("attempt", attempt)

    def look(self, looks: Sequence[Look]) -> None:
        """Remember how the frames of one more burst look."""
        self.looks = [*self.looks, *looks][-_LOOKS:]

    # ------------------------------------------------------------ writing

    async def note(self, fact: ServerFact) -> Entry:
        """Store a fact durably, whatever others wrote meanwhile, then fold it.

        Raises `EventLogError`, and `Overtaken` if another collector has the session.
        """
        while True:
            await self.mend()
            if self.elsewhere:
                raise Overtaken(f"session {self.session} is another collector's")
            with suppress(Overtaken):  # as a rule by what was decided about one of its photos
                return await self.decide(fact)

    async def decide(self, fact: ServerFact) -> Entry:
        """Store what follows from the fold as it is, then fold it.

        Raises `EventLogError`, and `Overtaken` if the log has more: then something else may follow.
        """
        entry = await self._append("server", codec.encode_fact(fact))
        self._note(fact, entry.received)
        return entry

    async def store(self, batch: Batch, raw: bytes) -> None:
        """Store a batch as it came, durably, then fold it; raises `EventLogError`.

        Raises `Overtaken` where others wrote: after `mend` it may be no new batch any more.
        """
        self.take_in(batch, raw, await self._append("client", raw))

    def hand_in(self, raw: bytes, now: int, told: Told) -> None:
        """Let a batch be stored without waiting for it; `take_in` is for when it is.

        Raises `EventLogError` where it cannot even be handed in, and then nothing has changed.
        """
        self._monitor.log.hand_in(self.session, now, "client", raw, self._n, told)
        self._doubtful = True

    def take_in(self, batch: Batch, raw: bytes, entry: Entry) -> None:
        """Fold a batch that is stored."""
        self._goes_on_behind(entry)
        self._hear(batch, raw, entry.received)

    async def _append(self, source: Source, payload: bytes) -> Entry:
        self._doubtful = True
        try:
            entry = await self._monitor.log.append(self.session, self._clock.now(), source, payload, self._n)
        except Overtaken:
            self.overtaken = True
            raise
        self._goes_on_behind(entry)
        return entry

    def _goes_on_behind(self, entry: Entry) -> None:
        self._n = entry.n + 1
        self._doubtful = False

    def _note(self, fact: ServerFact, received: int) -> None:
        if pictures := _pictures(fact):
            self._pictures = self._pictures.union(pictures)
        self.state.note(fact, received)
        self.supervisor.note(fact, received)

    def _hear(self, batch: Batch, raw: bytes, received: int) -> None:
        self.state.hear(batch, raw)
        self.supervisor.hear(batch, received)
        if self._commits:
            self._tell_of_commits(batch)

    def _tell_of_commits(self, batch: Batch) -> None:
        for event in batch.events:
            if isinstance(event, PhotoCommit) and (waiting := self._commits.pop(event.nonce, None)):
                waiting.set_result(event.sha256)

    # ------------------------------------------------------------ talking

    def say(self, message: wire.Message | wire.Directive) -> None:
        """Send to the SDK if it is connected; what it must know anyway is sent again when it comes back."""
        self.pass_on(wire.encode(message))

    def pass_on(self, frame: bytes) -> None:
        """The same for what was put into words already."""
        if self.connection is not None:
            self.connection.send(frame)

    async def committed(self, nonce: str, timeout: float) -> str | None:
        """The hash that was committed for a photo, waiting up to `timeout` seconds for its batch."""
        if nonce in self.state.commits:
            return self.state.commits[nonce]
        waiting = self._commits.setdefault(nonce, asyncio.get_running_loop().create_future())
        done, _ = await asyncio.wait([waiting], timeout=timeout)
        return waiting.result() if done else None

    @property
    def goes_on(self) -> bool:
        """Whether the fold has all that was written, as far as is known here, and more may come."""
        return not self._doubtful and self.state.closed is None

    @property
    def awaited(self) -> bool:
        """Whether its learner may still be away only because this collector was, or another one before it."""
        return self.connection is None and self._clock.now() - self._begun_at < _COMES_BACK_MS

    @property
    def idle_since(self) -> int | None:
        """Since when nobody is connected (server ms); the collector's own absence is nobody's idleness."""
        if self.connection is not None:
            return None
        return max(self.state.idle_since or 0, self._loaded_at)


def _is_at(entries: Sequence[Entry], attempts: AbstractSet[str]) -> bool:
    opened = opening(entries)
    return opened is not None and not attempts.isdisjoint(one.attempt for one in opened.attempts)


def _untold(entries: Sequence[Entry]) -> list[Untold]:
    facts = (codec.decode_fact(entry.payload) for entry in entries if entry.source == "server")
    return [fact for fact in facts if isinstance(fact, Untold)]


def _pictures_in(entries: Sequence[Entry]) -> Iterator[str]:
    facts = (codec.decode_fact(entry.payload) for entry in entries if entry.source == "server")
    return (picture for fact in facts for picture in _pictures(fact))


def _pictures(fact: ServerFact) -> tuple[str, ...]:
    if isinstance(fact, LivenessResult):
        return fact.image_hashes
    return (fact.sha256,) if isinstance(fact, PhotoStored) else ()
