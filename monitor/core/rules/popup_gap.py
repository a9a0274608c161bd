"""D3 popup_gap (ONL-07): five minutes of engaged learning without a pop-up that gates progress.

The engaged clock is neither run nor reset by pausing; exactly five minutes pass, two seconds are tolerated.
"""

from __future__ import annotations

from monitor.core.attempt import Attempt
from monitor.core.rule_names import Rule
from monitor.core.rules.telling import REWATCH, WAIT, ends, of_pieces, refused, seconds, stopped
from monitor.core.verdict import Finding

CODE = "D3"
RULE: Rule = "popup_gap"
CLAUSE = {
    "zh-CN": "连续5分钟内无弹窗管控的,培训结果不予认可",
    "en": "Five minutes without a controlling pop-up: results are not recognised",
}


def findings(attempt: Attempt) -> list[Finding]:
    """Gaps, pop-ups that did not stop the lesson, misses, answers that no person gave, and play that was prevented."""
    return [*_gaps(attempt), *_no_control(attempt), *_missed(attempt), *_automated(attempt), *_prevented(attempt)]


def _gaps(attempt: Attempt) -> list[Finding]:
    pieces = refused(attempt, "no_popup")
    if not pieces:
        return []
    longest = max(end - start for start, end in attempt.coverage.gaps)
    return [
        of_pieces(
            pieces,
            rule=RULE,
            code=CODE,
            clause=CLAUSE,
            basis="plan",
            severity="rewatch",
            fault="platform",
            message={
                "zh-CN": f"连续学习 {seconds(longest)} 秒没有弹窗管控。",
                "en": f"{seconds(longest)} seconds of learning without a controlling pop-up.",
            },
            advice=REWATCH,
            measured=longest,
        )
    ]


def _no_control(attempt: Attempt) -> list[Finding]:
    behind = refused(attempt, "behind_popup")
    if sum(piece.span.wall_ms for piece in behind) <= attempt.pack["popup_background_ms"]:
        return []
    return [
        of_pieces(
            behind,
            rule="popup_not_held",
            code=CODE,
            clause=CLAUSE,
            basis="plan",
            severity="rewatch",
            fault="platform",
            message={
                "zh-CN": "弹窗未处理时视频仍在播放。",
                "en": "The video played on behind a pop-up that was not answered.",
            },
            advice=REWATCH,
        )
    ]


def _missed(attempt: Attempt) -> list[Finding]:
    """Being away from a pop-up costs minutes, never the hour, and nobody is blamed."""
    missed = refused(attempt, "popup_missed")
    if not missed:
        return []
    return [
        of_pieces(
            missed,
            rule="popup_missed",
            code=CODE,
            clause=CLAUSE,
            basis="project",
            severity="not_certified",
            grade="E5",
            message={
                "zh-CN": "有弹窗未及时回答,之前一段内容未计入。",
                "en": "A pop-up was not answered in time, so the stretch before it was not counted.",
            },
            advice=REWATCH,
        )
    ]


def _automated(attempt: Attempt) -> list[Finding]:
    """Answers faster than anybody, to pop-ups that were never shown, or two answers to one: a person looks."""
    limit = attempt.pack["fast_answer_ms"]
    fast = [popup.answered for popup in attempt.checks.popups if popup.answered and popup.reaction_ms < limit]
    unshown = [popup.answered for popup in attempt.checks.popups if popup.answered and not popup.presented]
    strange = [*attempt.checks.stray_answers, *attempt.checks.reused_nonces, *unshown]
    seen = (fast if len(fast) >= attempt.pack["fast_answers_to_hold"] else []) + strange
    if not seen:
        return []
    return [
        Finding(
            rule="popup_automation",
            code=CODE,
            clause=CLAUSE,
            basis="project",
            severity="hold",
            message={
                "zh-CN": f"{len(seen)} 次弹窗回答疑似由程序完成。",
                "en": f"{len(seen)} answers to pop-ups look as if a program gave them.",
            },
            advice=WAIT,
            start=min(one.at for one in seen),
            end=max(one.at for one in seen),
            measured=len(seen),
            evidence=ends([one.where for one in seen]),
        )
    ]


def _prevented(attempt: Attempt) -> list[Finding]:
    message = {
        "zh-CN": "平台阻止了 {} 次在应暂停时的播放。",
        "en": "The platform prevented play {} times while the lesson was to be held.",
    }
    return stopped(attempt, "held_play", rule="popup_gap_prevented", code=CODE, clause=CLAUSE, message=message)
