"""D6 photo_missing (ONL-10): a class hour without a random retained photo of the learner."""

from __future__ import annotations

from monitor.core.attempt import Attempt
from monitor.core.rules.telling import RETAKE, ends
from monitor.core.verdict import Finding

CODE = "D6"
RULE = "photo_missing"
CLAUSE = {
    "zh-CN": "每课时无随机保留影像照片的,培训结果不予认可",
    "en": "A class hour without a random retained photo: results are not recognised",
}


ANOTHER = {
    "zh-CN": "请在光线充足处正对摄像头,重新进入课程并播放至结尾,届时会再拍一张照片。",
    "en": "Please open the lesson again in good light, face the camera, and play its end: another photo is taken.",
}


def findings(attempt: Attempt) -> list[Finding]:
    """Too few accepted photos in an hour whose content is otherwise complete.

    The platform's fault only where none was asked for: a dark room is nobody's.
    """
    accepted = [photo for photo in attempt.checks.photos if photo.accepted]
    enough = len(accepted) >= attempt.pack["photos_per_class_hour_min"]
    if enough or attempt.coverage.completed_at is None:
        return []
    reasons = sorted({photo.reason for photo in attempt.checks.photos}) or ["never_asked"]
    return [
        Finding(
            rule=RULE,
            code=CODE,
            clause=CLAUSE,
            basis="plan",
            severity="not_certified",
            fault="none" if attempt.checks.photos else "platform",
            message={
                "zh-CN": "本课时没有有效的随机留存照片。",
                "en": f"This class hour has no accepted random photo ({', '.join(reasons)}).",
            },
            advice=ANOTHER if attempt.checks.photos else RETAKE,
            measured=len(accepted),
            evidence=ends([photo.where for photo in attempt.checks.photos]),
        )
    ]
