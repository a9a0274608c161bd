"""From log entries to a record of one person: what the server knows, and what each SDK instance saw, in its own order.

The record depends on the set of events and their receive stamps alone: arrival order, duplicates and batch borders
leave no trace in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from monitor.core import codec
from monitor.core.events import (
    AttemptOpened,
    ClientEvent,
    Connected,
    DirectiveIssued,
    Entry,
    Event,
    MediaState,
    PhotoCommit,
    PhotoDeletion,
    PopupAnswered,
    PopupExpired,
    PopupPresented,
    ServerFact,
    SessionOpened,
)
from monitor.core.fact import Fact
from monitor.core.intervals import EVER
from monitor.core.platform_facts import PhotoLost

F = TypeVar("F", bound=Fact)
E = TypeVar("E", bound=Event)

# Kinds of events; to look a type up here takes a third of `isinstance`, and everybody's every event is looked at.
PLAYER_STATES = frozenset(MediaState.__subclasses__())
_ANSWERS = frozenset({PopupPresented, PopupAnswered, PopupExpired, PhotoCommit})
# What an honest clock may be ahead (ms) when it answers what was asked: a little, and its drift.
CLOCK_GRACE_MS = 2000
CLOCK_DRIFT_PERMILLE = 1


class Seen(msgspec.Struct, frozen=True, gc=False):
    """A client event, when it was received and when it happened (server ms), and where the log has it.

    Its place is the `index`-th event of an entry of a stream.
    """

    event: ClientEvent
    received: int
    at: int
    stream: str
    entry: int
    index: int

    def __lt__(self, other: Seen) -> bool:
        """Of two that happened at one moment, which one comes first."""
        return self.where < other.where

    @property
    def where(self) -> str:
        """The log position, for evidence."""
        return f"{self.stream}:{self.entry}#{self.index}"


class Known(msgspec.Struct, frozen=True):
    """A server fact, when it was received (server ms) and where the log has it."""

    fact: ServerFact
    received: int
    where: str


@dataclass(slots=True)
class Instance:
    """One run of the SDK: its events by `n`, each once.

    `conflict` names a number that came with two contents, `ran_fast` an answer that a true clock cannot have given.
    Behind the player states of the numbers `left_out` others are not in `seen`, because they change nothing
    (`core.left_out`); where the log has them is kept, as far as evidence tells of it.
    """

    name: str
    seen: list[Seen] = field(default_factory=list)
    conflict: str = ""
    ran_fast: str = ""
    left_out: dict[int, tuple[str, ...]] = field(default_factory=dict)


class _Kinds:
    """Facts by kind, each kind sorted out when it is first asked for: much is asked about a few facts."""

    def __init__(self, facts: Sequence[Known]) -> None:
        self._facts = facts
        self._types = {type(known.fact) for known in facts}
        self._found: dict[Any, list[tuple[Any, Known]]] = {}

    def of(self, kind: type[Fact]) -> list[tuple[Any, Known]]:
        if kind not in self._found:
            fitting = {found for found in self._types if issubclass(found, kind)}
            facts = self._facts if fitting else ()
            self._found[kind] = [(known.fact, known) for known in facts if type(known.fact) in fitting]
        return self._found[kind]


@dataclass(slots=True)
class Session:
    """One session stream."""

    opened: SessionOpened
    opened_at: int
    where: str
    facts: list[Known] = field(default_factory=list)
    instances: list[Instance] = field(default_factory=list)
    told: list[Seen] = field(default_factory=list)  # what its instances said besides the states of the player
    broken: str = ""
    _kinds: _Kinds | None = field(default=None, repr=False, compare=False)
    _said: dict[type, list[tuple[Any, Seen]]] = field(default_factory=dict, repr=False, compare=False)

    def hear(self, instances: list[Instance]) -> None:
        """Take what the runs of the SDK said."""
        self.instances = instances
        self.told = [one for instance in instances for one in instance.seen if type(one.event) not in PLAYER_STATES]
        for one in self.told:
            self._said.setdefault(type(one.event), []).append((one.event, one))

    @property
    def name(self) -> str:
        return self.opened.session

    @property
    def last_heard(self) -> int:
        """When the last entry was received (server ms) that tells of the lesson, not of what became of its photos."""
        seen = (instance.seen[-1].received for instance in self.instances if instance.seen)
        told = (known.received for known in self.facts if not isinstance(known.fact, PhotoDeletion | PhotoLost))
        return max([self.opened_at, *told, *seen])

    def attempt_for(self, unit: str) -> AttemptOpened | None:
        """The attempt under which this session works on a unit."""
        return next((attempt for attempt in self.opened.attempts if attempt.unit == unit), None)

    def known(self, kind: type[F]) -> Sequence[tuple[F, Known]]:
        """The facts of one kind, in the order in which the server stored them."""
        self._kinds = self._kinds or _Kinds(self.facts)
        return self._kinds.of(kind)

    def said(self, kind: type[E]) -> Sequence[tuple[E, Seen]]:
        """What its instances said of one kind, those of each in its own order."""
        return self._said.get(kind, ())


@dataclass(slots=True)
class Record:
    """All that the log has about one person."""

    sessions: list[Session]
    facts: list[Known]
    _kinds: _Kinds | None = field(default=None, repr=False, compare=False)

    def known(self, kind: type[F]) -> Sequence[tuple[F, Known]]:
        """The facts of one kind over all streams, by receive stamp."""
        self._kinds = self._kinds or _Kinds(self.facts)
        return self._kinds.of(kind)

    def stored(self, kind: type[F]) -> list[tuple[F, int, str]]:
        """The facts of one kind, each with receive stamp and log position, in the order in which their stream has them.

        For what is a row of steps: a clock that was set back does not change which one came first.
        """
        found = [(fact, known.received, known.where) for fact, known in self.known(kind)]
        return sorted(found, key=lambda entry: (stream_of(entry[2]), int(entry[2].rpartition(":")[2])))


def read(streams: Mapping[str, Sequence[Entry]]) -> Record:
    """Decode all streams of one person; a stream that starts with no `session_opened` adds facts only.

    Raises `msgspec.ValidationError` for an entry that no version of the collector would have stored.
    """
    return assembled(_read_stream(streams[stream]) for stream in sorted(streams))


Part = tuple[Session | None, list[Known]]  # what one stream says


def assembled(parts: Iterable[Part]) -> Record:
    """The record that the streams of one person make up, given in the order of their names."""
    sessions: list[Session] = []
    facts: list[Known] = []
    for session, stream_facts in parts:
        facts += stream_facts
        if session:
            sessions.append(session)
    sessions.sort(key=lambda session: (session.opened_at, session.name))
    facts.sort(key=lambda known: known.received)  # stable: entries of one moment stay in the order of their stream
    return Record(sessions, facts)


def _read_stream(entries: Sequence[Entry]) -> Part:
    facts = [_known(entry) for entry in entries if entry.source == "server"]
    session = session_of(facts)
    if session is not None:
        session.hear(_instances(entries, session))
        broken = codec.first_broken(entries)
        session.broken = f"{broken.stream}:{broken.n}" if broken else ""
    return session, facts


def session_of(facts: list[Known]) -> Session | None:
    """The session that a stream's facts open, or None; nothing is heard in it yet."""
    if not facts or not isinstance(opened := facts[0].fact, SessionOpened):
        return None
    return Session(opened, facts[0].received, facts[0].where, facts)


def _known(entry: Entry) -> Known:
    return Known(codec.decode_fact(entry.payload), entry.received, f"{entry.stream}:{entry.n}")


Raw = tuple[ClientEvent, Entry, int]  # an event, and the entry in which it stands at this place


def _instances(entries: Iterable[Entry], session: Session) -> list[Instance]:
    raw: dict[str, dict[int, Raw]] = {}
    conflicts: dict[str, str] = {}
    for entry in entries:
        if entry.source != "client":
            continue
        said = codec.decode_said(entry.payload)
        events = raw.setdefault(said.instance, {})
        for index, event in enumerate(said.events):
            new = (event, entry, index)
            if events.setdefault(event.n, new) is not new and (conflict := _keep_earliest(events, new)):
                conflicts.setdefault(said.instance, conflict)
    starts, asked = _connection_times(session), _times_of_asking(session)
    instances = []
    for name, events in sorted(raw.items()):
        seen = _adjudicate(_by_number(events), starts.get(name, session.opened_at))
        instances.append(_on_a_clock_that_holds(Instance(name, seen, conflicts.get(name, "")), asked))
    return instances


def _by_number(events: Mapping[int, Raw]) -> list[Raw]:
    return [*map(events.__getitem__, sorted(events))]


def _keep_earliest(events: dict[int, Raw], new: Raw) -> str:
    """Of an event that came again keep the first receipt; answers where it says something else now, or nothing."""
    event, entry, index = new
    same, earlier, _ = events[event.n]
    if same != event:
        return f"{entry.stream}:{entry.n}#{index}"
    if entry.received < earlier.received:
        events[event.n] = new
    return ""


def _connection_times(session: Session) -> dict[str, int]:
    times: dict[str, int] = {}
    for fact, known in session.known(Connected):
        times.setdefault(fact.instance, known.received)
    return times


def _adjudicate(raw: list[Raw], start: int) -> list[Seen]:
    """Put events on the server's clock.

    Offset = the least (received - t) of this event and all later ones: nothing happened after it was received, and
    an interval is never shorter than the client says, so a slow clock or a sleep shows.  Nothing happened before the
    connection either, so a clock that runs fast cannot stretch the time that passed (rules: clocks).
    """
    offsets = _least_of_this_and_later([entry.received - event.t for event, entry, _ in raw])
    seen: list[Seen] = []
    at = start
    for (event, entry, index), offset in zip(raw, offsets, strict=True):
        at = event.t + offset if event.t + offset > at else at
        seen.append(Seen(event, entry.received, at, entry.stream, entry.n, index))
    return seen


def _least_of_this_and_later(values: Sequence[int]) -> list[int]:
    found: list[int] = []
    least = EVER
    for value in reversed(values):
        least = value if value < least else least
        found.append(least)
    return found[::-1]


def _on_a_clock_that_holds(instance: Instance, asked: Mapping[str, int]) -> Instance:
    """Where a clock is proven to run fast, what it says is placed by when it was received."""
    instance.ran_fast = _answered_before_asked(instance.seen, asked)
    if instance.ran_fast:
        heard = _least_of_this_and_later([seen.received for seen in instance.seen])
        instance.seen = [replace(seen, at=at) for seen, at in zip(instance.seen, heard, strict=True)]
    return instance


def _answered_before_asked(seen: Sequence[Seen], asked: Mapping[str, int]) -> str:
    """Where an event echoes a question that, by its own adjudicated time, nobody had asked yet.

    Slow networks cannot do that, only a clock that runs faster than the server's: later events put the offset lower
    than it can have been.
    """
    if not seen:
        return ""
    grace = CLOCK_GRACE_MS + (seen[-1].received - seen[0].received) * CLOCK_DRIFT_PERMILLE // 1000
    answers: list[tuple[Seen, Any]] = [(one, one.event) for one in seen if type(one.event) in _ANSWERS]
    return next((one.where for one, event in answers if one.at + grace < asked.get(event.nonce, 0)), "")


def _times_of_asking(session: Session) -> dict[str, int]:
    """When each question was asked (server ms), by nonce; none where the server's own clock was set back meanwhile."""
    if any(later.received < earlier.received for earlier, later in pairwise(session.facts)):
        return {}
    issued = session.known(DirectiveIssued)
    return {nonce: known.received for fact, known in issued for nonce in (fact.nonce, fact.photo_nonce) if nonce}


def stream_of(where: str) -> str:
    """The stream of a log position "stream:entry" or "stream:entry#event"."""
    return where.rpartition(":")[0]


State = tuple[int, Seen, Any]  # the place of a player state in `Instance.seen`, and the state itself


def player_states(instance: Instance) -> list[State]:
    """The instance's player states, in order."""
    return [(place, seen, seen.event) for place, seen in enumerate(instance.seen) if type(seen.event) in PLAYER_STATES]
