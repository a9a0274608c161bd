"""Judges everybody in a partition again: from runs of plain play where nothing was decided in them, else from all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from monitor.columns import layout
from monitor.columns.reading import Chunk, Person, read_chunk
from monitor.core import judging
from monitor.core.left_out import LeftOutMatters, Run
from monitor.core.pack_trial import Tried, tried_record
from monitor.core.reading import Record
from monitor.core.rulepack import Packs, RulePack
from monitor.core.verdict import Verdict

T = TypeVar("T")


@dataclass(slots=True)
class Judged:
    """How many people were judged, and how many of them again because states that were left out mattered."""

    people: int = 0
    again: int = 0


def judge(folder: Path, packs: Packs, told: Judged | None = None) -> Iterator[tuple[Person, list[Verdict]]]:
    """The verdicts on everybody in a partition's folder, as `core.judging.judge` gives them from the log.

    Raises `ColumnsError`, and `RulePackError` where the log names rules that `packs` does not know.
    """
    for chunk in _chunks(folder):
        yield from judge_chunk(chunk, packs, told)


def judge_chunk(chunk: Chunk, packs: Packs, told: Judged | None = None) -> Iterator[tuple[Person, list[Verdict]]]:
    """The same for one chunk."""
    return _each(chunk, packs, (), lambda record, person: judging.judge_record(record, person.heads, packs), told)


def trial(
    folder: Path, packs: Packs, pack: RulePack, time: tuple[int, int], told: Judged | None = None
) -> Iterator[tuple[Person, Tried]]:
    """What other rules would make of everybody's hours, as `core.pack_trial.tried` says from the log.

    Raises as `judge`.
    """
    for chunk in _chunks(folder):
        yield from try_chunk(chunk, packs, pack, time, told)


def try_chunk(
    chunk: Chunk, packs: Packs, pack: RulePack, time: tuple[int, int], told: Judged | None = None
) -> Iterator[tuple[Person, Tried]]:
    """The same for one chunk; the time is that in which sessions were opened (UTC ms, its end excluded)."""

    def tried(record: Record, person: Person) -> Tried:
        return tried_record(record, person.heads, packs, pack, *time)

    return _each(chunk, packs, (pack,), tried, told)


def _chunks(folder: Path) -> Iterator[Chunk]:
    return (read_chunk(folder, number) for number in range(layout.chunks(folder)))


def _each(
    chunk: Chunk,
    packs: Packs,
    more: tuple[RulePack, ...],
    judge_one: Callable[[Record, Person], T],
    told: Judged | None,
) -> Iterator[tuple[Person, T]]:
    told = told or Judged()
    named = {(opened.rule_pack, opened.rule_pack_hash) for opened in chunk.openings()}
    chunk.shorten([*(packs(*pack) for pack in sorted(named)), *more])
    for person in chunk.people():
        told.people += 1
        yield person, _judged(chunk, person, judge_one, told)


def _judged(chunk: Chunk, person: Person, judge_one: Callable[[Record, Person], T], told: Judged) -> T:
    """Judge a person; the runs in which something was decided get their states back, until there are none."""
    restored: frozenset[Run] = frozenset()
    while True:
        try:
            return judge_one(chunk.record(person, restored), person)
        except LeftOutMatters as matters:
            told.again += not restored
            restored |= matters.runs
