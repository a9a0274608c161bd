"""Clauses about who may organise subsidised training at all, and where."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from monitor.core.gates.result import Answer, GateResult, Numbers

InstitutionKind = Literal["school", "technical_school", "enterprise_training_centre", "other"]


class AuditFlag(msgspec.Struct, frozen=True, kw_only=True):
    """A problem that an audit or inspection found; `evident` is null until a person said whether it is one."""

    found_on: date
    evident: bool | None = None
    cleared_on: date | None = None


class Audits(msgspec.Struct, frozen=True, kw_only=True):
    """All problems found at an institution, and the day that is asked about."""

    flags: tuple[AuditFlag, ...] = ()
    on: date


def audits_clean(audits: Audits, numbers: Numbers) -> GateResult:
    """CAT-01: no subsidised training where audits found evident problems since 2022."""
    year = numbers["audit_problems_since_year"]
    live = [flag for flag in audits.flags if _live(flag, audits.on) and flag.found_on.year >= year]
    evident = sum(flag.evident is True for flag in live)
    open_ones = sum(flag.evident is None for flag in live)
    answer = Answer(
        "CAT-01",
        "{year}年以来审计检查问题：明显问题{evident}项，待认定{open}项。",
        "Audit problems since {year}: {evident} evident, {open} to be looked at.",
        year=year,
        evident=evident,
        open=open_ones,
    )
    if not evident and open_ones:
        return answer.person("flags_to_review")
    return answer.decided(evident == 0, "evident_problems")


def _live(flag: AuditFlag, on: date) -> bool:
    return flag.found_on <= on < (flag.cleared_on or date.max)


class Equipment(msgspec.Struct, frozen=True, kw_only=True):
    """What a manufacturing training centre has; null where nobody has looked yet."""

    kind: InstitutionKind
    manufacturing: bool
    licensed_teachers: int
    site_fits: bool | None = None
    facilities_fit: bool | None = None


def equipped(centre: Equipment, numbers: Numbers) -> GateResult:
    """CAT-02: a manufacturing centre has teachers with a licence, a site and facilities that fit.

    The plan asks for a "corresponding" number of teachers; the least that any class needs is taken for it.
    """
    least = numbers["teachers_min"]
    if centre.kind != "enterprise_training_centre" or not centre.manufacturing:
        return Answer(
            "CAT-02", "非制造业企业培训中心。", "Not a training centre of a manufacturing enterprise."
        ).not_concerned()
    answer = Answer(
        "CAT-02",
        "持教师资格证教师{teachers}人，不少于{least}人；场地{site_zh}，设施{facilities_zh}。",
        "{teachers} licensed teachers, at least {least} are needed; site: {site_en}, facilities: {facilities_en}.",
        teachers=centre.licensed_teachers,
        least=least,
        site_zh=_FITS_ZH[centre.site_fits],
        facilities_zh=_FITS_ZH[centre.facilities_fit],
        site_en=_FITS_EN[centre.site_fits],
        facilities_en=_FITS_EN[centre.facilities_fit],
    )
    looked_at = (centre.site_fits, centre.facilities_fit)
    if centre.licensed_teachers < least or False in looked_at:
        return answer.failed("not_equipped")
    if None in looked_at:
        return answer.person("site_to_inspect")
    return answer.met()


_FITS_ZH = {True: "符合", False: "不符合", None: "待核实"}
_FITS_EN = {True: "fits", False: "does not fit", None: "to be inspected"}


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where an institution sits and where its class is held, by city codes.

    `local_institutions` counts those in the class's city that offer the specialty; `consent` is the number of the
    office's consent, if there is one.
    """

    kind: InstitutionKind
    institution_city: str
    class_city: str
    local_institutions: int
    consent: str = ""


def held_in_its_city(place: Place, _: Numbers) -> GateResult:
    """CAT-03: no class in another city that has institutions of its own, but for technical schools and by consent."""
    answer = Answer(
        "CAT-03",
        "机构所在地{home}，开班地{there}，当地同类机构{local}家，同意文号{consent}。",
        "Institution in {home}, class in {there}, {local} such institutions there, consent: {consent}.",
        home=place.institution_city or "—",
        there=place.class_city or "—",
        local=place.local_institutions,
        consent=place.consent or "—",
    )
    if not place.institution_city or not place.class_city:
        return answer.unknown("no_city")
    if place.kind == "technical_school":
        return answer.not_concerned()
    allowed = place.institution_city == place.class_city or not place.local_institutions or bool(place.consent)
    return answer.decided(allowed, "other_city")
