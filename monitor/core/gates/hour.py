"""Conditions of entry that the registry knew when the hour was learned, and whether the evidence is whole.

A failed gate means "not counted" and blames nobody (rules: order of evaluation).
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.core.attempt import Attempt
from monitor.core.events import IncidentDeclared, LessonPlan, SeenInClassroom
from monitor.core.intervals import intersect, total, union
from monitor.core.reading import Session
from monitor.core.rule_names import Rule
from monitor.core.verdict import Finding, Severity

ASK = {"zh-CN": "请联系培训机构。", "en": "Please ask the training institution."}
WAIT = {"zh-CN": "请等待工作人员复核。", "en": "A person will look at it."}


def findings(attempt: Attempt) -> list[Finding]:
    """All gates that failed, and all doubts about the evidence itself."""
    sessions = _contributing(attempt)
    found = [finding for session in sessions for finding in (*_platform(session), *_trainee(session))]
    found += [*_content(attempt), *_integrity(attempt), *_incidents(attempt), *_elsewhere(attempt)]
    return list({finding.rule: finding for finding in reversed(found)}.values())[::-1]


def _contributing(attempt: Attempt) -> list[Session]:
    earned = {id(piece.span.session) for piece in attempt.coverage.pieces if not piece.reason}
    return [session for session in attempt.sessions if id(session) in earned] or attempt.sessions


def _gate(rule: Rule, code: str, chinese: str, english: str, where: str, severity: Severity = "gate") -> Finding:
    return Finding(
        rule=rule,
        code=code,
        clause={"zh-CN": code, "en": code},
        basis="plan",
        severity=severity,
        message={"zh-CN": chinese, "en": english},
        advice=WAIT if severity == "hold" else ASK,
        evidence=(where,),
    )


def _platform(session: Session) -> Iterable[Finding]:
    state = session.opened.platform
    if not state.catalogued:
        yield _gate(
            "not_catalogued", "ONL-03", "平台不在目录清单内。", "The platform is not catalogued.", session.where
        )
    if not state.connected:
        yield _gate("not_connected", "ONL-04", "平台未纳入监管系统。", "The platform is not connected.", session.where)
    if state.suspended:
        yield _gate("suspended", "ONL-13", "平台已被暂停。", "The platform is suspended.", session.where)


def _trainee(session: Session) -> Iterable[Finding]:
    state = session.opened.trainee
    if not state.enrolled:
        yield _gate("not_enrolled", "CLS-06", "学员未在本班报名。", "The trainee is not enrolled.", session.where)
    if not state.eligible:
        yield _gate("not_eligible", "ONL-14", "未满一个月间隔。", "A month has not passed since.", session.where)
    if state.blacklisted:
        yield _gate("blacklisted", "ENF-01", "学员在限制名单内。", "The trainee is blacklisted.", session.where)


def _content(attempt: Attempt) -> Iterable[Finding]:
    where = attempt.sessions[0].where
    if attempt.unit.hour_type != "theory":
        yield _gate("practical_online", "ONL-02", "实操课时不能线上学习。", "Only theory may be online.", where)
    if any(not lesson.approved for lesson in _lessons(attempt)):
        yield _gate("unapproved_video", "ONL-12", "视频未经办公室审核同意。", "A video is not approved.", where)


def _lessons(attempt: Attempt) -> list[LessonPlan]:
    return [lesson for lesson in attempt.plan.lessons if lesson.lesson in attempt.lessons]


def _integrity(attempt: Attempt) -> Iterable[Finding]:
    for session in attempt.sessions:
        if session.broken:
            yield _gate(
                "chain_broken", "K15", "证据链不完整。", "The chain of entries is broken.", session.broken, "hold"
            )
        for instance in session.instances:
            if instance.conflict:
                yield _gate(
                    "event_conflict",
                    "K15",
                    "同一事件出现两种内容。",
                    "One event came with two contents.",
                    instance.conflict,
                    "hold",
                )
            if instance.ran_fast:
                yield _gate(
                    "clock_ran_fast",
                    "K15",
                    "浏览器时钟走得过快,按服务器收到的时间计算。",
                    "The browser's clock ran fast; the times are those at which the server heard of it.",
                    instance.ran_fast,
                    "hold",
                )


def _incidents(attempt: Attempt) -> Iterable[Finding]:
    """Hours during a declared incident of the collector are held, never certified by themselves (K1)."""
    for fact, known in attempt.record.known(IncidentDeclared):
        if any(piece.start < fact.end and fact.start < piece.end for piece in attempt.coverage.pieces):
            yield _gate("incident", "K1", "系统故障期间的学习。", "Learned during an incident.", known.where, "hold")


def _elsewhere(attempt: Attempt) -> Iterable[Finding]:
    """A person who sits in a classroom does not learn online: somebody else may have, or a clock is wrong (K7).

    The grace of two windows at once is allowed on either side, because classroom devices have clocks of their own.
    """
    grace = attempt.pack["concurrent_grace_ms"] + attempt.pack["concurrent_clock_tolerance_ms"]
    for fact, known in attempt.record.known(SeenInClassroom):
        there = (fact.start - grace, fact.end + grace)
        played = union((piece.start, piece.end) for piece in attempt.coverage.pieces)
        if total(intersect(played, [there])) >= 2 * grace:
            yield _gate(
                "seen_in_classroom",
                "K7",
                f"线上学习期间该学员在课堂人脸签到({fact.source})。",
                f"The trainee was checked in to a classroom while learning online ({fact.source}).",
                known.where,
                "hold",
            )
