"""What all parts of the registry share: short transactions, and registering a thing once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlmodel import Session, col, select

from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.locks import take_locks, writing
from monitor.adapters.registry.rows import Imported, Row

AnyRow = TypeVar("AnyRow", bound=Row)


class Tables:
    """A database with the registry's tables.

    A record's facts are fixed when it is registered; what may change later (an approval, a connection) has its own
    verb.  Registering the same facts again does nothing, so that a vendor may repeat a request.
    """

    def __init__(self, engine: Engine, identity_key: bytes) -> None:
        self._engine = engine
        self._writing_engine = writing(engine)
        self._noting_engine = writing(engine, flushed=False)
        self._identity_key = identity_key

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with _translated(), Session(self._engine) as session:
            yield session

    @contextmanager
    def _writing(self, *changes: str) -> Iterator[Session]:
        """One transaction: all of it is stored, durably, or nothing.

        `changes` names what it looks at before it changes it, such as the attempts of a trainee; without, nobody else
        writes meanwhile.
        """
        with _transaction(self._writing_engine, changes) as session:
            yield session

    @contextmanager
    def _noting(self, *changes: str) -> Iterator[Session]:
        """The same without waiting for the disk: a power cut may take it away, the end of the process does not."""
        with _transaction(self._noting_engine, changes) as session:
            yield session


@contextmanager
def _transaction(engine: Engine, changes: Collection[str]) -> Iterator[Session]:
    with _translated(), Session(engine, expire_on_commit=False) as session, session.begin():
        take_locks(session.connection(), changes)
        yield session


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise RegistryError(
            "record", f"contradicts what is registered: {_said(error)}", "look the record up and correct the reference"
        ) from error
    except DataError as error:
        raise RegistryError("record", f"holds what cannot be stored: {_said(error)}", "correct the value") from error
    except DBAPIError as error:
        raise RegistryError("database", f"cannot be used: {_said(error)}", "see the operator's guide") from error


def _said(error: DBAPIError) -> str:
    """What the database said, without the values, which may be somebody's."""
    return str(error.orig).partition("\n")[0]


def known(session: Session, table: type[AnyRow], name: str | int | tuple[str, ...], field: str) -> AnyRow:
    """The row with this primary key; raises `RegistryError` naming `field` when there is none."""
    row = session.get(table, name)
    if row is None:
        raise not_registered(field, name)
    return row


def not_registered(field: str, name: object) -> RegistryError:
    """What is said of a name that nobody has."""
    return RegistryError(field, f"{name} is not registered", "register it first, or correct the name")


def add_once(session: Session, row: Row, *, changeable: frozenset[str] = frozenset()) -> bool:
    """Store a row unless the same facts are there already; True when it is new.

    Facts that differ are refused, except `changeable` ones, which have their own verbs; so is an id of another system
    that already belongs to another record.
    """
    mapper = inspect(type(row))
    key = tuple(mapper.primary_key_from_instance(row))
    existing = session.get(type(row), key)
    if existing is None:
        if isinstance(row, Imported):
            refuse_taken_id(session, row)
        session.add(row)
        session.flush()
        return True
    facts = existing.model_dump(exclude=set(changeable))
    for field, value in row.model_dump(exclude=set(changeable)).items():
        if facts[field] != value:
            raise RegistryError(
                field,
                f"{'/'.join(map(str, key))} is registered with {facts[field]!r}, not {value!r}",
                "register a new record under another name, or repeat the registered facts",
            )
    return False


def refuse_taken_id(session: Session, row: Imported) -> None:
    """An id of another system stands for one record only."""
    table = type(row)
    same_id = (col(table.source_system) == row.source_system, col(table.external_id) == row.external_id)
    if session.exec(select(table).where(*same_id)).first() is not None:
        raise RegistryError(
            "external_id",
            f"{row.external_id!r} of {row.source_system!r} already belongs to another record",
            "use that record, or correct the id",
        )
