"""Clauses about a class while it runs and when it ends: inspections, recordings, make-up hours, satisfaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from monitor.core.days import months_later, years_later
from monitor.core.gates.result import Answer, GateResult, Numbers, some


class Inspections(msgspec.Struct, frozen=True, kw_only=True):
    """On-site or random inspections of one class run, and whether the run is over."""

    held: int
    over: bool


def inspected(inspections: Inspections, numbers: Numbers) -> GateResult:
    """PRC-01: every class run is inspected at least once while it lasts."""
    least = numbers["inspections_min"]
    answer = Answer(
        "PRC-01",
        "培训期间检查{held}次，不少于{least}次。",
        "Inspected {held} times during training; at least {least} needed.",
        held=inspections.held,
        least=least,
    )
    if inspections.held < least and not inspections.over:
        return answer.unknown("not_yet_inspected")
    return answer.decided(inspections.held >= least, "never_inspected")


class HourRecording(msgspec.Struct, frozen=True, kw_only=True):
    """A class hour that is over, and its longest continuous clip in ms; 0 where there is none."""

    hour: str
    longest_clip_ms: int


def hours_recorded(hours: Sequence[HourRecording], numbers: Numbers) -> GateResult:
    """PRC-05: every class hour has one continuous recording of at least 15 minutes."""
    least = numbers["recording_min_ms"]
    if not hours:
        return Answer("PRC-05", "尚无已完成的课时。", "No class hour is over yet.").unknown("no_hours")
    short = [hour.hour for hour in hours if hour.longest_clip_ms < least]
    return Answer(
        "PRC-05",
        "{hours}课时中{count}课时没有连续{minutes}分钟以上的录像。{short}",
        "{count} of {hours} class hours lack a continuous recording of {minutes} minutes. {short}",
        hours=len(hours),
        count=len(short),
        minutes=least // 60_000,
        short=some(short),
    ).decided(not short, "recording_too_short")


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """Recordings of one class run: those that do not show all trainees by a reviewer's word, and those unseen yet."""

    recordings: int
    strikes: int
    unreviewed: int


def all_trainees_shown(reviewed: Reviewed, numbers: Numbers) -> GateResult:
    """PRC-06: three recordings of a run that do not show everybody cost the run its subsidy; people review them."""
    most = numbers["recording_strikes"]
    answer = Answer(
        "PRC-06",
        "录像{recordings}段，{strikes}次无法显示全体学员，{unreviewed}段待查看；达{most}次取消补贴资格。",
        "{strikes} of {recordings} recordings do not show all trainees, {unreviewed} are not reviewed; "
        "{most} cancel the subsidy.",
        recordings=reviewed.recordings,
        strikes=reviewed.strikes,
        unreviewed=reviewed.unreviewed,
        most=most,
    )
    if reviewed.strikes < most and reviewed.unreviewed:
        return answer.person("recordings_to_review")
    return answer.decided(reviewed.strikes < most, "subsidy_cancelled")


class KeptVideo(msgspec.Struct, frozen=True, kw_only=True):
    """A training video: its day, until when it is kept by plan, and when it was deleted, as far as known."""

    video: str
    recorded_on: date
    kept_until: date | None = None
    deleted_on: date | None = None


def videos_kept(videos: Sequence[KeptVideo], numbers: Numbers) -> GateResult:
    """PRC-08: training video is kept for three years."""
    years = numbers["video_retention_years"]
    if not videos:
        return Answer("PRC-08", "未登记培训视频。", "No training video is registered.").unknown("no_videos")
    short = [video.video for video in videos if _lost(video, years)]
    answer = Answer(
        "PRC-08",
        "{videos}段视频中{count}段未留存满{years}年。{short}",
        "{count} of {videos} videos are not kept for {years} years. {short}",
        videos=len(videos),
        count=len(short),
        years=years,
        short=some(short),
    )
    if not short and any(video.kept_until is None and video.deleted_on is None for video in videos):
        return answer.unknown("no_retention_record")
    return answer.decided(not short, "not_kept")


def _lost(video: KeptVideo, years: int) -> bool:
    """Deleted on the last day of the period is too early: that day is whole."""
    last = years_later(video.recorded_on, years)
    return (video.deleted_on or date.max) <= last or (video.kept_until or date.max) < last


class MakeUp(msgspec.Struct, frozen=True, kw_only=True):
    """A make-up course of one trainee, by its name; `reason_accepted` is null until a person looked at the reason.

    `held_on` and `assessed_on` are days, `length_ms` and `recorded_ms` what was taught and what was recorded of it.
    """

    course: str
    held_on: date
    assessed_on: date | None = None
    reason_accepted: bool | None = None
    length_ms: int
    recorded_ms: int


def make_up_counts(make_up: MakeUp | None, _: Numbers) -> GateResult:
    """PRC-09: missed for a good reason, made up before the completion assessment, recorded throughout: attended."""
    if make_up is None:
        return Answer("PRC-09", "没有补课。", "Nothing was made up.").not_concerned()
    assessed = make_up.assessed_on or date.max
    answer = Answer(
        "PRC-09",
        "补课{course}于{held}，结业考核{assessed}，应录{length}秒、实录{recorded}秒。",
        "{course} was made up on {held}, the assessment is on {assessed}; {recorded} of {length} s are recorded.",
        course=make_up.course,
        held=make_up.held_on.isoformat(),
        assessed=make_up.assessed_on.isoformat() if make_up.assessed_on else "—",
        length=make_up.length_ms // 1000,
        recorded=make_up.recorded_ms // 1000,
    )
    if make_up.reason_accepted is False:
        return answer.failed("reason_refused")
    if make_up.held_on > assessed:
        return answer.failed("after_assessment")
    if make_up.recorded_ms < make_up.length_ms:
        return answer.failed("not_recorded_throughout")
    if make_up.reason_accepted is None:
        return answer.person("reason_to_review")
    if make_up.held_on == assessed:
        return answer.person("on_the_day_of_assessment")
    return answer.met()


class Satisfaction(msgspec.Struct, frozen=True, kw_only=True):
    """Valid answers to the survey after the training, of which shares are taken, and the roster to show beside.

    `surveyed_on` is the day of the last answer.
    """

    satisfied: int
    answers: int
    roster: int
    surveyed_on: date


def satisfied_enough(survey: Satisfaction, numbers: Numbers) -> GateResult:
    """PRC-10: below 85 % the assessment is suspended and the class mends its ways for a month at least.

    A person decides whether the class trains again or loses its subsidy.
    """
    least = numbers["satisfaction_percent_min"]
    if survey.answers == 0:
        return Answer("PRC-10", "尚无满意度答卷。", "Nobody has answered the satisfaction survey yet.").unknown(
            "no_answers"
        )
    answer = Answer(
        "PRC-10",
        "有效答卷{answers}份(全班{roster}人)，满意{satisfied}份，满意度应不低于{least}%；低于时暂停考核，整改至{until}后。",
        "{satisfied} of {answers} valid answers (roster: {roster}) are satisfied; at least {least} % must be. "
        "Below that the assessment is suspended and rectification lasts beyond {until}.",
        answers=survey.answers,
        roster=survey.roster,
        satisfied=survey.satisfied,
        least=least,
        until=months_later(survey.surveyed_on, numbers["rectification_months_min"]).isoformat(),
    )
    return answer.decided(survey.satisfied * 100 >= survey.answers * least, "assessment_suspended")
