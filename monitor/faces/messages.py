"""What the learner reads, in simplified Chinese and English.

Every reason that is not listed here is a matter of security and shares one neutral sentence, so that an attacker
does not learn which check caught him; the exact reason goes to the log and the reviewer.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from monitor.ports import Action

Language = Literal["zh-CN", "en"]


class Text(NamedTuple):
    """One sentence in both languages."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh-CN" else self.en


NEUTRAL = Text(
    "未能完成人脸核验，请本人正对摄像头重试；如有疑问请联系管理员。",
    "The face check could not be completed. Please face the camera yourself and try again, "
    "or contact the administrator.",
)

REASONS: dict[str, Text] = {
    "ok": Text("核验通过。", "The check is complete."),
    "too_few_frames": Text(
        "画面太少，请关闭其他程序后重试。", "Too few pictures arrived. Please close other programs and try again."
    ),
    "camera_slow": Text(
        "摄像头画面更新太慢，请调亮光线或关闭其他程序后重试。",
        "The camera gives too few pictures. Please make more light or close other programs, then try again.",
    ),
    "no_face": Text(
        "未检测到人脸，请正对摄像头并露出完整面部。",
        "No face was found. Please face the camera and show your whole face.",
    ),
    "face_lost": Text("人脸移出画面，请保持在框内。", "Your face left the picture. Please stay inside the frame."),
    "face_too_small": Text("请靠近一些。", "Please come closer."),
    "black_or_dark": Text(
        "画面太暗或镜头被遮挡，请调整光线。", "The picture is too dark or the lens is covered. Please adjust the light."
    ),
    "multiple_faces": Text(
        "画面中有多个人脸，请确保只有本人。", "There is more than one face. Please make sure that you are alone."
    ),
    "second_face": Text("照片已收到，画面中还有其他人。", "The photo has arrived; somebody else is in it, too."),
    "turned_away": Text("请正对摄像头。", "Please look straight into the camera."),
    "no_blink": Text(
        "未识别到眨眼，请缓慢闭眼再睁开。", "No blink was seen. Please close your eyes slowly and open them again."
    ),
    "eyes_covered": Text("眼部被遮挡，请摘下遮挡物。", "Your eyes are covered. Please take off whatever hides them."),
    "no_mouth": Text("未识别到张嘴，请张大嘴巴。", "Your mouth was not seen to open. Please open it wide."),
    "no_turn": Text(
        "转头幅度不够，请先正对镜头再慢慢转头。",
        "The turn was too small. Please face the camera first, then turn your head slowly.",
    ),
    "wrong_direction": Text(
        "方向不对，请按提示向您自己的另一侧转头。", "That was the other direction. Please turn to your own other side."
    ),
    "no_nod": Text("未识别到点头，请慢慢点头。", "No nod was seen. Please nod slowly."),
    "moved_too_much": Text("请保持头部不动再做动作。", "Please keep your head still while you do what is asked."),
    "same_picture": Text(
        "与前面的照片相同，请换一张照片。", "This is the same file as an earlier one. Please take another."
    ),
    "not_the_same_person": Text(
        "与其他照片不是同一人，请全部使用本人照片。",
        "This is not the person of the other pictures. Please use pictures of one person only.",
    ),
    "not_a_jpeg": Text("不是JPEG图片，请发送JPEG图片。", "This is not a JPEG picture. Please send a JPEG."),
    "broken": Text("图片不完整或已损坏，请重新发送。", "The picture is cut off or damaged. Please send it again."),
    "too_many_bytes": Text("图片文件过大，请压缩后发送。", "The file is too large. Please compress the picture more."),
    "too_small": Text(
        "图片尺寸过小，请使用不小于320×240像素的图片。",
        "The picture is too small. Please send at least 320 by 240 pixels.",
    ),
    "too_large": Text(
        "图片尺寸过大，请使用不大于1280×960像素的图片。",
        "The picture is too large. Please send at most 1280 by 960 pixels.",
    ),
    "too_many_scans": Text(
        "图片编码方式不受支持，请以普通JPEG保存后发送。",
        "The picture is encoded in too many scans. Please save it as a plain JPEG.",
    ),
    "id_uncertain": Text("比对结果不确定，已转人工复核。", "The comparison is not certain; a person will look at it."),
    "not_compared": Text(
        "尚无登记照片可供比对，已转人工复核。",
        "There is no enrolled picture to compare with; a person will look at it.",
    ),
}

_WRONG_DIRECTION: dict[Action, Text] = {
    "turn_left": Text(
        "方向不对，请向您自己的左侧转头。", "That was the other direction. Please turn to your own left."
    ),
    "turn_right": Text(
        "方向不对，请向您自己的右侧转头。", "That was the other direction. Please turn to your own right."
    ),
}

PROMPTS: dict[Action, Text] = {
    "turn_left": Text("请向您自己的左侧慢慢转头。", "Please turn your head slowly to your own left."),
    "turn_right": Text("请向您自己的右侧慢慢转头。", "Please turn your head slowly to your own right."),
    "blink": Text("请缓慢眨眼。", "Please blink slowly."),
    "open_mouth": Text("请张大嘴巴，然后闭上。", "Please open your mouth wide, then close it."),
    "nod": Text("请慢慢点头。", "Please nod slowly."),
}


def learner_message(reason: str, language: Language = "zh-CN", action: Action | None = None) -> str:
    """Return the sentence for a reason; the asked action makes `wrong_direction` say which side is meant."""
    text = REASONS.get(reason, NEUTRAL)
    if reason == "wrong_direction" and action in _WRONG_DIRECTION:
        text = _WRONG_DIRECTION[action]
    return text.in_language(language)


def prompt(action: Action, language: Language = "zh-CN") -> str:
    """Return what the learner is asked to do."""
    return PROMPTS[action].in_language(language)
