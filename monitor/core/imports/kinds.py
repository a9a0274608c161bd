"""All kinds of tables that can be imported."""

from __future__ import annotations

from typing import Any

from monitor.core.imports.apprentices import APPRENTICES
from monitor.core.imports.assessments import ASSESSMENTS
from monitor.core.imports.audit_flags import AUDIT_FLAGS
from monitor.core.imports.blacklist import BLACKLIST
from monitor.core.imports.catalogue import CATALOGUE
from monitor.core.imports.claims import CLAIMS
from monitor.core.imports.class_profiles import CLASS_PROFILES
from monitor.core.imports.classroom import CHECK_INS, RECORDINGS
from monitor.core.imports.columns import Kind
from monitor.core.imports.connections import CONNECTIONS
from monitor.core.imports.held_hours import HELD_HOURS
from monitor.core.imports.inspections import INSPECTIONS
from monitor.core.imports.institution_profiles import INSTITUTION_PROFILES
from monitor.core.imports.make_ups import MAKE_UPS
from monitor.core.imports.notices import NOTICES
from monitor.core.imports.offices import OFFICES
from monitor.core.imports.plans import PLANS
from monitor.core.imports.questionnaires import QUESTIONNAIRES
from monitor.core.imports.roster import ROSTER
from monitor.core.imports.satisfaction import SATISFACTION
from monitor.core.imports.specialties import SPECIALTIES
from monitor.core.imports.teacher_assignments import TEACHER_ASSIGNMENTS
from monitor.core.imports.teachers import TEACHERS
from monitor.core.imports.workshops import WORKSHOPS

_OF_CLASSES = (ROSTER, PLANS, CLASS_PROFILES, TEACHER_ASSIGNMENTS, ASSESSMENTS, CHECK_INS, RECORDINGS)
_OF_COURSE_AND_END = (HELD_HOURS, MAKE_UPS, QUESTIONNAIRES, SATISFACTION, INSPECTIONS, CLAIMS, NOTICES)
_OF_OFFICES = (OFFICES, CATALOGUE, CONNECTIONS, AUDIT_FLAGS, BLACKLIST)
_OF_WHO_TEACHES = (INSTITUTION_PROFILES, TEACHERS, WORKSHOPS, SPECIALTIES, APPRENTICES)

KINDS: dict[str, Kind[Any]] = {
    kind.name: kind for kind in (*_OF_CLASSES, *_OF_COURSE_AND_END, *_OF_OFFICES, *_OF_WHO_TEACHES)
}
