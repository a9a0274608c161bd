"""What is on record about a platform: its cases and probes, read from its stream."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core import platform_findings
from monitor.core.platform_facts import ProbeReported
from monitor.core.platform_findings import Case
from monitor.flows.case_book import stored
from monitor.flows.collector import Collector
from monitor.ports import EventLog


class UnknownCase(LookupError):
    """There is no case of this name against the platform."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is on record about one platform."""

    cases: list[Case]
    probes: list[ProbeReported]

    def case(self, name: str) -> Case:
        """One case; raises `UnknownCase`."""
        for case in self.cases:
            if case.case == name:
                return case
        raise UnknownCase(name)


async def dossier(collector: Collector, platform: str) -> Dossier:
    """What the platform's stream holds now; raises `EventLogError`."""
    return await dossier_in(collector.monitor.log, platform)


async def dossier_in(log: EventLog, platform: str) -> Dossier:
    """The same for whoever has a log and no collector; raises `EventLogError`."""
    facts = await stored(log, platform)
    return Dossier(platform_findings.cases(facts), platform_findings.probes(facts))
