"""What the registry knows about one subject on one day, as the gates ask for it: a field for each kind of facts."""

from __future__ import annotations

import msgspec

from monitor.core.gates.assessment_and_funds import Assessment, Claim, MonthlyPushes, Notice
from monitor.core.gates.catalogue import Audits, Equipment, Place
from monitor.core.gates.classes import (
    Apprentices,
    ClassHours,
    ClassSize,
    Entered,
    HourLength,
    Occupation,
    Questionnaires,
    Recorded,
)
from monitor.core.gates.online import (
    CatalogueEntries,
    EarlierProjects,
    OnlineHours,
    OnlineUnits,
    Periods,
    Specialties,
    Videos,
)
from monitor.core.gates.people import ClassroomRecords, Headcounts, LocalPlatform, Students, Trouble, Wishes
from monitor.core.gates.process import HourRecording, Inspections, KeptVideo, MakeUp, Reviewed, Satisfaction
from monitor.core.gates.reports import CertificateCounts, Reporting, TrainingCounts
from monitor.core.gates.vouchers import Voucher


class ClassFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One class; its `online_hours` are those that the plan puts online."""

    online_hours: OnlineHours
    online_units: OnlineUnits
    videos: Videos
    specialties: Specialties
    recorded: Recorded
    entered: Entered
    hours: ClassHours
    questionnaires: Questionnaires
    wishes: Wishes
    headcounts: Headcounts
    students: Students
    size: ClassSize
    hour_lengths: tuple[HourLength, ...]
    inspections: Inspections
    classroom: ClassroomRecords
    hour_recordings: tuple[HourRecording, ...]
    reviewed: Reviewed
    kept_videos: tuple[KeptVideo, ...]
    satisfaction: Satisfaction
    assessment: Assessment
    claim: Claim | None
    notice: Notice | None
    pushes: MonthlyPushes
    place: Place


class EnrolmentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One person in one class; the `online_hours` are those that were certified."""

    online_hours: OnlineHours
    earlier: EarlierProjects
    occupation: Occupation
    make_ups: tuple[MakeUp, ...]
    voucher: Voucher | None


class PlatformFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One platform on one day."""

    catalogue: CatalogueEntries
    connections: Periods
    suspensions: Periods
    trouble: Trouble


class InstitutionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One institution on one day; `apprentices` by enterprise and occupation."""

    apprentices: tuple[Apprentices, ...]
    audits: Audits
    equipment: Equipment
    trouble: Trouble


class OfficeFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One office's area in one calendar year."""

    trainings: TrainingCounts
    certificates: CertificateCounts
    reporting: Reporting
    local_platform: LocalPlatform


Facts = ClassFacts | EnrolmentFacts | PlatformFacts | InstitutionFacts | OfficeFacts
