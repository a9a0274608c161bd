"""Clauses about the completion assessment and the money: certificates, signatures, publicity, the monthly list."""

from __future__ import annotations

from datetime import date

import msgspec

from monitor.core.days import WorkingDays, day_after, whole_days
from monitor.core.gates.result import Answer, GateResult, Numbers, some

# Beside them there is the mere training completion certificate.
CERTIFICATES = frozenset({"professional_qualification", "skill_level", "specific_ability"})


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """The certificate that the programme could lead to, and the one for which the class is assessed; empty: unknown."""

    obtainable: str
    taken: str


def assessed_for_a_certificate(assessment: Assessment, _: Numbers) -> GateResult:
    """ASM-01: where a real certificate can be had, a mere training completion certificate earns no subsidy."""
    answer = Answer(
        "ASM-01",
        "可取得证书“{obtainable}”，实际组织考核“{taken}”。",
        "{obtainable} can be obtained; the class is assessed for {taken}.",
        obtainable=assessment.obtainable or "—",
        taken=assessment.taken or "—",
    )
    if not assessment.obtainable or not assessment.taken:
        return answer.unknown("not_registered")
    skipped = assessment.obtainable in CERTIFICATES and assessment.taken not in CERTIFICATES
    return answer.decided(not skipped, "certificate_skipped")


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """Who entered a subsidy claim, and who signed it; accounts, not names."""

    entered_by: str
    signed_by: tuple[str, ...] = ()


def signed_by_two(claim: Claim | None, numbers: Numbers) -> GateResult:
    """FND-01: two handlers or more reviewed and signed; whoever entered the claim is none of them."""
    if claim is None:
        return Answer("FND-01", "尚未申领补贴。", "No subsidy has been claimed yet.").unknown("no_claim")
    least = numbers["subsidy_reviewers_min"]
    signers = len(set(claim.signed_by) - {claim.entered_by})
    return Answer(
        "FND-01",
        "除录入人外，有{signers}人审查签字，不少于{least}人。",
        "{signers} people other than the one who entered the claim signed it; at least {least} are needed.",
        signers=signers,
        least=least,
    ).decided(signers >= least, "too_few_signatures")


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A public notice: its first day, and the day on which it was taken down, if it was; and the day today.

    `working` says which days are worked, for offices that count working days.
    """

    posted_on: date
    taken_down_on: date | None = None
    today: date
    working: WorkingDays = WorkingDays()


def public_long_enough(notice: Notice | None, numbers: Numbers) -> GateResult:
    """FND-02: the result is public for five whole days at least, the first day not counted."""
    if notice is None:
        return Answer("FND-02", "尚未公示。", "The result has not been made public yet.").unknown("not_posted")
    least = numbers["public_notice_days_min"]
    working = notice.working if numbers["public_notice_working_days"] else None
    days = whole_days(notice.posted_on, notice.taken_down_on or notice.today, working)
    answer = Answer(
        "FND-02",
        "公示自{posted}起已满{days}天，不少于{least}天，{from_day}起可拨付。",
        "Public since {posted} for {days} whole days; {least} are needed, which are over on {from_day}.",
        posted=notice.posted_on.isoformat(),
        days=days,
        least=least,
        from_day=day_after(notice.posted_on, least, working).isoformat(),
    )
    if days < least and notice.taken_down_on is None:
        return answer.unknown("still_public")
    return answer.decided(days >= least, "taken_down_too_early")


class MonthlyPush(msgspec.Struct, frozen=True, kw_only=True):
    """How many people became entitled in a month ("2023-05"), and how many of them were reported to finance."""

    month: str
    entitled: int
    pushed: int


class MonthlyPushes(msgspec.Struct, frozen=True, kw_only=True):
    """All months in which somebody became entitled, and the day today."""

    months: tuple[MonthlyPush, ...] = ()
    today: date


def pushed_every_month(pushes: MonthlyPushes, _: Numbers) -> GateResult:
    """FND-03: entitled people go to the finance department month by month; a month that lasts is not late yet."""
    over = [month for month in pushes.months if month.month < f"{pushes.today:%Y-%m}"]
    late = [month.month for month in over if month.pushed < month.entitled]
    if not over:
        return Answer("FND-03", "尚无应推送的月份。", "No month is over yet for which people are due.").unknown(
            "no_month_over"
        )
    return Answer(
        "FND-03",
        "应推送{months}个月，共{entitled}人，已推送{pushed}人；未推送完的月份：{late}",
        "{pushed} of {entitled} people of {months} months were reported to finance; months that lack some: {late}",
        months=len(over),
        entitled=sum(month.entitled for month in over),
        pushed=sum(month.pushed for month in over),
        late=some(late) or "—",
    ).decided(not late, "push_missing")
