"""What the learner reads from the collector, in simplified Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.bilingual import Bilingual, bilingual
from monitor.core.verdict import RESULT_WORDS, Missing, Verdict

CONSENT_TEXT = bilingual(
    "为核验学习者身份，学习期间将使用摄像头拍摄照片和短时连拍，与登记照片比对。照片加密保存，仅供主管部门复核使用，"
    "不用于其他目的。您可以拒绝或随时撤回同意，并改为参加线下理论课。",
    "To check who is learning, the camera takes photos and short bursts while you learn and they are compared with "
    "your enrolled picture. Pictures are stored encrypted, opened only by the office for review, and serve no other "
    "purpose. You may refuse or take your consent back at any time and attend theory lessons offline instead.",
)

_HOLDS: dict[str, Bilingual] = {
    "taken_over": bilingual(
        "您已在另一个窗口继续学习，本窗口已暂停。", "You went on learning in another window; this one is paused."
    ),
    "liveness": bilingual("请先完成人脸核验。", "Please complete the face check first."),
    "in_person": bilingual(
        "如无法按要求做动作，请联系培训机构或办公室当面核验身份，核验后即可继续学习。",
        "If you cannot move as asked, let the training institution or the office verify you in person; "
        "then the lesson goes on.",
    ),
    "camera": bilingual("请打开摄像头后继续。", "Please switch the camera on to go on."),
    "consent": bilingual(
        "同意人脸核验后方可继续线上学习；也可参加线下理论课。",
        "Online lessons need your consent to face checks; offline theory lessons are open to you too.",
    ),
}
_HELD = bilingual("课程暂停，请按提示操作。", "The lesson is paused; please follow the instructions.")

_ENDS: dict[str, Bilingual] = {
    "finished": bilingual("本次学习已结束。", "This session is finished."),
    "timed_out": bilingual(
        "长时间未连接，本次学习已结束。", "Nobody was connected for a long time; the session has ended."
    ),
    "missed_popups": bilingual(
        "连续多次未应答，本次学习已结束；请重新进入课程。",
        "Several pop-ups in a row were not answered, so the session has ended. Please open the lesson again.",
    ),
    "face_checks_failed": bilingual(
        "人脸核验多次未通过，本次学习已结束；请联系培训机构。",
        "The face check failed several times, so the session has ended. Please ask the training institution.",
    ),
    "platform_suspended": bilingual(
        "平台已暂停参加补贴性培训，本次学习到此结束，与您无关，已学内容已保留；请联系培训机构，改用其他在册平台或线下课堂。",
        "The platform is out of subsidised training, so the session has ended. That is no fault of yours, and what you "
        "learned is kept. Ask the training institution for another catalogued platform or a classroom.",
    ),
    "replaced": bilingual("本次学习已由新的会话代替。", "A new session has taken the place of this one."),
}
_SERVICE_BUSY = bilingual(
    "核验服务暂时不可用，不影响您的学习记录，请稍候重试。",
    "The check could not be made just now. It does not count against you; please try again.",
)
_PHOTO_DUPLICATE = bilingual("该照片此前已使用，不能再次使用。", "This photo was used before and cannot be used again.")
_PHOTO_NEAR_DUPLICATE = bilingual("照片已收到。", "The photo has arrived.")

_NEXT: dict[str, Bilingual] = {
    "certified": bilingual("本课时已完成。", "This class hour is complete."),
    "in_progress": bilingual("请继续学习，并应答弹窗。", "Please go on learning and answer the pop-ups."),
    "held": bilingual("请继续学习；结果将由工作人员复核。", "Please go on; a person will look at the result."),
    "not_counted_cap": bilingual("线上课时已达上限。", "The online cap of this class has been reached."),
}

# Why content that was played did not count, by the core's reasons.
_UNCOUNTED: dict[str, Bilingual] = {
    "observe_mode": bilingual("页面处于仅观察模式", "the page only observed"),
    "unobserved": bilingual("学习记录中断", "nothing was heard from the page"),
    "skipped": bilingual("被跳过", "skipped"),
    "hidden": bilingual("页面不在前台", "the page was not in view"),
    "stalled": bilingual("视频卡顿", "the video was stalled"),
    "fast_forward": bilingual("播放速度过快", "played too fast"),
    "concurrent": bilingual("同时在多个窗口播放", "played in two windows at once"),
    "behind_popup": bilingual("弹窗未处理时播放", "played behind an open pop-up"),
    "without_consent": bilingual("撤回同意期间播放", "played while the consent was withdrawn"),
    "out_of_order": bilingual("未按课程顺序学习", "out of the order of the lessons"),
    "no_popup": bilingual("长时间没有弹窗确认", "too long without a pop-up"),
    "popup_missed": bilingual("弹窗未及时应答", "a pop-up was not answered"),
    "no_face_match_before": bilingual("此前未通过人脸核验", "no face check was passed before"),
    "face_matches_too_far_apart": bilingual("两次人脸核验间隔过长", "face checks too far apart"),
    "face_check_missed": bilingual("人脸核验未完成", "a face check was not done"),
    "photo_missed": bilingual("未能拍摄照片", "no photo could be taken"),
    "mismatch": bilingual("人脸与登记照片不符", "the face did not match the enrolled picture"),
    "spoof_suspected": bilingual("人脸核验未通过", "a face check was not passed"),
    "unsupervised": bilingual("断线期间播放", "played while the connection was lost"),
    "unsupervised_too_long": bilingual("断线时间过长", "the connection was lost for too long"),
}
_NOT_COUNTED = bilingual("未满足计入条件", "the conditions were not met")


def not_counted(reason: str) -> Bilingual:
    """Why content that was played did not count, to stand after how much of it."""
    return _UNCOUNTED.get(reason, _NOT_COUNTED)


def hold(reason: str) -> Bilingual:
    """Why the lesson is kept paused."""
    return _HOLDS.get(reason, _HELD)


def end(reason: str) -> Bilingual:
    """Why the session is over."""
    return _ENDS.get(reason, _ENDS["finished"])


def own_reason(reason: str) -> Bilingual | None:
    """What to say for a reason that is the collector's own and not the face service's."""
    said = {
        "service_error": _SERVICE_BUSY,
        "duplicate": _PHOTO_DUPLICATE,
        "near_duplicate": _PHOTO_NEAR_DUPLICATE,
    }
    return said.get(reason)


def next_step(verdict: Verdict, missing: Sequence[Missing]) -> Bilingual:
    """What a trainee should do now, from the gravest finding where there is one."""
    if verdict.result == "in_progress" and _left_behind(verdict, missing):
        return verdict.reasons[0].advice
    if verdict.result in _NEXT and verdict.result != "held":
        return _NEXT[verdict.result]
    for finding in verdict.reasons:
        return finding.advice
    return _NEXT.get(verdict.result, RESULT_WORDS[verdict.result])


def _left_behind(verdict: Verdict, missing: Sequence[Missing]) -> bool:
    """The learner is past something that is still missing, so going on is not enough."""
    if not verdict.ledger or not verdict.reasons:
        return False
    last = verdict.ledger[-1]
    return not missing or any(gap.lesson == last.lesson and gap.media_from < last.media_from for gap in missing)
