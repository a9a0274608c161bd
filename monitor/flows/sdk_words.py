"""What the browser SDK says to the learner, sent with the welcome in the learner's language only.

The SDK itself carries no more than what it must be able to say without a collector.
"""

from __future__ import annotations

from monitor.core.bilingual import Bilingual, bilingual
from monitor.flows.wire import Language

_WORDS: dict[str, Bilingual] = {
    "check": bilingual(
        "学习确认",
        "Are you there?",
    ),
    "answer": bilingual(
        "请作答，视频将继续播放。",
        "Please answer; the video then plays on.",
    ),
    "remaining": bilingual(
        "剩余 {} 秒",
        "{} seconds left",
    ),
    "title_ended": bilingual(
        "学习结束",
        "End of this session",
    ),
    "title_taken_over": bilingual(
        "已在别处学习",
        "You are learning elsewhere",
    ),
    "title_window": bilingual(
        "课程已在另一窗口打开",
        "Open in another window",
    ),
    "title_unacknowledged": bilingual(
        "连接中断",
        "Connection lost",
    ),
    "title_gap": bilingual(
        "等待学习确认",
        "Waiting for a check",
    ),
    "title_free": bilingual(
        "可以在此继续",
        "You can go on here",
    ),
    "ended": bilingual(
        "本次学习已结束。",
        "This session is over.",
    ),
    "gap": bilingual(
        "正在等待学习确认，请稍候。",
        "Waiting for the next check, one moment.",
    ),
    "window": bilingual(
        "课程已在另一个窗口中打开。请在那个窗口继续学习，或先把它关闭。",
        "The course is open in another window. Go on there, or close that window first.",
    ),
    "free": bilingual(
        "另一个窗口已经关闭。",
        "The other window has been closed.",
    ),
    "continue_here": bilingual(
        "在此继续学习",
        "Continue here",
    ),
    "taken_over": bilingual(
        "您已在其他设备或平台上开始学习，此处已暂停。",
        "You started learning on another device or platform, so this one is paused.",
    ),
    "credited": bilingual(
        "已记学时",
        "Credited",
    ),
    "demonstration": bilingual(
        "演示",
        "demonstration",
    ),
    "chip": bilingual(
        "学习监测状态",
        "Learning monitor",
    ),
    "face": bilingual(
        "人脸核验",
        "Face check",
    ),
    "step": bilingual(
        "第 {} 步，共 {} 步",
        "Step {} of {}",
    ),
    "front": bilingual(
        "请正对摄像头，准备：",
        "Face the camera, get ready: ",
    ),
    "checking": bilingual(
        "正在核验，请稍候……",
        "Checking, one moment…",
    ),
    "turn_left": bilingual(
        "请把头转向您的左边",
        "Turn your head to your left",
    ),
    "turn_right": bilingual(
        "请把头转向您的右边",
        "Turn your head to your right",
    ),
    "blink": bilingual(
        "请眨眼",
        "Blink",
    ),
    "open_mouth": bilingual(
        "请张嘴",
        "Open your mouth",
    ),
    "nod": bilingual(
        "请点头",
        "Nod",
    ),
    "consent": bilingual(
        "人脸信息处理单独同意",
        "Separate consent to the use of face data",
    ),
    "give": bilingual(
        "同意",
        "I agree",
    ),
    "refuse": bilingual(
        "不同意",
        "I do not agree",
    ),
    "declined": bilingual(
        "您未同意使用人脸信息，线上学时无法核验。您可以选择线下理论课，也可以改变决定。",
        "You did not agree to the use of face data, so online hours cannot be verified. "
        "Offline theory classes are open to you, and you can change your mind.",
    ),
    "reconsider": bilingual(
        "重新选择",
        "Decide again",
    ),
    "uncounted": bilingual(
        "未计入",
        "not counted",
    ),
    "why": bilingual(
        "未计入的原因：",
        "Why it was not counted:",
    ),
    "withdraw": bilingual(
        "撤回人脸同意",
        "Take back consent",
    ),
    "withdrawal": bilingual(
        "撤回后，摄像头立即关闭，不再拍摄；线上学习暂停，您再次同意后才能继续。此前已完成的学时不受影响。"
        "您也可以改为参加线下理论课。",
        "The camera then goes off at once and takes no more pictures, and online lessons stand still until you agree "
        "again. Hours that are complete stay valid. Offline theory classes are open to you.",
    ),
    "keep": bilingual(
        "不撤回",
        "Keep it",
    ),
    "camera": bilingual(
        "摄像头不可用",
        "The camera cannot be used",
    ),
    "denied": bilingual(
        "浏览器没有使用摄像头的权限。请在地址栏的网站设置中允许摄像头，然后重试。",
        "The browser may not use the camera. Allow it in the site settings next to the address, then try again.",
    ),
    "missing": bilingual(
        "没有找到摄像头。请连接摄像头后重试；没有摄像头时，可以参加线下理论课。",
        "No camera was found. Connect one and try again; without a camera, offline theory classes are open to you.",
    ),
    "lost": bilingual(
        "摄像头已断开。请检查连接后重试。",
        "The camera was disconnected. Check it, then try again.",
    ),
    "failed": bilingual(
        "摄像头打不开，可能被其他程序占用。请关闭其他程序后重试。",
        "The camera does not start; another program may be using it. Close that program, then try again.",
    ),
    "retry": bilingual(
        "重试",
        "Try again",
    ),
    "later": bilingual(
        "暂不处理（学时可能不计）",
        "Not now (hours may not count)",
    ),
}


def sdk_words(language: Language) -> dict[str, str]:
    """Every sentence by its key; `{}` are the places of values."""
    return {key: text[language] for key, text in _WORDS.items()}
