"""D1 fast_forward (ONL-05): content passed over faster than it plays, by speed-up or by a forward jump."""

from __future__ import annotations

from monitor.core.attempt import Attempt
from monitor.core.coverage import Piece
from monitor.core.rule_names import Rule
from monitor.core.rules.telling import RETAKE, REWATCH, WAIT, ends, of_pieces, refused, seconds, stopped
from monitor.core.timeline import Jump
from monitor.core.verdict import Finding

CODE = "D1"
RULE: Rule = "fast_forward"
CLAUSE = {"zh-CN": "快进播放的,培训结果不予认可", "en": "Fast-forward play: results are not recognised"}
FALSIFIED_WINDOWS = 2  # a hold needs two independent observations (rules: evidence); samples of one window are one


def findings(attempt: Attempt) -> list[Finding]:
    """Sped-up content, falsified rates, jumps that were let through, and what was prevented."""
    return [*_sped_up(attempt), *_jumped(attempt), *_prevented(attempt)]


def _sped_up(attempt: Attempt) -> list[Finding]:
    fast = refused(attempt, "fast_forward")
    if not fast:
        return []
    content = sum(piece.media[1] - piece.media[0] for piece in fast)
    falsified = [piece for piece in fast if piece.span.falsified]
    if _played(falsified) >= FALSIFIED_WINDOWS * attempt.pack["rate_window_ms"]:
        return [_tampered(falsified)]
    grave = content > attempt.pack["fast_content_void_ms"]
    bypassed = len(attempt.prevented("rate")) >= attempt.pack["blocked_repeats_for_fault"]
    message = {
        "zh-CN": f"有 {seconds(content)} 秒内容以高于正常的速度播放。",
        "en": f"{seconds(content)} seconds of content were played faster than normal.",
    }
    return [
        of_pieces(
            fast,
            rule=RULE,
            code=CODE,
            clause=CLAUSE,
            basis="plan",
            severity="void" if grave else "rewatch",
            fault="trainee" if grave and bypassed else "platform",
            grade="E3",
            message=message,
            advice=RETAKE if grave else REWATCH,
            measured=content,
        )
    ]


def _played(pieces: list[Piece]) -> int:
    """Browser time (ms) of the spans behind these pieces, each counted once."""
    return sum(span.client_ms for span in {id(piece.span): piece.span for piece in pieces}.values())


def _tampered(falsified: list[Piece]) -> Finding:
    return of_pieces(
        falsified,
        rule="rate_falsified",
        code=CODE,
        clause=CLAUSE,
        basis="plan",
        severity="hold",
        grade="E3",
        message={
            "zh-CN": "播放器报告的速度为正常,但实际播放速度更快,疑似被篡改。",
            "en": "The player reported normal speed while it really played faster; it may have been tampered with.",
        },
        advice=WAIT,
    )


def _jumped(attempt: Attempt) -> list[Finding]:
    skips = [jump for jump in attempt.timeline.jumps if _is_skip(jump, attempt)]
    if not skips:
        return []
    skipped = sum(jump.target - jump.origin for jump in skips)
    return [
        Finding(
            rule="seek_forward",
            code=CODE,
            clause=CLAUSE,
            basis="plan",
            severity="rewatch",
            fault="platform",
            message={
                "zh-CN": f"跳过了 {seconds(skipped)} 秒未学习的内容。",
                "en": f"{seconds(skipped)} seconds of content that had not been learned were skipped.",
            },
            advice=REWATCH,
            start=skips[0].at,
            end=skips[-1].at,
            lesson=skips[0].lesson,
            media_from=skips[0].origin,
            media_to=skips[0].target,
            measured=skipped,
            evidence=ends([skip.where for skip in skips]),
        )
    ]


def _is_skip(jump: Jump, attempt: Attempt) -> bool:
    """A jump past the furthest point reached, after which play went on (> 2 s of media)."""
    if jump.session not in attempt.sessions or jump.lesson not in attempt.lessons:
        return False
    beyond = jump.target - max(jump.origin, _furthest(jump, attempt))
    return beyond > attempt.pack["seek_tolerance_ms"] and _went_on(jump, attempt)


def _furthest(jump: Jump, attempt: Attempt) -> int:
    """How far this lesson had been played, or jumped and played, before."""
    reached = (
        span.media_to
        for span in attempt.spans
        if span.lesson == jump.lesson and span.end <= jump.at and span.playing and not span.jumped
    )
    return max(reached, default=0)


def _went_on(jump: Jump, attempt: Attempt) -> bool:
    after = (
        span
        for span in attempt.spans
        if span.session is jump.session and span.lesson == jump.lesson and span.start >= jump.at and span.playing
    )
    following = next(after, None)
    return following is not None and following.media_from >= jump.target - attempt.pack["seek_tolerance_ms"]


def _prevented(attempt: Attempt) -> list[Finding]:
    message = {"zh-CN": "平台阻止了 {} 次快进。", "en": "The platform prevented {} tries to fast-forward."}
    return stopped(attempt, "rate", "seek", rule="fast_forward_prevented", code=CODE, clause=CLAUSE, message=message)
