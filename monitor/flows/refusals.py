"""The refusals of docs/protocol.md: each names the field and, in the learner's language, what to do about it."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from monitor.core.bilingual import Bilingual, bilingual
from monitor.flows import wire
from monitor.flows.wire import Language


class _Kind(NamedTuple):
    message: Bilingual
    remedy: Bilingual
    fatal: bool = False


_KINDS: dict[str, _Kind] = {
    "malformed": _Kind(
        bilingual("消息格式不正确。", "The message cannot be read."),
        bilingual(
            "按协议文档更正所指字段后重新发送。", "Correct the named field as the protocol says and send it again."
        ),
    ),
    "unknown_type": _Kind(
        bilingual("未知的消息或事件类型。", "The type of this message or event is unknown."),
        bilingual("只发送协议列出的类型；请更新SDK。", "Send only the types that the protocol lists; update the SDK."),
    ),
    "oversized": _Kind(
        bilingual("消息过大。", "The message is too large."),
        bilingual("每条消息不超过64 KiB、200个事件，请拆分。", "Split it: at most 64 KiB and 200 events a message."),
    ),
    "bad_mac": _Kind(
        bilingual("消息签名不符。", "The signature does not match."),
        bilingual(
            "用最近一次welcome中的密钥签名后重新发送。", "Sign it with the key of the last welcome and send it again."
        ),
    ),
    "out_of_sequence": _Kind(
        bilingual("缺少前面的批次。", "A batch before this one is missing."),
        bilingual(
            "从expected所示的序号起按顺序重新发送。", "Send the batches again in order, from the number in `expected`."
        ),
    ),
    "chain_broken": _Kind(
        bilingual("批次未与前一批次相连。", "The batch does not follow the one before it."),
        bilingual(
            "prev应为前一批次原文的SHA-256；请重新连接后按welcome.chain续接。",
            "`prev` is the SHA-256 of the batch before, as sent; reconnect and go on from the welcome's chain.",
        ),
    ),
    "replayed": _Kind(
        bilingual("该序号已保存了另一内容。", "Another content is stored under this number."),
        bilingual("已保存的批次不能更改；请使用下一个序号。", "What is stored cannot be changed; use the next number."),
    ),
    "unknown_consent": _Kind(
        bilingual(
            "该同意未予采纳：用途或文本版本与所示不符。",
            "This consent does not count: it is to another text or purpose.",
        ),
        bilingual(
            "请显示最近一次welcome中的文本，再次征得同意后发送其版本。",
            "Show the text of the last welcome, ask again, and send its version.",
        ),
    ),
    "unknown_lesson": _Kind(
        bilingual(
            "该课程不在本班的教学计划内，播放不予计入。", "This lesson is not in the class's plan; it does not count."
        ),
        bilingual(
            "调用attach时请给出教学计划中的课程编号。",
            "Give attach() the lesson's id as the plan has it, or none at all.",
        ),
    ),
    "stale_epoch": _Kind(
        bilingual("此会话已在别处重新连接。", "This session has been resumed by another connection."),
        bilingual("请在新的窗口中继续学习。", "Go on in the window that connected last."),
        fatal=True,
    ),
    "bad_ticket": _Kind(
        bilingual("入场凭证无效、已使用或已过期。", "The ticket or resume token is unknown, used or expired."),
        bilingual("请重新打开课程页面以获取新的凭证。", "Open the lesson's page again to get a new ticket."),
        fatal=True,
    ),
    "hello_expected": _Kind(
        bilingual("首条消息必须是hello。", "The first message must be a hello."),
        bilingual("重新连接并先发送hello。", "Connect again and send a hello first."),
        fatal=True,
    ),
    "rate_limited": _Kind(
        bilingual("消息过于频繁。", "Too many messages."),
        bilingual(
            "请稍候再发送；未确认的内容需重新发送。", "Wait a moment, then send again what was not acknowledged."
        ),
    ),
    "session_over": _Kind(
        bilingual("本次学习会话已结束。", "This session has ended."),
        bilingual("请重新打开课程页面以继续学习。", "Open the lesson's page again to go on learning."),
        fatal=True,
    ),
}


class Refused(Exception):
    """A message was refused; nothing of it was stored, and what was acknowledged before stays."""

    def __init__(self, code: str, field: str = "", detail: str = "", *, expected: int | None = None) -> None:
        super().__init__(code, field, detail)
        self.code = code
        self.field = field
        self.detail = detail
        self.expected = expected

    @property
    def fatal(self) -> bool:
        """The connection ends with it."""
        return _KINDS[self.code].fatal

    def message(self, language: Language = "zh-CN") -> wire.Error:
        """What goes over the wire; the detail is for the developer and the same in both languages."""
        kind = _KINDS[self.code]
        text = {
            name: f"{sentence} ({self.detail})" if self.detail else sentence for name, sentence in kind.message.items()
        }
        return wire.Error(
            code=self.code,
            field=self.field,
            message=text,
            remedy=kind.remedy[language],
            fatal=kind.fatal,
            expected=msgspec.UNSET if self.expected is None else self.expected,
        )
