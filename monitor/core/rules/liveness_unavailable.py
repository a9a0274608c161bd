"""D4 liveness_unavailable (ONL-08): no face-liveness comparison with the enrolled person."""

from __future__ import annotations

from monitor.core.attempt import Attempt
from monitor.core.coverage import PENDING, Piece
from monitor.core.events import Camera, LivenessResult, PhotoJudged
from monitor.core.face_check import NOT_SEEN
from monitor.core.in_person import needs_no_movements, seen_sessions, stands, verifications
from monitor.core.rule_names import Rule
from monitor.core.rules.telling import REWATCH, WAIT, ends, of_pieces, refused
from monitor.core.verdict import Finding

CODE = "D4"
RULE: Rule = "liveness_unavailable"
CLAUSE = {
    "zh-CN": "无法进行人脸活体比对的,培训结果不予认可",
    "en": "No face-liveness comparison: results are not recognised",
}
CAMERA = {
    "zh-CN": "未能使用摄像头:请连接摄像头并允许使用,或联系培训机构改为线下理论课。",
    "en": "No camera could be used: connect one and allow it, or ask the institution for offline theory lessons.",
}
TRY_AGAIN = {
    "zh-CN": "请在光线充足处正对摄像头重试;多次不成功请联系培训机构。",
    "en": "Please try again in good light, facing the camera; if it keeps failing, ask the training institution.",
}
IN_PERSON = {
    "zh-CN": "如无法按要求做动作,请联系培训机构或办公室当面核验身份。",
    "en": "If you cannot move as asked, let the training institution or the office verify you in person.",
}
FAILED = ("mismatch", "spoof_suspected")
IDENTITY_REASONS = (
    "face_check_missed",
    "photo_missed",
    "mismatch",
    "spoof_suspected",
    "face_matches_too_far_apart",
)


def findings(attempt: Attempt) -> list[Finding]:
    """Play that began unchecked, checks that a person must look at, and identity that was not proven."""
    return [
        *_unchecked(attempt),
        *_failed(attempt),
        *_uncertain(attempt),
        *_unwitnessed(attempt),
        *_never_passed(attempt),
        *_unproven(attempt),
    ]


def _unchecked(attempt: Attempt) -> list[Finding]:
    unchecked = _before_any_match(attempt)
    if sum(piece.engaged_ms for piece in unchecked) <= attempt.pack["unchecked_play_ms"]:
        return []
    return [
        of_pieces(
            unchecked,
            rule=RULE,
            code=CODE,
            clause=CLAUSE,
            basis="plan",
            severity="rewatch",
            fault="platform",
            message={
                "zh-CN": "未通过人脸活体比对即开始播放。",
                "en": "The lesson played before any face-liveness comparison was passed.",
            },
            advice=REWATCH,
        )
    ]


def _before_any_match(attempt: Attempt) -> list[Piece]:
    """Content that was played before the first face match of the attempt, whatever else was wrong with it.

    The server had heard of it by then: a learner's clock alone says nothing about the platform.
    """
    first = next((mark.at for mark in attempt.checks.identity if mark.good), None)
    return [
        piece
        for piece in attempt.coverage.pieces
        if (first is None or (piece.end <= first and piece.span.received <= first))
        and not stands(attempt.checks.vouched, piece.span.session.name, piece.start, piece.end)
    ]


def _failed(attempt: Attempt) -> list[Finding]:
    """Three in a row, or a spent budget: a person decides; quality and technique never count (rules: face checks)."""
    failures = _failures_in_class(attempt)
    budget_spent = len(failures) >= attempt.pack["face_failures_budget"]
    if _longest_row(attempt) < attempt.pack["liveness_tries"] and not budget_spent:
        return []
    message = {
        "zh-CN": "人脸比对多次不一致或未通过活体检测,已转人工复核。",
        "en": "Face checks failed repeatedly; a person will look at them.",
    }
    return [_hold("identity_failed", message, failures, len(failures))]


def _longest_row(attempt: Attempt) -> int:
    """Failed checks of this attempt since it was verified in person, one after the other."""
    row = longest = 0
    since = _verified_until(attempt)
    for result, known in attempt.checks.liveness:
        if known.received <= since:
            continue
        if result.decision in FAILED:
            row += 1
        elif result.decision in ("pass", "review"):
            row = 0
        longest = max(longest, row)
    return longest


def _verified_until(attempt: Attempt) -> int:
    """Up to which moment two people vouch for the trainee; what came before counts no more (K4).

    A verification after the end of this hour is none of it: somebody else may have learned it.
    """
    end = _end(attempt)
    spoken = (
        verification.since
        for verification in verifications(attempt.record, attempt.pack)
        if (verification.platform, verification.training_class) == (attempt.platform, attempt.plan.training_class)
    )
    return max((since for since in spoken if since <= end), default=-1)


def _end(attempt: Attempt) -> int:
    return attempt.coverage.completed_at or 2**62


def _failures_in_class(attempt: Attempt) -> list[str]:
    """Where this person failed a check in this class on this platform, up to the end of this hour (K4).

    What comes later concerns later hours: a certified one does not lose its certificate by it.  Nor does what another
    platform's sessions say, which the trainee may never have seen.
    """
    since, until = _verified_until(attempt), _end(attempt)
    mine = {
        opened.attempt
        for session in attempt.record.sessions
        if session.opened.plan.training_class == attempt.plan.training_class
        and session.opened.platform.platform == attempt.platform
        for opened in session.opened.attempts
    }
    checks = [(fact.attempt, fact.decision, known) for fact, known in attempt.record.known(LivenessResult)]
    photos = [(fact.attempt, fact.decision, known) for fact, known in attempt.record.known(PhotoJudged)]
    failed = [
        known
        for name, decision, known in [*checks, *photos]
        if name in mine and decision in FAILED and since < known.received <= until
    ]
    return [known.where for known in sorted(failed, key=lambda known: (known.received, known.where))]


def _uncertain(attempt: Attempt) -> list[Finding]:
    unsure = [known.where for result, known in attempt.checks.liveness if _needs_a_person(result)]
    message = {
        "zh-CN": "人脸比对结果不确定,已转人工复核。",
        "en": "A face comparison was uncertain; a person looks at it.",
    }
    found = [_hold("identity_uncertain", message, unsure, len(unsure))] if unsure else []
    if any(not session.opened.trainee.reference_confirmed for session in attempt.sessions):
        unconfirmed = {
            "zh-CN": "登记照片尚未经培训机构或办公室确认。",
            "en": "The reference face has not been confirmed by the institution or the office yet.",
        }
        found.append(_hold("reference_unconfirmed", unconfirmed, [s.where for s in attempt.sessions], 1))
    return found


def _unwitnessed(attempt: Attempt) -> list[Finding]:
    """Learned without movements, as the registry allows: held until two people saw who it was."""
    unable = [session for session in attempt.sessions if needs_no_movements(session.opened)]
    if not unable:
        return []
    seen = seen_sessions(attempt.record, attempt.pack)
    unseen = {
        piece.span.session.name
        for piece in attempt.coverage.pieces
        if _may_count(piece) and not stands(seen, piece.span.session.name, piece.start, piece.end)
    }
    open_to_doubt = [session.where for session in unable if session.name in unseen]
    message = {
        "zh-CN": "学员无需做动作核验,须由两名工作人员当面核验身份。",
        "en": "The trainee is not asked for movements; two people have to verify the identity in person.",
    }
    return [_hold("identity_in_person", message, open_to_doubt, len(open_to_doubt))] if open_to_doubt else []


def _may_count(piece: Piece) -> bool:
    return not piece.reason or piece.reason in PENDING


def _needs_a_person(result: LivenessResult) -> bool:
    return result.decision == "review" and result.final


def _hold(rule: Rule, message: dict[str, str], evidence: list[str], measured: int) -> Finding:
    return Finding(
        rule=rule,
        code=CODE,
        clause=CLAUSE,
        basis="project",
        severity="hold",
        message=message,
        advice=WAIT,
        measured=measured,
        evidence=ends(evidence),
    )


def _never_passed(attempt: Attempt) -> list[Finding]:
    """Asked, and never passed: bad light, no camera or a print held up look alike from here, so nobody is blamed."""
    asked = [known.where for _, known in attempt.checks.prompts]
    vouched = any(session.name in attempt.checks.vouched for session in attempt.sessions)
    if not asked or vouched or any(mark.good for mark in attempt.checks.identity):
        return []
    return [
        Finding(
            rule="face_check_not_passed",
            code=CODE,
            clause=CLAUSE,
            basis="plan",
            severity="not_certified",
            grade="E5",
            message={
                "zh-CN": "未通过人脸活体比对,课程未开始计时。",
                "en": "The face-liveness check was not passed, so nothing was counted.",
            },
            advice=_advice(attempt),
            measured=len(asked),
            evidence=ends(asked),
        )
    ]


def _advice(attempt: Attempt) -> dict[str, str]:
    unseen = sum(result.reason in NOT_SEEN for result, _ in attempt.checks.liveness)
    if 2 * unseen > len(attempt.checks.liveness):
        return IN_PERSON
    return CAMERA if _without_camera(attempt) else TRY_AGAIN


def _without_camera(attempt: Attempt) -> bool:
    said = [camera.state for session in attempt.sessions for camera, _ in session.said(Camera)]
    return "on" not in said


def _unproven(attempt: Attempt) -> list[Finding]:
    unproven = refused(attempt, *IDENTITY_REASONS)
    if not unproven:
        return []
    return [
        of_pieces(
            unproven,
            rule="identity_unproven",
            code=CODE,
            clause=CLAUSE,
            basis="project",
            severity="not_certified",
            grade="E5",
            message={
                "zh-CN": "该段内容前后缺少人脸比对,未计入。",
                "en": "This stretch does not lie between two face matches, so it was not counted.",
            },
            advice=REWATCH,
        )
    ]
