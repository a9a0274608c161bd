"""Where things lie in a folder of columns, and which trainee is in which partition.

`0003-of-0008/000007.states.parquet` is a table of the eighth chunk of the fourth of eight partitions.  All that judges
one trainee lies in one chunk, so that a partition, and a chunk too, can be judged by itself, on any machine.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from monitor.core import events as e

TABLES = ("streams", "facts", "instances", "lessons", "told", "states")
CHUNK_ROWS = 200_000  # player states in a chunk, about; it is in memory while it is written and read
# The kinds of player states, by the number that stands for them; a new kind goes to the end.
KINDS: tuple[Any, ...] = (
    e.Sample,
    e.Play,
    e.Pause,
    e.Playing,
    e.Waiting,
    e.Seeking,
    e.Seeked,
    e.RateChange,
    e.VisibilityChange,
    e.FocusChange,
    e.Ended,
)
KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}


class ColumnsError(Exception):
    """What is asked of a folder of columns cannot be done; the text says why, for people."""


def partition_of(trainee: str, partitions: int) -> int:
    """The partition, from 0, in which all streams of a trainee lie; it depends on the name alone."""
    return int.from_bytes(hashlib.sha256(trainee.encode()).digest()[:8]) % partitions


def partition_folder(folder: Path, partition: int, partitions: int) -> Path:
    """The folder of one partition, from 0."""
    return folder / f"{partition:04}-of-{partitions:04}"


def table(folder: Path, chunk: int, name: str) -> Path:
    """The file of one table of a chunk, from 0."""
    return folder / f"{chunk:06}.{name}.parquet"


def chunks(folder: Path) -> int:
    """How many chunks a partition has; raises `ColumnsError` where one of them lacks a table."""
    count = len(list(folder.glob("*.states.parquet")))
    for chunk in range(count):
        for name in TABLES:
            if not table(folder, chunk, name).exists():
                raise ColumnsError(f"{table(folder, chunk, name)} is missing: build the columns again")
    return count


def partitions_in(folder: Path) -> list[Path]:
    """The folders of all partitions, in order; raises `ColumnsError` where there are none or some are missing."""
    found = sorted(folder.glob("????-of-????"))
    if not found:
        raise ColumnsError(f"{folder} has no columns: write them with monitor columns build")
    wanted = [partition_folder(folder, number, int(found[0].name[-4:])) for number in range(int(found[0].name[-4:]))]
    if found != wanted:
        raise ColumnsError(f"{folder} has {len(found)} of {len(wanted)} partitions: build the columns again")
    return found


def wanted(folder: Path, partition: int | None, partitions: int) -> list[int]:
    """The partitions, from 0, that are to be written; raises `ColumnsError` where the folder is divided otherwise."""
    others = [place.name for place in folder.glob("????-of-????") if int(place.name[-4:]) != partitions]
    if others:
        raise ColumnsError(f"{folder} is divided into {int(others[0][-4:])} partitions: use another folder")
    return list(range(partitions)) if partition is None else [one_of(partition, partitions)]


def one_of(partition: int, partitions: int) -> int:
    """The partition itself; raises `ColumnsError` where there is none of this number."""
    if partition >= partitions:
        raise ColumnsError(f"there is no partition {partition}: they are numbered from 0 to {partitions - 1}")
    return partition
