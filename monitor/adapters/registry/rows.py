"""What all tables of the registry have in common: names of constraints, and where a row came from."""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel


class Row(SQLModel):
    """The base of all tables; constraints have names, so that a migration can change them in any database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Imported(Row):
    """What comes from another system keeps that system's name and its id there, and one id means one record."""

    source_system: str
    external_id: str


class Sourced(Row):
    """A row that has no name but the one in the system from which it came."""

    source_system: str = Field(primary_key=True)
    external_id: str = Field(primary_key=True)
