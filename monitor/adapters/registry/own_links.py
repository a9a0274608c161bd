"""Since when links to a trainee's own page hold: those that were handed out before have been ended."""

from __future__ import annotations

from monitor.adapters.registry.console_models import OwnLinksEnded
from monitor.adapters.registry.models import Trainee
from monitor.adapters.registry.tables import Tables, known


class OwnLinkEnds(Tables):
    """One moment for each person whose links were ended; times are UTC ms."""

    def end_own_links(self, trainee: str, *, by: str, at: int) -> None:
        """No link that was handed out up to now opens the page any more."""
        with self._writing(f"own links of {trainee}") as session:
            known(session, Trainee, trainee, "trainee")
            row = session.get(OwnLinksEnded, trainee) or OwnLinksEnded(trainee=trainee, ended_at=0, ended_by=by)
            row.ended_at, row.ended_by = max(at, row.ended_at), by
            session.add(row)

    def own_links_ended(self, trainee: str) -> int:
        """When the person's links were last ended; 0 if never."""
        with self._reading() as session:
            row = session.get(OwnLinksEnded, trainee)
            return row.ended_at if row is not None else 0
