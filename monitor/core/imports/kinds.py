"""All kinds of tables that can be imported."""

from __future__ import annotations

from typing import Any

from monitor.core.imports.assessments import ASSESSMENTS
from monitor.core.imports.catalogue import CATALOGUE
from monitor.core.imports.classroom import CHECK_INS, RECORDINGS
from monitor.core.imports.columns import Kind
from monitor.core.imports.plans import PLANS
from monitor.core.imports.roster import ROSTER

KINDS: dict[str, Kind[Any]] = {
    kind.name: kind for kind in (ROSTER, PLANS, CATALOGUE, ASSESSMENTS, CHECK_INS, RECORDINGS)
}
