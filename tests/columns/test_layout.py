"""Who is in which partition, and what a folder that lacks something says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.columns import writing
from monitor.columns.judging import judge
from monitor.columns.layout import ColumnsError, chunks, partition_folder, partition_of, partitions_in, table
from monitor.core.rulepack import always
from monitor.learners.simulated import Simulated
from monitor.rulepacks import load

DEMO = load("demo")


@given(st.text(min_size=1), st.integers(1, 9999))
def test_everybody_is_in_one_partition_and_always_in_the_same(trainee: str, partitions: int) -> None:
    assert partition_of(trainee, partitions) == partition_of(trainee, partitions)
    assert 0 <= partition_of(trainee, partitions) < partitions


def test_a_partition_depends_on_the_name_alone_on_every_machine() -> None:
    assert [partition_of(f"trainee-{number}", 8) for number in range(6)] == [4, 5, 6, 6, 5, 7]


def test_partitions_are_about_as_large_as_each_other() -> None:
    sizes = [0] * 8
    for number in range(8000):
        sizes[partition_of(f"trainee-{number}", 8)] += 1

    assert 900 < min(sizes) <= max(sizes) < 1100


def columns(folder: Path, people: int = 3) -> Path:
    """The only partition, with so many people in it."""
    place, names = partition_folder(folder, 0, 1), [f"trainee-{number}" for number in range(people)]
    writing.write(place, ((name, Simulated(DEMO, name=name).watch().streams) for name in names))
    return place


def test_a_person_is_never_divided_among_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "CHUNK_ROWS", 1)

    place = columns(tmp_path)

    assert chunks(place) == 3
    assert [person.trainee for person, _ in judge(place, always(DEMO))] == ["trainee-0", "trainee-1", "trainee-2"]


def test_columns_are_built_again_in_the_place_of_the_old_ones(tmp_path: Path) -> None:
    columns(tmp_path)
    place = columns(tmp_path, people=1)

    assert [person.trainee for person, _ in judge(place, always(DEMO))] == ["trainee-0"]
    assert partitions_in(tmp_path) == [place]


def test_nobody_in_a_partition_is_nobody_judged(tmp_path: Path) -> None:
    assert list(judge(columns(tmp_path, people=0), always(DEMO))) == []


def test_a_missing_partition_or_table_is_named(tmp_path: Path) -> None:
    place = columns(tmp_path)
    table(place, 0, "told").unlink()
    with pytest.raises(ColumnsError, match=r"000000\.told\.parquet is missing: build the columns again"):
        chunks(place)

    partition_folder(tmp_path / "other", 0, 2).mkdir(parents=True)
    with pytest.raises(ColumnsError, match="has 1 of 2 partitions"):
        partitions_in(tmp_path / "other")


def test_a_damaged_table_is_named(tmp_path: Path) -> None:
    place = columns(tmp_path)
    table(place, 0, "states").write_bytes(b"no parquet")

    with pytest.raises(ColumnsError, match="000000"):
        list(judge(place, always(DEMO)))
