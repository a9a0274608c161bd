"""Where a record of the registry comes from: every one keeps a system's name and its id there."""

from __future__ import annotations

from typing import Any

import msgspec


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """The system that a record comes from, and its id there; an empty id is the name that it has here."""

    source_system: str
    external_id: str = ""

    def ids(self, name: str) -> dict[str, Any]:
        """The two columns of a record that is called `name` here."""
        return {"source_system": self.source_system, "external_id": self.external_id or name}


OFFICE = Origin(source_system="office")
TRAINEE = Origin(source_system="trainee")  # said in a lesson, or on the trainee's own page
