"""The words that statements are made of: the xAPI Video Profile's, and the integrity profile's, which has the rest.

No standard has words for pop-ups, retained photos and liveness checks, so they are the project's own, under
`urn:integrity-monitor:`; `docs/xapi-integrity-profile.jsonld` is made from this file.
"""

from __future__ import annotations

from typing import Any, NamedTuple

VIDEO = "https://w3id.org/xapi/video"
OURS = "urn:integrity-monitor:xapi"
_ADL = "http://adlnet.gov/expapi/verbs"
_TIN_CAN = "http://id.tincanapi.com/verb"


class Verb(NamedTuple):
    """What was done: its IRI, and how it reads."""

    iri: str
    zh: str
    en: str

    @property
    def as_json(self) -> dict[str, Any]:
        return {"id": self.iri, "display": {"zh-CN": self.zh, "en-US": self.en}}


class Term(NamedTuple):
    """An extension or an activity type of the integrity profile."""

    iri: str
    zh: str
    en: str


def _our_verb(name: str, zh: str, en: str) -> Verb:
    return Verb(f"{OURS}:verbs:{name}", zh, en)


def _our_extension(name: str, zh: str, en: str) -> Term:
    return Term(f"{OURS}:extensions:{name}", zh, en)


# ---------------------------------------------------------------- of the Video Profile, and older ones

INITIALIZED = Verb(f"{_ADL}/initialized", "打开", "initialized")
PLAYED = Verb(f"{VIDEO}/verbs/played", "播放", "played")
PAUSED = Verb(f"{VIDEO}/verbs/paused", "暂停", "paused")
SEEKED = Verb(f"{VIDEO}/verbs/seeked", "跳转", "seeked")
INTERACTED = Verb(f"{_ADL}/interacted", "操作", "interacted")
COMPLETED = Verb(f"{_ADL}/completed", "播放完毕", "completed")
TERMINATED = Verb(f"{_ADL}/terminated", "结束", "terminated")
ATTEMPTED = Verb(f"{_ADL}/attempted", "开始学习课时", "attempted")
FOCUSED = Verb(f"{_TIN_CAN}/focused", "回到页面", "focused")
UNFOCUSED = Verb(f"{_TIN_CAN}/unfocused", "离开页面", "unfocused")

TIME = f"{VIDEO}/extensions/time"
TIME_FROM = f"{VIDEO}/extensions/time-from"
TIME_TO = f"{VIDEO}/extensions/time-to"
LENGTH = f"{VIDEO}/extensions/length"
SPEED = f"{VIDEO}/extensions/speed"
SESSION_ID = f"{VIDEO}/extensions/session-id"

VIDEO_TYPE = f"{VIDEO}/activity-type/video"

# ---------------------------------------------------------------- of the integrity profile

WAS_ASKED = _our_verb("was-asked", "收到弹窗", "was asked by a pop-up")
ANSWERED = _our_verb("answered", "回答弹窗", "answered a pop-up")
MISSED = _our_verb("missed", "未回应", "left a question unanswered")
WAS_PREVENTED = _our_verb("was-prevented", "被播放器阻止", "was prevented by the player")
COMMITTED_PHOTO = _our_verb("committed-photo", "拍照并提交摘要", "took a photo and committed its hash")
PHOTO_JUDGED = _our_verb("photo-judged", "照片已比对", "had a photo compared")
LIVENESS_JUDGED = _our_verb("liveness-judged", "活体检测", "had liveness checked")
CAMERA_CHANGED = _our_verb("camera-changed", "摄像头状态变化", "had the camera change state")
TAKEN_OVER = _our_verb("taken-over", "被其他窗口接管", "was taken over by another session")
CLAIMED = _our_verb("claimed", "平台申报课时", "had credit claimed")
JUDGED = _our_verb("judged", "课时判定", "had a class hour judged")

WHAT = _our_extension(
    "what", "被阻止的行为", "what was prevented: a rate, a seek, hidden or held play, a second window"
)
LATENCY = _our_extension("latency", "回答用时(毫秒)", "milliseconds from showing a pop-up to its answer")
NONCE = _our_extension("nonce", "服务器随机数", "the server's name for one question")
HELD = _our_extension("held", "播放已暂停", "whether playback was stopped for the pop-up")
STATE = _our_extension("state", "状态", "the camera's state")
DECISION = _our_extension("decision", "结果", "what a check or a judgement decided")
REASON = _our_extension("reason", "原因代码", "the code of a reason")
SHA256 = _our_extension("sha256", "照片摘要", "SHA-256 of a photo, hexadecimal")
CREDITED = _our_extension("credited", "认定时长(秒)", "seconds of content that are credited")
CLAUSES = _our_extension("clauses", "依据条款", "the rules behind a judgement")
RULE_PACK = _our_extension("rule-pack", "规则包及版本", "name, version and hash of the rules")
LOG_POSITION = _our_extension("log-position", "日志位置", "the entry of the event log that says so")
PURPOSE = _our_extension("purpose", "用途", "real hours, or a demonstration")

UNIT_TYPE = Term(f"{OURS}:activity-types:class-hour-unit", "课时单元", "a class-hour unit fixed in advance")
CLASS_TYPE = Term(f"{OURS}:activity-types:training-class", "培训班", "one approved run of a training")

PROFILE = f"{OURS}:profile"

_VERBS = (
    WAS_ASKED, ANSWERED, MISSED, WAS_PREVENTED, COMMITTED_PHOTO, PHOTO_JUDGED, LIVENESS_JUDGED, CAMERA_CHANGED,
    TAKEN_OVER, CLAIMED, JUDGED,
)  # fmt: skip
_EXTENSIONS = (
    WHAT, LATENCY, NONCE, HELD, STATE, DECISION, REASON, SHA256, CREDITED, CLAUSES, RULE_PACK, LOG_POSITION, PURPOSE,
)  # fmt: skip
_TYPES = (UNIT_TYPE, CLASS_TYPE)


def profile() -> dict[str, Any]:
    """The integrity profile as JSON-LD, as the xAPI Profiles specification has it."""
    concepts = [
        *(_concept("Verb", term) for term in _VERBS),
        *(_concept("ContextExtension", term) for term in _EXTENSIONS),
        *(_concept("ActivityType", term) for term in _TYPES),
    ]
    return {
        "@context": "https://w3id.org/xapi/profiles/context",
        "id": PROFILE,
        "type": "Profile",
        "conformsTo": "https://w3id.org/xapi/profiles#1.0",
        "prefLabel": {"zh-CN": "学习诚信监测", "en": "Learning integrity"},
        "definition": {
            "zh-CN": "弹窗、随机照片、活体检测与课时判定",
            "en": "Pop-ups, random photos, liveness checks and the judgement of class hours",
        },
        "author": {"type": "Organization", "name": "Integrity monitor"},
        "versions": [{"id": f"{PROFILE}:v1", "generatedAtTime": "2026-11-24T00:00:00Z"}],
        "concepts": concepts,
    }


def _concept(kind: str, term: Verb | Term) -> dict[str, Any]:
    label = {"zh-CN": term.zh, "en": term.en}
    return {"id": term.iri, "type": kind, "inScheme": f"{PROFILE}:v1", "prefLabel": label, "definition": label}
