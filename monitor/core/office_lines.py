"""Offices and institutions as lists show them."""

from __future__ import annotations

import msgspec

from monitor.core.office_records import Level


class OfficeLine(msgspec.Struct, frozen=True, kw_only=True):
    """An office below another, and how many institutions belong to it itself."""

    office: str
    title: str
    level: Level
    parent: str | None
    institutions: int


class InstitutionLine(msgspec.Struct, frozen=True, kw_only=True):
    """An institution and the office to which it belongs, if anybody said so."""

    institution: str
    title: str
    office: str | None
