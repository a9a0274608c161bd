"""Shares and counts that the office reports; they decide nothing."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from monitor.core.gates.result import Answer, GateResult, Numbers

LOW_CERTIFICATES = frozenset({"specific_ability", "training_completion"})


class TrainingCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Subsidised trainings of an office's area in a year; `target_percent` is its own, null: the general one."""

    manufacturing: int
    total: int
    target_percent: int | None = None


def manufacturing_share(counts: TrainingCounts, numbers: Numbers) -> GateResult:
    """KPI-01: the share of manufacturing among subsidised trainings, which the plan sets by city."""
    least = numbers["manufacturing_percent_min"] if counts.target_percent is None else counts.target_percent
    answer = Answer(
        "KPI-01",
        "补贴性培训{total}人次，制造业{manufacturing}人次；不低于{least}%。",
        "{manufacturing} of {total} subsidised trainings are for manufacturing; the target is {least} %.",
        total=counts.total,
        manufacturing=counts.manufacturing,
        least=least,
    )
    if not counts.total:
        return answer.unknown("no_trainings")
    return answer.decided(counts.manufacturing * 100 >= counts.total * least, "below_target")


class CertificateCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Certificates of an office's area in a year, the low ones among them; `cap_percent` as `target_percent` above.

    Low are specific-ability and training completion certificates.
    """

    low: int
    total: int
    cap_percent: int | None = None


def low_certificates(counts: CertificateCounts, numbers: Numbers) -> GateResult:
    """KPI-02: the share of low certificates, which the plan caps by city."""
    most = numbers["low_certificates_percent_max"] if counts.cap_percent is None else counts.cap_percent
    answer = Answer(
        "KPI-02",
        "取证{total}本，专项能力证书和培训合格证书{low}本；不超过{most}%。",
        "{low} of {total} certificates are specific-ability or completion certificates; at most {most} % should be.",
        total=counts.total,
        low=counts.low,
        most=most,
    )
    if not counts.total:
        return answer.unknown("no_certificates")
    return answer.decided(counts.low * 100 <= counts.total * most, "above_cap")


class Reporting(msgspec.Struct, frozen=True, kw_only=True):
    """The periods that an office reported, by name (see `periods_over`), since its first day, and the day today."""

    reported: frozenset[str] = frozenset()
    since: date
    today: date


def reported_on_time(reporting: Reporting, _: Numbers) -> GateResult:
    """RPT-01: a report for every month, quarter, half-year and year that is over."""
    due = periods_over(reporting.since, reporting.today)
    missing = [period for period in due if period not in reporting.reported]
    return Answer(
        "RPT-01",
        "应报{due}期，缺{count}期，最近一期：{last}",
        "{due} reports are due, {count} are missing; the last of them: {last}",
        due=len(due),
        count=len(missing),
        last=missing[-1] if missing else "—",
    ).decided(not missing, "reports_missing")


def periods_over(since: date, today: date) -> list[str]:
    """Names of all periods that ended in `since <= last day < today`: 2023-03, 2023-Q1, 2023-H1, 2023."""
    names: list[str] = []
    last_day = since.replace(day=1) - timedelta(1)
    while (last_day := _month_end(last_day + timedelta(1))) < today:
        year, month = last_day.year, last_day.month
        names.append(f"{year}-{month:02}")
        names += [f"{year}-Q{month // 3}"] if month % 3 == 0 else []
        names += [f"{year}-H{month // 6}"] if month % 6 == 0 else []
        names += [f"{year}"] if month == 12 else []
    return names


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
