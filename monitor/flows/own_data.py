"""Everything that is kept about one person, for that person, as one file (JSON): in words, and without scores.

Left out are the embedding of the face, which says nothing to a person, and pictures, which only the office can open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from monitor.core.bilingual import Bilingual
from monitor.core.class_lists import LearnerLine, PersonLine, Phone
from monitor.core.exports import moment
from monitor.core.verdict import Verdict, result_words
from monitor.flows.monitor import Registry
from monitor.flows.own_links import Sight
from monitor.flows.own_page import Judged
from monitor.flows.own_words import told_of

_PICTURES = {
    "zh-CN": "留存照片与申诉附件加密保存，只有办公室可以打开；需要查阅的，请向办公室提出。",
    "en": "Retained photos and files of appeals are sealed to the office's key; ask the office to see them.",
}
_IDENTITY = {
    "zh-CN": "身份证号不保存，只保存其带密钥的散列值，用于在各平台间识别同一人。",
    "en": "The identity number is not kept; a keyed hash of it is, by which one person is known across platforms.",
}
_PHONE: dict[Phone, Bilingual] = {
    "none": {"zh-CN": "没有保存您的电话号码。", "en": "No phone number of yours is kept."},
    "kept": {
        "zh-CN": "电话号码不保存，只保存其带密钥的散列值，供您来电时查找。可在本人页面撤回，或请培训机构、办公室撤回。",
        "en": "Your phone number is not kept; a keyed hash of it is, by which the helpdesk finds you when you call. "
        "Take it back on your own page, or ask the training institution or the office to do so.",
    },
    "taken_back": {
        "zh-CN": "电话号码已撤回，其散列值已删除；以后提交的号码也不再保存。",
        "en": "Your phone number was taken back and its hash deleted; one that is handed in later is not kept either.",
    },
}


def own_data(
    registry: Registry, sight: Sight, person: PersonLine, hours: Mapping[str, Sequence[Judged]], now: int
) -> bytes:
    """The file, as of now (UTC ms), of what is in sight; call it in a thread."""
    trainee = person.trainee
    content: dict[str, Any] = {
        "made_at": moment(now),
        "trainee": trainee,
        "registered_at": moment(person.registered_at),
        "identity_number": _IDENTITY,
        "phone": _PHONE[person.phone],
        "classes": [_class(registry, sight, person, line, hours[line.training_class]) for line in person.enrolments],
        "consents": [_timed(msgspec.structs.asdict(consent)) for consent in person.consents],
        "faces": [
            {
                "sha256": one.sha256,
                "supplied_by": one.supplied_by,
                "in_force": one.in_force,
                "forgotten_at": moment(one.forgotten_at),
            }
            for one in registry.reference_records(trainee)
        ],
        "granted": [
            {"kinds": list(one.kinds), "time_percent": one.time_percent, "registered_at": moment(one.registered_at)}
            for one in registry.accommodations_of(trainee)
        ],
        "pictures": _PICTURES,
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"


def _class(
    registry: Registry, sight: Sight, person: PersonLine, line: LearnerLine, hours: Sequence[Judged]
) -> dict[str, Any]:
    sessions = registry.sessions_of(person.trainee, line.training_class)
    return {
        "training_class": line.training_class,
        "title": line.class_title,
        "external_id": line.external_id,
        "enrolled_at": moment(line.enrolled_at),
        "left_at": moment(line.left_at),
        "eligible": line.eligible,
        "make_ups": [
            {"starts_at": moment(one.starts_at), "ends_at": moment(one.ends_at), "reason": one.reason}
            for one in person.make_ups
            if one.training_class == line.training_class
        ],
        "sessions": [
            {"platform": one.platform, "opened_at": moment(one.opened_at), "closed_at": moment(one.closed_at)}
            for one in sessions
            if sight.platform in ("", one.platform)
        ],
        "hours": [_hour(verdict) for verdict, _ in hours],
    }


def _hour(verdict: Verdict) -> dict[str, Any]:
    return {
        "attempt": verdict.attempt,
        "unit": verdict.unit,
        "platform": verdict.platform,
        "result": result_words(verdict.result, verdict.stage),
        "credited_seconds": verdict.credited_ms // 1000,
        "required_seconds": verdict.required_ms // 1000,
        "completed_at": moment(verdict.completed_at),
        "reasons": [{"rule": one.rule, "message": one.message, "advice": one.advice} for one in verdict.reasons],
        "history": [{"at": moment(step.at), "text": told_of(step)} for step in verdict.history],
    }


def _timed(fields: dict[str, Any]) -> dict[str, Any]:
    """Moments (UTC ms) as people read them."""
    return {name: moment(value) if name.endswith("_at") else value for name, value in fields.items()}
