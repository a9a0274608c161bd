"""What offices tell the registry and ask of it, as one object, put together from its parts."""

from __future__ import annotations

from monitor.adapters.registry.check_ins import CheckIns
from monitor.adapters.registry.class_facts import ClassGateFacts
from monitor.adapters.registry.enrolment_facts import EnrolmentGateFacts
from monitor.adapters.registry.export_pages import ExportPages
from monitor.adapters.registry.imports import Imports
from monitor.adapters.registry.institution_facts import InstitutionGateFacts
from monitor.adapters.registry.listings import Listings
from monitor.adapters.registry.office_acts import OfficeActs
from monitor.adapters.registry.office_facts import OfficeGateFacts
from monitor.adapters.registry.platform_facts import PlatformGateFacts
from monitor.adapters.registry.table_imports import TableImports


class OfficeRegistry(
    ClassGateFacts,
    EnrolmentGateFacts,
    PlatformGateFacts,
    InstitutionGateFacts,
    OfficeGateFacts,
    Imports,
    TableImports,
    Listings,
    OfficeActs,
    CheckIns,
    ExportPages,
):
    """Rows from other systems, acts of the office's people, and the facts that the gates ask for."""
