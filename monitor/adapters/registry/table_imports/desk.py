"""What all kinds of tables need: the session, whose table it is, and questions for many rows at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import insert, inspect, select, tuple_, update
from sqlmodel import Session, SQLModel, col

from monitor.adapters.registry.models import Trainee, TrainingClass
from monitor.core.imports.faults import Wrong
from monitor.core.imports.reading import Table
from monitor.core.imports.terms import Terms

CHUNK = 500  # rows in one statement; SQLite takes 32,766 values at once
_MANY = 10_000  # rows that are handed over at once

Item = TypeVar("Item")
Counts = dict[str, int]  # what was stored, by what it is


@dataclass(frozen=True)
class Desk:
    """A session over the registry, and the terms."""

    session: Session
    digests: Mapping[str, str]  # the keyed hash of every identity and phone number in the table
    terms: Terms

    def values(self, wanted: Sequence[Any], key: Sequence[Any], names: Collection[Any]) -> Iterator[tuple[Any, ...]]:
        """Columns of all rows whose key is one of `names`, which are tuples if the key has several columns."""
        column = key[0] if len(key) == 1 else tuple_(*key)
        for chunk in chunks(sorted(names)):
            yield from map(tuple, self.session.execute(select(*wanted).where(column.in_(chunk))))

    def insert(self, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> int:
        """Store new rows; returns how many."""
        for chunk in chunks(rows, _MANY):
            self.session.connection().execute(insert(inspect(table).local_table), chunk)
        return len(rows)

    def update(self, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> int:
        """Change rows by their primary keys, all of the same columns; returns how many."""
        for chunk in chunks(rows, _MANY):
            self.session.execute(update(table), chunk)
        return len(rows)

    def people(self, numbers: Iterable[str]) -> dict[str, str]:
        """The trainees of these identity numbers, as far as they are registered."""
        hashes = {self.digests[number]: number for number in numbers}
        known = self.values([Trainee.identity_hash, Trainee.trainee], [col(Trainee.identity_hash)], hashes)
        return {hashes[digest]: trainee for digest, trainee in known}

    def known(self, column: Any, names: Collection[Any]) -> set[Any]:
        """Which of these names are there."""
        return {name for (name,) in self.values([column], [column], names)}


def chunks(items: Sequence[Item], size: int = CHUNK) -> Iterator[Sequence[Item]]:
    """Pieces of a sequence."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def refuse_unknown(desk: Desk, table: Table[Any], column: str, key: Any, words: tuple[str, str]) -> None:
    """Every row names in this column what `key` has, or nothing; `words` say in both languages what that is."""
    known = {None, *desk.known(key, {getattr(placed.row, column) for placed in table.rows} - {None})}
    for place, placed in enumerate(table.rows):
        if getattr(placed.row, column) not in known:
            table.blame(place, column, unknown(*words))


def refuse_unknown_classes(desk: Desk, table: Table[Any]) -> None:
    """Every row names a registered class."""
    refuse_unknown(desk, table, "training_class", col(TrainingClass.training_class), ("班级", "class"))


def registered_people(desk: Desk, table: Table[Any]) -> dict[str, str]:
    """The trainees of all rows by their numbers; blames rows about strangers."""
    people = desk.people(placed.row.identity_number for placed in table.rows)
    for place, placed in enumerate(table.rows):
        if placed.row.identity_number not in people:
            table.blame(place, "identity_number", unknown("人员", "person"))
    return people


def unknown(zh: str, en: str) -> Wrong:
    """A name that leads nowhere."""
    return Wrong(
        "unknown",
        f"{zh}未登记。",
        f"This {en} is not registered.",
        "请先登记，或更正编号。",
        "Register it first, or correct the name.",
    )


def belongs_to_another(zh: str, en: str) -> Wrong:
    """An id that stands for something else."""
    return Wrong(
        "taken",
        f"该编号已属于另一{zh}。",
        f"This id belongs to another {en}.",
        "请更正编号。",
        "Correct the id.",
    )


def not_yet() -> Wrong:
    """What is told as if it had happened, and is yet to come."""
    return Wrong("in_the_future", "晚于现在。", "This is yet to come.", "请更正。", "Correct it.")
