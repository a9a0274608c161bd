"""What it takes to import a roster (`bench_import.py [people]`): time, memory, and how long nobody else can write."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from openpyxl import Workbook

from monitor.adapters.registry import SqlRegistry, open_engine, upgrade
from monitor.adapters.spreadsheets import sheets
from monitor.core.events import ClassPlan
from monitor.core.identity_number import check_digit
from monitor.core.imports.kinds import KINDS
from monitor.flows.import_table import import_table, terms
from monitor.rulepacks import load, load_gates

HEAD = ("班级编号", "身份证号", "学员编号", "人员类别", "岗位职业编码", "是否在校生")
CLASS_SIZE = 80


class Timed(SqlRegistry):
    """A registry that keeps how long its last write held the others up (s)."""

    held = 0.0

    @contextmanager
    def _writing(self, *changes: str) -> Iterator[object]:  # type: ignore[override]
        with super()._writing(*changes) as session:
            start = time.perf_counter()
            yield session
        self.held = time.perf_counter() - start


def identity_number(place: int) -> str:
    """Well formed, and nobody's: no area has the code 000000."""
    year, month, day = 1950 + place % 50, place // 50 % 12 + 1, place // 600 % 28 + 1
    first = f"000000{year}{month:02}{day:02}{place // 16_800:03}"
    return first + check_digit(first)


def write(file: Path, people: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    sheet.append(HEAD)
    for place in range(people):
        told = "企业职工" if place % 2 else "其他"
        name, training_class = f"HN-{place:06}", f"c{place // CLASS_SIZE}"
        sheet.append((training_class, identity_number(place), name, told, "6-18-02-04", "否"))
    book.save(file)


def furnished(folder: Path, people: int) -> Timed:
    engine = open_engine(folder / "registry.db")
    upgrade(engine)
    registry = Timed(engine, b"k" * 32)
    registry.add_institution("school", title="S", source_system="talent", external_id="s")
    for place in range(people // CLASS_SIZE + 1):
        name = f"c{place}"
        plan = ClassPlan(training_class=name, total_class_hours=40, lessons=(), units=())
        registry.add_class(
            plan, institution="school", title=name, source_system="talent", external_id=name, unit_content_min=0
        )
    return registry


def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "roster.xlsx", people)
        registry = furnished(folder, people)
        under = terms("talent", time.time_ns() // 1_000_000, load("henan-2023"), load_gates())
        start, used = time.perf_counter(), time.process_time()
        with (folder / "roster.xlsx").open("rb") as file:
            done = import_table(registry, KINDS["roster"], lambda: sheets(file, "roster.xlsx"), under, dry_run=False)
        elapsed, used = time.perf_counter() - start, time.process_time() - used
        registry.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{done.rows} people, {done.stored['enrolments']} enrolled: {elapsed:.1f} s ({used:.1f} s of processor time),"
    )
    print(f"of which others waited {registry.held:.1f} s; at most {memory} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
