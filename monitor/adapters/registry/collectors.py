"""Which collectors work side by side; whether one is there still, its lock tells."""

from __future__ import annotations

from sqlmodel import Field, col, select

from monitor.adapters.registry.rows import Row
from monitor.adapters.registry.tables import Tables
from monitor.ports import Peer


class CollectorRow(Row, table=True):
    """A collector that takes what concerns its sessions from the others."""

    __tablename__ = "collectors"

    name: str = Field(primary_key=True)
    address: str  # http://host:port
    secret_check: str  # the same for all that have the same master key


class Collectors(Tables):
    """Some collectors, each with its own row."""

    def join_collectors(self, peer: Peer) -> None:
        """Be found by the others."""
        with self._writing(f"collector {peer.name}") as session:
            session.merge(CollectorRow(**peer._asdict()))

    def leave_collectors(self, name: str) -> None:
        """Be found no more; whoever is not there stays so."""
        with self._writing(f"collector {name}") as session:
            row = session.get(CollectorRow, name)
            if row is not None:
                session.delete(row)

    def collectors(self) -> list[Peer]:
        """All that joined, by name, also those that were killed and nobody has missed yet."""
        with self._reading() as session:
            rows = session.exec(select(CollectorRow).order_by(col(CollectorRow.name))).all()
            return [Peer(row.name, row.address, row.secret_check) for row in rows]
