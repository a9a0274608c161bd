"""The columns of made-up people, without files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from monitor.columns.judging import Judged, judge_chunk
from monitor.columns.reading import Chunk
from monitor.columns.writing import Rows
from monitor.core.events import Entry
from monitor.core.rulepack import Packs

Streams = Mapping[str, Sequence[Entry]]


def chunk_of(people: Iterable[Streams]) -> Chunk:
    """All of them in one chunk, as trainee-0, trainee-1, …"""
    rows = Rows()
    for number, streams in enumerate(people):
        rows.add(f"trainee-{number}", streams)
    return Chunk(rows.frames())


def from_columns(people: Iterable[Streams], packs: Packs, told: Judged | None = None) -> list[list[bytes]]:
    """The verdicts on everybody, as stored."""
    judged = judge_chunk(chunk_of(people), packs, told)
    return [[verdict.to_bytes() for verdict in verdicts] for _, verdicts in judged]
