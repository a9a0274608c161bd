"""Judge everything again from the log alone, and see whether the stored verdicts come out byte for byte.

The rules:

1. Every stream's chain holds: each entry has its number, fits its own digest and the entry before it.
2. Every stream that a stored verdict read still ends in, or goes on from, the entry that it named (`heads`); otherwise
   entries were removed or rewritten behind it.
3. The rule packs under which hours were learned are kept with the content that the log names by its hash.
4. Judging the same entries again gives the same bytes.
5. Every certificate names a stored verdict, by its hash.

Not found by this alone: entries removed from the end that no verdict had read yet; that takes a public log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from monitor.core import codec, judging
from monitor.core.errors import CoreError
from monitor.core.events import Entry, SessionOpened
from monitor.core.rulepack import Packs
from monitor.ports import EventLog

Streams = Mapping[str, Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class Difference:
    """An attempt whose stored verdict was not reproduced, and why in one sentence."""

    attempt: str
    why: str


@dataclass(slots=True)
class Report:
    """What a replay found; `broken` are log positions ("stream:n")."""

    streams: int = 0
    entries: int = 0
    people: int = 0
    verdicts: int = 0
    certificates: int = 0
    reproduced: int = 0
    continued: int = 0  # reproduced verdicts behind which the log goes on
    unjudged: list[str] = field(default_factory=list)  # attempts in the log without a stored verdict
    broken: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing was edited, and every stored verdict came out the same."""
        return not self.broken and not self.differences


class _Stored(msgspec.Struct, frozen=True):
    """What a replay needs to know of a stored verdict before it judges again."""

    attempt: str
    heads: dict[str, str]


async def read_all(log: EventLog) -> dict[str, list[Entry]]:
    """Every stream of the log; raises `EventLogError`."""
    return {stream: await log.read(stream) for stream in await log.streams()}


def people(streams: Streams) -> dict[str, list[str]]:
    """Which trainee has which streams, over all classes, from their opening entries.

    Streams that open no session belong to nobody here.
    """
    grouped: dict[str, list[str]] = {}
    for stream, entries in streams.items():
        if opened := opening(entries):
            grouped.setdefault(opened.trainee.trainee, []).append(stream)
    return grouped


def replay(
    streams: Streams,
    verdicts: Sequence[tuple[str, bytes]],
    packs: Packs,
    certificates: Mapping[str, str] | None = None,
) -> Report:
    """Check the log and judge it again.

    `verdicts` are all that were stored, each with its attempt, overturned ones too; `certificates` are the verdict
    hashes (SHA-256, hex) that certificates name, by attempt.
    """
    broken = {stream: where for stream, entries in streams.items() if (where := _broken(stream, entries))}
    report = Report(
        streams=len(streams),
        entries=sum(len(entries) for entries in streams.values()),
        people=len(people(streams)),
        verdicts=len(verdicts),
        certificates=len(certificates or {}),
        unjudged=sorted(_attempts(streams) - {attempt for attempt, _ in verdicts}),
        broken=list(broken.values()),
    )
    sound = {stream: entries for stream, entries in streams.items() if stream not in broken}
    judge = _Judge(sound, packs)
    for attempt, stored in verdicts:
        _compare(attempt, stored, judge, report)
    report.differences += _strangers(verdicts, certificates or {})
    return report


def _compare(attempt: str, stored: bytes, judge: _Judge, report: Report) -> None:
    if why := _difference(attempt, stored, judge):
        report.differences.append(Difference(attempt, why))
        return
    report.reproduced += 1
    report.continued += judge.goes_on(stored)


def _strangers(verdicts: Sequence[tuple[str, bytes]], certificates: Mapping[str, str]) -> Iterable[Difference]:
    """Certificates that name a verdict which is not stored."""
    stored = {(attempt, hashlib.sha256(verdict).hexdigest()) for attempt, verdict in verdicts}
    for attempt, named in sorted(certificates.items()):
        if (attempt, named) not in stored:
            yield Difference(attempt, "its certificate names a verdict that is not stored")


def _broken(stream: str, entries: Sequence[Entry]) -> str:
    """Where a stream's chain breaks first, or nothing."""
    if not entries:
        return f"{stream}:?"  # the log knows the stream's name, so its last entry was taken away
    entry = codec.first_broken(list(entries))
    return f"{stream}:{entry.n}" if entry else ""


def _attempts(streams: Streams) -> set[str]:
    openings = (opening(entries) for entries in streams.values())
    return {attempt.attempt for opened in openings if opened for attempt in opened.attempts}


def opening(entries: Sequence[Entry]) -> SessionOpened | None:
    """What a session stream begins with, or None for another kind of stream and for one that was edited."""
    if not entries or entries[0].source != "server":
        return None
    try:
        fact = codec.decode_fact(entries[0].payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None  # an edited entry; the chain says so
    return fact if isinstance(fact, SessionOpened) else None


def _difference(attempt: str, stored: bytes, judge: _Judge) -> str:
    """Why a stored verdict is not reproduced, or nothing."""
    try:
        again = judge.again(stored)
    except (CoreError, msgspec.DecodeError, UnicodeDecodeError) as error:
        return str(error)
    if attempt not in again:
        return "judging the log again gives no verdict on it"
    return "" if again[attempt] == stored else f"judging the log again gives {_other_fields(again[attempt], stored)}"


def _other_fields(again: bytes, stored: bytes) -> str:
    new, old = msgspec.json.decode(again), msgspec.json.decode(stored)
    changed = [name for name in sorted(new.keys() | old.keys()) if new.get(name) != old.get(name)]
    if "result" in changed:
        return f"{new.get('result')} instead of {old.get('result')}"
    return f"another {', '.join(changed)}" if changed else "the same content in other bytes"


class _Judge:
    """Judges the entries that a stored verdict read, each set of entries once; it is given unbroken streams only."""

    def __init__(self, streams: Streams, packs: Packs) -> None:
        self._streams = streams
        self._packs = packs
        self._known: dict[bytes, dict[str, bytes]] = {}

    def again(self, stored: bytes) -> dict[str, bytes]:
        """All verdicts that come out of what a stored verdict read, by attempt.

        Raises `CoreError` saying what is missing, `msgspec.DecodeError` for a stored verdict that is none.
        """
        verdict = msgspec.json.decode(stored, type=_Stored)
        basis = msgspec.json.encode(verdict.heads, order="sorted")
        if basis not in self._known:
            streams = {stream: self._up_to(stream, head) for stream, head in verdict.heads.items()}
            self._known[basis] = {fresh.attempt: fresh.to_bytes() for fresh in judging.judge(streams, self._packs)}
        return self._known[basis]

    def goes_on(self, stored: bytes) -> bool:
        """The log has entries behind those that the verdict read."""
        heads = msgspec.json.decode(stored, type=_Stored).heads
        return any(self._streams[stream][-1].digest.hex() != head for stream, head in heads.items())

    def _up_to(self, stream: str, head: str) -> Sequence[Entry]:
        """The entries that a verdict read, whose last one had the digest `head` (hex)."""
        if stream not in self._streams:
            raise CoreError(f"stream {stream}, which the verdict read, is gone or was edited")
        for index, entry in enumerate(self._streams[stream]):
            if entry.digest.hex() == head:
                return self._streams[stream][: index + 1]
        raise CoreError(f"the entry of stream {stream} that the verdict read last is gone: removed or rewritten")
