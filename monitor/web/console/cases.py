"""Cases against platforms, with everything that speaks for and against the platform."""

from __future__ import annotations

from monitor.flows.dossiers import dossier
from monitor.web.case_words import CaseSaid, said
from monitor.web.console.access import Office
from monitor.web.console.route import console_router
from monitor.web.needs import TheCollector
from monitor.web.vendor_api.common import Name

router = console_router("cases")


@router.get("/platforms/{platform}/cases/{case}")
async def get_case(platform: Name, case: Name, collector: TheCollector, _: Office) -> CaseSaid:
    """One case with its evidence, its steps, and what may come next."""
    return said((await dossier(collector, platform)).case(case), collector.monitor.clock.now())
