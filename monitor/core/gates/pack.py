"""The numbers of the gates, each with its clause and basis, in packs of their own.

They are kept apart from the hours' rule packs because gates decide about the subsidy of classes: when one of their
numbers changes, no verdict on an hour does (rules: order of evaluation).
"""

from __future__ import annotations

import hashlib
import tomllib

import msgspec

from monitor.core.errors import RulePackError
from monitor.core.rulepack import RulePack, Threshold

_OF_HOURS = ("online_cap_percent", "class_hour_ms")


class GateThresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every number by name; a pack must give all of them."""

    # people and institutions
    retrain_interval_months: Threshold
    audit_problems_since_year: Threshold
    # a class before it starts
    legacy_system_before_year: Threshold
    certificate_hours_min: Threshold
    practical_percent_min: Threshold
    class_size_max: Threshold
    trainees_per_teacher_max: Threshold
    trainees_per_workstation_max: Threshold
    teachers_min: Threshold
    occupation_parts_near: Threshold
    occupation_parts_doubtful: Threshold
    apprentices_together_max: Threshold
    apprentices_a_year_school_max: Threshold
    apprentices_a_year_max: Threshold
    # while it runs and when it ends
    inspections_min: Threshold
    recording_min_ms: Threshold
    recording_strikes: Threshold
    video_retention_years: Threshold
    satisfaction_percent_min: Threshold
    rectification_months_min: Threshold
    # money and reports
    subsidy_reviewers_min: Threshold
    public_notice_days_min: Threshold
    public_notice_working_days: Threshold
    manufacturing_percent_min: Threshold
    low_certificates_percent_max: Threshold


class GatePack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The gates' numbers in force for a time; `pack["name"]` is a number."""

    name: str
    version: str
    title: dict[str, str]
    effective_from: str
    effective_to: str = ""
    thresholds: GateThresholds

    def __getitem__(self, name: str) -> int:
        value: int = getattr(self.thresholds, name).value
        return value

    @property
    def hash(self) -> str:
        """SHA-256 (hex) over the pack in canonical form, so that an answer can say by what it was given."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()


def parse(text: str) -> GatePack:
    """Read a pack from TOML; raises `RulePackError` naming what is missing or unknown."""
    try:
        return msgspec.convert(tomllib.loads(text), GatePack)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RulePackError(f"gate pack: {error}") from error


def numbers(gates: GatePack, hours: RulePack) -> dict[str, int]:
    """All numbers that the gates read: their own, and those that they share with the hours."""
    return {name: gates[name] for name in gates.thresholds.__struct_fields__} | {
        name: hours[name] for name in _OF_HOURS
    }
