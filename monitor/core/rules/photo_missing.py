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


def findings(attempt: Attempt) -> list[Finding]:
    """Too few accepted photos in an hour whose content is otherwise complete."""
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
            fault="platform",
            message={
                "zh-CN": "本课时没有有效的随机留存照片。",
                "en": f"This class hour has no accepted random photo ({', '.join(reasons)}).",
            },
            advice=RETAKE,
            measured=len(accepted),
            evidence=ends([photo.where for photo in attempt.checks.photos]),
        )
    ]
