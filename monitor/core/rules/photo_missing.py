"""D6 photo_missing (ONL-10): a class hour without a random retained photo of the learner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from monitor.core.attempt import Attempt
from monitor.core.checkpoints import Photo
from monitor.core.rule_names import Rule
from monitor.core.rules.telling import RETAKE, ends
from monitor.core.verdict import Finding

CODE = "D6"
RULE: Rule = "photo_missing"
CLAUSE = {
    "zh-CN": "每课时无随机保留影像照片的,培训结果不予认可",
    "en": "A class hour without a random retained photo: results are not recognised",
}


ANOTHER = {
    "zh-CN": "请在光线充足处正对摄像头,重新进入课程并播放至结尾,届时会再拍一张照片。",
    "en": "Please open the lesson again in good light, face the camera, and play its end: another photo is taken.",
}
WAIT_OR_ANOTHER = {
    "zh-CN": "请等待工作人员查看照片;也可以在光线充足处正对摄像头,重新进入课程并播放至结尾,届时会再拍一张照片。",
    "en": "A person will look at it. You may also open the lesson again in good light, face the camera, and play its "
    "end: another photo is taken.",
}


def findings(attempt: Attempt) -> list[Finding]:
    """Too few accepted photos in an hour whose content is otherwise complete.

    The platform's fault only where none was asked for: a dark room is nobody's.  Where those that are left to a person
    would be enough, the hour is held for that person once no other photo is to come (K14).
    """
    photos, least = attempt.checks.photos, attempt.pack["photos_per_class_hour_min"]
    accepted = [photo for photo in photos if photo.accepted]
    if len(accepted) >= least or attempt.coverage.completed_at is None:
        return []
    left = [photo for photo in photos if photo.for_a_person]
    if len(accepted) + len(left) >= least and (attempt.over or attempt.claim is not None):
        return [_for_a_person(left)]
    return [_missing(photos, len(accepted))]


def _missing(photos: Iterable[Photo], accepted: int) -> Finding:
    asked = list(photos)
    return _finding(
        asked,
        basis="plan",
        severity="not_certified",
        fault="none" if asked else "platform",
        message={
            "zh-CN": "本课时没有有效的随机留存照片。",
            "en": f"This class hour has no accepted random photo ({_reasons(asked) or 'never_asked'}).",
        },
        advice=ANOTHER if asked else RETAKE,
        measured=accepted,
    )


def _for_a_person(left: list[Photo]) -> Finding:
    return _finding(
        left,
        basis="project",
        severity="hold",
        message={
            "zh-CN": "本课时的随机留存照片须由工作人员查看。",
            "en": f"A person has to look at the random photo of this class hour ({_reasons(left)}).",
        },
        advice=WAIT_OR_ANOTHER,
        measured=len(left),
    )


def _finding(photos: list[Photo], **said: Any) -> Finding:
    return Finding(rule=RULE, code=CODE, clause=CLAUSE, evidence=ends([photo.where for photo in photos]), **said)


def _reasons(photos: Iterable[Photo]) -> str:
    return ", ".join(sorted({photo.reason for photo in photos}))
