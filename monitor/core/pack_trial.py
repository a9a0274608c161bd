"""What other rules would say of hours that were learned: two packs compared number by number, and judged by both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from monitor.core import reading
from monitor.core.effect import Change, compared
from monitor.core.events import Entry
from monitor.core.judging import heads_of, judge_record
from monitor.core.reading import Record, Session
from monitor.core.rulepack import Packs, RulePack, Threshold
from monitor.core.verdict import Verdict


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A threshold that has another value, with what either pack says of it."""

    name: str
    old: Threshold
    new: Threshold


class Tried(NamedTuple):
    """The verdicts that stand on hours within the time, and what would be another result."""

    verdicts: list[Verdict]
    changes: list[Change]


def differences(old: RulePack, new: RulePack) -> list[Difference]:
    """The thresholds with another value, in the order of the pack."""
    names = [field.name for field in msgspec.structs.fields(type(new.thresholds))]
    pairs = [(name, getattr(old.thresholds, name), getattr(new.thresholds, name)) for name in names]
    return [Difference(name=name, old=was, new=now) for name, was, now in pairs if was.value != now.value]


def tried(streams: Mapping[str, Sequence[Entry]], packs: Packs, pack: RulePack, since: int, until: int) -> Tried:
    """Judge one person as the log says and as if sessions opened in a time (UTC ms, `until` excluded) had had `pack`.

    Other attempts of the person may change as well, by the cap.  Raises as `judge`.
    """
    return tried_record(reading.read(streams), heads_of(streams), packs, pack, since, until)


def tried_record(record: Record, heads: dict[str, str], packs: Packs, pack: RulePack, since: int, until: int) -> Tried:
    """The same for streams that were read; the record is on trial afterwards.  Raises as `judge_record`."""
    within: set[str] = set()

    def on_trial(session: Session) -> RulePack | None:
        if not since <= session.opened_at < until:
            return None
        within.update(attempt.attempt for attempt in session.opened.attempts)
        return pack

    def known(name: str, digest: str) -> RulePack:
        return pack if digest == pack.hash else packs(name, digest)

    before = judge_record(record, heads, packs)
    after = judge_record(record, heads, known, trial=on_trial)
    return Tried([verdict for verdict in before if verdict.attempt in within], compared(before, after))
