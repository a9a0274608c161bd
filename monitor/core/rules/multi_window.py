"""D2 multi_window (ONL-06): learning in more than one window at once; losing the focus is not that."""

from __future__ import annotations

from monitor.core.attempt import Attempt, both_proven
from monitor.core.coverage import Piece
from monitor.core.events import TakenOver
from monitor.core.rules.telling import RETAKE, REWATCH, WAIT, of_pieces, refused, seconds, stopped
from monitor.core.timeline import Overlap
from monitor.core.verdict import Finding

CODE = "D2"
CLAUSE = {"zh-CN": "多窗口学习的,培训结果不予认可", "en": "Multi-window learning: results are not recognised"}


def findings(attempt: Attempt) -> list[Finding]:
    """Concurrent play, play on a page that nobody could see, and what of both was prevented."""
    return [*_concurrent(attempt), *_hidden(attempt), *_unseen(attempt), *_prevented(attempt)]


def _concurrent(attempt: Attempt) -> list[Finding]:
    lost = refused(attempt, "concurrent")
    if not lost:
        return []
    overlaps = [overlap for overlap in attempt.overlaps() if both_proven(attempt.timeline, overlap)]
    if not overlaps:
        return [_unproven(lost)]
    length = sum(overlap.end - overlap.start for overlap in overlaps)
    across = any(_two_vendors(overlap) for overlap in overlaps)
    later = any(overlap.later in attempt.sessions for overlap in overlaps)
    grave = length > attempt.pack["concurrent_void_ms"] and later
    return [
        of_pieces(
            lost,
            rule="cross_platform_play" if across else "concurrent_play",
            code=CODE,
            clause=CLAUSE,
            basis="plan",
            severity="hold" if across else "void" if grave else "rewatch",
            fault="trainee" if grave and _deliberate(attempt) and not across else "platform",
            grade="E3",
            message={
                "zh-CN": f"同一人在两个窗口同时学习 {seconds(length)} 秒。",
                "en": f"The same person learned in two windows at once for {seconds(length)} seconds.",
            },
            advice=WAIT if across else RETAKE if grave else REWATCH,
            measured=length,
        )
    ]


def _unproven(lost: list[Piece]) -> Finding:
    """Somebody may have opened the other session without the trainee, so nobody is blamed (K7)."""
    return of_pieces(
        lost,
        rule="concurrent_unproven",
        code=CODE,
        clause=CLAUSE,
        basis="project",
        severity="not_certified",
        grade="E5",
        message={
            "zh-CN": "该段时间另一会话也在播放,且本会话没有人脸比对,未计入。",
            "en": "Another session played at the same time and this one shows no face match, so it was not counted.",
        },
        advice=REWATCH,
    )


def _two_vendors(overlap: Overlap) -> bool:
    return overlap.earlier.opened.platform.platform != overlap.later.opened.platform.platform


def _deliberate(attempt: Attempt) -> bool:
    """A window was told to stop and played on, or was refused before: positive proof, not absence (K9)."""
    told = any(
        session.known(TakenOver) for overlap in attempt.overlaps() for session in (overlap.earlier, overlap.later)
    )
    return told or bool(attempt.prevented("second_window"))


def _hidden(attempt: Attempt) -> list[Finding]:
    hidden = [piece for piece in refused(attempt, "hidden") if not piece.span.unseen]
    if sum(piece.span.wall_ms for piece in hidden) <= attempt.pack["hidden_grace_ms"]:
        return []
    return [
        of_pieces(
            hidden,
            rule="background_play",
            code=CODE,
            clause=CLAUSE,
            basis="plan",
            severity="rewatch",
            fault="platform",
            message={"zh-CN": "页面不可见时视频仍在播放。", "en": "The video played on while the page was hidden."},
            advice=REWATCH,
        )
    ]


def _unseen(attempt: Attempt) -> list[Finding]:
    """The page claimed to be visible while no frame was shown: two observations make it a matter for a person."""
    unseen = [piece for piece in refused(attempt, "hidden") if piece.span.unseen]
    if len(unseen) < 2 or sum(piece.span.wall_ms for piece in unseen) <= attempt.pack["hidden_grace_ms"]:
        return []
    return [
        of_pieces(
            unseen,
            rule="visibility_falsified",
            code=CODE,
            clause=CLAUSE,
            basis="plan",
            severity="hold",
            grade="E3",
            message={
                "zh-CN": "页面报告为可见,但浏览器没有显示任何画面。",
                "en": "The page said it was visible, but the browser showed no picture.",
            },
            advice=WAIT,
        )
    ]


def _prevented(attempt: Attempt) -> list[Finding]:
    message = {
        "zh-CN": "平台阻止了 {} 次在其他窗口或不可见页面中的播放。",
        "en": "The platform prevented play in another window or on a hidden page {} times.",
    }
    return stopped(
        attempt,
        "second_window",
        "hidden_play",
        rule="multi_window_prevented",
        code=CODE,
        clause=CLAUSE,
        message=message,
    )
